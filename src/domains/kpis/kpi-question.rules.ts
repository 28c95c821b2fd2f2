import { daysBetween } from '../../kernel/days.ts';
import { KpiRangeError, UnknownKpiError } from './kpi.errors.ts';
import { isKpiCode, KPI_CODES, type Kpi, kpiOf } from './kpi-catalogue.rules.ts';
import type { KpiRange } from './kpi-reading.rules.ts';
import { dayAfter, earlierOf } from './kpi-segment.rules.ts';

/** The longest range that is read at once. */
export const RANGE_YEARS_MAX = 20;
const RANGE_DAYS_MAX = RANGE_YEARS_MAX * 366;
const NEAREST_MAX = 3;

/** @throws UnknownKpiError with the codes that are nearest to what was asked. */
export function kpiNamed(code: string): Kpi {
  if (isKpiCode(code)) return kpiOf(code);
  throw new UnknownKpiError(code, nearestOf(code, KPI_CODES));
}

/** Codes that are like what was written, the nearest first; none where all are far from it. */
export function nearestOf(written: string, codes: readonly string[]): string[] {
  const text = written
    .slice(0, 60)
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_');
  return codes
    .map((code) => ({
      code,
      distance: code.includes(text) && text.length > 2 ? 0 : editsBetween(text, code),
    }))
    .filter(({ code, distance }) => distance <= Math.ceil(code.length / 2))
    .sort((a, b) => a.distance - b.distance || (a.code < b.code ? -1 : 1))
    .slice(0, NEAREST_MAX)
    .map(({ code }) => code);
}

/** How many letters have to be changed, added or left out. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** @throws KpiRangeError where a range is reversed, empty or longer than can be read */
export function assertRange({ from, until }: KpiRange): void {
  if (from >= until)
    throw new KpiRangeError(
      'REVERSED',
      'The range is empty: until is after from, and does not belong to it.',
    );
  if (daysBetween(from, until) > RANGE_DAYS_MAX)
    throw new KpiRangeError(
      'TOO_LONG',
      `At most ${RANGE_YEARS_MAX} years are read at once.`,
      `${RANGE_YEARS_MAX}`,
    );
}

/**
 * The days of a range that have begun, as nothing is known of later ones.
 * @throws KpiRangeError where it is reversed, longer than can be read or in the future.
 */
export function readRange(range: KpiRange, today: Date): KpiRange {
  assertRange(range);
  if (range.from > today) {
    const day = today.toISOString().slice(0, 10);
    throw new KpiRangeError('FUTURE', `Nothing is known of days after ${day}.`, day);
  }
  const tomorrow = dayAfter(today);
  return { from: range.from, until: earlierOf(range.until, tomorrow) };
}

/**
 * By when what is read was known: now, where nothing earlier is asked for.
 * @throws KpiRangeError where it has not come, as nobody knows what will be known then.
 */
export function knownAt(asOf: Date | null | undefined, now: Date): Date {
  if (!asOf || asOf <= now) return asOf ?? now;
  const instant = now.toISOString();
  throw new KpiRangeError(
    'FUTURE',
    `What is known after ${instant} nobody can tell: asOf is not later.`,
    instant,
  );
}
