import { joinFacts } from '../domains/billing/billing-join.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';

/**
 * What follows from a decision on an order, in the same transaction: whether it earns commission is decided beside it,
 * and never holds it up. Called once for each order that was ratified, with the order locked.
 */
export async function orderDecided(tx: Tx, _actor: Actor, orderId: string, _now: Date): Promise<void> {
  // What was billed of it before counts from now on, so it comes before whatever reckons with it.
  await joinFacts(tx, { orderIds: [orderId] });
}

/**
 * What follows in money where an order was activated, cancelled or ended by the customer, in the same transaction.
 * Called once for each order that this concerns, also for the earlier one that a disconnect ends.
 */
export async function orderMoved(tx: Tx, _actor: Actor, orderId: string, _now: Date): Promise<void> {
  await joinFacts(tx, { orderIds: [orderId] });
}
