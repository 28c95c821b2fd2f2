import {
  ConflictError,
  ForbiddenError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { RemediationAction, RemediationPlan } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './remediation-plan.repo.ts';
import { ACTIONS_MAX, type ActionInput, readAction } from './remediation-plan.rules.ts';
import { assertPeople, assertPossible, type Versioned } from './remediation-plan.service.ts';

type Added = ActionInput & Readonly<{ planId: string; idempotencyKey: string | null }>;

/**
 * Adds something to do to an active plan. Answers its id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, ConflictError where the plan is not active or has too many,
 * IdempotencyConflictError
 */
export async function addAction(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: Added,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'REMEDIATION_WRITE');
  return await once(tx, actor, { mutation: 'remediationActionAdd', key: idempotencyKey, input }, async () => {
    const plan = await repo.lockPlan(tx, input.planId);
    if (!plan) throw new NotFoundError('remediation plan', 'planId');
    if (plan.status !== 'ACTIVE')
      throw new ConflictError(
        `The plan is ${plan.status}: only an active one has something to do.`,
        'planId',
      );
    if ((await repo.countActions(tx, plan.id)) >= ACTIONS_MAX)
      throw new ConflictError(`A plan has at most ${ACTIONS_MAX} actions.`, 'planId');
    const action = await readFor(tx, plan, input, now);
    const [id] = await repo.insertActions(tx, plan, [action]);
    await append(tx, actor, 'remediation_action.added', plan, id!, now);
    return id!;
  });
}

async function readFor(tx: Tx, plan: RemediationPlan, input: ActionInput, now: Date): Promise<ActionInput> {
  const today = await repo.vendorDayOf(tx, now);
  const fields = new FieldReader();
  const { title, ownerId, membershipId, dueOn } = readAction(fields, '', input, {
    today,
    planDueOn: plan.dueOn!,
  });
  await assertPeople(tx, fields, plan, [{ path: 'ownerId', ownerId, membershipId }], now);
  fields.done();
  return { title, ownerId, membershipId, dueOn };
}

export type ActionChange = Versioned & Partial<ActionInput>;

/**
 * Changes what is to be done, by whom or until when; who is late with it is told anew.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function updateAction(
  tx: Tx,
  actor: Actor,
  { id, version, ...change }: ActionChange,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'REMEDIATION_WRITE');
  const { action, plan } = await lockOpen(tx, actor, { id, version }, 'ADD_ACTION');
  const isReassigned = change.ownerId !== undefined || change.membershipId !== undefined;
  const owner = isReassigned
    ? { ownerId: change.ownerId ?? null, membershipId: change.membershipId ?? null }
    : { ownerId: action.ownerId, membershipId: action.membershipId };
  const { title = action.title, dueOn = action.dueOn } = change;
  const after = await readFor(tx, plan, { title, dueOn, ...owner }, now);
  await repo.updateAction(tx, action, { ...after, escalationLevel: 0 });
  await append(tx, actor, 'remediation_action.changed', plan, id, now);
}

/**
 * Says that something is done: for a partner's admins what its people are to do, for the vendor's staff all of it.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function completeAction(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  assertAllowed(actor, 'REMEDIATION_ACT');
  if (actor.personId === null) throw new ForbiddenError('A person completes actions.');
  const { action, plan } = await lockOpen(tx, actor, input, 'COMPLETE_ACTION');
  await repo.updateAction(tx, action, { doneAt: now, doneById: actor.personId });
  await append(tx, actor, 'remediation_action.done', plan, action.id, now);
}

async function lockOpen(
  tx: Tx,
  actor: Actor,
  { id, version }: Versioned,
  transition: 'ADD_ACTION' | 'COMPLETE_ACTION',
): Promise<Readonly<{ action: RemediationAction; plan: RemediationPlan }>> {
  const found = await repo.findAction(tx, id);
  // The plan first, as whoever closes it does, and then what is of it; a partner may not lock its plans.
  const plan = found && (await (actor.membership ? repo.findPlan : repo.lockPlan)(tx, found.planId));
  const action = found && (await repo.lockAction(tx, id));
  if (!plan || !action) throw new NotFoundError('remediation action', 'id');
  if (actor.membership && actor.membership.partnerId !== action.partnerId)
    throw new ForbiddenError('Only the people of the partner that it is of act on it.');
  if (actor.membership && action.membershipId === null)
    throw new ForbiddenError("This is for somebody of the vendor's staff to do.");
  if (action.version !== version) throw new StaleVersionError(action.version);
  assertPossible(actor, plan, transition);
  if (action.doneAt) throw new InvalidStateError(transition, 'DONE', [], 'it is done already.');
  return { action, plan };
}

const append = (
  tx: Tx,
  actor: Actor,
  type: string,
  plan: RemediationPlan,
  subjectId: string,
  occurredAt: Date,
) =>
  appendEvents(tx, actor, [
    {
      ...{
        type,
        subjectType: 'RemediationAction',
        subjectId,
        partnerId: plan.partnerId,
        partnerVisible: true,
      },
      ...{ occurredAt, data: { planId: plan.id } },
    },
  ]);
