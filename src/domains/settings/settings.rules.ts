import { type BusinessCalendar, type OpenHours, parseBusinessHours } from '../../kernel/business-calendar.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type FiscalCalendar, parseFiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { WEEKDAYS, type Weekday } from '../../kernel/time.ts';

/** What a response standard is about. */
export const RESPONSE_SUBJECTS = ['REFERRAL_DECISION', 'ORDER_RATIFICATION', 'DISPUTE_DECISION'] as const;
export type ResponseSubject = (typeof RESPONSE_SUBJECTS)[number];

export type WeeklyHours = Readonly<{ weekday: Weekday }> & OpenHours;
export type Holiday = Readonly<{ date: string; name: string }>;
/** In business minutes after the wait began. */
export type ResponseStandard = Readonly<{
  subject: ResponseSubject;
  warnMinutes: number;
  breachMinutes: number;
}>;

/** Everything that the vendor can set; lists are in order, so that two states compare as they are written. */
export type Settings = Readonly<{
  name: string;
  timeZone: string;
  currency: string;
  fiscalCalendar: Omit<FiscalCalendar, 'timeZone'>;
  businessHours: readonly WeeklyHours[];
  holidays: readonly Holiday[];
  currencies: readonly string[];
  responseStandards: readonly ResponseStandard[];
}>;

/** What is left out stays. Business hours and the calendar are replaced as a whole, the other lists by item. */
export type SettingsChange = Readonly<
  Partial<Omit<Settings, 'holidays' | 'currencies'>> & {
    holidaysAdded?: readonly Holiday[];
    holidaysRemoved?: readonly string[];
    currenciesAdded?: readonly string[];
    currenciesRemoved?: readonly string[];
  }
>;

export const NAME_LENGTH_MAX = 120;
/** Ten years, around the clock: what is longer was meant in another unit. */
const RESPONSE_MINUTES_MAX = 10 * 366 * 24 * 60;

const WEEKDAY_ORDER = new Map<string, number>(WEEKDAYS.map((weekday, place) => [weekday, place]));

const HOURS_MESSAGES = {
  UNKNOWN_TIME_ZONE: 'timeZone is an IANA name, such as Europe/Berlin.',
  UNKNOWN_WEEKDAY: 'A weekday is one of MONDAY to SUNDAY.',
  TOO_MANY_HOURS: 'A weekday has at most 12 intervals.',
  INVALID_HOURS: 'An interval opens before it closes; times are HH:MM from 00:00 to 24:00.',
  OVERLAPPING_HOURS: 'The intervals of a weekday do not overlap.',
  NO_OPEN_HOURS: 'At least one weekday is open, or no clock would ever run.',
  TOO_MANY_HOLIDAYS: 'There are at most 2,000 holidays; remove past ones.',
  INVALID_HOLIDAY: 'A holiday is a day from 1900-01-01 to 2999-12-31.',
} as const;

const FISCAL_MESSAGES = {
  UNKNOWN_TIME_ZONE: HOURS_MESSAGES.UNKNOWN_TIME_ZONE,
  UNKNOWN_YEAR_NAME: 'A fiscal year is named by its START or its END.',
  INVALID_LAYOUT:
    'A calendar of MONTHS has a startMonth from 1 to 12; one of WEEKS also a weekPattern, a yearEndWeekday and a yearEndRule.',
} as const;

/**
 * The settings after a change, or every reason why they would not hold together.
 * @throws InvalidInputError
 */
export function settingsAfter(current: Settings, change: SettingsChange): Settings {
  const fields = new FieldReader();
  const next: Settings = {
    name: change.name === undefined ? current.name : fields.line('name', change.name, NAME_LENGTH_MAX),
    timeZone: change.timeZone ?? current.timeZone,
    currency: change.currency ?? current.currency,
    fiscalCalendar: change.fiscalCalendar ?? current.fiscalCalendar,
    businessHours: inOrder(change.businessHours ?? current.businessHours),
    holidays: holidaysAfter(fields, current.holidays, change),
    currencies: currenciesAfter(current.currencies, change),
    responseStandards: standardsAfter(fields, current.responseStandards, change.responseStandards ?? []),
  };
  const fiscal = parseFiscalCalendar({ ...next.fiscalCalendar, timeZone: next.timeZone });
  if (!fiscal.ok) fields.refuse('fiscalCalendar', fiscal.reason, FISCAL_MESSAGES[fiscal.reason]);
  const hours = parseBusinessHours(businessHoursOf(next));
  if (!hours.ok) {
    const field = hours.reason.endsWith('HOLIDAYS') ? 'holidaysAdded' : 'businessHours';
    fields.refuse(field, hours.reason, HOURS_MESSAGES[hours.reason]);
  }
  if (!next.currencies.includes(next.currency)) {
    fields.refuse('currency', 'NOT_DEALT_IN', "currency is one of the vendor's currencies; add it to them.");
  }
  fields.done();
  return next;
}

/** The names of what differs, in a fixed order. */
export const changedSettings = (before: Settings, after: Settings): (keyof Settings)[] =>
  (Object.keys(before) as (keyof Settings)[])
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .sort();

type BusinessSettings = Pick<Settings, 'timeZone' | 'businessHours' | 'holidays'>;

