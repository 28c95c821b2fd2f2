import { describe, expect, it } from 'vitest';
import {
  balanceIn,
  balancesOf,
  type LedgerAccount,
  type Movement,
  statementMinorOf,
} from '../../../src/domains/ledger/ledger.rules.ts';

const move = (from: LedgerAccount, to: LedgerAccount, amountMinor: bigint, currency = 'EUR'): Movement => ({
  ...{ from, to, amountMinor, currency },
});

describe('what a movement says on a statement', () => {
  it.each([
    ['an accrual is no line', move('EXPENSE', 'ACCRUED', 1200n), 0n],
    ['what becomes payable adds', move('ACCRUED', 'PAYABLE', 400n), 400n],
    ['what is held stays', move('PAYABLE', 'HELD', 400n), 0n],
    ['what is paid leaves', move('PAYABLE', 'IN_TRANSIT', 400n), -400n],
    ['what must come back takes', move('RECOVERABLE', 'EXPENSE', 100n), -100n],
    ['a set-off moves within', move('PAYABLE', 'RECOVERABLE', 100n), 0n],
    ['what is written off adds', move('WRITTEN_OFF', 'RECOVERABLE', 100n), 100n],
  ])('%s', (_title, movement, expected) => expect(statementMinorOf(movement)).toBe(expected));
});

describe('balances', () => {
  const balances = balancesOf([
    move('EXPENSE', 'ACCRUED', 1200n),
    move('ACCRUED', 'PAYABLE', 400n),
    move('CLEARING', 'PAYABLE', 440n, 'USD'),
  ]);

  it('are what came in less what went out, by account and currency', () => {
    expect(balanceIn(balances, 'ACCRUED', 'EUR')).toBe(800n);
    expect(balanceIn(balances, 'PAYABLE', 'EUR')).toBe(400n);
    expect(balanceIn(balances, 'PAYABLE', 'USD')).toBe(440n);
    expect(balanceIn(balances, 'PAID', 'USD')).toBe(0n);
  });

  it.each(['EUR', 'USD'])('of all accounts in %s sum to zero', (currency) => {
    const own = balances.filter((balance) => balance.currency === currency);
    expect(own.reduce((sum, { balanceMinor }) => sum + balanceMinor, 0n)).toBe(0n);
  });
});
