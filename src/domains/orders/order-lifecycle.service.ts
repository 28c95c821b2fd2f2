import {
  ForbiddenError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Prisma, SalesOrder } from '../../platform/database/generated/client/client.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import { type DocumentInput, documentContentOf } from './order-input.rules.ts';
import { DOCUMENTS_MAX } from './order-types.rules.ts';
import * as repo from './sales-order.repo.ts';
import {
  ACTIONS_IN_PLACE,
  availableOrderActions,
  FOUR_EYES_ACTIONS,
  type OrderAction,
  type OrderStatus,
  salesOrderStates,
} from './sales-order.states.ts';

export type Versioned = Readonly<{ id: string; version: number }>;

/**
 * Locks an order for an action that its status and the actor allow. Without a version none is compared.
 * @throws NotFoundError, StaleVersionError, InvalidStateError, ForbiddenError for who wrote what others must decide on
 */
export async function lockFor(
  tx: Tx,
  actor: Actor,
  { id, version }: Readonly<{ id: string; version?: number }>,
  action: OrderAction,
): Promise<SalesOrder> {
  const order = await repo.lockOrder(tx, id);
  if (!order) throw new NotFoundError('order', 'id');
  if (version !== undefined && order.version !== version) throw new StaleVersionError(order.version);
  const status = order.status as OrderStatus;
  const isWriter = await repo.hasWritten(tx, id, actor.personId);
  if (!salesOrderStates.isAllowed(status, action, actor.roles))
    throw new InvalidStateError(action, status, availableOrderActions(status, actor.roles, isWriter));
  if (isWriter && FOUR_EYES_ACTIONS.includes(action))
    throw new ForbiddenError('You entered or edited this order, so somebody else decides on it.');
  return order;
}

export const appendOrderEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, partnerId, version }: SalesOrder,
  occurredAt: Date,
  data: EventData = {},
) =>
  appendEvents(tx, actor, [
    { type, subjectType: 'SalesOrder', subjectId: id, partnerId, occurredAt, data: { version, ...data } },
  ]);

const EVENTS = {
  SUBMIT: 'order.submitted',
  BEGIN_REVIEW: 'order.review_begun',
  RETURN: 'order.returned',
  RATIFY: 'order.ratified',
  REJECT: 'order.rejected',
  BEGIN_FULFILMENT: 'order.fulfilment_begun',
  ACTIVATE: 'order.activated',
  CANCEL: 'order.cancelled',
} as const satisfies Partial<Record<OrderAction, string>>;

export type OrderMove = keyof typeof EVENTS;

/** Brings a locked order where an action leads, with what comes of it, on the record and in the log. */
export async function moveOrder(
  tx: Tx,
  actor: Actor,
  order: SalesOrder,
  move: Readonly<{
    action: OrderMove;
    reason?: string | null;
    data?: Prisma.SalesOrderUncheckedUpdateInput;
    facts?: EventData;
  }>,
  now: Date,
): Promise<SalesOrder> {
  const { action, reason = null, data = {}, facts = {} } = move;
  const to = salesOrderStates.next(order.status as OrderStatus, action);
  if (to === null || ACTIONS_IN_PLACE.includes(action)) throw new RangeError(`${action} leads nowhere`);
  const after = await repo.updateOrder(tx, order, { ...data, status: to, statusSince: now }, now);
  await repo.insertChanges(
    tx,
    actor,
    [{ orderId: order.id, action, fromStatus: order.status, toStatus: to, reason }],
    now,
  );
  await appendOrderEvent(tx, actor, EVENTS[action], after, now, { orderType: order.type, ...facts });
  return after;
}

/** Reads why somebody does something. @throws InvalidInputError */
export function reasonOf(text: string): string {
  const fields = new FieldReader();
  const reason = fields.line('reason', text, 1_000);
  fields.done();
  return reason;
}

/**
 * Says that somebody of the vendor looks at a submitted order.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function beginReview(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  assertAllowed(actor, 'ORDERS_RATIFY');
  const order = await lockFor(tx, actor, input, 'BEGIN_REVIEW');
  await moveOrder(tx, actor, order, { action: 'BEGIN_REVIEW' }, now);
}

/**
 * Says that a ratified order is being fulfilled.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function beginFulfilment(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  assertAllowed(actor, 'ORDERS_WRITE');
  const order = await lockFor(tx, actor, input, 'BEGIN_FULFILMENT');
  await moveOrder(tx, actor, order, { action: 'BEGIN_FULFILMENT' }, now);
}

/**
 * Adds a paper to an order that is not decided yet. One that is there already changes nothing. Whoever adds one has written
 * the order, and does not decide on it.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function addDocument(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ document: DocumentInput }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'ORDERS_WRITE');
  const fields = new FieldReader();
  const document = documentContentOf(fields, input.document);
  fields.done();
  const order = await lockFor(tx, actor, input, 'ADD_DOCUMENT');
  if ((await repo.countDocuments(tx, order.id)) >= DOCUMENTS_MAX)
    throw new InvalidInputError([
      { field: 'document', code: 'TOO_MANY', message: `An order has at most ${DOCUMENTS_MAX} documents.` },
    ]);
  const added = await repo.insertDocuments(tx, [{ ...document, orderId: order.id }], actor.personId, now);
  if (added === 0) return;
  const after = await repo.updateOrder(tx, order, {}, now);
  const { status } = order;
  await repo.insertChanges(
    tx,
    actor,
    [
      {
        ...{ orderId: order.id, action: 'ADD_DOCUMENT', reason: null },
        fromStatus: status,
        toStatus: status,
      },
    ],
    now,
  );
  await appendOrderEvent(tx, actor, 'order.document_added', after, now, { kind: document.kind });
}
