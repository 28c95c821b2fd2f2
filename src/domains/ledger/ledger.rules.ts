/**
 * The accounts that each partner has in each currency. A balance is what came in less what went out, so that all accounts
 * of a partner and currency sum to zero. EXPENSE and SPIFF_BUDGET stand at what was spent, as a negative number; RECOVERABLE
 * is negative where the partner owes.
 */
export const LEDGER_ACCOUNTS = [
  'EXPENSE',
  'ACCRUED',
  'PAYABLE',
  'HELD',
  'IN_TRANSIT',
  'PAID',
  'RECOVERABLE',
  'WITHHOLDING',
  'EXCHANGE',
  'CLEARING',
  'WRITTEN_OFF',
  'SPIFF_BUDGET',
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

export const ENTRY_KINDS = [
  'ACCRUAL',
  'REVERSAL',
  'RELEASE',
  'CLAWBACK',
  'RECOVERY',
  'ADJUSTMENT',
  'HOLD',
  'HOLD_LIFTED',
  'EXCHANGE',
  'OFFSET',
  'WITHHOLDING',
  'PAYOUT',
  'SETTLEMENT',
  'RETURN',
  'WRITE_OFF',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** A movement of money within a partner's accounts of one currency. */
export type Movement = Readonly<{
  from: LedgerAccount;
  to: LedgerAccount;
  /** In minor units; positive. */
  amountMinor: bigint;
  currency: string;
}>;

export type NewEntry = Movement &
  Readonly<{
    partnerId: string;
    /** The earning that the money is of; null where it is of none. */
    earningId: string | null;
    kind: EntryKind;
    /** Which day it belongs to; its fiscal month, or the first open one after it, is where it is booked. */
    effectiveOn: Date;
    /** Equal keys are the same posting: the second is left out. */
    postingKey: string;
    causeType: string;
    causeId: string | null;
    payoutId?: string | null;
    disputeId?: string | null;
    /** What one unit of the earning's currency was in this one, of a movement between currencies. */
    exchangeRate?: string | null;
    /** Ids, codes and numbers only, as the partner may see them. */
    explanation: object;
  }>;

export type Balance = Readonly<{ account: LedgerAccount; currency: string; balanceMinor: bigint }>;

/** What a partner is to be paid, as its statements say: what is held is on them, what is on its way is not. */
const ON_STATEMENTS: ReadonlySet<LedgerAccount> = new Set(['PAYABLE', 'HELD', 'RECOVERABLE']);

/** What a movement adds to a statement; zero where it is none of its lines. */
export const statementMinorOf = ({ from, to, amountMinor }: Movement): bigint =>
  (ON_STATEMENTS.has(to) ? amountMinor : 0n) - (ON_STATEMENTS.has(from) ? amountMinor : 0n);

/** What the movements leave in each account and currency; accounts that end at zero are kept. */
export function balancesOf(movements: readonly Movement[]): Balance[] {
  const balances = new Map<string, Balance>();
  const add = (account: LedgerAccount, currency: string, amountMinor: bigint) => {
    const key = `${account} ${currency}`;
    const before = balances.get(key)?.balanceMinor ?? 0n;
    balances.set(key, { account, currency, balanceMinor: before + amountMinor });
  };
  for (const { from, to, amountMinor, currency } of movements) {
    add(from, currency, -amountMinor);
    add(to, currency, amountMinor);
  }
  return [...balances.values()];
}

/** What stands in one account; zero where nothing ever moved there. */
export const balanceIn = (balances: readonly Balance[], account: LedgerAccount, currency: string): bigint =>
  balances.find((balance) => balance.account === account && balance.currency === currency)?.balanceMinor ??
  0n;
