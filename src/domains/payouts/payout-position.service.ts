import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { lockPayees } from './payee-account.repo.ts';
import type { PayeePosition } from './payee-position.rules.ts';
import { payeesOf } from './payees.rules.ts';
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

/**
 * What decides of payees of these partners what they are paid, in as many statements for many partners as for one. Each
 * partner is among them, with its people who have earned or have an account of their own.
 */
export async function payeePositions(
  tx: Tx,
  partnerIds: readonly string[],
  now: Date,
): Promise<PayeePosition[]> {
  const today = await payoutDayFrom(tx, now);
  return payeesOf(await repo.readPayees(tx, partnerIds, today), partnerIds, today);
}
