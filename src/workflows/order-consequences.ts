import { joinFacts } from '../domains/billing/billing-join.service.ts';
import { isWaiting } from '../domains/commissions/eligibility.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { inSavepoint } from '../platform/database/savepoint.ts';
import { bookEarnings } from './book-earnings.ts';
import { decideNow } from './decide-eligibility.ts';

/**
 * What follows from a decision on an order, in the same transaction: whether it earns commission is decided beside it,
 * and never holds it up, so that what cannot be decided now waits for the next run. Called once for each order that was
 * ratified, with the order locked.
 */
export async function orderDecided(tx: Tx, actor: Actor, orderId: string, now: Date): Promise<void> {
  // What was billed of it before counts from now on, so it comes before whatever reckons with it.
  await joinFacts(tx, { orderIds: [orderId] });
  await inSavepoint(tx, () => decideNow(tx, actor, orderId, now));
}

/**
 * What follows in money where an order was activated, cancelled or ended by the customer, in the same transaction.
 * Called once for each order that this concerns, also for the earlier one that a disconnect ends.
 */
export async function orderMoved(tx: Tx, actor: Actor, orderId: string, now: Date): Promise<void> {
  await joinFacts(tx, { orderIds: [orderId] });
  // A program may go by the day of the activation, for which the decision then waited.
  if (await isWaiting(tx, orderId)) await inSavepoint(tx, () => decideNow(tx, actor, orderId, now));
  await bookEarnings(tx, { orderIds: [orderId] }, { now, cause: { type: 'SalesOrder', id: orderId }, actor });
}
