import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';

/**
 * What follows from a decision on an order, in the same transaction: whether it earns commission is decided beside it,
 * and never holds it up. Called once for each order that was ratified, with the order locked.
 */
export async function orderDecided(_tx: Tx, _actor: Actor, _orderId: string, _now: Date): Promise<void> {}

/**
 * What follows in money where an order was activated, cancelled or ended by the customer, in the same transaction.
 * Called once for each order that this concerns, also for the earlier one that a disconnect ends.
 */
export async function orderMoved(_tx: Tx, _actor: Actor, _orderId: string, _now: Date): Promise<void> {}
