import { Temporal } from 'temporal-polyfill';
import {
  type FiscalGrain,
  type FiscalPeriod,
  fiscalPeriod,
  fiscalPeriodContaining,
} from './fiscal-period.ts';
import { ok, type Result, refuse } from './result.ts';
import {
  type DateRange,
  type InstantRange,
  instantRangeOf,
  localDateOf,
  parseTimeZone,
  WEEKDAYS,
  type Weekday,
} from './time.ts';

/** Twelve calendar months, the first of which begins the year. */
export type MonthsLayout = Readonly<{ kind: 'MONTHS'; startMonth: number }>;

/**
 * Years of 52 or 53 whole weeks, which end on the same weekday: the last such day of a month, or the one nearest
 * to the month's end (which may fall into the next month). Each quarter's three months have as many weeks as the
 * pattern says; the 53rd week of a long year belongs to its last month, P12, and so to Q4.
 */
export type WeeksLayout = Readonly<{
  kind: 'WEEKS';
  pattern: WeeksPattern;
  endMonth: number;
  endWeekday: Weekday;
  endRule: 'LAST' | 'NEAREST';
}>;

export type WeeksPattern = '4-4-5' | '4-5-4' | '5-4-4';

/**
 * The vendor's fiscal calendar, as plain data that settings can store. A year is named by the calendar year in
 * which it nominally starts or ends; nominally, since a year of weeks may miss its month's end by a few days.
 */
export type FiscalCalendar = Readonly<{
  timeZone: string;
  yearNamedBy: 'START' | 'END';
  layout: MonthsLayout | WeeksLayout;
}>;

export type FiscalCalendarRefusal = 'UNKNOWN_TIME_ZONE' | 'UNKNOWN_YEAR_NAME' | 'INVALID_LAYOUT';

const WEEKS_OF_QUARTER: Readonly<Record<WeeksPattern, readonly [number, number, number]>> = {
  '4-4-5': [4, 4, 5],
  '4-5-4': [4, 5, 4],
  '5-4-4': [5, 4, 4],
};

const WEEKS_PER_QUARTER = 13;
const MONTHS_PER_YEAR = 12;
const MONTHS_OF: Readonly<Record<FiscalGrain, number>> = { YEAR: 12, QUARTER: 3, MONTH: 1 };

/** Checks what the types of stored or received settings cannot promise: names, numbers and their limits. */
export function parseFiscalCalendar(settings: FiscalCalendar): Result<FiscalCalendar, FiscalCalendarRefusal> {
  const { timeZone, yearNamedBy, layout } = settings;
  if (!parseTimeZone(timeZone).ok) return refuse('UNKNOWN_TIME_ZONE');
  if (yearNamedBy !== 'START' && yearNamedBy !== 'END') return refuse('UNKNOWN_YEAR_NAME');
  return isLayout(layout) ? ok({ timeZone, yearNamedBy, layout }) : refuse('INVALID_LAYOUT');
}

/** The period that the day belongs to. @throws RangeError beyond the years that labels can name. */
export function fiscalPeriodOn(
  calendar: FiscalCalendar,
  grain: FiscalGrain,
  date: Temporal.PlainDate,
): FiscalPeriod {
  const year = fiscalYearOn(calendar, date);
  const month = monthOn(calendar.layout, firstDayOf(calendar, year), date);
  return fiscalPeriodContaining(fiscalPeriod('MONTH', year, month), grain);
}

/** The period that the instant belongs to, by the vendor's clocks. */
export const fiscalPeriodAt = (
  calendar: FiscalCalendar,
  grain: FiscalGrain,
  instant: Temporal.Instant,
): FiscalPeriod => fiscalPeriodOn(calendar, grain, localDateOf(instant, calendar.timeZone));

/** The days of the period. */
export function datesOf(calendar: FiscalCalendar, { grain, year, ordinal }: FiscalPeriod): DateRange {
  const months = MONTHS_OF[grain];
  return {
    from: dayAfterMonths(calendar, year, (ordinal - 1) * months),
    until: dayAfterMonths(calendar, year, ordinal * months),
  };
}

