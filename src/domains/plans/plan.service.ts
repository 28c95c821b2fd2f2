import { addDays } from '../../kernel/days.ts';
import {
  ConflictError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type {
  CommissionPlan,
  CommissionPlanVersion,
} from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './plan.repo.ts';
import { planVersionsById } from './plan-choice.service.ts';
import { readPlanCode } from './plan-code.rules.ts';
import type { PlanRuleContent } from './plan-rule-content.rules.ts';
import { deadRulesOf, type VersionDays } from './plan-rule-reach.rules.ts';
import { type PlanVersionDraft, type PlanVersionInput, readPlanVersion } from './plan-version-input.rules.ts';
import { PlanPeriodError, RuleNeverAppliesError } from './plans.errors.ts';

export const PLAN_NAME_LENGTH_MAX = 200;

export type PlanInput = PlanVersionInput &
  Readonly<{ code: string; name: string; idempotencyKey?: string | null }>;

/**
 * Makes a plan with its first version as a draft. Answers its id.
 * @throws ForbiddenError, InvalidInputError, RuleNeverAppliesError, ConflictError where the code is taken,
 * IdempotencyConflictError
 */
export async function createPlan(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: PlanInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'PLANS_WRITE');
  const request = { mutation: 'commissionPlanCreate', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const fields = new FieldReader();
    const code = readPlanCode(fields, 'code', input.code);
    const name = fields.line('name', input.name, PLAN_NAME_LENGTH_MAX);
    const draft = await readDraft(tx, fields, input);
    const plan = await repo.insertPlan(tx, { code, name, createdAt: now });
    if (!plan) throw new ConflictError(`There is a plan ${code} already; revise that one.`, 'code');
    await repo.insertDraft(tx, { planId: plan.id, number: 1, createdById: actor.personId }, draft);
    await appendPlanEvent(tx, actor, 'plan.created', plan, now, { number: 1 });
    return plan.id;
  });
}

type Versioned = Readonly<{ id: string; version: number }>;

/**
 * Writes the draft as a whole: changes the one there is, or begins the next version. What is published stays as it is.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError, RuleNeverAppliesError
 */
export async function revisePlan(
  tx: Tx,
  actor: Actor,
  input: Versioned & PlanVersionInput,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'PLANS_WRITE');
  const plan = await lockCurrent(tx, input);
  const draft = await readDraft(tx, new FieldReader(), input);
  const [latest] = await repo.versionsOf(tx, plan.id);
  const isDraft = latest?.status === 'DRAFT';
  const number = (latest?.number ?? 0) + (isDraft ? 0 : 1);
  if (isDraft) await repo.replaceDraft(tx, latest.id, draft);
  else await repo.insertDraft(tx, { planId: plan.id, number, createdById: actor.personId }, draft);
  await appendPlanEvent(tx, actor, 'plan.revised', await repo.countUp(tx, plan), now, { number });
}

/**
 * Publishes the draft for good from a day on, and ends the version before on that day. The day may have passed: what was
 * frozen by then stays as it is until a correction replaces it.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError where there is no draft, InvalidInputError,
 * PlanPeriodError where days would be without a version or have two, RuleNeverAppliesError
 */
export async function publishPlan(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ validFrom: Date; validTo?: Date | null }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'PLANS_WRITE');
  const plan = await lockCurrent(tx, input);
  const [draft, before] = await repo.versionsOf(tx, plan.id);
  if (draft?.status !== 'DRAFT')
    throw new InvalidStateError('PUBLISH', draft ? 'PUBLISHED' : 'NONE', ['REVISE'], 'there is no draft.');
  const { validFrom } = input;
  const validTo = input.validTo ?? null;
  if (validTo && validTo <= validFrom) throw endsBeforeStart();
  const contents = await planVersionsById(tx, [draft.id]);
  await assertRulesApply(tx, contents.get(draft.id)?.rules ?? [], { validFrom, validTo });
  if (before) await follow(tx, before, validFrom);
  const publishedById = actor.personId;
  await repo.publishDraft(tx, draft.id, { validFrom, validTo, publishedAt: now, publishedById });
  await appendPlanEvent(tx, actor, 'plan.published', await repo.countUp(tx, plan), now, {
    number: draft.number,
    endedNumber: before && before.validTo === null ? before.number : null,
    validFrom: dayText(validFrom),
    validTo: validTo && dayText(validTo),
  });
}

const dayText = (day: Date) => day.toISOString().slice(0, 10);

/** Versions follow one another without a gap: the one before ends where it was told to, or where this one begins. */
async function follow(tx: Tx, before: CommissionPlanVersion, validFrom: Date): Promise<void> {
  const began = before.validFrom!;
  if (before.validTo === null) {
    if (validFrom <= began) throw new PlanPeriodError('PLAN_OVERLAP', addDays(began, 1));
    await repo.endVersion(tx, before.id, validFrom);
    return;
  }
  if (validFrom > before.validTo) throw new PlanPeriodError('PLAN_GAP', before.validTo);
  if (validFrom < before.validTo) throw new PlanPeriodError('PLAN_OVERLAP', before.validTo);
}

const endsBeforeStart = () =>
  new InvalidInputError([
    { field: 'validTo', code: 'ENDS_BEFORE_START', message: 'validTo is after validFrom.' },
  ]);

async function lockCurrent(tx: Tx, { id, version }: Versioned): Promise<CommissionPlan> {
  const plan = await repo.lockPlan(tx, id);
  if (!plan) throw new NotFoundError('plan', 'id');
  if (plan.version !== version) throw new StaleVersionError(plan.version);
  return plan;
}

/** Refuses all fields that are wrong at once, and only then rules that could never pay. */
async function readDraft(tx: Tx, fields: FieldReader, input: PlanVersionInput): Promise<PlanVersionDraft> {
  const draft = readPlanVersion(fields, input);
  fields.done();
  await assertRulesApply(tx, draft.rules, null);
  return draft;
}

async function assertRulesApply(tx: Tx, rules: readonly PlanRuleContent[], days: VersionDays): Promise<void> {
  const dead = deadRulesOf(rules, await repo.knownCodes(tx), days);
  if (dead.length > 0) throw new RuleNeverAppliesError(dead);
}

const appendPlanEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, code, version }: CommissionPlan,
  occurredAt: Date,
  data: EventData,
) =>
  appendEvents(tx, actor, [
    {
      ...{ type, subjectType: 'CommissionPlan', subjectId: id, partnerId: null, occurredAt },
      data: { ...data, planCode: code, version },
    },
  ]);
