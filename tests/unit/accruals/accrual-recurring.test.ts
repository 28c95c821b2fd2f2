import { describe, it } from 'vitest';
import { fractionOf } from '../../../src/kernel/fraction.ts';
import { type Case, checkWorth } from '../../support/accrual-cases.ts';
import { anEarning, whatHappened } from '../../support/accruals.ts';

const monthly = (month: string, minor = 100_00n, on = month) => ({ on, minor, charge: 'MONTHLY', month });
/** 10 percent of EUR 100.00 a month for three months. */
const recurring = (data: object = {}, terms: object = {}) =>
  anEarning(
    { recurring: { months: 3, rate: '0.1' }, ...terms },
    { amountMinor: 30_00n, revenueMinor: 300_00n, ...data },
  );

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
  ])('$_case', checkWorth);
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
  ])('$_case', checkWorth);
});
