import { builder } from '../../graphql/builder.ts';
import type { WeeksPattern } from '../../kernel/fiscal-calendar.ts';
import { WEEKDAYS } from '../../kernel/time.ts';
import type { Holiday, ResponseStandard, ResponseSubject, Settings, WeeklyHours } from './settings.rules.ts';
import { readSettings, type StoredSettings } from './settings.service.ts';

export const WeekdayType = builder.enumType('Weekday', {
  description: 'A day of the week.',
  values: Object.fromEntries(
    WEEKDAYS.map((weekday) => [weekday, { description: `${weekday[0]}${weekday.slice(1).toLowerCase()}.` }]),
  ) as Record<(typeof WEEKDAYS)[number], { description: string }>,
});

export const FiscalKindType = builder.enumType('FiscalCalendarKind', {
  description: 'What fiscal years are made of.',
  values: {
    MONTHS: { description: 'Twelve calendar months.' },
    WEEKS: { description: '52 or 53 whole weeks.' },
  },
});

export const WeekPatternType = builder.enumType('FiscalWeekPattern', {
  description: 'How many weeks the three months of a quarter have.',
  values: {
    WEEKS_4_4_5: { value: '4-4-5', description: 'Four, four and five.' },
    WEEKS_4_5_4: { value: '4-5-4', description: 'Four, five and four.' },
    WEEKS_5_4_4: { value: '5-4-4', description: 'Five, four and four.' },
  } satisfies Record<string, { value: WeeksPattern; description: string }>,
});

export const YearEndRuleType = builder.enumType('FiscalYearEndRule', {
  description: 'Which weekday ends a year of weeks.',
  values: {
    LAST: { description: 'The last one of the month.' },
    NEAREST: { description: "The one nearest to the month's end, which may fall into the next month." },
  },
});

export const YearNamedByType = builder.enumType('FiscalYearNamedBy', {
  description: 'Which calendar year a fiscal year is named by.',
  values: {
    START: { description: 'The one in which it nominally starts.' },
    END: { description: 'The one in which it nominally ends.' },
  },
});

export const ResponseSubjectType = builder.enumType('ResponseSubject', {
  description: 'What the vendor answers.',
  values: {
    REFERRAL_DECISION: { description: 'A submitted referral that waits for a decision.' },
    ORDER_RATIFICATION: { description: 'A submitted order that waits to be ratified.' },
    DISPUTE_DECISION: { description: 'A dispute that waits for a decision.' },
  } satisfies Record<ResponseSubject, object>,
});

const weeksOf = ({ layout }: Settings['fiscalCalendar']) => (layout.kind === 'WEEKS' ? layout : null);

const FiscalCalendarType = builder.objectRef<Settings['fiscalCalendar']>('FiscalCalendar').implement({
  description: "How the vendor counts its years, in the vendor's time zone.",
  fields: (t) => ({
    kind: t.field({
      type: FiscalKindType,
      description: 'What years are made of.',
      resolve: ({ layout }) => layout.kind,
    }),
    startMonth: t.int({
      description: 'The month that begins the year, 1 to 12; of a year of weeks, nominally.',
      resolve: ({ layout }) => (layout.kind === 'MONTHS' ? layout.startMonth : (layout.endMonth % 12) + 1),
    }),
    weekPattern: t.field({
      type: WeekPatternType,
      nullable: true,
      description: 'The weeks of a quarter’s months; null for years of months.',
      resolve: (calendar) => weeksOf(calendar)?.pattern ?? null,
    }),
    yearEndWeekday: t.field({
      type: WeekdayType,
      nullable: true,
      description: 'The day on which every year of weeks ends; null for years of months.',
      resolve: (calendar) => weeksOf(calendar)?.endWeekday ?? null,
    }),
    yearEndRule: t.field({
      type: YearEndRuleType,
      nullable: true,
      description: 'Which such day ends it; null for years of months.',
      resolve: (calendar) => weeksOf(calendar)?.endRule ?? null,
    }),
    yearNamedBy: t.field({
      type: YearNamedByType,
      description: 'What a year is named by.',
      resolve: ({ yearNamedBy }) => yearNamedBy,
    }),
  }),
});

const WeeklyHoursType = builder.objectRef<WeeklyHours>('BusinessHours').implement({
  description: 'Hours of a weekday in which the vendor works; a weekday may have several, or none.',
  fields: (t) => ({
    weekday: t.field({ type: WeekdayType, description: 'The weekday.', resolve: ({ weekday }) => weekday }),
    opens: t.exposeString('opens', { description: "`HH:MM` by the vendor's clocks." }),
    closes: t.exposeString('closes', { description: "`HH:MM` by the vendor's clocks, at most `24:00`." }),
  }),
});

const HolidayType = builder.objectRef<Holiday>('Holiday').implement({
  description: 'A day on which the vendor does not work.',
  fields: (t) => ({
    date: t.field({
      type: 'Date',
      description: 'The day.',
      resolve: ({ date }) => new Date(`${date}T00:00:00Z`),
    }),
    name: t.exposeString('name', { description: 'What it is called.' }),
  }),
});

const ResponseStandardType = builder.objectRef<ResponseStandard>('ResponseStandard').implement({
  description: 'How soon the vendor means to answer, in minutes of its business hours.',
  fields: (t) => ({
    subject: t.field({
      type: ResponseSubjectType,
      description: 'What.',
      resolve: ({ subject }) => subject,
    }),
    warnMinutes: t.exposeInt('warnMinutes', { description: 'After so many it is due soon.' }),
    breachMinutes: t.exposeInt('breachMinutes', { description: 'After so many it is late.' }),
  }),
});

export const VendorSettingsType = builder.objectRef<StoredSettings>('VendorSettings').implement({
  description: 'How the vendor works: its clocks, its calendar, its money and how soon it answers.',
  fields: (t) => ({
    name: t.string({ description: "The vendor's name.", resolve: ({ settings }) => settings.name }),
    timeZone: t.field({
      type: 'TimeZone',
      description: 'The time zone of its business hours, holidays and fiscal calendar.',
      resolve: ({ settings }) => settings.timeZone,
    }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'The currency it reports in.',
      resolve: ({ settings }) => settings.currency,
    }),
    currencies: t.field({
      type: ['CurrencyCode'],
      description:
        'The currencies in which it deals with partners, one for each code, in the order of the alphabet.',
      resolve: ({ settings }) => [...settings.currencies],
    }),
    fiscalCalendar: t.field({
      type: FiscalCalendarType,
      description: 'How it counts its years; see `fiscalPeriod`.',
      resolve: ({ settings }) => settings.fiscalCalendar,
    }),
    businessHours: t.field({
      type: [WeeklyHoursType],
      description: 'When it works, Monday first; at most 12 intervals a weekday.',
      resolve: ({ settings }) => [...settings.businessHours],
    }),
    holidays: t.field({
      type: [HolidayType],
      description: 'When it does not, in order; at most 2,000 days.',
      complexity: { field: 5, multiplier: 20 },
      resolve: ({ settings }) => [...settings.holidays],
    }),
    responseStandards: t.field({
      type: [ResponseStandardType],
      description: 'How soon it means to answer; at most one for each subject.',
      resolve: ({ settings }) => [...settings.responseStandards],
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When they last changed.' }),
  }),
});

builder.queryField('vendorSettings', (t) =>
  t.field({
    type: VendorSettingsType,
    nullable: true,
    description: "The vendor's settings.",
    authScopes: { permission: 'SETTINGS_READ' },
    resolve: (_root, _args, { db }) => readSettings(db),
  }),
);
