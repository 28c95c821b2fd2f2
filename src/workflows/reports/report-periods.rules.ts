import { type FiscalCalendar, fiscalPeriodAt } from '../../kernel/fiscal-calendar.ts';
import { type FiscalPeriod, parseFiscalLabel, previousFiscalPeriod } from '../../kernel/fiscal-period.ts';
import type { Result } from '../../kernel/result.ts';
import { instantOf } from '../../kernel/time.ts';

/** The last month and the last quarter that are over by then, each of which has a report. */
export const periodsOver = (calendar: FiscalCalendar, asOf: Date): FiscalPeriod[] =>
  (['MONTH', 'QUARTER'] as const).map((grain) =>
    previousFiscalPeriod(fiscalPeriodAt(calendar, grain, instantOf(asOf))),
  );

/** `FY2026-Q3`, or `2026-Q3` as people write it. */
export const periodNamed = (text: string): Result<FiscalPeriod, 'NOT_A_FISCAL_PERIOD'> =>
  parseFiscalLabel(/^\d/.test(text) ? `FY${text}` : text);
