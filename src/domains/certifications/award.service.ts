import { InvalidStateError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { dayIn } from '../../kernel/time.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { earlierOf } from '../agreements/agreement.rules.ts';
import * as repo from './award.repo.ts';
import { awardStatusOn } from './award-days.rules.ts';
import { lockPeople, timeZoneOf } from './enrolment-facts.repo.ts';
import { bookAwardChanges } from './enrolment-settlement.repo.ts';

const REASON_LENGTH_MAX = 1_000;

export type RevokeInput = Readonly<{ id: string; version: number; reason: string }>;

/**
 * Ends an award from today on, for a reason that the person's partner reads.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError where it has ended, InvalidInputError
 */
export async function revokeAward(tx: Tx, actor: Actor, input: RevokeInput, now: Date): Promise<void> {
  assertAllowed(actor, 'CERTIFICATIONS_WRITE');
  const seen = await repo.findAward(tx, input.id);
  if (!seen) throw new NotFoundError('award', 'id');
  await lockPeople(tx, [seen.personId]);
  const { program, certificationVersion, ...award } = (await repo.findAward(tx, input.id))!;
  if (award.version !== input.version) throw new StaleVersionError(award.version);
  const today = dayIn(await timeZoneOf(tx), now);
  const status = awardStatusOn({ ...award, isRenewed: false }, today, today);
  if (status === 'REVOKED' || status === 'EXPIRED') throw new InvalidStateError('REVOKE', status, []);
  const fields = new FieldReader();
  const reason = fields.optionalLines('reason', input.reason, REASON_LENGTH_MAX) ?? '';
  if (reason === '' && fields.invalid.length === 0)
    fields.refuse('reason', 'REQUIRED', "Say why, in words that the person's partner reads.");
  fields.done();
  const from = new Date(Math.max(award.validFrom.getTime(), today.getTime()));
  const endsOn = earlierOf(award.endsOn, from)!;
  await repo.revoke(tx, award, { revokedAt: now, revokeReason: reason, endsOn });
  const days = { awardedOn: award.awardedOn, validFrom: award.validFrom, endsOn };
  await bookAwardChanges(tx, [{ awardId: award.id, cause: 'REVOKED', ...days }], actor.personId, now);
  const { id: subjectId, partnerId, membershipId } = award;
  await appendEvents(tx, actor, [
    {
      ...{ type: 'certification.revoked', subjectType: 'CertificationAward', subjectId },
      ...{ partnerId, partnerVisible: partnerId !== null, occurredAt: now },
      data: { programCode: program.code, versionNumber: certificationVersion.number, membershipId },
    },
  ]);
}
