import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Enrolment } from '../../platform/database/generated/client/client.ts';
import { violates } from '../../platform/database/session.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { inEffectOn } from './certification-program.rules.ts';
import { RenewalTooEarlyError } from './enrolment.errors.ts';
import * as repo from './enrolment.repo.ts';
import { type EnrolmentStatus, enrolmentStates } from './enrolment.states.ts';
import { pathOf } from './enrolment-path.rules.ts';
import { lockAndRead, settlePersons } from './enrolment-settlement.service.ts';

export type EnrolmentInput = Readonly<{ programId: string; membershipId: string }>;

/** Whoever is to be enrolled, found with the rights of whoever asks. */
export type Candidate = NonNullable<Awaited<ReturnType<typeof repo.findMembership>>>;

const NO_PEOPLE = ['APPLIED', 'DECLINED', 'TERMINATED'];

/**
 * Finds whom somebody may enrol: a member itself, a partner's administrator its people, staff everybody they see.
 * @throws ForbiddenError, NotFoundError, InvalidStateError where the person or the partner has left
 */
export async function candidateFor(
  tx: Tx,
  actor: Actor,
  membershipId: string,
  now: Date,
): Promise<Candidate> {
  assertAllowed(actor, 'CERTIFICATIONS_ENROL');
  const membership = await repo.findMembership(tx, membershipId);
  if (!membership) throw new NotFoundError('membership', 'membershipId');
  assertOwn(actor, membership.id);
  if (membership.validTo && membership.validTo <= now) throw new InvalidStateError('ENROL', 'ENDED', []);
  if (NO_PEOPLE.includes(membership.partner.status))
    throw new InvalidStateError('ENROL', membership.partner.status, []);
  return membership;
}

/** @throws ForbiddenError */
function assertOwn({ roles, membership }: Actor, membershipId: string | null): void {
  if (roles.includes('PARTNER_MEMBER') && membershipId !== membership?.id)
    throw new ForbiddenError('Members enrol themselves. Ask an administrator of your account for others.');
}

/**
 * Enrols somebody into the version of a certification that is in effect, on the shortest path that is open to them, and
 * counts what they did before. Runs as a job, as partners only read what their people achieve.
 * @throws NotFoundError, InvalidInputError where no version is in effect or it is for other partners, ConflictError where
 *   the person is enrolled already, RenewalTooEarlyError
 */
export async function enrol(
  tx: Tx,
  actor: Actor,
  { programId, candidate }: Readonly<{ programId: string; candidate: Candidate }>,
  now: Date,
): Promise<string> {
  const program = await repo.findProgram(tx, programId);
  if (!program || program.versions.length === 0) throw new NotFoundError('certification', 'programId');
  const { personId, partnerId, id: membershipId } = candidate;
  const { people, settings } = await lockAndRead(tx, [personId], now);
  const { enrolments, awards } = people.get(personId)!;
  const version = inEffectOn(program.versions, settings.today);
  if (!version) throw notOffered('NOT_IN_EFFECT', 'No version of this certification is in effect today.');
  if (version.partnerTypes.length > 0 && !version.partnerTypes.includes(candidate.partner.type))
    throw notOffered(
      'OTHER_AUDIENCE',
      `This certification is for people of ${version.partnerTypes.join(', ')}.`,
    );
  const isEnrolled = enrolments.some((one) => one.programId === programId && one.status === 'OPEN');
  if (isEnrolled) throw enrolledAlready();
  const ofProgram = awards.filter((award) => award.programId === programId);
  const choice = pathOf(version, program.versions, ofProgram, settings.today);
  if ('tooEarlyUntil' in choice) throw new RenewalTooEarlyError(choice.tooEarlyUntil);
  const openedById = actor.personId;
  const enrolment = await repo
    .insertEnrolment(tx, {
      ...{ personId, partnerId, membershipId, programId, versionId: version.id },
      ...{ path: choice.path, openedAt: now, openedById },
    })
    .catch((error) => {
      throw violates(error, 'enrolment_one_open') ? enrolledAlready() : error;
    });
  await appendEnrolmentEvent(
    tx,
    actor,
    'certification.enrolled',
    enrolment,
    program.code,
    version.number,
    now,
  );
  await settlePersons(tx, actor, [personId], now);
  return enrolment.id;
}

const notOffered = (code: string, message: string) =>
  new InvalidInputError([{ field: 'programId', code, message }]);

const enrolledAlready = () =>
  new ConflictError('The person is enrolled in this certification already.', 'programId');

type Versioned = Readonly<{ id: string; version: number }>;

/**
 * Finds an enrolment that somebody may withdraw, with the rights of whoever asks.
 * @throws ForbiddenError, NotFoundError
 */
export async function withdrawableFor(tx: Tx, actor: Actor, { id }: Versioned): Promise<void> {
  assertAllowed(actor, 'CERTIFICATIONS_ENROL');
  const enrolment = await repo.findEnrolment(tx, id);
  if (!enrolment) throw new NotFoundError('enrolment', 'id');
  assertOwn(actor, enrolment.membershipId);
}

/**
 * Ends an enrolment without an award. What was done stays known, and counts for another enrolment.
 * @throws NotFoundError, StaleVersionError, InvalidStateError
 */
export async function withdrawEnrolment(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  const seen = await repo.findEnrolment(tx, input.id);
  if (!seen) throw new NotFoundError('enrolment', 'id');
  await lockAndRead(tx, [seen.personId], now);
  const enrolment = (await repo.findEnrolment(tx, input.id))!;
  if (enrolment.version !== input.version) throw new StaleVersionError(enrolment.version);
  const status = enrolment.status as EnrolmentStatus;
  if (enrolmentStates.next(status, 'WITHDRAW') === null) throw new InvalidStateError('WITHDRAW', status, []);
  const { program, certificationVersion, ...row } = enrolment;
  const withdrawn = await repo.withdraw(tx, row, now);
  const number = certificationVersion.number;
  await appendEnrolmentEvent(tx, actor, 'certification.withdrawn', withdrawn, program.code, number, now);
}

const appendEnrolmentEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, partnerId, membershipId, path }: Enrolment,
  programCode: string,
  versionNumber: number,
  occurredAt: Date,
) =>
  appendEvents(tx, actor, [
    {
      ...{ type, subjectType: 'Enrolment', subjectId: id, partnerId, partnerVisible: partnerId !== null },
      occurredAt,
      data: { programCode, versionNumber, membershipId, path },
    },
  ]);
