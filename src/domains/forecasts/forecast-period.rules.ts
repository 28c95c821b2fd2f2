import { datesOf, type FiscalCalendar, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import {
  type FiscalPeriod,
  fiscalLabelOf,
  fiscalPeriodsWithin,
  nextFiscalPeriod,
  parseFiscalLabel,
} from '../../kernel/fiscal-period.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { dateOfEpochDay, epochDayOf } from '../../kernel/time.ts';
import type { FiscalMonth } from './forecast-calendar.rules.ts';

/** Which fiscal quarters are forecast on a day: the one that it is in, and the next. */
export function quartersAhead(calendar: FiscalCalendar, today: number): FiscalPeriod[] {
  const current = fiscalPeriodOn(calendar, 'QUARTER', dateOfEpochDay(today));
  return [current, nextFiscalPeriod(current)];
}

/** The first day of a period, and the day after its last. */
export function daysOf(calendar: FiscalCalendar, period: FiscalPeriod): { from: number; until: number } {
  const { from, until } = datesOf(calendar, period);
  return { from: epochDayOf(from), until: epochDayOf(until) };
}

/** All fiscal months from the one with the first day to the one that ends where the days end. */
export function monthsBetween(calendar: FiscalCalendar, firstDay: number, untilDay: number): FiscalMonth[] {
  const months: FiscalMonth[] = [];
  let month = fiscalPeriodOn(calendar, 'MONTH', dateOfEpochDay(firstDay));
  for (;;) {
    const { from } = daysOf(calendar, month);
    if (from >= untilDay) return months;
    months.push({ fromDay: from, place: ((month.ordinal - 1) % 3) as FiscalMonth['place'] });
    month = nextFiscalPeriod(month);
  }
}

/** The months of a quarter, in order. */
export const monthsOfQuarter = (quarter: FiscalPeriod): FiscalPeriod[] =>
  fiscalPeriodsWithin(quarter, 'MONTH');

/** Reads the label of a fiscal quarter, `FY2026-Q3` or `2026-Q3`. */
export function quarterOf(text: string): Result<FiscalPeriod, 'NOT_A_FISCAL_QUARTER'> {
  const parsed = parseFiscalLabel(text.startsWith('FY') ? text : `FY${text}`);
  return parsed.ok && parsed.value.grain === 'QUARTER' ? ok(parsed.value) : refuse('NOT_A_FISCAL_QUARTER');
}

export { fiscalLabelOf };
