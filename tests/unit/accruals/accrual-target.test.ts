import { describe, expect, it } from 'vitest';
import { targetOf } from '../../../src/domains/accruals/accrual-target.rules.ts';
import type { EarningFacts } from '../../../src/domains/accruals/earning-facts.rules.ts';
import {
  clawbackAfter,
  type FrozenEarning,
  wholeMonthsBetween,
} from '../../../src/domains/accruals/earning-terms.rules.ts';
import { formatDecimal } from '../../../src/kernel/decimal.ts';
import { fractionOf, roundedFraction } from '../../../src/kernel/fraction.ts';
import { anEarning, dayAt, whatHappened } from '../../support/accruals.ts';

const SCHEDULE = [
  { untilMonth: 6, percent: '100' },
  { untilMonth: 12, percent: '50' },
];
const atOnce = (terms: object = {}, data: object = {}) =>
  anEarning({ payable: 'ON_ACTIVATION', disconnectTakes: 'BY_SCHEDULE', ...terms }, data);
const monthly = (month: string, minor = 100_00n, on = month) => ({ on, minor, charge: 'MONTHLY', month });
/** 10 percent of EUR 100.00 a month for three months. */
const recurring = (data: object = {}, terms: object = {}) =>
  anEarning(
    { recurring: { months: 3, rate: '0.1' }, ...terms },
    { amountMinor: 30_00n, revenueMinor: 300_00n, ...data },
  );

type Case = Readonly<{
  _case: string;
  frozen: FrozenEarning;
  facts: EarningFacts;
  day?: string;
  earned: bigint;
  payable: bigint;
  next?: string | null;
}>;

const check = ({ frozen, facts, day = '2026-12-31', earned, payable, next }: Case) => {
  const target = targetOf(frozen, facts, dayAt(day));
  expect([target.earnedMinor, target.payableMinor]).toEqual([earned, payable]);
  if (next !== undefined) expect(target.nextDueOn?.toISOString().slice(0, 10) ?? null).toBe(next);
};

