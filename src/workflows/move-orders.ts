import {
  activateOrder,
  cancelOrder,
  type ReasonedInput,
  ratifyOrder,
  rejectOrder,
  returnOrder,
  submitOrder,
} from '../domains/orders/order-decision.service.ts';
import type { Versioned } from '../domains/orders/order-known.service.ts';
import type { ClockSubject } from '../domains/sla/sla-clock.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { orderDecided, orderMoved } from './order-consequences.ts';
import { pauseClock, startClock, stopClock } from './sla-clocks.ts';

/** How long the vendor takes to ratify is measured by this response standard. */
const STANDARD = 'ORDER_RATIFICATION';

const clockOf = ({ id, partnerId }: Readonly<{ id: string; partnerId: string | null }>): ClockSubject => ({
  ...{ subjectType: 'SalesOrder', subjectId: id, partnerId, standard: STANDARD },
});

/** Hands an order in; from then on the vendor's clock runs, or runs on where it was returned. @throws as `submitOrder` */
export async function submit(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  const order = await submitOrder(tx, actor, input, now);
  await startClock(tx, actor, clockOf(order), now);
}

/** Sends an order back, which pauses the clock. @throws as `returnOrder` */
export async function sendBack(tx: Tx, actor: Actor, input: ReasonedInput, now: Date): Promise<void> {
  const order = await returnOrder(tx, actor, input, now);
  await pauseClock(tx, actor, clockOf(order), now);
}

/** Ratifies an order, and decides beside it whether it earns commission. @throws as `ratifyOrder` */
export async function ratify(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  const order = await ratifyOrder(tx, actor, input, now);
  await stopClock(tx, actor, clockOf(order), now);
  await orderDecided(tx, actor, order.id, now);
}

/** Turns an order down. @throws as `rejectOrder` */
export async function reject(tx: Tx, actor: Actor, input: ReasonedInput, now: Date): Promise<void> {
  const order = await rejectOrder(tx, actor, input, now);
  await stopClock(tx, actor, clockOf(order), now);
}

/** Says that an order is in use, with what follows for commissions, also of an order that it ends. @throws as `activateOrder` */
export async function activate(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ activatedOn: Date }>,
  now: Date,
): Promise<void> {
  const { order, ended } = await activateOrder(tx, actor, input, now);
  await orderMoved(tx, actor, order.id, now);
  if (ended) await orderMoved(tx, actor, ended.id, now);
}

/** Ends an order before it is in use, with what follows for commissions. @throws as `cancelOrder` */
export async function cancel(
  tx: Tx,
  actor: Actor,
  input: ReasonedInput & Readonly<{ isVendorFault: boolean }>,
  now: Date,
): Promise<void> {
  const order = await cancelOrder(tx, actor, input, now);
  await orderMoved(tx, actor, order.id, now);
}
