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
import type { CommissionCorrection } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './correction.repo.ts';
import {
  type CorrectionAction,
  type CorrectionStatus,
  correctionActions,
  correctionStates,
} from './correction.states.ts';

export type { CorrectedRow } from './correction.repo.ts';
export const { lockCorrected, frozenShares } = repo;

const REASON_LENGTH_MAX = 1_000;

export type CorrectionInput = Readonly<{
  reason: string;
  planVersionId: string;
  partnerId?: string | null;
  fromOn: Date;
  untilOn?: Date | null;
  takesAttainmentsAnew?: boolean;
  idempotencyKey?: string | null;
}>;

/**
 * Proposes that other terms should have held for what was ordered within some days; nothing changes before two others
 * approve it. Answers its id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, InvalidStateError where the version is a draft,
 * IdempotencyConflictError
 */
export async function proposeCorrection(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: CorrectionInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'COMMISSIONS_CORRECT');
  const { personId } = actor;
  if (personId === null) throw new ForbiddenError('A correction is proposed by a person.');
  const request = { mutation: 'commissionCorrectionPropose', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const fields = new FieldReader();
    const reason = fields.line('reason', input.reason, REASON_LENGTH_MAX);
    const { fromOn, planVersionId, untilOn = null, partnerId = null } = input;
    const { takesAttainmentsAnew = false } = input;
    if (untilOn && untilOn <= fromOn)
      fields.refuse('untilOn', 'NOT_AFTER_START', 'untilOn is a day after fromOn.');
    fields.done();
    const version = await repo.findVersion(tx, planVersionId);
    if (!version) throw new NotFoundError('plan version', 'planVersionId');
    if (version.status !== 'PUBLISHED')
      throw new InvalidStateError('PROPOSE', version.status, [], 'publish the version of the plan first.');
    if (partnerId && !(await repo.partnerExists(tx, partnerId)))
      throw new NotFoundError('partner', 'partnerId');
    const entered = { enteredById: personId, enteredAt: now };
    const row = { reason, planVersionId, partnerId, fromOn, untilOn, takesAttainmentsAnew, ...entered };
    const correction = await repo.insertCorrection(tx, row);
    await appendCorrectionEvent(tx, actor, 'proposed', correction, now);
    return correction.id;
  });
}

type Which = Readonly<{ id: string; version: number }>;

/**
 * Approves a correction. Answers it where this was the second approval, so that it is to be applied in this transaction.
 * @throws ForbiddenError also for whoever proposed it or approved it before, NotFoundError, InvalidStateError, StaleVersionError
 */
export async function approveCorrection(
  tx: Tx,
  actor: Actor,
  input: Which,
  now: Date,
): Promise<CommissionCorrection | null> {
  const { correction, personId } = await lockFor(tx, actor, input);
  const isSecond = correction.status === 'APPROVED_ONCE';
  assertStep(actor, correction, isSecond ? 'APPLY' : 'APPROVE');
  if (personId === correction.enteredById)
    throw new ForbiddenError('You proposed this correction: two others approve it.');
  if (personId === correction.firstApprovedById)
    throw new ForbiddenError('You approved this correction already: another person approves it too.');
  if (isSecond) return correction;
  const first = { firstApprovedById: personId, firstApprovedAt: now, status: 'APPROVED_ONCE' };
  await appendCorrectionEvent(tx, actor, 'approved', await repo.updateCorrection(tx, correction, first), now);
  return null;
}

/** Marks a correction as applied by its second approval, with how many earnings it changed. */
export async function completeCorrection(
  tx: Tx,
  actor: Actor,
  correction: CommissionCorrection,
  earningCount: number,
  now: Date,
): Promise<void> {
  const data = { secondApprovedById: actor.personId, appliedAt: now, status: 'APPLIED', earningCount };
  const applied = await repo.updateCorrection(tx, correction, data);
  await appendCorrectionEvent(tx, actor, 'applied', applied, now, { earningCount });
}

/**
 * Rejects a correction that is not applied yet, for good.
 * @throws ForbiddenError, NotFoundError, InvalidStateError, StaleVersionError
 */
export async function rejectCorrection(tx: Tx, actor: Actor, input: Which, now: Date): Promise<void> {
  const { correction, personId } = await lockFor(tx, actor, input);
  assertStep(actor, correction, 'REJECT');
  const data = { status: 'REJECTED', rejectedById: personId, rejectedAt: now };
  await appendCorrectionEvent(tx, actor, 'rejected', await repo.updateCorrection(tx, correction, data), now);
}

/** The plan whose earnings a correction is about. @throws InvalidInputError where its version is gone */
export async function planOfCorrection(tx: Tx, { planVersionId }: CommissionCorrection): Promise<string> {
  const version = await repo.findVersion(tx, planVersionId);
  const message = 'planVersionId is a version that exists.';
  if (!version) throw new InvalidInputError([{ field: 'planVersionId', code: 'NOT_FOUND', message }]);
  return version.planId;
}

async function lockFor(tx: Tx, actor: Actor, { id, version }: Which) {
  assertAllowed(actor, 'COMMISSIONS_CORRECT');
  const { personId } = actor;
  if (personId === null) throw new ForbiddenError('A correction is decided by a person.');
  const correction = await repo.lockCorrection(tx, id);
  if (!correction) throw new NotFoundError('correction', 'id');
  if (correction.version !== version) throw new StaleVersionError(correction.version);
  return { correction, personId };
}

function assertStep(actor: Actor, { status }: CommissionCorrection, action: CorrectionAction): void {
  const state = status as CorrectionStatus;
  if (correctionStates.isAllowed(state, action, actor.roles)) return;
  throw new InvalidStateError(
    action === 'REJECT' ? 'REJECT' : 'APPROVE',
    state,
    correctionActions(state, actor.roles),
  );
}

const appendCorrectionEvent = (
  tx: Tx,
  actor: Actor,
  what: string,
  { id, planVersionId, partnerId, fromOn, untilOn }: CommissionCorrection,
  occurredAt: Date,
  data: EventData = {},
) =>
  appendEvents(tx, actor, [
    {
      type: `commission_correction.${what}`,
      subjectType: 'CommissionCorrection',
      subjectId: id,
      partnerId,
      occurredAt,
      data: {
        planVersionId,
        fromOn: fromOn.toISOString().slice(0, 10),
        untilOn: untilOn?.toISOString().slice(0, 10) ?? null,
        ...data,
      },
    },
  ]);
