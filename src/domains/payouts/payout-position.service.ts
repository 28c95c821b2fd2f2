import { decimalOf } from '../../kernel/decimal.ts';
import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { lockPayees } from './payee-account.repo.ts';
import type { PayeePosition } from './payee-position.rules.ts';
import { holdsOn } from './payout-hold.rules.ts';
import * as repo from './payout-position.repo.ts';

/** The vendor's calendar day at an instant, whose rates count. */
export const payoutDayFrom = async (tx: Tx, now: Date): Promise<Date> =>
  dayIn(await repo.readTimeZone(tx), now);

/**
 * Keeps everybody else from paying these partners, or from booking what stands in their accounts, until the transaction
 * ends. What is read afterwards is what is paid.
 */
export async function holdAccounts(tx: Tx, partnerIds: readonly string[]): Promise<void> {
  await lockPayees(tx, partnerIds);
  await repo.lockEarnings(tx, partnerIds);
}

export const partnersDue = repo.partnersAfter;

const payeeKey = (partnerId: string, membershipId: string | null) => `${partnerId} ${membershipId ?? ''}`;

/**
 * What decides of payees of these partners what they are paid, in as many statements for many partners as for one. Each
 * partner is among them, with its people who have earned or have an account of their own.
 */
export async function payeePositions(
  tx: Tx,
  partnerIds: readonly string[],
  now: Date,
): Promise<PayeePosition[]> {
  const timeZone = await repo.readTimeZone(tx);
  const today = dayIn(timeZone, now);
  const terms = await repo.readTerms(tx);
  const rows = await repo.positionsOf(tx, partnerIds);
  const standings = await repo.standingsOf(tx, partnerIds, today);
  const accounts = await repo.accountsOf(tx, partnerIds);
  const open = await repo.openPayoutsOf(tx, partnerIds);
  const minimums = new Map((await repo.minimums(tx)).map((one) => [one.currency, one.amountMinor]));
  const payees = new Map<string, Readonly<{ partnerId: string; membershipId: string | null }>>();
  for (const { partnerId, membershipId } of [
    ...partnerIds.map((partnerId) => ({ partnerId, membershipId: null })),
    ...rows,
    ...accounts,
  ])
    payees.set(payeeKey(partnerId, membershipId), { partnerId, membershipId });
  const standingOf = new Map(standings.map((standing) => [standing.partnerId, standing]));
  return [...payees].flatMap(([key, { partnerId, membershipId }]) => {
    const standing = standingOf.get(partnerId);
    if (!standing) return [];
    const ofPayee = (one: Readonly<{ partnerId: string; membershipId: string | null }>) =>
      payeeKey(one.partnerId, one.membershipId) === key;
    const account = accounts.find(ofPayee);
    const holds = holdsOn(
      {
        ...standing,
        taxFormTemplate: terms.taxFormTemplate,
        account: account
          ? { enteredOn: dayIn(timeZone, account.enteredAt), isVerified: account.verifiedAt !== null }
          : null,
      },
      terms.bankHoldDays,
      today,
    );
    return {
      ...{ partnerId, membershipId, holds },
      positions: rows.filter(ofPayee).map(({ bookingRate, ...row }) => ({
        ...row,
        bookingRate: bookingRate === null ? null : decimalOf(bookingRate),
      })),
      account: account
        ? {
            id: account.id,
            currency: account.currency,
            withholdingPercent: account.withholdingPercent.toFixed(),
          }
        : null,
      minimumMinor: (account && minimums.get(account.currency)) ?? 0n,
      openPayoutId:
        open.find((one) => ofPayee({ partnerId: one.partnerId, membershipId: one.account.membershipId }))
          ?.id ?? null,
    };
  });
}
