import { ForbiddenError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import type { FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { RequirementWaiver } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { findProgram, vendorDayOf } from './program.repo.ts';
import { readProgramCode, takesPart } from './program.rules.ts';
import type { ReviewGrain } from './program-version.rules.ts';
import * as repo from './requirement-waiver.repo.ts';
import { periodStart, readWaiverDays, waiverActions, waiverStatusOf } from './requirement-waiver.rules.ts';
import { findPartner, nextVersionAfter, versionOnDay } from './tier-placement.repo.ts';
import { dayText } from './tier-placement.rules.ts';

const REASON_LENGTH_MAX = 1_000;

export type WaiverInput = Readonly<{
  partnerId: string;
  programId: string;
  requirementCode: string;
  validFrom?: Date | null;
  validTo: Date;
  reason: string;
  idempotencyKey?: string | null;
}>;

/**
 * Lets a requirement count as met for a partner for a time, and tells it why. Answers the waiver's id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, InvalidStateError where the partner does not take part,
 * ConflictError where it is waived within that time already, IdempotencyConflictError
 */
export async function grantWaiver(
  tx: Tx,
  actor: Actor,
  calendar: FiscalCalendar,
  { idempotencyKey, ...input }: WaiverInput,
  now: Date,
): Promise<string> {
  const grantedById = granting(actor);
  const request = { mutation: 'requirementWaiverGrant', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const { partnerId, programId } = input;
    const partner = await findPartner(tx, partnerId);
    if (!partner) throw new NotFoundError('partner', 'partnerId');
    const program = await findProgram(tx, programId);
    if (!program) throw new NotFoundError('program', 'programId');
    const today = await vendorDayOf(tx, now);
    const present = await versionOnDay(tx, programId, today, now);
    const version = present ?? (await nextVersionAfter(tx, programId, today));
    const fields = new FieldReader();
    const requirementCode = readProgramCode(fields, 'requirementCode', input.requirementCode, 'DEALS_WON');
    const reason = fields.line('reason', input.reason, REASON_LENGTH_MAX);
    const earliest = present ? periodStart(calendar, present.reviewGrain as ReviewGrain, today) : today;
    const days = readWaiverDays(fields, input, { earliest, today });
    if (requirementCode !== '' && !(await repo.isAskedFrom(tx, programId, requirementCode, today)))
      fields.refuse(
        'requirementCode',
        'NOT_ASKED',
        'requirementCode is the code of a requirement of the version that is in force, or of one to come.',
      );
    fields.done();
    if (version && !takesPart(version.partnerTypes, partner))
      throw new InvalidStateError(
        'GRANT',
        partner.status,
        [],
        'the partner does not take part in the program.',
      );
    const waiver = await repo.insertWaiver(tx, {
      ...{ partnerId, programId, requirementCode, reason, ...days },
      ...{ grantedById, grantedAt: now },
    });
    await appendWaiverEvent(tx, actor, 'waiver.granted', waiver, program.code, now);
    return waiver.id;
  });
}

/**
 * Takes a waiver back, from now on.
 * @throws ForbiddenError, NotFoundError, InvalidStateError where it has ended or was revoked
 */
export async function revokeWaiver(
  tx: Tx,
  actor: Actor,
  { id }: Readonly<{ id: string }>,
  now: Date,
): Promise<void> {
  const revokedById = granting(actor);
  const waiver = await repo.lockWaiver(tx, id);
  if (!waiver) throw new NotFoundError('waiver', 'id');
  const today = await vendorDayOf(tx, now);
  const actions = waiverActions(waiver, today, actor.roles);
  if (!actions.includes('REVOKE'))
    throw new InvalidStateError('REVOKE', waiverStatusOf(waiver, today), actions);
  await repo.markRevoked(tx, id, revokedById, now);
  await appendWaiverEvent(tx, actor, 'waiver.revoked', waiver, waiver.program.code, now);
}

/** A waiver is always a person's. */
function granting(actor: Actor): string {
  assertAllowed(actor, 'TIERS_WRITE');
  if (!actor.personId) throw new ForbiddenError('Only a person grants and revokes waivers.');
  return actor.personId;
}

const appendWaiverEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, partnerId, requirementCode, validFrom, validTo }: RequirementWaiver,
  programCode: string,
  occurredAt: Date,
) =>
  appendEvents(tx, actor, [
    {
      ...{
        type,
        subjectType: 'RequirementWaiver',
        subjectId: id,
        partnerId,
        partnerVisible: true,
        occurredAt,
      },
      data: { programCode, requirementCode, validFrom: dayText(validFrom), validTo: dayText(validTo) },
    },
  ]);