describe('what is earned and payable at once', () => {
  it.each<Case>([
    {
      _case: 'before the day of the order nothing is',
      frozen: atOnce(),
      facts: whatHappened(),
      day: '2025-12-31',
      earned: 0n,
      payable: 0n,
      next: '2026-01-01',
    },
    {
      _case: 'all is earned and nothing payable before the order is activated',
      frozen: atOnce(),
      facts: whatHappened({}, { activatedOn: null }),
      earned: 1_200_00n,
      payable: 0n,
      next: null,
    },
    {
      _case: 'all is payable from the day of activation',
      frozen: atOnce(),
      facts: whatHappened({}, { activatedOn: '2026-03-10' }),
      day: '2026-03-10',
      earned: 1_200_00n,
      payable: 1_200_00n,
    },
    {
      _case: 'a day before the end of the hold nothing is payable',
      frozen: atOnce({ holdDays: 30 }),
      facts: whatHappened(),
      day: '2026-01-30',
      earned: 1_200_00n,
      payable: 0n,
      next: '2026-01-31',
    },
    {
      _case: 'after the hold all is',
      frozen: atOnce({ holdDays: 30 }),
      facts: whatHappened(),
      day: '2026-01-31',
      earned: 1_200_00n,
      payable: 1_200_00n,
      next: null,
    },
    {
      _case: 'cancelled before activation earns nothing, also through the vendor’s fault',
      frozen: atOnce(),
      facts: whatHappened({}, { activatedOn: null, cancelledOn: '2026-02-01', isVendorFault: true }),
      earned: 0n,
      payable: 0n,
    },
    {
      _case: 'a refund takes its part of the revenue: 1,200 x 1,000 / 12,000',
      frozen: atOnce(),
      facts: whatHappened({ refunded: [{ on: '2026-02-01', minor: 1_000_00n }] }),
      earned: 1_100_00n,
      payable: 1_100_00n,
    },
    {
      _case: 'a refund in the eighth month takes half of its part',
      frozen: atOnce({ clawback: SCHEDULE }),
      facts: whatHappened({ refunded: [{ on: '2026-08-15', minor: 1_000_00n }] }),
      earned: 1_150_00n,
      payable: 1_150_00n,
    },
    {
      _case: 'a refund after the schedule takes nothing',
      frozen: atOnce({ clawback: SCHEDULE }),
      facts: whatHappened({ refunded: [{ on: '2027-01-01', minor: 1_000_00n }] }),
      day: '2027-06-01',
      earned: 1_200_00n,
      payable: 1_200_00n,
    },
    {
      _case: 'a refund, a credit and a write-off add: 100 + 200 + 300',
      frozen: atOnce(),
      facts: whatHappened({
        refunded: [{ on: '2026-02-01', minor: 1_000_00n }],
        credited: [{ on: '2026-02-02', minor: 2_000_00n }],
        writtenOff: [{ on: '2026-02-03', minor: 3_000_00n }],
      }),
      earned: 600_00n,
      payable: 600_00n,
    },
    {
      _case: 'of a refund and leaving the larger counts: leaving in the eighth month takes 600',
      frozen: atOnce({ clawback: SCHEDULE }),
      facts: whatHappened(
        { refunded: [{ on: '2026-02-01', minor: 1_000_00n }] },
        { disconnectedOn: '2026-08-15' },
      ),
      earned: 600_00n,
      payable: 600_00n,
    },
    {
      _case: 'of a refund and leaving the larger counts: the refunds took 800',
      frozen: atOnce({ clawback: SCHEDULE }),
      facts: whatHappened(
        { refunded: [{ on: '2026-02-01', minor: 8_000_00n }] },
        { disconnectedOn: '2026-08-15' },
      ),
      earned: 400_00n,
      payable: 400_00n,
    },
    {
      _case: 'leaving through the vendor’s fault takes nothing',
      frozen: atOnce(),
      facts: whatHappened({}, { disconnectedOn: '2026-02-01', isVendorFault: true }),
      earned: 1_200_00n,
      payable: 1_200_00n,
    },
    {
      _case: 'a refund through the vendor’s fault takes nothing',
      frozen: atOnce(),
      facts: whatHappened({ refunded: [{ on: '2026-02-01', minor: 1_000_00n, fault: true }] }),
      earned: 1_200_00n,
      payable: 1_200_00n,
    },
    {
      _case: 'leaving takes only what is not payable yet, where the plan says so: nothing',
      frozen: atOnce({ disconnectTakes: 'UNPAID_ONLY', holdDays: 30 }),
      facts: whatHappened({}, { disconnectedOn: '2026-01-31' }),
      earned: 1_200_00n,
      payable: 1_200_00n,
    },
    {
      _case: 'leaving takes only what is not payable yet, where the plan says so: all of it in the hold',
      frozen: atOnce({ disconnectTakes: 'UNPAID_ONLY', holdDays: 30 }),
      facts: whatHappened({}, { disconnectedOn: '2026-01-30' }),
      earned: 0n,
      payable: 0n,
    },
    {
      _case: 'what was paid beyond the revenue is given back first',
      frozen: atOnce(),
      facts: whatHappened({
        collected: [{ on: '2026-01-05', minor: 12_500_00n }],
        refunded: [{ on: '2026-02-01', minor: 1_500_00n }],
      }),
      earned: 1_100_00n,
      payable: 1_100_00n,
    },
    {
      _case: 'losses of more than the revenue take no more than all',
      frozen: atOnce(),
      facts: whatHappened({ refunded: [{ on: '2026-02-01', minor: 20_000_00n }] }),
      earned: 0n,
      payable: 0n,
    },
    {
      _case: 'without revenue all is payable on activation, and no refund has a part in it',
      frozen: anEarning({}, { revenueMinor: 0n }),
      facts: whatHappened({ refunded: [{ on: '2026-02-01', minor: 1_00n }] }),
      earned: 1_200_00n,
      payable: 1_200_00n,
    },
    {
      _case: 'half a yen rounds away from zero: 5 less 5 x 1 / 10 is 4.5',
      frozen: atOnce({}, { amountMinor: 5n, revenueMinor: 10n, currency: 'JPY' }),
      facts: whatHappened({ refunded: [{ on: '2026-02-01', minor: 1n }] }),
      earned: 5n,
      payable: 5n,
    },
    {
      _case: 'a dinar has thousandths: 1.000 less 1.000 x 0.333 / 1.000 is 0.667',
      frozen: atOnce({}, { amountMinor: 1_000n, revenueMinor: 1_000n, currency: 'KWD' }),
      facts: whatHappened({ refunded: [{ on: '2026-02-01', minor: 333n }] }),
      earned: 667n,
      payable: 667n,
    },
  ])('$_case', check);
});

