import { describe, expect, it } from 'vitest';
import { evaluateLine } from '../../../src/domains/plans/plan-evaluation.rules.ts';
import { fractionOf } from '../../../src/kernel/fraction.ts';
import { aLine, aRule } from './builders.ts';

const bands = [
  { fromMinor: '0', rate: '0.05' },
  { fromMinor: '1000000', rate: '0.08' },
  { fromMinor: '2500000', rate: '0.1' },
];
const marginal = {
  code: 'VOLUME',
  formula: 'MARGINAL_TIERS',
  arguments: { period: 'QUARTER', bands },
  currency: 'EUR',
};
const accelerated = {
  formula: 'ACCELERATOR',
  arguments: {
    rate: '0.1',
    requirementCode: 'REVENUE',
    steps: [
      { fromPercent: '80', factor: '1.1' },
      { fromPercent: '100', factor: '1.5' },
    ],
  },
};
const flatOf = (amountMinor: string, per: string) => ({
  formula: 'FLAT',
  arguments: { amountMinor, per },
  currency: 'EUR',
});

const slotOf = (rule: Parameters<typeof aRule>[0], line: Parameters<typeof aLine>[0] = {}) =>
  evaluateLine(aLine({ ...line, rules: [aRule(rule)] })).slots[0];

describe('a formula', () => {
  it.each([
    {
      _case: 'first year: 1,200 + 100 x 12 = 2,400; x 10 % = 240.00',
      rule: {},
      amount: 240_00n,
      basis: 2_400_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'first year of a term of 6 months: 1,200 + 100 x 6 = 1,800; x 10 % = 180.00',
      rule: {},
      line: { line: { termMonths: 6 } },
      amount: 180_00n,
      basis: 1_800_00n,
      revenue: 1_800_00n,
    },
    {
      _case: 'first year without a term: 1,200 + 100 x 12 = 2,400; x 12.5 % = 300.00',
      rule: { arguments: { rate: '0.125' } },
      line: { line: { termMonths: null } },
      amount: 300_00n,
      basis: 2_400_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'monthly x 3 = 300; x 50 % = 150.00, whatever the term',
      rule: { formula: 'PERCENT_MONTHLY', arguments: { rate: '0.5', months: 3 } },
      line: { line: { termMonths: 1 } },
      amount: 150_00n,
      basis: 300_00n,
      revenue: 300_00n,
    },
    {
      _case: 'one-off 1,200 x 7.5 % = 90.00',
      rule: { formula: 'PERCENT_ONE_OFF', arguments: { rate: '0.075' } },
      amount: 90_00n,
      basis: 1_200_00n,
      revenue: 1_200_00n,
    },
    {
      _case: 'margin 2,400 - 900 = 1,500; x 20 % = 300.00, earned on revenue of 2,400',
      rule: { formula: 'PERCENT_MARGIN', arguments: { rate: '0.2' } },
      amount: 300_00n,
      basis: 1_500_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'margin 2,400 - 3,000 is a loss, which earns nothing and costs nothing: 0.00',
      rule: { formula: 'PERCENT_MARGIN', arguments: { rate: '0.2' } },
      line: { line: { costMinor: 3_000_00n } },
      amount: 0n,
      basis: 0n,
      revenue: 2_400_00n,
    },
    {
      _case: 'flat 75.00 for the line',
      rule: flatOf('7500', 'LINE'),
      line: { line: { quantity: 4 } },
      amount: 75_00n,
      basis: null,
      revenue: 2_400_00n,
    },
    {
      _case: 'flat 75.00 x 4 units = 300.00',
      rule: flatOf('7500', 'UNIT'),
      line: { line: { quantity: 4 } },
      amount: 300_00n,
      basis: null,
      revenue: 2_400_00n,
    },
    {
      _case: 'recurring 100 x 24 months = 2,400; x 5 % = 120.00 at most',
      rule: { formula: 'RECURRING', arguments: { rate: '0.05', months: 24 } },
      amount: 120_00n,
      basis: 2_400_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'milestone 500.00',
      rule: {
        formula: 'MILESTONE',
        arguments: { amountMinor: '50000', event: 'MONTHS_ACTIVE', months: 6 },
        currency: 'EUR',
      },
      amount: 500_00n,
      basis: null,
      revenue: 2_400_00n,
    },
    {
      _case: 'marginal, within the first band: 2,400 x 5 % = 120.00',
      rule: marginal,
      amount: 120_00n,
      basis: 2_400_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'marginal from 9,000 to 11,400: 1,000 x 5 % + 1,400 x 8 % = 162.00',
      rule: marginal,
      line: { volume: { beforeMinor: { VOLUME: 9_000_00n } } },
      amount: 162_00n,
      basis: 2_400_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'marginal from 9,000 with 20,000 more: 1,000 x 5 % + 15,000 x 8 % + 4,000 x 10 % = 1,650.00',
      rule: marginal,
      line: { line: { oneOffMinor: 18_800_00n }, volume: { beforeMinor: { VOLUME: 9_000_00n } } },
      amount: 1_650_00n,
      basis: 20_000_00n,
      revenue: 20_000_00n,
    },
    {
      _case: 'marginal at half a share, from 9,400: own 1,200; (600 x 5 % + 600 x 8 %) / half = 156.00',
      rule: marginal,
      line: { volume: { beforeMinor: { VOLUME: 9_400_00n } }, share: fractionOf(1n, 2n) },
      amount: 156_00n,
      basis: 2_400_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'accelerator without attainment: 2,400 x 10 % x 1 = 240.00',
      rule: accelerated,
      amount: 240_00n,
      basis: 2_400_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'accelerator at 79.99 %: x 1 = 240.00',
      rule: accelerated,
      line: { attainments: { REVENUE: '79.99' } },
      amount: 240_00n,
      basis: 2_400_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'accelerator at 80 %: 2,400 x 10 % x 1.1 = 264.00',
      rule: accelerated,
      line: { attainments: { REVENUE: '80' } },
      amount: 264_00n,
      basis: 2_400_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'accelerator at 130 %: 2,400 x 10 % x 1.5 = 360.00',
      rule: accelerated,
      line: { attainments: { REVENUE: '130' } },
      amount: 360_00n,
      basis: 2_400_00n,
      revenue: 2_400_00n,
    },
  ])('$_case', ({ rule, line, amount, basis, revenue }) => {
    expect(slotOf(rule, line)).toMatchObject({
      amountMinor: amount,
      basisMinor: basis,
      revenueMinor: revenue,
    });
  });

  it.each([
    {
      _case: 'the rate of an accelerator is with its factor',
      rule: accelerated,
      line: { attainments: { REVENUE: '100' } },
      rate: '0.15',
    },
    {
      _case: 'a percent of margin says its rate to staff',
      rule: { formula: 'PERCENT_MARGIN', arguments: { rate: '0.2' } },
      rate: '0.2',
    },
    { _case: 'bands have no one rate', rule: marginal, rate: null },
  ])('$_case', ({ rule, line, rate }) => {
    expect(slotOf(rule, line)?.rate).toBe(rate);
  });

  it('of recurring commissions says what of each charge is earned, with the factor of the tier', () => {
    const rule = { formula: 'RECURRING', arguments: { rate: '0.05', months: 24 } };
    expect(slotOf(rule, { tierFactor: { unscaled: 12n, scale: 1 } })).toMatchObject({
      amountMinor: 144_00n,
      recurring: { months: 24, rate: '0.06' },
    });
  });

  it('of a milestone says what must happen', () => {
    const rule = {
      formula: 'MILESTONE',
      arguments: { amountMinor: '50000', event: 'FIRST_PAYMENT', months: null },
      currency: 'EUR',
    };
    expect(slotOf(rule)?.milestone).toEqual({ event: 'FIRST_PAYMENT', months: null });
  });

  it('on margin does not apply where the cost is not known', () => {
    const rules = [aRule({ formula: 'PERCENT_MARGIN', arguments: { rate: '0.2' } })];
    expect(evaluateLine(aLine({ rules, line: { costMinor: null } }))).toMatchObject({
      slots: [],
      notApplied: [{ ruleCode: 'BASE', reasons: [{ code: 'COST_UNKNOWN' }] }],
    });
  });
});

