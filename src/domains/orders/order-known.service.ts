import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { lockFor, type Versioned } from './order-lifecycle.service.ts';
import * as references from './order-reference.repo.ts';
import * as repo from './sales-order.repo.ts';

export type { Versioned } from './order-lifecycle.service.ts';

/**
 * The orders of these numbers that a system has, locked, while no other call enters orders of the system.
 * @throws ForbiddenError
 */
export async function lockForEntry(
  tx: Tx,
  actor: Actor,
  system: string,
  externalIds: readonly string[],
): Promise<repo.KnownOrder[]> {
  assertAllowed(actor, 'ORDERS_WRITE');
  await repo.lockSystem(tx, system);
  return await repo.lockByNumber(tx, system, externalIds);
}

/**
 * A draft or returned order with all that can be changed in it, locked.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function lockKnown(tx: Tx, actor: Actor, input: Versioned): Promise<repo.KnownOrder> {
  assertAllowed(actor, 'ORDERS_WRITE');
  await lockFor(tx, actor, input, 'EDIT');
  return await repo.findKnown(tx, input.id);
}

/** The deals and the orders that a system calls so, by their numbers. */
export async function idsByNumber(
  tx: Tx,
  system: string,
  numbers: Readonly<{ opportunities: readonly string[]; orders: readonly string[] }>,
): Promise<Readonly<{ opportunities: ReadonlyMap<string, string>; orders: ReadonlyMap<string, string> }>> {
  const opportunities = await references.opportunitiesByNumber(tx, system, numbers.opportunities);
  const orders = await repo.orderIdsOf(tx, system, numbers.orders);
  const byNumber = (found: readonly Readonly<{ id: string; externalId: string }>[]) =>
    new Map(found.map(({ id, externalId }) => [externalId, id]));
  return { opportunities: byNumber(opportunities), orders: byNumber(orders) };
}
