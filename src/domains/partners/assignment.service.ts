import { InvalidInputError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Assignment } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type NewEvent } from '../../platform/events/events.ts';
import * as repo from './assignment.repo.ts';
import {
  type AssignmentInput,
  assignmentOf,
  presentOrLaterOf,
  type ReassignmentInput,
  reassignmentOf,
} from './assignment.rules.ts';
import { lockPartner } from './partner.repo.ts';

/**
 * Gives a partner somebody for a function, from now or a later instant on, and ends there whoever holds it. A plan
 * that begins at the same instant is replaced. Answers the assignment's id.
 * @throws ForbiddenError, InvalidInputError, NotFoundError, ConflictError, IdempotencyConflictError
 */
export async function setAssignment(
  tx: Tx,
  actor: Actor,
  input: AssignmentInput & Readonly<{ idempotencyKey?: string | null }>,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'ASSIGNMENTS_WRITE');
  const { idempotencyKey, ...content } = input;
  return await once(
    tx,
    actor,
    { mutation: 'assignmentSet', key: idempotencyKey, input: content },
    async () => {
      const assignment = assignmentOf(content, now);
      if (!(await lockPartner(tx, assignment.partnerId))) throw new NotFoundError('partner', 'partnerId');
      await assertActiveStaff(tx, { staffId: assignment.staffId, backupId: assignment.backupId }, now);
      const { partnerId, validFrom } = assignment;
      const holder = await repo.assignmentAt(tx, partnerId, assignment.function, validFrom);
      const isReplaced = holder?.validFrom.getTime() === validFrom.getTime();
      if (holder && !isReplaced) await repo.updateAssignment(tx, holder.id, { validTo: validFrom });
      const { staffId, backupId, validTo } = assignment;
      const set =
        holder && isReplaced
          ? await repo.updateAssignment(tx, holder.id, { staffId, backupId, validTo })
          : await repo.insertAssignment(tx, assignment);
      await appendEvents(tx, actor, [assignmentEvent('assignment.set', set, now)]);
      return set.id;
    },
  );
}

/**
 * Ends an assignment, now or at a later instant; one that would not have begun by then is called off.
 * Answers the partner's id.
 * @throws ForbiddenError, NotFoundError, InvalidStateError, InvalidInputError
 */
export async function endAssignment(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string; at?: Date | null }>,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'ASSIGNMENTS_WRITE');
  const at = presentOrLaterOf('at', input.at, now);
  const seen = await repo.findAssignment(tx, input.id);
  if (seen) await lockPartner(tx, seen.partnerId);
  // Read again under the partner's lock: until then, a concurrent call may have ended it.
  const assignment = await repo.findAssignment(tx, input.id);
  if (!assignment) throw new NotFoundError('assignment', 'id');
  const { id, partnerId, validFrom, validTo } = assignment;
  if (validTo && validTo <= at)
    throw new InvalidStateError('END', 'ENDED', [], `it ends at ${validTo.toISOString()}.`);
  if (at <= validFrom && validFrom > now) {
    await repo.deletePlan(tx, id);
    await appendEvents(tx, actor, [assignmentEvent('assignment.called_off', assignment, now)]);
  } else {
    const ended = await repo.updateAssignment(tx, id, { validTo: at });
    await appendEvents(tx, actor, [assignmentEvent('assignment.ended', ended, now)]);
  }
  return partnerId;
}

export const REASSIGNMENT_EVENT = 'assignments.reassigned';

/**
 * Hands over everything that somebody holds, or some functions or partners of it, from now or a later instant on.
 * Answers the id of the reassignment, whose event says how many assignments moved.
 * @throws ForbiddenError, InvalidInputError, IdempotencyConflictError
 */
export async function reassignAssignments(
  tx: Tx,
  actor: Actor,
  input: ReassignmentInput & Readonly<{ idempotencyKey?: string | null }>,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'ASSIGNMENTS_WRITE');
  const { idempotencyKey, ...content } = input;
  const request = { mutation: 'assignmentsReassign', key: idempotencyKey, input: content };
  return await once(tx, actor, request, async () => {
    const reassignment = reassignmentOf(content, now);
    await assertKnownStaff(tx, reassignment.fromStaffId);
    await repo.lockPartnersOf(tx, reassignment);
    await assertActiveStaff(tx, { toStaffId: content.toStaffId }, now);
    const moved = await repo.reassign(tx, reassignment);
    const id = await repo.newId(tx);
    await appendEvents(tx, actor, [
      ...moved.map((row) => assignmentEvent('assignment.set', fromRow(row), now)),
      {
        type: REASSIGNMENT_EVENT,
        subjectType: 'Reassignment',
        subjectId: id,
        partnerId: null,
        occurredAt: now,
        data: {
          fromStaffId: reassignment.fromStaffId,
          toStaffId: reassignment.toStaffId,
          from: reassignment.from.toISOString(),
          assignmentCount: moved.length,
        },
      },
    ]);
    return id;
  });
}

type EventSource = Pick<
  Assignment,
  'id' | 'partnerId' | 'function' | 'staffId' | 'backupId' | 'validFrom' | 'validTo'
>;

const fromRow = (row: repo.Reassigned): EventSource => ({
  id: row.id,
  partnerId: row.partner_id,
  function: row.function,
  staffId: row.staff_id,
  backupId: row.backup_id,
  validFrom: row.valid_from,
  validTo: row.valid_to,
});

const assignmentEvent = (type: string, assignment: EventSource, now: Date): NewEvent => ({
  type,
  subjectType: 'Assignment',
  subjectId: assignment.id,
  partnerId: assignment.partnerId,
  partnerVisible: true,
  occurredAt: now,
  data: {
    function: assignment.function,
    staffId: assignment.staffId,
    backupId: assignment.backupId,
    from: assignment.validFrom.toISOString(),
    until: assignment.validTo?.toISOString() ?? null,
  },
});

async function assertKnownStaff(tx: Tx, fromStaffId: string) {
  if (await repo.isKnownStaff(tx, fromStaffId)) return;
  const message = 'fromStaffId is a member of staff, present or past; list them with people.';
  throw new InvalidInputError([{ field: 'fromStaffId', code: 'NOT_FOUND', message }]);
}

async function assertActiveStaff(tx: Tx, people: Readonly<Record<string, string | null>>, now: Date) {
  const wanted = Object.entries(people).flatMap(([field, id]) => (id ? [{ field, id }] : []));
  const active = await repo.lockActiveStaff(
    tx,
    wanted.map(({ id }) => id),
    now,
  );
  const refused = wanted.find(({ id }) => !active.includes(id));
  if (!refused) return;
  const message = `${refused.field} is an active member of staff; list them with people.`;
  throw new InvalidInputError([{ field: refused.field, code: 'NOT_ACTIVE_STAFF', message }]);
}
