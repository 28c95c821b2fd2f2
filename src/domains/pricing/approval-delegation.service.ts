import { addDays } from '../../kernel/days.ts';
import { ForbiddenError, InvalidInputError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './approval-delegation.repo.ts';

/** Long enough for any leave; who is away for longer hands the role over. */
export const DELEGATION_DAYS_MAX = 366;

export type DelegationInput = Readonly<{
  toId: string;
  validFrom: Date | null;
  validTo: Date;
  idempotencyKey?: string | null;
}>;

/**
 * Lets somebody of the staff decide in the actor's place for a time. Answers its id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, IdempotencyConflictError
 */
export async function createDelegation(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: DelegationInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'APPROVALS_DECIDE');
  const request = { mutation: 'approvalDelegationCreate', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const { toId, validTo } = input;
    const fromId = actor.personId;
    if (!fromId || actor.kind !== 'STAFF') throw new ForbiddenError('Only a person delegates.');
    const validFrom = input.validFrom ?? now;
    if (toId === fromId) throw refused('toId', 'YOURSELF', 'toId is somebody else.');
    if (validFrom < now) throw refused('validFrom', 'IN_THE_PAST', 'validFrom is now or later.');
    if (validTo <= validFrom) throw refused('validTo', 'NOT_AFTER_START', 'validTo is after validFrom.');
    if (validTo > addDays(validFrom, DELEGATION_DAYS_MAX))
      throw refused('validTo', 'TOO_LONG', `A delegation holds for at most ${DELEGATION_DAYS_MAX} days.`);
    if (!(await repo.isActiveStaff(tx, toId, now))) throw new NotFoundError('member of the staff', 'toId');
    const { id } = await repo.insertDelegation(tx, { fromId, toId, validFrom, validTo });
    await appendDelegationEvent(tx, actor, 'approval_delegation.created', id, now, toId);
    return id;
  });
}

/**
 * Ends a delegation of one's own at once.
 * @throws ForbiddenError for another's, NotFoundError, InvalidStateError where it has ended
 */
export async function revokeDelegation(
  tx: Tx,
  actor: Actor,
  { id }: Readonly<{ id: string }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'APPROVALS_DECIDE');
  const delegation = await repo.lockDelegation(tx, id);
  if (!delegation) throw new NotFoundError('delegation', 'id');
  if (delegation.fromId !== actor.personId) throw new ForbiddenError('Only who delegated takes it back.');
  if (delegation.revokedAt !== null) throw new InvalidStateError('REVOKE', 'REVOKED', []);
  if (delegation.validTo <= now) throw new InvalidStateError('REVOKE', 'ENDED', []);
  await repo.revoke(tx, id, now);
  await appendDelegationEvent(tx, actor, 'approval_delegation.revoked', id, now, delegation.toId);
}

const refused = (field: string, code: string, message: string) =>
  new InvalidInputError([{ field, code, message }]);

const appendDelegationEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  id: string,
  occurredAt: Date,
  toId: string,
) =>
  appendEvents(tx, actor, [
    {
      ...{ type, subjectType: 'ApprovalDelegation', subjectId: id, partnerId: null, occurredAt },
      data: { toId },
    },
  ]);
