import { InvalidInputError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { SalesOrder } from '../../platform/database/generated/client/client.ts';
import { ChecksFailedError } from './order.errors.ts';
import { evaluate } from './order-check.service.ts';
import { appendOrderEvent, lockFor, moveOrder, reasonOf, type Versioned } from './order-lifecycle.service.ts';
import { failingCodesOf } from './ratification.rules.ts';
import * as repo from './sales-order.repo.ts';

/**
 * Hands an order in, with what its checks find now.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function submitOrder(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<SalesOrder> {
  assertAllowed(actor, 'ORDERS_WRITE');
  const order = await lockFor(tx, actor, input, 'SUBMIT');
  const found = await evaluate(tx, order, now);
  const failing = failingCodesOf(found);
  // What was returned and comes again has waited since it came first.
  const data = { submittedAt: order.submittedAt ?? now };
  return await moveOrder(tx, actor, order, { action: 'SUBMIT', data, facts: { failing } }, now);
}

export type ReasonedInput = Versioned & Readonly<{ reason: string }>;

/**
 * Sends an order back to be corrected.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function returnOrder(
  tx: Tx,
  actor: Actor,
  input: ReasonedInput,
  now: Date,
): Promise<SalesOrder> {
  assertAllowed(actor, 'ORDERS_RATIFY');
  const reason = reasonOf(input.reason);
  const order = await lockFor(tx, actor, input, 'RETURN');
  return await moveOrder(tx, actor, order, { action: 'RETURN', reason }, now);
}

/**
 * Ratifies an order of which no check fails, as they are evaluated in this very transaction.
 * @throws ForbiddenError for who entered or edited it, NotFoundError, StaleVersionError, InvalidStateError, ChecksFailedError
 */
export async function ratifyOrder(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<SalesOrder> {
  assertAllowed(actor, 'ORDERS_RATIFY');
  const order = await lockFor(tx, actor, input, 'RATIFY');
  const found = await evaluate(tx, order, now);
  const failing = failingCodesOf(found);
  if (failing.length > 0) throw new ChecksFailedError(failing);
  const waived = found.filter(({ outcome }) => outcome === 'WAIVED').map(({ code }) => code);
  const data = { decidedById: actor.personId, decidedAt: now };
  return await moveOrder(tx, actor, order, { action: 'RATIFY', data, facts: { waived } }, now);
}

/**
 * Turns an order down for good.
 * @throws ForbiddenError for who entered or edited it, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function rejectOrder(
  tx: Tx,
  actor: Actor,
  input: ReasonedInput,
  now: Date,
): Promise<SalesOrder> {
  assertAllowed(actor, 'ORDERS_RATIFY');
  const reason = reasonOf(input.reason);
  const order = await lockFor(tx, actor, input, 'REJECT');
  const data = { decidedById: actor.personId, decidedAt: now, decisionReason: reason };
  return await moveOrder(tx, actor, order, { action: 'REJECT', reason, data }, now);
}

/** An order that moved, and the earlier one that it ended with it. */
export type Moved = Readonly<{ order: SalesOrder; ended: SalesOrder | null }>;

/**
 * Says from which day on what was ordered is in use. A disconnect ends the order that it names on that day, unless that was
 * ended before.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError for a day to come, or before
 * the order's
 */
export async function activateOrder(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ activatedOn: Date }>,
  now: Date,
): Promise<Moved> {
  assertAllowed(actor, 'ORDERS_WRITE');
  const { activatedOn } = input;
  const before = await lockFor(tx, actor, input, 'ACTIVATE');
  if (activatedOn > (await repo.vendorDayOf(tx, now)))
    throw refused('IN_THE_FUTURE', 'activatedOn is today or earlier.');
  if (before.orderedOn && activatedOn < before.orderedOn)
    throw refused('BEFORE_THE_ORDER', 'activatedOn is not before the day of the order.');
  const day = activatedOn.toISOString().slice(0, 10);
  const move = { action: 'ACTIVATE', data: { activatedOn }, facts: { activatedOn: day } } as const;
  const order = await moveOrder(tx, actor, before, move, now);
  if (order.type !== 'DISCONNECT' || order.previousOrderId === null) return { order, ended: null };
  const previous = await repo.lockOrder(tx, order.previousOrderId);
  if (!previous || previous.disconnectedOn !== null) return { order, ended: null };
  const { isVendorFault } = order;
  const ended = await repo.updateOrder(tx, previous, { disconnectedOn: activatedOn, isVendorFault }, now);
  const facts = { disconnectedOn: day, isVendorFault, byOrderId: order.id };
  await appendOrderEvent(tx, actor, 'order.disconnected', ended, now, facts);
  return { order, ended };
}

/**
 * Ends a ratified order that is not in use yet.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function cancelOrder(
  tx: Tx,
  actor: Actor,
  input: ReasonedInput & Readonly<{ isVendorFault: boolean }>,
  now: Date,
): Promise<SalesOrder> {
  assertAllowed(actor, 'ORDERS_WRITE');
  const reason = reasonOf(input.reason);
  const order = await lockFor(tx, actor, input, 'CANCEL');
  const cancelledOn = await repo.vendorDayOf(tx, now);
  const { isVendorFault } = input;
  const data = { cancelledOn, isVendorFault, decisionReason: reason };
  return await moveOrder(tx, actor, order, { action: 'CANCEL', reason, data, facts: { isVendorFault } }, now);
}

const refused = (code: string, message: string) =>
  new InvalidInputError([{ field: 'activatedOn', code, message }]);
