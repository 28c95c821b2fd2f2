import { Temporal } from 'temporal-polyfill';
import { DAY_MILLISECONDS } from '../../kernel/days.ts';
import { datesOf, type FiscalCalendar, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import { type FiscalGrain, type FiscalPeriod, fiscalLabelOf } from '../../kernel/fiscal-period.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { type DateRange, dateOf, dayOf, instantOf, localDateOf, startOfDay } from '../../kernel/time.ts';
import type { Days, WindowKind } from './attainment.rules.ts';

/** When a period is looked at: until its end where that is over, else until the instant. */
export type Moment = Readonly<{
  calendar: FiscalCalendar;
  label: string;
  dates: DateRange;
  asOf: Date;
  /** Whether the period had not ended. */
  isProvisional: boolean;
  /** The vendor's day that is evaluated: the period's last, or the day of the instant. */
  day: Temporal.PlainDate;
  /** The period's last day. */
  endDay: Temporal.PlainDate;
  /** The first instant that no longer belongs to what is evaluated. */
  untilAt: Date;
}>;

export type Grain = Extract<FiscalGrain, 'QUARTER' | 'YEAR'>;

/** The period that the vendor's day of an instant belongs to. */
export const periodAt = (calendar: FiscalCalendar, grain: Grain, asOf: Date): FiscalPeriod =>
  fiscalPeriodOn(calendar, grain, localDateOf(instantOf(asOf), calendar.timeZone));

/** Refused where the period begins only after the instant: nothing can be known of it. */
export function momentOf(
  calendar: FiscalCalendar,
  period: FiscalPeriod,
  asOf: Date,
): Result<Moment, 'PERIOD_NOT_BEGUN'> {
  const dates = datesOf(calendar, period);
  const { timeZone } = calendar;
  if (dateOf(startOfDay(dates.from, timeZone)) > asOf) return refuse('PERIOD_NOT_BEGUN');
  const endsAt = dateOf(startOfDay(dates.until, timeZone));
  const isProvisional = asOf < endsAt;
  const endDay = dates.until.subtract({ days: 1 });
  return ok({
    calendar,
    label: fiscalLabelOf(period),
    dates,
    asOf,
    isProvisional,
    day: isProvisional ? localDateOf(instantOf(asOf), timeZone) : endDay,
    endDay,
    // What happened in the very millisecond of the instant is known at it.
    untilAt: isProvisional ? new Date(asOf.getTime() + 1) : endsAt,
  });
}

const GRAINS = { FISCAL_QUARTER: 'QUARTER', FISCAL_YEAR: 'YEAR' } as const;

/**
 * The days of a requirement's window. A fiscal one is the quarter or year of the evaluated day, whole; trailing months end
 * with that day: 3 of them on 30 June are April to June, and where the month before lacks the day they begin with its last.
 */
export function windowOf(moment: Moment, kind: WindowKind, months: number | null): DateRange {
  const known = windows.get(moment) ?? new Map<string, DateRange>();
  windows.set(moment, known);
  const key = `${kind} ${months}`;
  const window = known.get(key) ?? daysOf(moment, kind, months);
  known.set(key, window);
  return window;
}

/** A window as the database holds days. */
export function storedDaysOf(window: DateRange): Days {
  const days = storedDays.get(window) ?? { from: dayOf(window.from), until: dayOf(window.until) };
  storedDays.set(window, days);
  return days;
}

const storedDays = new WeakMap<DateRange, Days>();

/** A moment has few windows, and every partner that is evaluated at it has the same. */
const windows = new WeakMap<Moment, Map<string, DateRange>>();

function daysOf({ calendar, day }: Moment, kind: WindowKind, months: number | null): DateRange {
  const until = day.add({ days: 1 });
  if (kind === 'POINT_IN_TIME') return { from: day, until };
  if (kind === 'TRAILING_MONTHS') return { from: until.subtract({ months: months ?? 0 }), until };
  return datesOf(calendar, fiscalPeriodOn(calendar, GRAINS[kind], day));
}

/** The last day to which a window is projected: the period's, or the window's own where that ends before. */
export function horizonOf({ endDay }: Moment, window: DateRange, kind: WindowKind): Temporal.PlainDate {
  const last = window.until.subtract({ days: 1 });
  const isOwn = kind === 'FISCAL_QUARTER' || kind === 'FISCAL_YEAR';
  return isOwn && Temporal.PlainDate.compare(last, endDay) < 0 ? last : endDay;
}

/** How many days from one to another, the first included and the last not. */
export const daysBetween = (from: Temporal.PlainDate, until: Temporal.PlainDate): number =>
  (startInUtc(until) - startInUtc(from)) / DAY_MILLISECONDS;

/** In another turn of the calendar, which repeats after 400 years: years below 100 would be taken for those of the 1900s. */
const startInUtc = ({ year, month, day }: Temporal.PlainDate): number => Date.UTC(year + 400, month - 1, day);

export const isBefore = (one: Temporal.PlainDate, other: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(one, other) < 0;
