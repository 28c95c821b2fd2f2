import { describe, expect, it } from 'vitest';
import { evaluateLine, splitAmount } from '../../../src/domains/plans/plan-evaluation.rules.ts';
import { fractionOf } from '../../../src/kernel/fraction.ts';
import { aLine, aRule, rateOf } from './builders.ts';

const paidBy = (line: Parameters<typeof aLine>[0]) =>
  evaluateLine(aLine(line)).slots.map(({ slot, ruleCode, amountMinor }) => ({ slot, ruleCode, amountMinor }));

describe('what a rule pays', () => {
  const flat = { formula: 'FLAT', arguments: { amountMinor: '10000', per: 'LINE' } };

  it.each([
    {
      _case: 'is times the factor of the tier: 240 x 1.15 = 276.00',
      rule: {},
      line: { tierFactor: rateOf('1.15') },
      amount: 276_00n,
    },
    {
      _case: 'is at most the cap: 240 -> 200.00',
      rule: { capMinor: 200_00n, currency: 'EUR' },
      line: {},
      amount: 200_00n,
    },
    {
      _case: 'is capped after the factor of the tier: 240 x 0.5 = 120 < 200',
      rule: { capMinor: 200_00n, currency: 'EUR' },
      line: { tierFactor: rateOf('0.5') },
      amount: 120_00n,
    },
    {
      _case: 'is at least the floor: 240 -> 250.00',
      rule: { floorMinor: 250_00n, currency: 'EUR' },
      line: {},
      amount: 250_00n,
    },
    {
      _case: 'is nothing on no revenue, whatever the floor: 0.00',
      rule: { floorMinor: 250_00n, currency: 'EUR' },
      line: { line: { oneOffMinor: 0n, monthlyMinor: 0n } },
      amount: 0n,
    },
    {
      _case: 'rounds a half away from zero: 0.15 x 10 % = 0.015 -> 0.02',
      rule: {},
      line: { line: { oneOffMinor: 15n, monthlyMinor: 0n } },
      amount: 2n,
    },
    {
      _case: 'rounds what is below a half down: 0.14 x 10 % = 0.014 -> 0.01',
      rule: {},
      line: { line: { oneOffMinor: 14n, monthlyMinor: 0n } },
      amount: 1n,
    },
    {
      _case: 'is rounded once: 0.15 x 10 % x 1.5 = 0.0225 -> 0.02, not 0.02 x 1.5 = 0.03',
      rule: {},
      line: { line: { oneOffMinor: 15n, monthlyMinor: 0n }, tierFactor: rateOf('1.5') },
      amount: 2n,
    },
    {
      _case: 'in JPY has no minor unit: 12,345 x 10 % = 1,234.5 -> 1,235',
      rule: {},
      line: { order: { currency: 'JPY' as const }, line: { oneOffMinor: 12_345n, monthlyMinor: 0n } },
      amount: 1_235n,
    },
    {
      _case: 'in KWD has three digits: 1.235 x 10 % = 0.1235 -> 0.124',
      rule: {},
      line: { order: { currency: 'KWD' as const }, line: { oneOffMinor: 1_235n, monthlyMinor: 0n } },
      amount: 124n,
    },
    {
      _case: 'of a flat USD 100.00 at 0.9 EUR = 90.00',
      rule: { ...flat, currency: 'USD' },
      line: { rates: { USD: rateOf('0.9') } },
      amount: 90_00n,
    },
    {
      _case: 'of a flat USD 100.00 in JPY at 155.25 = 15,525',
      rule: { ...flat, currency: 'USD' },
      line: { order: { currency: 'JPY' as const }, rates: { USD: rateOf('155.25') } },
      amount: 15_525n,
    },
    {
      _case: 'of a flat JPY 10,000 in KWD at 0.0020555 = 20.555',
      rule: { ...flat, currency: 'JPY' },
      line: { order: { currency: 'KWD' as const }, rates: { JPY: rateOf('0.0020555') } },
      amount: 20_555n,
    },
    {
      _case: 'with a cap of USD 200.00 at 0.9 EUR: 240 -> 180.00',
      rule: { capMinor: 200_00n, currency: 'USD' },
      line: { rates: { USD: rateOf('0.9') } },
      amount: 180_00n,
    },
    {
      _case: 'with bands from USD 1,000.00 at 0.9: 900 x 0 % + 1,500 x 10 % = 150.00',
      rule: {
        formula: 'MARGINAL_TIERS',
        arguments: {
          period: 'YEAR',
          bands: [
            { fromMinor: '0', rate: '0' },
            { fromMinor: '100000', rate: '0.1' },
          ],
        },
        currency: 'USD',
      },
      line: { rates: { USD: rateOf('0.9') } },
      amount: 150_00n,
    },
  ])('$_case', ({ rule, line, amount }) => {
    expect(paidBy({ ...line, rules: [aRule(rule)] })).toMatchObject([{ amountMinor: amount }]);
  });

  it.each([
    { _case: 'a flat amount', rule: { ...flat, currency: 'USD' } },
    { _case: 'a cap', rule: { capMinor: 1n, currency: 'USD' } },
    { _case: 'a floor', rule: { floorMinor: 1n, currency: 'USD' } },
    { _case: 'a size', rule: { conditions: { sizeMinMinor: '1' }, currency: 'USD' } },
    {
      _case: 'a band',
      rule: {
        formula: 'MARGINAL_TIERS',
        arguments: { period: 'YEAR', bands: [{ fromMinor: '0', rate: '0.1' }] },
        currency: 'USD',
      },
    },
  ])('needs a rate for $_case in another currency', ({ rule }) => {
    expect(evaluateLine(aLine({ rules: [aRule(rule)] }))).toMatchObject({
      slots: [],
      notApplied: [{ reasons: [{ code: 'NO_RATE' }] }],
    });
  });

  it.each([
    {
      total: 100n,
      shares: [
        [1n, 3n],
        [1n, 3n],
        [1n, 3n],
      ] as const,
      parts: [34n, 33n, 33n],
    },
    {
      total: 1n,
      shares: [
        [1n, 2n],
        [1n, 2n],
      ] as const,
      parts: [1n, 0n],
    },
    {
      total: 1_001n,
      shares: [
        [1n, 4n],
        [3n, 4n],
      ] as const,
      parts: [250n, 751n],
    },
    {
      total: -100n,
      shares: [
        [2n, 3n],
        [1n, 6n],
        [1n, 6n],
      ] as const,
      parts: [-67n, -17n, -16n],
    },
  ])('of $total splits into $parts, which sum to it', ({ total, shares, parts }) => {
    expect(
      splitAmount(
        total,
        shares.map(([numerator, denominator]) => fractionOf(numerator, denominator)),
      ),
    ).toEqual(parts);
  });
});
