import { addDays } from '../../kernel/days.ts';
import { datesOf, type FiscalCalendar, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import { dayOf, plainDateOf } from '../../kernel/time.ts';
import type { KpiRange } from './kpi-reading.rules.ts';

/** Days that are read at once: by cells of whole fiscal months, or by cells of days that are all of one month. */
export type KpiSegment = Readonly<{ grain: 'DAY' | 'MONTH' }> & KpiRange;

/** The first day of the year 1, before everything that can have happened. */
export const BEGINNING = new Date(-62_135_596_800_000);

const monthOn = (calendar: FiscalCalendar, day: Date) => {
  const { from, until } = datesOf(calendar, fiscalPeriodOn(calendar, 'MONTH', plainDateOf(day)));
  return { from: dayOf(from), until: dayOf(until) };
};

/** The last day of the fiscal month that the day is of, whose exchange rate counts. */
export const monthEndOf = (calendar: FiscalCalendar, day: Date): Date =>
  dayOf(plainDateOf(monthOn(calendar, day).until).subtract({ days: 1 }));

/** The last days of all fiscal months that ranges have days of. */
export function monthEndsOf(calendar: FiscalCalendar, ranges: readonly KpiRange[]): Date[] {
  const ends = ranges.flatMap(({ from, until }) => {
    const found: Date[] = [];
    for (let day = from; day < until; day = monthOn(calendar, day).until)
      found.push(monthEndOf(calendar, day));
    return found;
  });
  return daysInOrder(ends);
}

export const dayBefore = (day: Date): Date => addDays(day, -1);
export const dayAfter = (day: Date): Date => addDays(day, 1);

export const earlierOf = (a: Date, b: Date): Date => new Date(Math.min(a.getTime(), b.getTime()));
const laterOf = (a: Date, b: Date): Date => new Date(Math.max(a.getTime(), b.getTime()));

/** A range in as few segments as it can be read by: whole fiscal months, and the days before and after them. */
export function segmentsOf(calendar: FiscalCalendar, { from, until }: KpiRange): KpiSegment[] {
  if (from >= until) return [];
  const first = monthOn(calendar, from);
  const headUntil = first.from.getTime() === from.getTime() ? from : earlierOf(first.until, until);
  const tailFrom = monthOn(calendar, until).from;
  const segments: KpiSegment[] = [
    { grain: 'DAY', from, until: headUntil },
    { grain: 'MONTH', from: headUntil, until: tailFrom },
    { grain: 'DAY', from: laterOf(headUntil, tailFrom), until },
  ];
  return segments.filter((segment) => segment.from < segment.until);
}

/** All that was before a day, by months as far as they are whole. */
export function segmentsBefore(calendar: FiscalCalendar, until: Date): KpiSegment[] {
  const month = monthOn(calendar, until).from;
  const segments: KpiSegment[] = [
    { grain: 'MONTH', from: BEGINNING, until: month },
    { grain: 'DAY', from: month, until },
  ];
  return segments.filter((segment) => segment.from < segment.until);
}

/**
 * How a level is read at several days without reading the past for each: what was before the first, then what came until the
 * next. Each is a window whose sum is added to those before it.
 */
export function levelWindows(calendar: FiscalCalendar, days: readonly Date[]): KpiSegment[][] {
  return days.map((day, place) =>
    place === 0
      ? segmentsBefore(calendar, day)
      : segmentsOf(calendar, { from: days[place - 1]!, until: day }),
  );
}

/** Days in order, each once. */
export const daysInOrder = (days: readonly Date[]): Date[] =>
  [...new Set(days.map((day) => day.getTime()))].sort((a, b) => a - b).map((time) => new Date(time));
