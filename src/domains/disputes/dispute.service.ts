import { ForbiddenError, InvalidStateError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Dispute } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import { DisputeWindowClosedError } from './dispute.errors.ts';
import * as repo from './dispute.repo.ts';
import {
  appealBlock,
  type DisputeKind,
  isWithdrawnBy,
  REASON_LENGTH_MAX,
  TEXT_LENGTH_MAX,
  windowUntil,
} from './dispute.rules.ts';
import { type DisputeStatus, type DisputeTransition, disputeStates } from './dispute.states.ts';

export type Versioned = Readonly<{ id: string; version: number }>;
type Written = Versioned & Readonly<{ text: string }>;
export type Added = Readonly<{ id: string; text: string; idempotencyKey: string | null }>;

/**
 * Asks the partner for something; the dispute waits for the answer.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function requestInfo(tx: Tx, actor: Actor, input: Written, now: Date): Promise<Dispute> {
  assertAllowed(actor, 'DISPUTES_DECIDE');
  const dispute = await lockFor(tx, actor, input, 'REQUEST_INFO');
  await writeComment(tx, actor, dispute, textOf('text', input.text, TEXT_LENGTH_MAX), now);
  return await moveTo(tx, actor, dispute, 'NEEDS_INFO', 'dispute.info_requested', now);
}

/**
 * Answers what was asked, for the partner.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function answerDispute(tx: Tx, actor: Actor, input: Written, now: Date): Promise<Dispute> {
  assertAllowed(actor, 'DISPUTES_OPEN');
  const dispute = await lockFor(tx, actor, input, 'ANSWER');
  await writeComment(tx, actor, dispute, textOf('text', input.text, TEXT_LENGTH_MAX), now);
  return await moveTo(tx, actor, dispute, 'OPEN', 'dispute.answered', now);
}

/**
 * Writes what both sides read. Partners read the vendor's name with what its staff write.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, IdempotencyConflictError
 */
export async function commentDispute(
  tx: Tx,
  actor: Actor,
  { idempotencyKey: key, ...input }: Added,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'DISPUTES_READ');
  if (!actor.permissions.has('DISPUTES_OPEN') && !actor.roles.includes('CHANNEL_MANAGER'))
    throw new ForbiddenError();
  await once(tx, actor, { mutation: 'disputeComment', key, input }, async () => {
    const dispute = ownDispute(actor, await repo.findDispute(tx, input.id));
    await writeComment(tx, actor, dispute, textOf('text', input.text, TEXT_LENGTH_MAX), now);
    await append(tx, actor, 'dispute.commented', dispute, now);
    return dispute.id;
  });
}

/**
 * Writes what only staff read.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, IdempotencyConflictError
 */
export async function noteDispute(
  tx: Tx,
  actor: Actor,
  { idempotencyKey: key, ...input }: Added,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'DISPUTES_DECIDE');
  const { personId } = actor;
  if (personId === null) throw new ForbiddenError('A person writes notes.');
  await once(tx, actor, { mutation: 'disputeNote', key, input }, async () => {
    const dispute = ownDispute(actor, await repo.findDispute(tx, input.id));
    const text = textOf('text', input.text, TEXT_LENGTH_MAX);
    await repo.insertNote(tx, { disputeId: dispute.id, text, authorId: personId, writtenAt: now });
    await append(tx, actor, 'dispute.noted', dispute, now, {}, false);
    return dispute.id;
  });
}

/**
 * Ends a dispute for whoever contests. What a first decision granted stays granted.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function withdrawDispute(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<Dispute> {
  assertAllowed(actor, 'DISPUTES_OPEN');
  const dispute = await lockFor(tx, actor, input, 'WITHDRAW');
  const contest = { kind: dispute.kind as DisputeKind, isAppeal: dispute.isAppeal };
  if (!isWithdrawnBy(contest, actor.membership ? 'PARTNER' : 'VENDOR'))
    throw new ForbiddenError('Whoever contests withdraws it.');
  await moveTo(tx, actor, dispute, 'WITHDRAWN', 'dispute.withdrawn', now, { heldMinor: 0n });
  return dispute;
}

/**
 * Objects to a decision, once, within the window.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError, DisputeWindowClosedError
 */
