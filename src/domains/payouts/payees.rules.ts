import { decimalOf } from '../../kernel/decimal.ts';
import type { PayeePosition } from './payee-position.rules.ts';
import { holdsOn, type PayeeStanding } from './payout-hold.rules.ts';
import type { Position } from './payout-lot.rules.ts';

type Payee = Readonly<{ partnerId: string; membershipId: string | null }>;

type StoredPosition = Omit<Position, 'bookingRate'> & Readonly<{ bookingRate: string | null }>;

/** How a partner stands on a day, and what is asked of all. */
type Standing = Omit<PayeeStanding, 'account'> & Readonly<{ partnerId: string; bankHoldDays: number }>;

type Account = Readonly<{
  id: string;
  currency: string;
  enteredOn: Date;
  isVerified: boolean;
  withholdingPercent: string;
  minimumMinor: bigint;
}>;

/** What was read of partners to say what their payees are paid. */
export type PayeesRead = Readonly<{
  positions: readonly (Payee & StoredPosition)[];
  standings: readonly Standing[];
  accounts: readonly (Payee & Account)[];
  openPayouts: readonly (Payee & Readonly<{ id: string }>)[];
}>;

const keyOf = ({ partnerId, membershipId }: Payee) => `${partnerId} ${membershipId ?? ''}`;

/**
 * What decides of payees of these partners what they are paid on a day of the vendor's calendar. Each partner that was read is
 * among them, with its people who have earned or have an account of their own.
 */
export function payeesOf(read: PayeesRead, partnerIds: readonly string[], today: Date): PayeePosition[] {
  const { positions, standings, accounts } = read;
  const partners = partnerIds.map((partnerId) => ({ partnerId, membershipId: null }));
  const payees = new Map<string, Payee>(
    [...partners, ...positions, ...accounts].map(({ partnerId, membershipId }) => [
      keyOf({ partnerId, membershipId }),
      { partnerId, membershipId },
    ]),
  );
  const standingOf = new Map(standings.map((standing) => [standing.partnerId, standing]));
  return [...payees.values()].flatMap((payee) => {
    const standing = standingOf.get(payee.partnerId);
    return standing ? [positionOf(read, payee, standing, today)] : [];
  });
}

function positionOf(
  { positions, accounts, openPayouts }: PayeesRead,
  payee: Payee,
  standing: Standing,
  today: Date,
): PayeePosition {
  const isOfPayee = (one: Payee) => keyOf(one) === keyOf(payee);
  const account = accounts.find(isOfPayee) ?? null;
  return {
    ...payee,
    holds: holdsOn({ ...standing, account }, standing.bankHoldDays, today),
    positions: positions.filter(isOfPayee).map(({ bookingRate, ...position }) => ({
      ...position,
      bookingRate: bookingRate === null ? null : decimalOf(bookingRate),
    })),
    account: account && {
      id: account.id,
      currency: account.currency,
      withholdingPercent: account.withholdingPercent,
    },
    minimumMinor: account?.minimumMinor ?? 0n,
    openPayoutId: openPayouts.find(isOfPayee)?.id ?? null,
  };
}
