import { describe, expect, it } from 'vitest';
import {
  currenciesIn,
  type KpiAmount,
  partsOf,
  sumsByKey,
} from '../../../src/domains/kpis/kpi-amounts.rules.ts';
import { exactValueOf, valueTexts } from '../../../src/domains/kpis/kpi-combine.rules.ts';
import type { KpiCombination, KpiUnit } from '../../../src/domains/kpis/kpi-definition.rules.ts';
import { type KpiPlan, type KpiSum, neededParts, planOf } from '../../../src/domains/kpis/kpi-plan.rules.ts';
import { decimalOf } from '../../../src/kernel/decimal.ts';
import type { FiscalCalendar } from '../../../src/kernel/fiscal-calendar.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const text = (date: Date) => date.toISOString().slice(0, 10);
const range = (from: string, until: string) => ({ from: day(from), until: day(until) });

const MONTHS: FiscalCalendar = {
  ...{ timeZone: 'UTC', yearNamedBy: 'START' },
  layout: { kind: 'MONTHS', startMonth: 1 },
};
/** Years end on the last Saturday of January: FY2026 is 2026-02-01 to 2027-01-30, its months 4, 4 and 5 weeks. */
const _WEEKS: FiscalCalendar = {
  ...{ timeZone: 'UTC', yearNamedBy: 'START' },
  layout: { kind: 'WEEKS', pattern: '4-4-5', endMonth: 1, endWeekday: 'SATURDAY', endRule: 'LAST' },
};

type Row = Partial<KpiSum> & Readonly<{ measure: string }>;

const RANGES = [range('2026-01-01', '2026-03-01')];

/** Rows of a measure at the first place at which it is read. */
function partsFrom(combine: KpiCombination, rows: readonly Row[], ranges = RANGES, at = 0) {
  const plan: KpiPlan = planOf([{ combine }], ranges, MONTHS);
  const sums = rows.map(({ measure, ...row }): KpiSum => {
    const part = neededParts({ combine }).find((one) => one.measure === measure)!;
    const place = row.place ?? plan.placesOf(part, 0)[0]!;
    return { ...EMPTY, ...row, place };
  });
  return partsOf({ combine }, { plan, ranges, range: at, calendar: MONTHS }, sumsByKey(sums).get(''));
}

const EMPTY: KpiSum = {
  ...{
    place: 0,
    key: '',
    slice: '',
    currency: '',
    month: null,
    bucket: null,
    count: 0n,
    total: 0n,
    gross: null,
    net: null,
  },
};

const RATES: Readonly<Record<string, string>> = {
  'USD 2026-01-31': '0.9',
  'USD 2026-02-28': '0.8',
  'JPY 2026-02-28': '0.006',
};
const rateOf = (currency: string, on: Date) => decimalOf(RATES[`${currency} ${text(on)}`]!);

const valueFrom = (
  unit: KpiUnit,
  combine: KpiCombination,
  rows: readonly Row[],
  currency: 'EUR' | null = null,
) =>
  valueTexts(
    { unit, combine },
    exactValueOf({ unit, combine }, partsFrom(combine, rows), currency, rateOf),
    currency,
  );