export async function appealDispute(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ reason: string }>,
  now: Date,
): Promise<Dispute> {
  assertAllowed(actor, 'DISPUTES_OPEN');
  const dispute = await lockFor(tx, actor, input, 'APPEAL');
  const block = appealBlock({ ...dispute, kind: dispute.kind as DisputeKind });
  if (block) throw new InvalidStateError('APPEAL', dispute.status, [], block);
  const appealReason = textOf('reason', input.reason, REASON_LENGTH_MAX);
  await assertInWindow(tx, dispute.decidedAt!, now);
  return await moveTo(tx, actor, dispute, 'OPEN', 'dispute.appealed', now, {
    ...{ isAppeal: true, appealReason, appealedAt: now },
  });
}

/** @throws DisputeWindowClosedError */
export const assertInWindow = async (tx: Tx, from: Date, now: Date): Promise<void> =>
  await assertInWindowOf(tx, await repo.vendorDayOf(tx, from), now);

/** As `assertInWindow`, of a window that opens on a day. @throws DisputeWindowClosedError */
export async function assertInWindowOf(tx: Tx, from: Date, now: Date): Promise<void> {
  const until = windowUntil(from, await repo.disputeDaysOf(tx));
  if ((await repo.vendorDayOf(tx, now)) > until) throw new DisputeWindowClosedError(until);
}

/** @throws NotFoundError, ForbiddenError, StaleVersionError, InvalidStateError */
export async function lockFor(
  tx: Tx,
  actor: Actor,
  { id, version }: Versioned,
  action: DisputeTransition,
): Promise<Dispute> {
  const dispute = ownDispute(actor, await repo.lockDispute(tx, id));
  if (dispute.version !== version) throw new StaleVersionError(dispute.version);
  const status = dispute.status as DisputeStatus;
  if (!disputeStates.isAllowed(status, action, actor.roles))
    throw new InvalidStateError(action, status, disputeStates.actionsFrom(status, actor.roles));
  return dispute;
}

function ownDispute(actor: Actor, dispute: Dispute | null): Dispute {
  if (!dispute) throw new NotFoundError('dispute', 'id');
  if (actor.membership && actor.membership.partnerId !== dispute.partnerId)
    throw new ForbiddenError('Only the people of the partner that it is of act on it.');
  return dispute;
}

/** @throws InvalidInputError where there is no text, or too much. */
export function textOf(field: string, text: string, lengthMax: number): string {
  const fields = new FieldReader();
  const read = fields.optionalLines(field, text, lengthMax);
  if (!read && fields.invalid.length === 0)
    fields.refuse(field, 'REQUIRED', `${field} is required and not blank.`);
  fields.done();
  return read ?? '';
}

async function writeComment(tx: Tx, actor: Actor, dispute: Dispute, text: string, now: Date): Promise<void> {
  const isPartner = actor.membership !== null;
  await repo.insertComment(tx, {
    ...{ disputeId: dispute.id, partnerId: dispute.partnerId, text, writtenAt: now },
    authorKind: isPartner ? 'PARTNER' : 'STAFF',
    // Partners learn no names of staff; who it was stands in the event.
    authorName: isPartner ? (actor.name ?? '') : (await repo.vendorOf(tx)).name,
    authorId: isPartner ? actor.personId : null,
  });
}

export async function moveTo(
  tx: Tx,
  actor: Actor,
  dispute: Dispute,
  status: DisputeStatus,
  type: string,
  now: Date,
  data: Parameters<typeof repo.updateDispute>[2] = {},
): Promise<Dispute> {
  const after = await repo.updateDispute(tx, dispute, { ...data, status, statusSince: now });
  await append(tx, actor, type, after, now, { from: dispute.status, to: status });
  return after;
}

export const append = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, partnerId, kind, isAppeal }: Dispute,
  occurredAt: Date,
  data: EventData = {},
  partnerVisible = true,
) =>
  appendEvents(tx, actor, [
    {
      ...{ type, subjectType: 'Dispute', subjectId: id, partnerId, partnerVisible, occurredAt },
      data: { kind, isAppeal, ...data },
    },
  ]);