/** @throws RangeError where stored settings are not what they were checked to be. */
export function businessCalendarOf(settings: BusinessSettings): BusinessCalendar {
  const calendar = parseBusinessHours(businessHoursOf(settings));
  if (!calendar.ok) throw new RangeError(`The stored business hours are not valid: ${calendar.reason}.`);
  return calendar.value;
}

/** When the vendor works, as it is stored: hours by weekday, from 1 for Monday, and the minutes of the day. */
export type StoredBusinessCalendar = Readonly<{
  timeZone: string;
  hours: readonly (readonly [weekday: number, opensMinute: number, closesMinute: number])[];
  holidays: readonly string[];
}>;

/** @throws RangeError where stored settings are not what they were checked to be. */
export const storedBusinessCalendarOf = ({ timeZone, hours, holidays }: StoredBusinessCalendar) =>
  businessCalendarOf({
    timeZone,
    businessHours: hours.map(([weekday, opens, closes]) => ({
      weekday: WEEKDAYS[weekday - 1]!,
      ...{ opens: timeOf(opens), closes: timeOf(closes) },
    })),
    holidays: holidays.map((date) => ({ date, name: '' })),
  });

/** A minute of the day as a time of it. */
export const timeOf = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

/** @throws RangeError where stored settings are not what they were checked to be. */
export function fiscalCalendarOf(
  settings: Readonly<{ timeZone: string; fiscalCalendar: Settings['fiscalCalendar'] }>,
): FiscalCalendar {
  const calendar = parseFiscalCalendar({ ...settings.fiscalCalendar, timeZone: settings.timeZone });
  if (!calendar.ok) throw new RangeError(`The stored fiscal calendar is not valid: ${calendar.reason}.`);
  return calendar.value;
}

/** 12 for 1. What is no month stays none, so that it is refused as it came. */
export const monthBefore = (month: number): number =>
  month >= 1 && month <= 12 ? ((month + 10) % 12) + 1 : month;

/** The columns that hold the calendar. */
export type StoredCalendar = Readonly<{
  fiscalYearNamedBy: string;
  fiscalKind: string;
  fiscalStartMonth: number;
  fiscalWeekPattern: string | null;
  fiscalYearEndWeekday: number | null;
  fiscalYearEndRule: string | null;
}>;

/** A year of weeks is stored by the month after the one in which it ends, as one of months by its first. */
export const storedCalendarOf = (row: StoredCalendar): Settings['fiscalCalendar'] => ({
  yearNamedBy: row.fiscalYearNamedBy as 'START' | 'END',
  layout:
    row.fiscalKind === 'MONTHS'
      ? { kind: 'MONTHS', startMonth: row.fiscalStartMonth }
      : {
          kind: 'WEEKS',
          pattern: row.fiscalWeekPattern as '4-4-5',
          endMonth: monthBefore(row.fiscalStartMonth),
          endWeekday: WEEKDAYS[row.fiscalYearEndWeekday! - 1]!,
          endRule: row.fiscalYearEndRule as 'LAST' | 'NEAREST',
        },
});

const businessHoursOf = ({ timeZone, businessHours, holidays }: BusinessSettings) => ({
  timeZone,
  weekly: Object.groupBy(businessHours, ({ weekday }) => weekday),
  holidays: holidays.map(({ date }) => date),
});

const inOrder = (hours: readonly WeeklyHours[]): WeeklyHours[] =>
  hours
    .map(({ weekday, opens, closes }) => ({ weekday, opens, closes }))
    .sort(
      (a, b) =>
        WEEKDAY_ORDER.get(a.weekday)! - WEEKDAY_ORDER.get(b.weekday)! || a.opens.localeCompare(b.opens),
    );

function holidaysAfter(
  fields: FieldReader,
  current: readonly Holiday[],
  { holidaysAdded = [], holidaysRemoved = [] }: SettingsChange,
): Holiday[] {
  const names = new Map(current.map(({ date, name }) => [date, name]));
  for (const date of holidaysRemoved) names.delete(date);
  holidaysAdded.forEach(({ date, name }, place) => {
    names.set(date, fields.line(`holidaysAdded.${place}.name`, name, NAME_LENGTH_MAX));
  });
  return [...names].map(([date, name]) => ({ date, name })).sort((a, b) => a.date.localeCompare(b.date));
}

const currenciesAfter = (
  current: readonly string[],
  { currenciesAdded = [], currenciesRemoved = [] }: SettingsChange,
): string[] => {
  const kept = current.filter((code) => !currenciesRemoved.includes(code));
  return [...new Set([...kept, ...currenciesAdded])].sort();
};

function standardsAfter(
  fields: FieldReader,
  current: readonly ResponseStandard[],
  changed: readonly ResponseStandard[],
): ResponseStandard[] {
  const standards = new Map(current.map((standard) => [standard.subject, standard]));
  changed.forEach(({ subject, warnMinutes, breachMinutes }, place) => {
    if (warnMinutes < 1 || warnMinutes >= breachMinutes || breachMinutes > RESPONSE_MINUTES_MAX) {
      const message = 'warnMinutes is at least 1 and less than breachMinutes, which is at most ten years.';
      fields.refuse(`responseStandards.${place}`, 'INVALID_RESPONSE', message);
    }
    standards.set(subject, { subject, warnMinutes, breachMinutes });
  });
  return [...standards.values()].sort((a, b) => a.subject.localeCompare(b.subject));
}
