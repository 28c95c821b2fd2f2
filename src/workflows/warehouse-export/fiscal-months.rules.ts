import { datesOf, type FiscalCalendar, fiscalPeriodAt } from '../../kernel/fiscal-calendar.ts';
import {
  fiscalLabelOf,
  fiscalPeriod,
  fiscalPeriodContaining,
  fiscalPeriodsWithin,
} from '../../kernel/fiscal-period.ts';
import { dayOf, instantOf } from '../../kernel/time.ts';

const YEARS_BEFORE = 5;
const YEARS_IN_ALL = YEARS_BEFORE + 2;

export type FiscalMonthRow = Readonly<{
  period: string;
  quarter: string;
  year: string;
  starts_on: Date;
  ends_before: Date;
}>;

/** The months of the years around an instant, in order. */
export function fiscalMonthsAround(calendar: FiscalCalendar, asOf: Date): FiscalMonthRow[] {
  const first = fiscalPeriodAt(calendar, 'YEAR', instantOf(asOf)).year - YEARS_BEFORE;
  return Array.from({ length: YEARS_IN_ALL }, (_, place) => fiscalPeriod('YEAR', first + place)).flatMap(
    (year) =>
      fiscalPeriodsWithin(year, 'MONTH').map((month) => {
        const { from, until } = datesOf(calendar, month);
        return {
          period: fiscalLabelOf(month),
          quarter: fiscalLabelOf(fiscalPeriodContaining(month, 'QUARTER')),
          year: fiscalLabelOf(year),
          starts_on: dayOf(from),
          ends_before: dayOf(until),
        };
      }),
  );
}