describe('what becomes payable as the customer pays', () => {
  it.each<Case>([
    {
      _case: 'a third of the revenue makes a third payable',
      frozen: anEarning(),
      facts: whatHappened({ collected: [{ on: '2026-02-01', minor: 4_000_00n }] }),
      earned: 1_200_00n,
      payable: 400_00n,
    },
    {
      _case: 'thirds of 100 round by what is paid in all: one third',
      frozen: anEarning({}, { amountMinor: 100n, revenueMinor: 3_00n }),
      facts: whatHappened({ collected: [{ on: '2026-02-01', minor: 1_00n }] }),
      earned: 100n,
      payable: 33n,
    },
    {
      _case: 'thirds of 100 round by what is paid in all: two thirds',
      frozen: anEarning({}, { amountMinor: 100n, revenueMinor: 3_00n }),
      facts: whatHappened({
        collected: ['2026-02-01', '2026-03-01'].map((on) => ({ on, minor: 1_00n })),
      }),
      earned: 100n,
      payable: 67n,
    },
    {
      _case: 'thirds of 100 round by what is paid in all: all',
      frozen: anEarning({}, { amountMinor: 100n, revenueMinor: 3_00n }),
      facts: whatHappened({
        collected: ['2026-02-01', '2026-03-01', '2026-04-01'].map((on) => ({ on, minor: 1_00n })),
      }),
      earned: 100n,
      payable: 100n,
    },
    {
      _case: 'paying more than the revenue makes no more payable',
      frozen: anEarning(),
      facts: whatHappened({ collected: [{ on: '2026-02-01', minor: 13_000_00n }] }),
      earned: 1_200_00n,
      payable: 1_200_00n,
    },
    {
      _case: 'what was paid before activation counts from activation on',
      frozen: anEarning(),
      facts: whatHappened(
        { collected: [{ on: '2026-02-01', minor: 4_000_00n }] },
        { activatedOn: '2026-03-01' },
      ),
      day: '2026-02-28',
      earned: 1_200_00n,
      payable: 0n,
      next: '2026-03-01',
    },
    {
      _case: 'each payment has a hold of its own',
      frozen: anEarning({ holdDays: 10 }),
      facts: whatHappened({
        collected: [
          { on: '2026-02-01', minor: 4_000_00n },
          { on: '2026-02-05', minor: 2_000_00n },
        ],
      }),
      day: '2026-02-11',
      earned: 1_200_00n,
      payable: 400_00n,
      next: '2026-02-15',
    },
    {
      _case: 'a credit of money that was not paid takes its part of what is earned alone',
      frozen: anEarning({ clawback: SCHEDULE }),
      facts: whatHappened({
        collected: [{ on: '2026-02-01', minor: 4_000_00n }],
        credited: [{ on: '2026-08-15', minor: 3_000_00n }],
      }),
      earned: 900_00n,
      payable: 400_00n,
    },
    {
      _case: 'a credit of money that was paid comes back by the schedule',
      frozen: anEarning({ clawback: SCHEDULE }),
      facts: whatHappened({
        collected: [{ on: '2026-02-01', minor: 12_000_00n }],
        credited: [{ on: '2026-08-15', minor: 3_000_00n }],
      }),
      earned: 1_050_00n,
      payable: 1_050_00n,
    },
    {
      _case: 'a credit partly of unpaid money: 2,000 unpaid, 1,000 paid at half',
      frozen: anEarning({ clawback: SCHEDULE }),
      facts: whatHappened({
        collected: [{ on: '2026-02-01', minor: 10_000_00n }],
        credited: [{ on: '2026-08-15', minor: 3_000_00n }],
      }),
      earned: 950_00n,
      payable: 950_00n,
    },
    {
      _case: 'what was written off and is paid after all is earned again',
      frozen: anEarning(),
      facts: whatHappened({
        writtenOff: [{ on: '2026-02-01', minor: 8_000_00n }],
        collected: [
          { on: '2026-01-15', minor: 4_000_00n },
          { on: '2026-06-01', minor: 8_000_00n },
        ],
      }),
      earned: 1_200_00n,
      payable: 1_200_00n,
    },
    {
      _case: 'a refund takes from what is not payable yet first',
      frozen: anEarning(),
      facts: whatHappened({
        collected: [{ on: '2026-02-01', minor: 4_000_00n }],
        refunded: [{ on: '2026-03-01', minor: 1_000_00n }],
      }),
      earned: 1_100_00n,
      payable: 400_00n,
    },
    {
      _case: 'and payments that follow make up for it',
      frozen: anEarning(),
      facts: whatHappened({
        collected: [
          { on: '2026-02-01', minor: 4_000_00n },
          { on: '2026-04-01', minor: 4_000_00n },
        ],
        refunded: [{ on: '2026-03-01', minor: 1_000_00n }],
      }),
      earned: 1_100_00n,
      payable: 700_00n,
    },
    {
      _case: 'leaving ends what was not collected, and a refund takes of the rest: 400 less 100',
      frozen: anEarning(),
      facts: whatHappened(
        {
          collected: [{ on: '2026-02-01', minor: 4_000_00n }],
          refunded: [{ on: '2026-05-20', minor: 1_000_00n }],
        },
        { disconnectedOn: '2026-05-20' },
      ),
      earned: 300_00n,
      payable: 300_00n,
    },
    {
      _case: 'leaving in the eighth month takes half of what was collected too, where the plan says so',
      frozen: anEarning({ clawback: SCHEDULE, disconnectTakes: 'BY_SCHEDULE' }),
      facts: whatHappened(
        { collected: [{ on: '2026-02-01', minor: 4_000_00n }] },
        { disconnectedOn: '2026-08-15' },
      ),
      earned: 200_00n,
      payable: 200_00n,
    },
    {
      _case: 'what is collected after leaving is earned still',
      frozen: anEarning(),
      facts: whatHappened(
        {
          collected: [
            { on: '2026-02-01', minor: 4_000_00n },
            { on: '2026-07-01', minor: 1_000_00n },
          ],
        },
        { disconnectedOn: '2026-05-20' },
      ),
      earned: 500_00n,
      payable: 500_00n,
    },
  ])('$_case', check);
});