describe('what is due on accumulated volume', () => {
  /** Small amounts, so that nearly every line is rounded. */
  const odd = [
    { fromMinor: '0', rate: '0.0333' },
    { fromMinor: '777', rate: '0.0777' },
    { fromMinor: '1501', rate: '0.1111' },
  ];
  const rule = { ...marginal, arguments: { period: 'MONTH', bands: odd } };
  const paidFor = (charges: readonly bigint[]) => {
    let before = 0n;
    return charges.reduce((sum, oneOffMinor) => {
      const line = { line: { oneOffMinor, monthlyMinor: 0n }, volume: { beforeMinor: { VOLUME: before } } };
      before += oneOffMinor;
      return sum + slotOf(rule, line)!.amountMinor;
    }, 0n);
  };
  const charges = [333n, 1n, 909n, 15n, 1_201n, 77n, 3n];

  it('is the same in all, in whatever order the lines come', () => {
    // 2,539 in all: 777 x 3.33 % + 724 x 7.77 % + 1,038 x 11.11 % = 25.8741 + 56.2548 + 115.3218 = 197.4507.
    expect(paidFor(charges)).toBe(197n);
    expect(paidFor(charges.toReversed())).toBe(197n);
    expect(paidFor(charges.toSorted((a, b) => Number(a - b)))).toBe(197n);
  });
});
