import { InvalidInputError, InvalidStateError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { SalesOrder } from '../../platform/database/generated/client/client.ts';
import * as checks from './order-check.repo.ts';
import { appendOrderEvent, lockFor, type Versioned } from './order-lifecycle.service.ts';
import {
  type Check,
  failingCodesOf,
  RATIFICATION_RULES,
  ratificationOf,
  withWaivers,
} from './ratification.rules.ts';
import * as repo from './sales-order.repo.ts';

/** What each rule says of a locked order now, with the waivers that still hold; stores it. */
export async function evaluate(tx: Tx, order: SalesOrder, now: Date): Promise<Check[]> {
  const facts = await checks.factsOf(tx, order, await repo.vendorDayOf(tx, now));
  const found = withWaivers(ratificationOf(facts), await checks.storedChecksOf(tx, order.id));
  await checks.writeChecks(tx, order.id, found, now);
  return found;
}

/**
 * Evaluates all rules of ratification for an order that is not decided yet, and stores what they found.
 * @throws ForbiddenError, NotFoundError, InvalidStateError
 */
export async function checkOrder(
  tx: Tx,
  actor: Actor,
  { id }: Readonly<{ id: string }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'ORDERS_WRITE');
  const order = await lockFor(tx, actor, { id }, 'CHECK');
  const found = await evaluate(tx, order, now);
  await appendOrderEvent(tx, actor, 'order.checked', order, now, { failing: failingCodesOf(found) });
}

export type WaiveInput = Versioned & Readonly<{ code: string; reason: string }>;

/**
 * Lets an order pass although a check fails, for a reason. It holds while the check fails in the same way.
 * @throws ForbiddenError for who entered or edited the order, NotFoundError, StaleVersionError, InvalidStateError where the
 * check does not fail, InvalidInputError
 */
export async function waiveCheck(tx: Tx, actor: Actor, input: WaiveInput, now: Date): Promise<void> {
  assertAllowed(actor, 'ORDERS_RATIFY');
  const fields = new FieldReader();
  const waiveReason = fields.line('reason', input.reason, 1_000);
  if (!RATIFICATION_RULES.some(({ code }) => code === input.code))
    fields.refuse('code', 'UNKNOWN_CODE', 'code is the code of a check of the order.');
  fields.done();
  const order = await lockFor(tx, actor, input, 'WAIVE');
  const found = await evaluate(tx, order, now);
  const check = found.find(({ code }) => code === input.code)!;
  if (check.outcome !== 'FAIL')
    throw new InvalidStateError('WAIVE', check.outcome, [], `${check.code} does not fail.`);
  if (!actor.personId) throw new InvalidInputError(NOBODY);
  const waiver = { waivedById: actor.personId, waivedAt: now, waiveReason };
  await checks.writeChecks(tx, order.id, [{ ...check, outcome: 'WAIVED', waiver }], now);
  const after = await repo.updateOrder(tx, order, {}, now);
  await repo.insertChanges(
    tx,
    actor,
    [
      {
        ...{ orderId: order.id, action: 'WAIVE', reason: `${check.code}: ${waiveReason}` },
        fromStatus: order.status,
        toStatus: order.status,
      },
    ],
    now,
  );
  await appendOrderEvent(tx, actor, 'order.check_waived', after, now, { code: check.code });
}

const NOBODY = [{ field: 'id', code: 'NOBODY', message: 'Only a person waives a check.' }];
