import { ok, type Result, refuse } from './result.ts';
import { DAY_MAX, DAY_MIN } from './written-time.ts';

export type FiscalGrain = 'YEAR' | 'QUARTER' | 'MONTH';

/**
 * A period by its place in its fiscal year: `ordinal` is 1 for a year, 1 to 4 for a quarter and 1 to 12 for a
 * month. Which days it spans is for a fiscal calendar to say.
 */
export type FiscalPeriod = Readonly<{ grain: FiscalGrain; year: number; ordinal: number }>;

/** One more than the dates on either side, since the year may be named by its other end. */
export const FISCAL_YEAR_MIN = Number(DAY_MIN.slice(0, 4)) - 1;
export const FISCAL_YEAR_MAX = Number(DAY_MAX.slice(0, 4)) + 1;

const PERIODS_PER_YEAR = { YEAR: 1, QUARTER: 4, MONTH: 12 } as const satisfies Record<FiscalGrain, number>;

const LABEL = /^FY(\d{4})(?:-Q([1-4])|-P(0[1-9]|1[0-2]))?$/;

/** @throws RangeError where the year has no such period. */
export function fiscalPeriod(grain: FiscalGrain, year: number, ordinal = 1): FiscalPeriod {
  const isYear = Number.isInteger(year) && year >= FISCAL_YEAR_MIN && year <= FISCAL_YEAR_MAX;
  const isOrdinal = Number.isInteger(ordinal) && ordinal >= 1 && ordinal <= PERIODS_PER_YEAR[grain];
  if (!isYear || !isOrdinal)
    throw new RangeError(`There is no ${grain} ${ordinal} of the fiscal year ${year}.`);
  return { grain, year, ordinal };
}

/** `FY2026`, `FY2026-Q3` or `FY2026-P07`; labels of one grain sort as their periods do. */
export function fiscalLabelOf({ grain, year, ordinal }: FiscalPeriod): string {
  if (grain === 'YEAR') return `FY${year}`;
  return grain === 'QUARTER' ? `FY${year}-Q${ordinal}` : `FY${year}-P${String(ordinal).padStart(2, '0')}`;
}

export function parseFiscalLabel(text: string): Result<FiscalPeriod, 'NOT_A_FISCAL_PERIOD'> {
  const match = LABEL.exec(text);
  if (!match) return refuse('NOT_A_FISCAL_PERIOD');
  const [, yearText, quarter, month] = match;
  const year = Number(yearText);
  if (year < FISCAL_YEAR_MIN || year > FISCAL_YEAR_MAX) return refuse('NOT_A_FISCAL_PERIOD');
  if (quarter) return ok(fiscalPeriod('QUARTER', year, Number(quarter)));
  return ok(month ? fiscalPeriod('MONTH', year, Number(month)) : fiscalPeriod('YEAR', year));
}

/** The period so many places later, or earlier where the count is negative. @throws RangeError beyond the limits. */
export function fiscalPeriodAfter({ grain, year, ordinal }: FiscalPeriod, count: number): FiscalPeriod {
  const perYear = PERIODS_PER_YEAR[grain];
  const place = year * perYear + ordinal - 1 + count;
  return fiscalPeriod(grain, Math.floor(place / perYear), (place % perYear) + 1);
}

export const nextFiscalPeriod = (period: FiscalPeriod): FiscalPeriod => fiscalPeriodAfter(period, 1);

export const previousFiscalPeriod = (period: FiscalPeriod): FiscalPeriod => fiscalPeriodAfter(period, -1);

/** The coarser period that this one is part of. @throws RangeError where the grain is finer. */
export function fiscalPeriodContaining(
  { grain, year, ordinal }: FiscalPeriod,
  coarser: FiscalGrain,
): FiscalPeriod {
  const ratio = PERIODS_PER_YEAR[grain] / PERIODS_PER_YEAR[coarser];
  if (ratio < 1) throw new RangeError(`A ${grain} is not part of a ${coarser}.`);
  return fiscalPeriod(coarser, year, Math.ceil(ordinal / ratio));
}

/** The finer periods that make up this one, in order. @throws RangeError where the grain is coarser. */
export function fiscalPeriodsWithin(
  { grain, year, ordinal }: FiscalPeriod,
  finer: FiscalGrain,
): FiscalPeriod[] {
  const ratio = PERIODS_PER_YEAR[finer] / PERIODS_PER_YEAR[grain];
  if (ratio < 1) throw new RangeError(`A ${grain} is not made of a ${finer}.`);
  return Array.from({ length: ratio }, (_, place) =>
    fiscalPeriod(finer, year, (ordinal - 1) * ratio + place + 1),
  );
}
