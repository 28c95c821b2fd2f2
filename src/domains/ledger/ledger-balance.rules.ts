import type { ComputedRule } from '../../kernel/computed-rule.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import { type Balance, balancesOf, LEDGER_ACCOUNTS, type Movement } from './ledger.rules.ts';

/** Accounts times the currencies that anybody is paid in. */
export const BALANCES_MAX = 120;

export type AskedAsOf = Readonly<{ partnerId: string; asOf: string | null }>;

export const AS_OF_FUTURE = 'asOf is not in the future: ask for what is booked by now.';

/** By what was booked until when; now where nothing is said. @throws InvalidInputError where that is in the future. */
export function bookedUntil({ asOf }: AskedAsOf, now: Date): Date {
  const until = asOf === null ? now : new Date(asOf);
  if (until > now)
    throw new InvalidInputError([{ field: 'asOf', code: 'IN_THE_FUTURE', message: AS_OF_FUTURE }]);
  return until;
}

/** A movement as JSON has it. */
export type MovementText = Omit<Movement, 'amountMinor'> & Readonly<{ amountMinor: string }>;

export const movementFrom = <Text extends MovementText>(moved: Text) => ({
  ...moved,
  amountMinor: BigInt(moved.amountMinor),
});

type Rows = Readonly<{
  partner: readonly object[];
  moved: readonly MovementText[];
}>;

const inOrder = (one: Balance, other: Balance): number =>
  one.currency.localeCompare(other.currency) ||
  LEDGER_ACCOUNTS.indexOf(one.account) - LEDGER_ACCOUNTS.indexOf(other.account);

/** What stands in a partner's accounts, by currency and account; null where nobody sees the partner. */
export const ledgerBalanceRule: ComputedRule<AskedAsOf, Rows, Balance[] | null> = {
  name: 'ledgerBalance',
  terms: (given, { now }) => ({
    partnerId: given.partnerId,
    asOf: given.asOf === null ? null : bookedUntil(given, now).toISOString(),
  }),
  value: ({ partner, moved }) =>
    partner.length === 0
      ? null
      : balancesOf(moved.map(movementFrom)).toSorted(inOrder).slice(0, BALANCES_MAX),
};