/** The period from its first instant by the vendor's clocks to the first instant of the next. */
export const instantsOf = (calendar: FiscalCalendar, period: FiscalPeriod): InstantRange =>
  instantRangeOf(datesOf(calendar, period), calendar.timeZone);

/** The day on which so many months of the year are over. */
function dayAfterMonths(calendar: FiscalCalendar, year: number, months: number): Temporal.PlainDate {
  if (months === MONTHS_PER_YEAR) return firstDayOf(calendar, year + 1);
  const first = firstDayOf(calendar, year);
  const { layout } = calendar;
  return layout.kind === 'MONTHS' ? first.add({ months }) : first.add({ weeks: weeksBefore(layout, months) });
}

/** How many weeks a year has had when so many of its months, but not all, are over. */
function weeksBefore({ pattern }: WeeksLayout, months: number): number {
  const quarters = Math.floor(months / 3);
  const monthsOfQuarter = WEEKS_OF_QUARTER[pattern].slice(0, months % 3);
  return quarters * WEEKS_PER_QUARTER + monthsOfQuarter.reduce((sum, weeks) => sum + weeks, 0);
}

function monthOn(
  layout: MonthsLayout | WeeksLayout,
  first: Temporal.PlainDate,
  date: Temporal.PlainDate,
): number {
  if (layout.kind === 'MONTHS')
    return (date.year - first.year) * MONTHS_PER_YEAR + date.month - first.month + 1;
  const weeks = Math.floor(first.until(date, { largestUnit: 'days' }).days / 7);
  const months = Array.from({ length: MONTHS_PER_YEAR }, (_, place) => place);
  return months.filter((monthsBefore) => weeksBefore(layout, monthsBefore) <= weeks).length;
}

function fiscalYearOn(calendar: FiscalCalendar, date: Temporal.PlainDate): number {
  // A year of weeks may end just after the calendar year that it nominally ends in, hence three candidates.
  const endYear = [date.year - 1, date.year, date.year + 1].find(
    (candidate) => Temporal.PlainDate.compare(date, lastDayOf(calendar.layout, candidate)) <= 0,
  );
  return endYear! - endYearOffset(calendar);
}

function firstDayOf(calendar: FiscalCalendar, year: number): Temporal.PlainDate {
  return lastDayOf(calendar.layout, year + endYearOffset(calendar) - 1).add({ days: 1 });
}

/** How many calendar years after its name a fiscal year nominally ends. */
const endYearOffset = ({ yearNamedBy, layout }: FiscalCalendar): 0 | 1 =>
  yearNamedBy === 'START' && endMonthOf(layout) !== MONTHS_PER_YEAR ? 1 : 0;

const endMonthOf = (layout: MonthsLayout | WeeksLayout): number =>
  layout.kind === 'WEEKS' ? layout.endMonth : ((layout.startMonth + 10) % MONTHS_PER_YEAR) + 1;

/** The last day of the fiscal year that nominally ends in the given calendar year. */
function lastDayOf(layout: MonthsLayout | WeeksLayout, endYear: number): Temporal.PlainDate {
  const month = Temporal.PlainYearMonth.from({ year: endYear, month: endMonthOf(layout) });
  const monthEnd = month.toPlainDate({ day: month.daysInMonth });
  if (layout.kind === 'MONTHS') return monthEnd;
  const weekday = WEEKDAYS.indexOf(layout.endWeekday) + 1;
  const daysSince = (monthEnd.dayOfWeek - weekday + 7) % 7;
  const isNextNearer = layout.endRule === 'NEAREST' && daysSince > 3;
  return monthEnd.add({ days: isNextNearer ? 7 - daysSince : -daysSince });
}

function isLayout(layout: MonthsLayout | WeeksLayout): boolean {
  if (layout.kind === 'MONTHS') return isMonth(layout.startMonth);
  return (
    layout.kind === 'WEEKS' &&
    Object.hasOwn(WEEKS_OF_QUARTER, layout.pattern) &&
    isMonth(layout.endMonth) &&
    WEEKDAYS.includes(layout.endWeekday) &&
    (layout.endRule === 'LAST' || layout.endRule === 'NEAREST')
  );
}

const isMonth = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= MONTHS_PER_YEAR;
