import type { BusinessCalendar } from '../../kernel/business-calendar.ts';
import { openSpansBetween } from '../../kernel/business-time.ts';
import { datesOf, type FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { fiscalPeriod } from '../../kernel/fiscal-period.ts';
import { instantOf } from '../../kernel/time.ts';
import { KPI_CATALOGUE_VERSION } from './kpi-catalogue.rules.ts';

/** The fiscal years in which something can be counted; what is dated beyond them counts nowhere. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2100;
const MONTHS_PER_YEAR = 12;

/** By which zone, years, months and hours things are counted. */
export type KpiCalendar = Readonly<{ fiscal: FiscalCalendar; business: BusinessCalendar }>;

/** What decides how things are counted, of which a hash tells whether they were counted so. */
export const definitionOf = ({ fiscal, business }: KpiCalendar): readonly unknown[] => [
  KPI_CATALOGUE_VERSION,
  fiscal,
  business.minutesByWeekday,
  [...business.holidayEpochDays].sort((a, b) => a - b),
];

/** The first days of all fiscal months, and the day after the last, in order, as `2026-04-01`. */
export function monthStartsOf(fiscal: FiscalCalendar): readonly string[] {
  const starts: string[] = [];
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
    for (let month = 1; month <= MONTHS_PER_YEAR; month += 1)
      starts.push(datesOf(fiscal, fiscalPeriod('MONTH', year, month)).from.toString());
  }
  return starts;
}

/** Opening hours as instants in milliseconds, each with what was open before it since the first. */
export type WorkedHours = Readonly<{
  opens: readonly number[];
  closes: readonly number[];
  worked: readonly number[];
}>;

/** Begins with hours of no length before all others, so that every instant has some at or before it. */
export function workedHoursOf(
  business: BusinessCalendar,
  range: Readonly<{ from: Date; until: Date }> | null,
): WorkedHours {
  const spans = range ? openSpansBetween(business, instantOf(range.from), instantOf(range.until)) : [];
  const before = Math.min(0, spans[0]?.fromMs ?? 0);
  const [opens, closes, worked] = [[before], [before], [0]];
  let total = 0;
  for (const { fromMs, untilMs } of spans) {
    opens.push(fromMs);
    closes.push(untilMs);
    worked.push(total);
    total += Math.max(0, untilMs - fromMs);
  }
  return { opens, closes, worked };
}
