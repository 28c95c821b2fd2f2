import { describe, expect, it } from 'vitest';
import {
  currenciesIn,
  type KpiAmount,
  partsOf,
  sumsByKey,
} from '../../../src/domains/kpis/kpi-amounts.rules.ts';
import { exactValueOf, roundedTogether, valueTexts } from '../../../src/domains/kpis/kpi-combine.rules.ts';
import type { KpiCombination, KpiUnit } from '../../../src/domains/kpis/kpi-definition.rules.ts';
import { percentileOf } from '../../../src/domains/kpis/kpi-percentile.rules.ts';
import { type KpiPlan, type KpiSum, neededParts, planOf } from '../../../src/domains/kpis/kpi-plan.rules.ts';
import { nearestOf } from '../../../src/domains/kpis/kpi-question.rules.ts';
import { rankOf, targetStatusOf } from '../../../src/domains/kpis/kpi-rank.rules.ts';
import { isScope } from '../../../src/domains/kpis/kpi-scope.rules.ts';
import { decimalOf, formatDecimal } from '../../../src/kernel/decimal.ts';
import type { FiscalCalendar } from '../../../src/kernel/fiscal-calendar.ts';
import { fractionOf, roundedFraction } from '../../../src/kernel/fraction.ts';

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

describe('a percentile', () => {
  it.each([
    { _case: 'nothing', buckets: [], percentile: 50, is: null },
    {
      _case: 'a value of its own below 128',
      buckets: [{ bucket: 127, count: 1n }],
      percentile: 90,
      is: '127',
    },
    {
      _case: 'the middle of 128 and 129',
      buckets: [{ bucket: 128, count: 1n }],
      percentile: 50,
      is: '128.5',
    },
    { _case: 'the middle of 256 to 259', buckets: [{ bucket: 192, count: 1n }], percentile: 50, is: '257.5' },
    {
      _case: 'the ninth of ten',
      buckets: [
        { bucket: 9, count: 1n },
        { bucket: 5, count: 8n },
        { bucket: 7, count: 1n },
      ],
      ...{ percentile: 90, is: '7' },
    },
  ])('is $_case', ({ buckets, percentile, is }) => {
    const value = percentileOf(buckets, percentile);
    expect(value && formatDecimal(roundedFraction(value, 4))).toBe(is);
  });
});

describe('a rank', () => {
  const values = [10n, 30n, 30n, 50n].map((value) => fractionOf(value));
  it.each([
    { _case: 'none among four', direction: 'UP' as const, own: 50n, all: values, is: null },
    {
      _case: 'none where the fifth has no value',
      direction: 'UP' as const,
      own: 50n,
      all: [...values, null],
      is: null,
    },
    {
      _case: 'the first of five',
      direction: 'UP' as const,
      own: 50n,
      all: [...values, fractionOf(1n)],
      is: [1, 5],
    },
    { _case: 'shared', direction: 'UP' as const, own: 30n, all: [...values, fractionOf(1n)], is: [2, 5] },
    {
      _case: 'from below where less is better',
      direction: 'DOWN' as const,
      own: 30n,
      all: [...values, fractionOf(1n)],
      is: [3, 5],
    },
  ])('is $_case', ({ direction, own, all, is }) => {
    const rank = rankOf(direction, fractionOf(own), all);
    expect(rank && [rank.rank, rank.of]).toEqual(is);
  });

  it('meets a target that it equals, whichever way is better', () => {
    const at = (direction: 'UP' | 'DOWN', value: bigint) =>
      targetStatusOf(direction, fractionOf(value), fractionOf(5n));
    expect([at('UP', 5n), at('UP', 4n), at('DOWN', 5n), at('DOWN', 6n)]).toEqual([
      'MET',
      'MISSED',
      'MET',
      'MISSED',
    ]);
  });
});

describe('parts that add up', () => {
  it('are rounded to their sum, the largest remainders first', () => {
    const kpi = { unit: 'MONEY', combine: { kind: 'SUM', measure: 'REVENUE_WON' } } as const;
    const thirds = [fractionOf(100n, 3n), fractionOf(100n, 3n), fractionOf(100n, 3n)];
    expect(roundedTogether(kpi, thirds, 'EUR').map(({ value }) => value)).toEqual(['0.34', '0.33', '0.33']);
    const signed = [fractionOf(-3n, 2n), fractionOf(5n, 2n)];
    expect(roundedTogether(kpi, signed, 'EUR').map(({ value }) => value)).toEqual(['-0.01', '0.02']);
  });
});

describe('what is asked', () => {
  const codes = ['WIN_RATE', 'REVENUE_WON', 'SOURCED_REVENUE', 'DISPUTE_RATE'];
  it.each([
    { written: 'WINRATE', nearest: ['WIN_RATE'] },
    { written: 'win rate', nearest: ['WIN_RATE'] },
    { written: 'revenue', nearest: ['REVENUE_WON', 'SOURCED_REVENUE'] },
    { written: 'xyzzy plugh', nearest: [] },
  ])('$written is like $nearest', ({ written, nearest }) => {
    expect(nearestOf(written, codes).slice(0, nearest.length || 3)).toEqual(nearest);
  });

  it.each([
    { scope: { kind: 'ALL', key: '' } as const, is: true },
    { scope: { kind: 'ALL', key: 'X' } as const, is: false },
    { scope: { kind: 'PARTNER', key: 'acme' } as const, is: false },
    { scope: { kind: 'TIER', key: 'CORE:GOLD' } as const, is: true },
    { scope: { kind: 'TIER', key: 'GOLD' } as const, is: false },
    { scope: { kind: 'REGION', key: 'EMEA' } as const, is: true },
  ])('$scope.kind $scope.key can be a scope: $is', ({ scope, is }) => {
    expect(isScope(scope)).toBe(is);
  });
});
