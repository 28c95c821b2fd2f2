import { addDays } from '../../kernel/days.ts';
import { InvalidStateError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { RemediationPlan } from '../../platform/database/generated/client/client.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './remediation-plan.repo.ts';
import {
  ACTIONS_MAX,
  type ActionInput,
  type Cause,
  REASON_LENGTH_MAX,
  readAction,
  readDueOn,
} from './remediation-plan.rules.ts';
import {
  type RemediationStatus,
  type RemediationTransition,
  remediationPlanStates,
} from './remediation-plan.states.ts';

export type Versioned = Readonly<{ id: string; version: number }>;

export type ActivateInput = Versioned &
  Readonly<{
    cause: Cause;
    ownerId: string;
    /** As many days from today as the rule gives where it is null. */
    dueOn: Date | null;
    actions: readonly ActionInput[];
  }>;

/**
 * Takes a proposal up: from now on the partner sees the plan.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function activatePlan(tx: Tx, actor: Actor, input: ActivateInput, now: Date): Promise<void> {
  assertAllowed(actor, 'REMEDIATION_WRITE');
  const plan = await lockFor(tx, actor, input, 'ACTIVATE');
  const today = await repo.vendorDayOf(tx, now);
  const dueDays = await repo.dueDaysOf(tx, plan.ruleId);
  const dueOn = input.dueOn ?? addDays(today, dueDays);
  const fields = new FieldReader();
  readDueOn(fields, 'dueOn', dueOn, today, null);
  if (input.actions.length > ACTIONS_MAX)
    fields.refuse('actions', 'TOO_MANY', `actions are at most ${ACTIONS_MAX}.`);
  const days = { today, planDueOn: dueOn };
  const actions = input.actions.map((action, place) => readAction(fields, `actions.${place}.`, action, days));
  await assertPeople(
    tx,
    fields,
    plan,
    [
      { path: 'ownerId', ownerId: input.ownerId, membershipId: null },
      ...actions.map(({ ownerId, membershipId }, place) => ({
        path: `actions.${place}.ownerId`,
        ownerId,
        membershipId,
      })),
    ],
    now,
  );
  fields.done();
  const { ownerId, cause } = input;
  const after = await moveTo(tx, actor, plan, 'ACTIVE', now, {
    ownerId,
    cause,
    dueOn,
    activatedAt: now,
    escalationLevel: 0,
  });
  await repo.insertActions(tx, after, actions);
}

type Named = Readonly<{ path: string; ownerId: string | null; membershipId: string | null }>;

/** Refuses whoever cannot take something up, on either side. */
export async function assertPeople(
  tx: Tx,
  fields: FieldReader,
  { partnerId }: RemediationPlan,
  named: readonly Named[],
  now: Date,
): Promise<void> {
  const staff = await repo.ableStaff(
    tx,
    named.flatMap(({ ownerId }) => ownerId ?? []),
  );
  const members = await repo.presentMembers(
    tx,
    partnerId,
    named.flatMap(({ membershipId }) => membershipId ?? []),
    now,
  );
  for (const { path, ownerId, membershipId } of named) {
    if (ownerId !== null && !staff.has(ownerId))
      fields.refuse(path, 'NOT_STAFF', `${path} is somebody of the vendor's staff who is there.`);
    if (membershipId !== null && !members.has(membershipId))
      fields.refuse(
        path.replace('ownerId', 'membershipId'),
        'NOT_A_MEMBER',
        'membershipId is somebody who works for the partner now.',
      );
  }
}

/**
 * Ends a plan that is not pursued, or declines a proposal.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function cancelPlan(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ reason: string }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'REMEDIATION_WRITE');
  const plan = await lockFor(tx, actor, input, 'CANCEL');
  await closeByHand(tx, actor, plan, 'CANCELLED', input.reason, now);
}

/**
 * Says how a plan ended before the numbers do.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function closePlan(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ outcome: 'SUCCEEDED' | 'FAILED'; reason: string }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'REMEDIATION_WRITE');
  const plan = await lockFor(tx, actor, input, input.outcome === 'SUCCEEDED' ? 'SUCCEED' : 'FAIL');
  await closeByHand(tx, actor, plan, input.outcome, input.reason, now);
}

async function closeByHand(
  tx: Tx,
  actor: Actor,
  plan: RemediationPlan,
  status: 'SUCCEEDED' | 'FAILED' | 'CANCELLED',
  reason: string,
  now: Date,
): Promise<void> {
  const fields = new FieldReader();
  const closingNote = fields.line('reason', reason, REASON_LENGTH_MAX);
  fields.done();
  await moveTo(tx, actor, plan, status, now, { closedAt: now, closingCode: 'BY_HAND', closingNote });
}

/** @throws NotFoundError, StaleVersionError, InvalidStateError */
export async function lockFor(
  tx: Tx,
  actor: Actor,
  { id, version }: Versioned,
  action: RemediationTransition,
): Promise<RemediationPlan> {
  const plan = await repo.lockPlan(tx, id);
  if (!plan) throw new NotFoundError('remediation plan', 'id');
  if (plan.version !== version) throw new StaleVersionError(plan.version);
  assertPossible(actor, plan, action);
  return plan;
}

/** @throws InvalidStateError */
export function assertPossible(actor: Actor, plan: RemediationPlan, action: RemediationTransition): void {
  const status = plan.status as RemediationStatus;
  if (remediationPlanStates.isAllowed(status, action, actor.roles)) return;
  throw new InvalidStateError(action, status, remediationPlanStates.actionsFrom(status, actor.roles));
}

const EVENT_OF = {
  ACTIVE: 'remediation_plan.activated',
  SUCCEEDED: 'remediation_plan.succeeded',
  FAILED: 'remediation_plan.failed',
  CANCELLED: 'remediation_plan.cancelled',
} as const;

async function moveTo(
  tx: Tx,
  actor: Actor,
  plan: RemediationPlan,
  status: keyof typeof EVENT_OF,
  now: Date,
  data: Parameters<typeof repo.updatePlan>[2],
): Promise<RemediationPlan> {
  const after = await repo.updatePlan(tx, plan, { ...data, status, statusSince: now });
  const { cause, closingCode } = after;
  await append(tx, actor, EVENT_OF[status], after, now, {
    from: plan.status,
    to: status,
    cause,
    code: closingCode,
  });
  return after;
}

/** A proposal is the vendor's own, and so is what becomes of it unless somebody takes it up. */
const append = (
  tx: Tx,
  actor: Actor,
  type: string,
  plan: RemediationPlan,
  occurredAt: Date,
  data: EventData,
) =>
  appendEvents(tx, actor, [
    {
      ...{
        type,
        subjectType: 'RemediationPlan',
        subjectId: plan.id,
        partnerId: plan.partnerId,
        occurredAt,
        data,
      },
      partnerVisible: plan.activatedAt !== null,
    },
  ]);
