import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { badInput } from '../../graphql/request-errors.ts';
import type { FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { monthBefore, type Settings, type SettingsChange } from './settings.rules.ts';
import {
  FiscalKindType,
  ResponseSubjectType,
  VendorSettingsType,
  WeekdayType,
  WeekPatternType,
  YearEndRuleType,
  YearNamedByType,
} from './settings.schema.ts';
import { readSettings, updateSettings } from './settings.service.ts';

/** Far more than anybody types in one request. */
const ITEMS_MAX = 500;

const FiscalCalendarInput = builder.inputType('FiscalCalendarInput', {
  description: 'A fiscal calendar, as a whole.',
  fields: (t) => ({
    kind: t.field({ type: FiscalKindType, required: true, description: 'What years are made of.' }),
    startMonth: t.int({
      required: true,
      description:
        'The month that begins the year, 1 to 12; for weeks, the one after the month that ends it.',
    }),
    yearNamedBy: t.field({ type: YearNamedByType, required: true, description: 'What a year is named by.' }),
    weekPattern: t.field({ type: WeekPatternType, description: 'For weeks only, and required there.' }),
    yearEndWeekday: t.field({ type: WeekdayType, description: 'For weeks only, and required there.' }),
    yearEndRule: t.field({ type: YearEndRuleType, description: 'For weeks only, and required there.' }),
  }),
});

const BusinessHoursInput = builder.inputType('BusinessHoursInput', {
  description: 'Hours of a weekday. What runs past midnight is given as hours of two days.',
  fields: (t) => ({
    weekday: t.field({ type: WeekdayType, required: true, description: 'The weekday.' }),
    opens: t.string({ required: true, description: '`HH:MM` from `00:00`.' }),
    closes: t.string({ required: true, description: '`HH:MM`, later than it opens, at most `24:00`.' }),
  }),
});

const HolidayInput = builder.inputType('HolidayInput', {
  description: 'A day on which the vendor does not work.',
  fields: (t) => ({
    date: t.field({ type: 'Date', required: true, description: 'The day.' }),
    name: t.string({ required: true, description: 'What it is called, at most 120 characters.' }),
  }),
});

const ResponseStandardInput = builder.inputType('ResponseStandardInput', {
  description: 'How soon the vendor means to answer, in minutes of its business hours.',
  fields: (t) => ({
    subject: t.field({ type: ResponseSubjectType, required: true, description: 'What.' }),
    warnMinutes: t.int({ required: true, description: 'At least 1, and less than `breachMinutes`.' }),
    breachMinutes: t.int({ required: true, description: 'At most ten years.' }),
  }),
});

const UpdateInput = builder.inputType('VendorSettingsUpdateInput', {
  description: 'A change of settings; what is left out stays.',
  fields: (t) => ({
    version: t.int({ required: true, description: 'The version that you read.' }),
    name: t.string({ description: "The vendor's name, at most 120 characters." }),
    timeZone: t.field({ type: 'TimeZone', description: 'The time zone of its hours and calendar.' }),
    currency: t.field({ type: 'CurrencyCode', description: 'The currency it reports in, one of its own.' }),
    currenciesAdded: t.field({
      type: ['CurrencyCode'],
      description: 'Currencies that it deals in from now.',
    }),
    currenciesRemoved: t.field({
      type: ['CurrencyCode'],
      description: 'Currencies that it no longer deals in; refused while a partner is paid in one.',
    }),
    fiscalCalendar: t.field({ type: FiscalCalendarInput, description: 'Replaces the fiscal calendar.' }),
    businessHours: t.field({
      type: [BusinessHoursInput],
      description: 'Replaces the business hours of the whole week.',
    }),
    holidaysAdded: t.field({
      type: [HolidayInput],
      description: `Days off; one that is known already is renamed. At most ${ITEMS_MAX} at once, 2,000 in all.`,
    }),
    holidaysRemoved: t.field({ type: ['Date'], description: 'Days that are days off no more.' }),
    responseStandards: t.field({ type: [ResponseStandardInput], description: 'Sets these, keeps others.' }),
  }),
});

function fiscalCalendarOf(input: typeof FiscalCalendarInput.$inferInput): Settings['fiscalCalendar'] {
  const { kind, startMonth, yearNamedBy, weekPattern, yearEndWeekday, yearEndRule } = input;
  const layout =
    kind === 'MONTHS'
      ? { kind, startMonth }
      : {
          kind,
          pattern: weekPattern,
          endMonth: monthBefore(startMonth),
          endWeekday: yearEndWeekday,
          endRule: yearEndRule,
        };
  if (kind === 'MONTHS' && (weekPattern ?? yearEndWeekday ?? yearEndRule))
    throw badInput('weekPattern, yearEndWeekday and yearEndRule are for calendars of WEEKS.');
  return { yearNamedBy, layout: layout as FiscalCalendar['layout'] };
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

function changeOf(input: typeof UpdateInput.$inferInput): SettingsChange {
  const { version: _version, fiscalCalendar, holidaysAdded, holidaysRemoved, ...others } = input;
  for (const [name, items] of Object.entries(input)) {
    if (Array.isArray(items) && items.length > ITEMS_MAX) throw badInput(`At most ${ITEMS_MAX} ${name}.`);
  }
  const given = Object.entries(others).filter(([, value]) => value != null);
  return {
    ...(Object.fromEntries(given) as SettingsChange),
    ...(fiscalCalendar && { fiscalCalendar: fiscalCalendarOf(fiscalCalendar) }),
    ...(holidaysAdded && {
      holidaysAdded: holidaysAdded.map(({ date, name }) => ({ date: dayOf(date), name })),
    }),
    ...(holidaysRemoved && { holidaysRemoved: holidaysRemoved.map(dayOf) }),
  };
}

builder.mutationField('vendorSettingsUpdate', (t) =>
  t.field({
    type: VendorSettingsType,
    nullable: true,
    description:
      "Changes the vendor's settings. Clocks and calendars run by the new ones from now on. For administrators.",
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'The change.' }) },
    resolve: async (_root, { input }, ctx) => {
      const update = { version: input.version, change: changeOf(input) };
      await ctx.transaction((tx) => updateSettings(tx, ctx.actor, update, ctx.now));
      return await readSettings(ctx.db);
    },
  }),
);
