import { describe, it } from 'vitest';
import { type Case, checkWorth, SCHEDULE } from '../../support/accrual-cases.ts';
import { anEarning, whatHappened } from '../../support/accruals.ts';

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
  ])('$_case', checkWorth);
});