describe('what recurs', () => {
  it.each<Case>([
    {
      _case: 'each paid month earns its part',
      frozen: recurring(),
      facts: whatHappened({ collected: [monthly('2026-01-01'), monthly('2026-02-01')] }),
      earned: 20_00n,
      payable: 20_00n,
    },
    {
      _case: 'the fourth month of service earns nothing, whenever it is paid',
      frozen: recurring(),
      facts: whatHappened({
        invoiced: [monthly('2026-01-01')],
        collected: [monthly('2026-02-01'), monthly('2026-04-01')],
      }),
      earned: 10_00n,
      payable: 10_00n,
    },
    {
      _case: 'a charge that is paid once earns nothing',
      frozen: recurring(),
      facts: whatHappened({ collected: [{ on: '2026-01-10', minor: 500_00n }, monthly('2026-01-01')] }),
      earned: 10_00n,
      payable: 10_00n,
    },
    {
      _case: 'it earns no more than it was frozen for',
      frozen: recurring(),
      facts: whatHappened({ collected: [monthly('2026-01-01', 500_00n)] }),
      earned: 30_00n,
      payable: 30_00n,
    },
    {
      _case: 'a third of it is the partner’s: 10 / 3',
      frozen: recurring({ share: fractionOf(1n, 3n) }),
      facts: whatHappened({ collected: [monthly('2026-01-01')] }),
      earned: 3_33n,
      payable: 3_33n,
    },
    {
      _case: 'a refund takes its part, and a credit of a month that is not paid takes nothing',
      frozen: recurring(),
      facts: whatHappened({
        invoiced: [monthly('2026-01-01'), monthly('2026-02-01')],
        collected: [monthly('2026-01-01')],
        refunded: [monthly('2026-01-01', 50_00n, '2026-03-01')],
        credited: [monthly('2026-02-01', 100_00n, '2026-03-01')],
      }),
      earned: 5_00n,
      payable: 5_00n,
    },
    {
      _case: 'leaving takes nothing of what was paid',
      frozen: recurring({}, { disconnectTakes: 'BY_SCHEDULE' }),
      facts: whatHappened({ collected: [monthly('2026-01-01')] }, { disconnectedOn: '2026-02-01' }),
      earned: 10_00n,
      payable: 10_00n,
    },
    {
      _case: 'nothing is payable before the hold is over',
      frozen: recurring({}, { holdDays: 15 }),
      facts: whatHappened({ collected: [monthly('2026-01-01', 100_00n, '2026-01-20')] }),
      day: '2026-01-25',
      earned: 10_00n,
      payable: 0n,
      next: '2026-02-04',
    },
  ])('$_case', check);
});