describe('a value', () => {
  it.each([
    {
      _case: 'a sum',
      ...{ unit: 'COUNT' as const, combine: { kind: 'SUM', measure: 'DEALS_WON' } as const },
      rows: [{ measure: 'DEALS_WON', total: 3n, count: 3n }],
      is: { value: '3', numerator: '3', denominator: null },
    },
    {
      _case: 'a ratio of sums, and not the average of 100 % of 1 and 0 % of 2',
      ...{ unit: 'PERCENT' as const },
      combine: { kind: 'RATIO', numerator: ['DEALS_WON'], denominator: ['DEALS_WON', 'DEALS_LOST'] } as const,
      rows: [
        { measure: 'DEALS_WON', total: 1n, count: 1n },
        { measure: 'DEALS_LOST', total: 2n, count: 2n },
      ],
      is: { value: '33.3333', numerator: '1', denominator: '3' },
    },
    {
      _case: 'none without a denominator',
      ...{ unit: 'PERCENT' as const },
      combine: { kind: 'RATIO', numerator: ['DEALS_WON'], denominator: ['DEALS_LOST'] } as const,
      rows: [],
      is: { value: null, numerator: '0', denominator: '0' },
    },
    {
      _case: 'a complement, from 0 on',
      ...{ unit: 'PERCENT' as const },
      combine: {
        kind: 'COMPLEMENT',
        numerator: ['FORECAST_MISSES'],
        denominator: ['FORECAST_OUTCOMES'],
      } as const,
      rows: [
        { measure: 'FORECAST_MISSES', total: 150n, count: 1n },
        { measure: 'FORECAST_OUTCOMES', total: 100n, count: 1n },
      ],
      is: { value: '0', numerator: '150', denominator: '100' },
    },
    {
      _case: 'an average over the facts',
      ...{ unit: 'DAYS' as const, combine: { kind: 'AVERAGE', measure: 'REVENUE_WON' } as const },
      rows: [{ measure: 'REVENUE_WON', total: 10n, count: 4n }],
      is: { value: '2.5', numerator: '10', denominator: '4' },
    },
    {
      _case: 'members that stayed',
      ...{
        unit: 'PERCENT' as const,
        combine: { kind: 'RETENTION', measure: 'MONTHLY_CHARGES', of: 'NET' } as const,
      },
      rows: [{ measure: 'MONTHLY_CHARGES', total: 200n, gross: 150n, net: 260n, count: 2n }],
      is: { value: '130', numerator: '260', denominator: '200' },
    },
    {
      _case: 'of them what they had at most',
      ...{
        unit: 'PERCENT' as const,
        combine: { kind: 'RETENTION', measure: 'MONTHLY_CHARGES', of: 'GROSS' } as const,
      },
      rows: [{ measure: 'MONTHLY_CHARGES', total: 200n, gross: 150n, net: 260n, count: 2n }],
      is: { value: '75', numerator: '150', denominator: '200' },
    },
    {
      _case: 'a percentile of all buckets, and not of the parts',
      ...{
        unit: 'DAYS' as const,
        combine: { kind: 'PERCENTILE', measure: 'GO_LIVE_DAYS', percentile: 50 } as const,
      },
      rows: [
        { measure: 'GO_LIVE_DAYS', bucket: 1, count: 1n },
        { measure: 'GO_LIVE_DAYS', bucket: 100, count: 2n },
        { measure: 'GO_LIVE_DAYS', bucket: 100, count: 1n },
      ],
      is: { value: '100', numerator: null, denominator: '4' },
    },
  ])('is $_case', ({ unit, combine, rows, is }) => {
    expect(valueFrom(unit, combine, rows)).toEqual(is);
  });

  it('converts flows at the end of their own months, and rounds once', () => {
    const rows = [
      { measure: 'REVENUE_WON', currency: 'EUR', total: 100_01n, count: 1n },
      { measure: 'REVENUE_WON', currency: 'USD', month: day('2026-01-01'), total: 10_05n, count: 1n },
      { measure: 'REVENUE_WON', currency: 'USD', month: day('2026-02-01'), total: 10_00n, count: 1n },
      { measure: 'REVENUE_WON', currency: 'JPY', month: day('2026-02-01'), total: 1000n, count: 1n },
    ];
    // 100.01 + 10.05 x 0.9 + 10 x 0.8 + 1000 yen x 0.006
    expect(valueFrom('MONEY', { kind: 'SUM', measure: 'REVENUE_WON' }, rows, 'EUR').value).toBe('123.06');
  });

  it('converts levels at the end of the month in which they are read', () => {
    const rows = [
      { measure: 'PIPELINE_AMOUNT', currency: 'USD', month: day('2026-01-01'), total: 20_00n, count: 1n },
      { measure: 'PIPELINE_AMOUNT', currency: 'USD', month: day('2026-02-01'), total: -10_00n, count: 1n },
    ];
    expect(valueFrom('MONEY', { kind: 'LEVEL', measure: 'PIPELINE_AMOUNT' }, rows, 'EUR').value).toBe('8.00');
  });

  it('weighs the slices of a level', () => {
    const combine: KpiCombination = {
      ...{
        kind: 'WEIGHTED_LEVEL',
        measure: 'PIPELINE_AMOUNT',
        weights: { ENGAGING: '0.1', NEGOTIATING: '0.75' },
      },
    };
    const rows = [
      { measure: 'PIPELINE_AMOUNT', currency: 'EUR', slice: 'ENGAGING', total: 100_00n, count: 1n },
      { measure: 'PIPELINE_AMOUNT', currency: 'EUR', slice: 'NEGOTIATING', total: 200_00n, count: 1n },
      { measure: 'PIPELINE_AMOUNT', currency: 'EUR', slice: 'UNHEARD_OF', total: 900_00n, count: 1n },
    ];
    expect(valueFrom('MONEY', combine, rows, 'EUR').value).toBe('160.00');
  });

  it('is of no currency in which everything came and went', () => {
    const combine: KpiCombination = { kind: 'LEVEL', measure: 'PIPELINE_AMOUNT' };
    const rows = [
      { measure: 'PIPELINE_AMOUNT', currency: 'EUR', total: 5n, count: 1n },
      { measure: 'PIPELINE_AMOUNT', currency: 'USD', total: 0n, count: 2n },
    ];
    expect(currenciesIn(partsFrom(combine, rows))).toEqual(['EUR']);
  });

  it('adds up windows until the end of each of its ranges', () => {
    const combine: KpiCombination = { kind: 'LEVEL', measure: 'OPEN_DEALS' };
    const ranges = [range('2026-01-01', '2026-02-01'), range('2026-02-01', '2026-03-01')];
    const plan = planOf([{ combine }], ranges, MONTHS);
    const [part] = neededParts({ combine });
    expect(plan.placesOf(part!, 0)).toHaveLength(1);
    expect(plan.placesOf(part!, 1)).toHaveLength(2);
    expect(plan.places.cells.map(({ until }) => text(until))).toEqual(['2026-02-01', '2026-03-01']);
    const rows = [
      { measure: 'OPEN_DEALS', place: plan.placesOf(part!, 1)[0], total: 5n },
      { measure: 'OPEN_DEALS', place: plan.placesOf(part!, 1)[1], total: -2n },
    ];
    const levelAt = (at: number) =>
      partsFrom(combine, rows, ranges, at)[0]!.amounts.map(({ total }: KpiAmount) => total);
    expect([levelAt(0), levelAt(1)]).toEqual([[5n], [3n]]);
  });
});

it('tells amounts in one order, whatever that of the rows', () => {
  const won = (currency: string, month: string): Row => ({
    ...{ measure: 'REVENUE_WON', currency, month: day(month), count: 1n, total: 100n },
  });
  const rows = [won('USD', '2026-02-01'), won('EUR', '2026-02-01'), won('USD', '2026-01-01')];
  const told = (given: readonly Row[]) =>
    partsFrom({ kind: 'SUM', measure: 'REVENUE_WON' }, given)[0]!.amounts.map(
      ({ currency, rateOn }) => `${currency} ${text(rateOn)}`,
    );
  expect(told(rows)).toEqual(['EUR 2026-02-28', 'USD 2026-01-31', 'USD 2026-02-28']);
  expect(told(rows.toReversed())).toEqual(told(rows));
});
