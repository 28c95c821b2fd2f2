import { InvalidInputError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import { findPlan } from './plan.repo.ts';
import * as repo from './plan-assignment.repo.ts';

const REASON_LENGTH_MAX = 1_000;

type Days = Readonly<{ validFrom: Date; validTo?: Date | null }>;

export type AssignmentInput = Days &
  Readonly<{
    planId: string;
    programId: string;
    tierCode?: string | null;
    idempotencyKey?: string | null;
  }>;

/**
 * Says by which plan the partners of a program, or of one tier of it, earn from a day on. Answers the assignment's id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, ConflictError where one holds within that time already,
 * IdempotencyConflictError
 */
export async function setAssignment(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: AssignmentInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'PLANS_WRITE');
  const request = { mutation: 'planAssignmentSet', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const { planId, programId } = input;
    const plan = await findPlan(tx, planId);
    if (!plan) throw new NotFoundError('plan', 'planId');
    const program = await repo.findProgram(tx, programId);
    if (!program) throw new NotFoundError('program', 'programId');
    const fields = new FieldReader();
    const days = readDays(fields, input);
    const tierCode = input.tierCode ?? null;
    if (tierCode !== null && !(await repo.hasTier(tx, programId, tierCode)))
      fields.refuse('tierCode', 'UNKNOWN_TIER', 'tierCode is the code of a tier of the program.');
    fields.done();
    const { id } = await repo.insertAssignment(tx, { planId, programId, tierCode, ...days });
    const subject = { type: 'plan_assignment.set', subjectType: 'PlanAssignment', subjectId: id };
    await appendDayEvent(tx, actor, { ...subject, partnerId: null }, now, {
      ...{ planCode: plan.code, programCode: program.code, tierCode },
      ...daysSaid(days),
    });
    return id;
  });
}

export type OverrideInput = Days &
  Readonly<{ planId: string; partnerId: string; reason: string; idempotencyKey?: string | null }>;

/**
 * Gives a partner a plan of its own for a time, whatever its tier. Answers the override's id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, ConflictError where it has one within that time already,
 * IdempotencyConflictError
 */
export async function setOverride(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: OverrideInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'PLANS_WRITE');
  const request = { mutation: 'planOverrideSet', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const { planId, partnerId } = input;
    const plan = await findPlan(tx, planId);
    if (!plan) throw new NotFoundError('plan', 'planId');
    if (!(await repo.findPartner(tx, partnerId))) throw new NotFoundError('partner', 'partnerId');
    const fields = new FieldReader();
    const reason = fields.line('reason', input.reason, REASON_LENGTH_MAX);
    const days = readDays(fields, input);
    fields.done();
    const { id } = await repo.insertOverride(tx, { planId, partnerId, reason, ...days });
    const subject = { type: 'plan_override.set', subjectType: 'PlanOverride', subjectId: id };
    const data = { planCode: plan.code, ...daysSaid(days) };
    await appendDayEvent(tx, actor, { ...subject, partnerId }, now, data);
    return id;
  });
}

export type EndInput = Readonly<{ id: string; version: number; validTo: Date }>;

/**
 * Ends an assignment on a day, which no longer belongs to it.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError where it has ended by then or not begun
 */
export async function endAssignment(tx: Tx, actor: Actor, input: EndInput, now: Date): Promise<void> {
  assertAllowed(actor, 'PLANS_WRITE');
  const assignment = await repo.lockAssignment(tx, input.id);
  if (!assignment) throw new NotFoundError('assignment', 'id');
  assertEndable(assignment, input);
  await repo.endAssignment(tx, assignment, input.validTo);
  const subject = { type: 'plan_assignment.ended', subjectType: 'PlanAssignment', subjectId: input.id };
  await appendDayEvent(
    tx,
    actor,
    { ...subject, partnerId: null },
    now,
    daysSaid({ ...assignment, validTo: input.validTo }),
  );
}

/**
 * Ends a partner's own plan on a day, which no longer belongs to it.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError where it has ended by then or not begun
 */
export async function endOverride(tx: Tx, actor: Actor, input: EndInput, now: Date): Promise<void> {
  assertAllowed(actor, 'PLANS_WRITE');
  const override = await repo.lockOverride(tx, input.id);
  if (!override) throw new NotFoundError('override', 'id');
  assertEndable(override, input);
  await repo.endOverride(tx, override, input.validTo);
  const { partnerId } = override;
  const subject = {
    type: 'plan_override.ended',
    subjectType: 'PlanOverride',
    subjectId: input.id,
    partnerId,
  };
  await appendDayEvent(tx, actor, subject, now, daysSaid({ ...override, validTo: input.validTo }));
}

type Held = Readonly<{ version: number; validFrom: Date; validTo: Date | null }>;

/** It may end earlier than it would, never later, which could reach into the next. */
function assertEndable(held: Held, { version, validTo }: EndInput): void {
  if (held.version !== version) throw new StaleVersionError(held.version);
  const isWithin = validTo > held.validFrom && (held.validTo === null || validTo < held.validTo);
  if (isWithin) return;
  const message =
    'validTo is after the day on which it began, and before the one on which it ends by itself.';
  throw new InvalidInputError([{ field: 'validTo', code: 'OUT_OF_BOUNDS', message }]);
}

function readDays(fields: FieldReader, { validFrom, validTo }: Days) {
  if (validTo && validTo <= validFrom)
    fields.refuse('validTo', 'ENDS_BEFORE_START', 'validTo is after validFrom.');
  return { validFrom, validTo: validTo ?? null };
}

const dayText = (day: Date) => day.toISOString().slice(0, 10);
const daysSaid = ({ validFrom, validTo }: Days) => ({
  validFrom: dayText(validFrom),
  validTo: validTo ? dayText(validTo) : null,
});

type Subject = Readonly<{
  type: string;
  subjectType: string;
  subjectId: string;
  partnerId: string | null;
}>;

const appendDayEvent = (tx: Tx, actor: Actor, subject: Subject, occurredAt: Date, data: EventData) =>
  appendEvents(tx, actor, [{ ...subject, occurredAt, data }]);