describe('what waits for a milestone', () => {
  const once = (event: 'ACTIVATED' | 'FIRST_PAYMENT' | 'MONTHS_ACTIVE', months: number | null = null) =>
    anEarning({ milestone: { event, months } });
  it.each<Case>([
    {
      _case: 'nothing is earned before it',
      frozen: once('FIRST_PAYMENT'),
      facts: whatHappened(),
      earned: 0n,
      payable: 0n,
    },
    {
      _case: 'all is from the first payment on',
      frozen: once('FIRST_PAYMENT'),
      facts: whatHappened({ collected: [{ on: '2026-02-01', minor: 1n }] }),
      day: '2026-02-01',
      earned: 1_200_00n,
      payable: 1_200_00n,
    },
    {
      _case: 'the day before six months of service nothing is, and it says when',
      frozen: once('MONTHS_ACTIVE', 6),
      facts: whatHappened(),
      day: '2026-06-30',
      earned: 0n,
      payable: 0n,
      next: '2026-07-01',
    },
    {
      _case: 'after six months all is',
      frozen: once('MONTHS_ACTIVE', 6),
      facts: whatHappened(),
      day: '2026-07-01',
      earned: 1_200_00n,
      payable: 1_200_00n,
    },
    {
      _case: 'a customer who leaves before it never reaches it',
      frozen: once('MONTHS_ACTIVE', 6),
      facts: whatHappened({}, { disconnectedOn: '2026-06-30' }),
      earned: 0n,
      payable: 0n,
    },
    {
      _case: 'a refund after it comes back',
      frozen: once('ACTIVATED'),
      facts: whatHappened({ refunded: [{ on: '2026-02-01', minor: 6_000_00n }] }),
      earned: 600_00n,
      payable: 600_00n,
    },
  ])('$_case', check);
});

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
    const { steps, notCounted } = targetOf(frozen, facts, dayAt('2026-12-31'));
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
