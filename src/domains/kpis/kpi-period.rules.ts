import type { Temporal } from 'temporal-polyfill';
import { daysBetween } from '../../kernel/days.ts';
import { datesOf, type FiscalCalendar, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import {
  type FiscalGrain,
  type FiscalPeriod,
  fiscalLabelOf,
  fiscalPeriodAfter,
  parseFiscalLabel,
} from '../../kernel/fiscal-period.ts';
import { dayOf, plainDateOf } from '../../kernel/time.ts';
import { KpiRangeError } from './kpi.errors.ts';
import type { KpiRange } from './kpi-reading.rules.ts';
import { earlierOf } from './kpi-segment.rules.ts';

export const SERIES_GRAINS = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type SeriesGrain = (typeof SERIES_GRAINS)[number];

/** How many points a series has at most: a leap year of days, and some. */
export const POINTS_MAX = 400;

/** Days that have a name: a day, a week or a fiscal period. */
export type NamedRange = KpiRange & Readonly<{ label: string }>;

/**
 * A fiscal month, quarter or year by its label, with or without its FY.
 * @throws KpiRangeError where the text names none.
 */
export function periodNamed(text: string): FiscalPeriod {
  const label = parseFiscalLabel(/^\d/.test(text) ? `FY${text}` : text);
  if (label.ok) return label.value;
  throw new KpiRangeError(
    'NOT_A_PERIOD',
    'A period is a fiscal year, quarter or month, such as FY2026, FY2026-Q3 or FY2026-P07.',
  );
}

/** The days of a fiscal period. */
export function rangeOfPeriod(calendar: FiscalCalendar, period: FiscalPeriod): NamedRange {
  const { from, until } = datesOf(calendar, period);
  return { label: fiscalLabelOf(period), from: dayOf(from), until: dayOf(until) };
}

const PERIODS_PER_YEAR: Readonly<Record<FiscalGrain, number>> = { YEAR: 1, QUARTER: 4, MONTH: 12 };

/** The same period of the year before. */
export const yearBefore = (period: FiscalPeriod): FiscalPeriod =>
  fiscalPeriodAfter(period, -PERIODS_PER_YEAR[period.grain]);

/**
 * The points of a series, each cut to the range.
 * @throws KpiRangeError where there are too many.
 */
export function pointsOf(calendar: FiscalCalendar, grain: SeriesGrain, range: KpiRange): NamedRange[] {
  const points: NamedRange[] = [];
  for (let day = range.from; day < range.until; ) {
    if (points.length === POINTS_MAX)
      throw new KpiRangeError(
        'TOO_MANY_POINTS',
        `A series has at most ${POINTS_MAX} points: take a coarser grain or a shorter range.`,
        `${POINTS_MAX}`,
      );
    const whole = containing(calendar, grain, day);
    const until = earlierOf(whole.until, range.until);
    points.push({ label: whole.label, from: day, until });
    day = until;
  }
  return points;
}

function containing(calendar: FiscalCalendar, grain: SeriesGrain, day: Date): NamedRange {
  const date = plainDateOf(day);
  if (grain === 'DAY') return { label: date.toString(), from: day, until: dayOf(date.add({ days: 1 })) };
  return grain === 'WEEK'
    ? weekOn(calendar, date)
    : rangeOfPeriod(calendar, fiscalPeriodOn(calendar, grain, date));
}

/** Where fiscal years are made of weeks, those; else the weeks of ISO 8601, which begin on Mondays. */
function weekOn(calendar: FiscalCalendar, date: Temporal.PlainDate): NamedRange {
  if (calendar.layout.kind === 'MONTHS') {
    const from = date.subtract({ days: date.dayOfWeek - 1 });
    return weekFrom(from, `${date.yearOfWeek}-W${twoDigits(date.weekOfYear ?? 0)}`);
  }
  const year = fiscalPeriodOn(calendar, 'YEAR', date);
  const first = datesOf(calendar, year).from;
  const place = Math.floor(daysBetween(dayOf(first), dayOf(date)) / 7);
  return weekFrom(first.add({ weeks: place }), `${fiscalLabelOf(year)}-W${twoDigits(place + 1)}`);
}

const weekFrom = (from: Temporal.PlainDate, label: string): NamedRange => ({
  label,
  from: dayOf(from),
  until: dayOf(from.add({ days: 7 })),
});

const twoDigits = (value: number): string => String(value).padStart(2, '0');
