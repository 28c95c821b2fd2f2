import { describe, expect, it } from 'vitest';
import { targetOf } from '../../../src/domains/accruals/accrual-target.rules.ts';
import { clawbackAfter, wholeMonthsBetween } from '../../../src/domains/accruals/earning-terms.rules.ts';
import { formatDecimal } from '../../../src/kernel/decimal.ts';
import { roundedFraction } from '../../../src/kernel/fraction.ts';
import { SCHEDULE } from '../../support/accrual-cases.ts';
import { anEarning, dayAt, whatHappened } from '../../support/accruals.ts';

describe('whole months', () => {
  it.each([
    { from: '2026-01-31', until: '2026-02-27', months: 0 },
    { from: '2026-01-31', until: '2026-02-28', months: 1 },
    { from: '2026-01-31', until: '2026-03-30', months: 1 },
    { from: '2026-01-31', until: '2026-03-31', months: 2 },
    { from: '2028-02-29', until: '2029-02-27', months: 11 },
    { from: '2028-02-29', until: '2029-02-28', months: 12 },
    { from: '2028-02-29', until: '2032-02-28', months: 47 },
    { from: '2026-06-30', until: '2026-12-29', months: 5 },
    { from: '2026-06-30', until: '2026-12-30', months: 6 },
    { from: '2026-06-30', until: '2026-06-30', months: 0 },
    { from: '2026-06-30', until: '2026-01-01', months: 0 },
  ])('from $from until $until are $months', ({ from, until, months }) => {
    expect(wholeMonthsBetween(dayAt(from), dayAt(until))).toBe(months);
  });

  it.each([
    { months: 0, percent: '1' },
    { months: 5, percent: '1' },
    { months: 6, percent: '0.5' },
    { months: 11, percent: '0.5' },
    { months: 12, percent: '0' },
  ])('after $months of them $percent comes back', ({ months, percent }) => {
    const { terms } = anEarning({ clawback: SCHEDULE });
    expect(formatDecimal(roundedFraction(clawbackAfter(terms, months), 6))).toBe(percent);
  });
});

describe('the explanation', () => {
  it('says each step with its operands, what was not counted, and what rounding left', () => {
    const frozen = anEarning({ clawback: SCHEDULE }, { amountMinor: 100n, revenueMinor: 300n });
    const facts = whatHappened({
      collected: [{ on: '2026-02-01', minor: 100n }],
      refunded: [{ on: '2026-08-15', minor: 50n, fault: true }],
    });
    const { explain, notCounted } = targetOf(frozen, facts, dayAt('2026-12-31'));
    const steps = explain();
    expect(notCounted).toEqual([{ code: 'VENDOR_FAULT', factId: facts.billing.refunded[0]!.factId }]);
    expect(steps.map(({ code, result }) => `${code} ${result}`)).toEqual([
      'EARNED_BY_COLLECTED 0.333333333333',
      'EARNED 1.00',
      'PAYABLE 0.333333333333',
      'PAYABLE_ROUNDED 0.33',
    ]);
    expect(steps.at(-1)!.operands).toEqual([
      { code: 'EXACT', value: '0.333333333333', unit: 'EUR' },
      { code: 'RESIDUE', value: '0.003333333333', unit: 'EUR' },
    ]);
  });
});
