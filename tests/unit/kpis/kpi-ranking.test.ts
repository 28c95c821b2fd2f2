import { describe, expect, it } from 'vitest';
import { roundedTogether } from '../../../src/domains/kpis/kpi-combine.rules.ts';
import { percentileOf } from '../../../src/domains/kpis/kpi-percentile.rules.ts';
import { nearestOf } from '../../../src/domains/kpis/kpi-question.rules.ts';
import { rankOf, targetStatusOf } from '../../../src/domains/kpis/kpi-rank.rules.ts';
import { isScope } from '../../../src/domains/kpis/kpi-scope.rules.ts';
import { formatDecimal } from '../../../src/kernel/decimal.ts';
import { fractionOf, roundedFraction } from '../../../src/kernel/fraction.ts';

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
