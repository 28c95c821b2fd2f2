import { InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type {
  CertificationProgram,
  CertificationVersion,
} from '../../platform/database/generated/client/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import type { PartnerTypeCode } from '../partners/partner.rules.ts';
import * as programs from './certification-program.repo.ts';
import {
  appendProgramEvent,
  lockCurrent,
  readKnownContent,
  type Versioned,
} from './certification-program.service.ts';
import * as repo from './certification-version.repo.ts';
import { VERSIONS_MAX, type VersionContentInput } from './certification-version.rules.ts';
import {
  type CertificationVersionAction,
  type CertificationVersionStatus,
  certificationVersionStates,
} from './certification-version.states.ts';
import { type LaunchInput, readLaunch, retiredWith } from './certification-version-launch.rules.ts';

/** The version of a program that is in effect on a day: the published one that was launched last; null where none is. */
export const versionInEffect = (tx: Tx, programId: string, on: Date): Promise<CertificationVersion | null> =>
  repo.findVersionInEffect(tx, programId, on);

/**
 * On which day at the latest an award by each of these versions ends, as versions after them demand; none for a version
 * that is not in the map. Whoever awards asks in the transaction that does: no publication comes in between.
 */
export const transitionEndsOf = (tx: Tx, versionIds: readonly string[]): Promise<ReadonlyMap<string, Date>> =>
  repo.transitionEnds(tx, versionIds);

/** `number` is the version that is meant, where the caller has one in mind. */
export type ReviseInput = Versioned & Readonly<{ number?: number | null; content: VersionContentInput }>;

/**
 * Writes the draft: changes the one there is, or begins the next version.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError, InvalidStateError for what is published
 */
export async function reviseDraft(tx: Tx, actor: Actor, input: ReviseInput, now: Date): Promise<void> {
  assertAllowed(actor, 'CERTIFICATIONS_WRITE');
  await programs.lockProgramGraph(tx);
  const program = await lockCurrent(tx, input);
  const versions = await repo.versionsOf(tx, program.id);
  const draft = draftMeant(actor, versions, input.number ?? null);
  const fields = new FieldReader();
  const content = await readKnownContent(tx, fields, input.content);
  const codes = await repo.leadingBack(tx, program.id, content.prerequisiteIds);
  if (codes.length > 0)
    fields.refuse(
      'content.prerequisiteIds',
      'CYCLE',
      `content.prerequisiteIds: nobody could ever hold ${codes.join(', ')} and this one, as each needs the other first.`,
    );
  fields.done();
  const { number } = draft
    ? await repo.rewriteDraft(tx, draft.id, content)
    : await repo.insertDraft(tx, program.id, (versions[0]?.number ?? 0) + 1, content);
  const revised = await programs.updateProgram(tx, program);
  await appendProgramEvent(tx, actor, 'certification_program.revised', revised, now, { number });
}

/** The draft to change; null where the next version is to begin. */
function draftMeant(
  actor: Actor,
  versions: readonly CertificationVersion[],
  number: number | null,
): CertificationVersion | null {
  const draft = versions.find(({ status }) => status === 'DRAFT') ?? null;
  const meant = number === null ? draft : versions.find((version) => version.number === number);
  if (meant === undefined) throw new NotFoundError('version', 'number');
  if (meant && meant.status !== 'DRAFT')
    throw notFrom('REVISE', actor, [meant], 'what is published never changes.');
  if (!meant && versions.length >= VERSIONS_MAX)
    throw notFrom('REVISE', actor, versions, `a certification has at most ${VERSIONS_MAX} versions.`);
  return meant;
}

export type PublishInput = Versioned &
  LaunchInput &
  Readonly<{ partnerTypes?: readonly PartnerTypeCode[] | null }>;

/**
 * Launches the draft for good, on the vendor's today or later, and shortens what was awarded by earlier versions as the
 * transition says.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError, InvalidStateError where there is no draft,
 * or nobody could fulfil it
 */
export async function publishDraft(tx: Tx, actor: Actor, input: PublishInput, now: Date): Promise<void> {
  assertAllowed(actor, 'CERTIFICATIONS_WRITE');
  const program = await lockCurrent(tx, input);
  const versions = await repo.versionsOf(tx, program.id);
  const draft = versions.find(({ status }) => status === 'DRAFT');
  if (!draft) throw notFrom('PUBLISH', actor, versions);
  const counts = await repo.requirementCounts(tx, draft.id);
  if (counts.all === 0) throw notFrom('PUBLISH', actor, [draft], 'it has no requirement yet.');
  const missing = await repo.notOfferedYet(tx, draft.id);
  if (missing.length > 0)
    throw notFrom('PUBLISH', actor, [draft], `publish what it builds on first: ${missing.join(', ')}.`);
  const fields = new FieldReader();
  const launch = readLaunch(fields, input, {
    today: await programs.vendorDayOf(tx, now),
    others: versions.filter(({ id }) => id !== draft.id),
    hasBridgeRequirement: counts.bridge > 0,
  });
  fields.done();
  const partnerTypes = [...new Set(input.partnerTypes ?? [])].sort();
  const data = { ...launch, partnerTypes, status: 'PUBLISHED', publishedAt: now };
  const published = await repo.updateVersion(tx, draft.id, data);
  const counted = await programs.updateProgram(tx, program);
  const awardsShortened = await applyTransition(tx, actor, counted, published, now);
  await appendProgramEvent(tx, actor, 'certification_program.published', counted, now, {
    ...{ number: draft.number, partnerTypes, transition: launch.transition, awardsShortened },
    launchOn: textOf(launch.launchOn),
    transitionUntil: launch.transitionUntil && textOf(launch.transitionUntil),
  });
}

const textOf = (day: Date) => day.toISOString().slice(0, 10);

/** Ends what was awarded before at the latest when the transition is over. Answers how many awards end earlier now. */
async function applyTransition(
  tx: Tx,
  actor: Actor,
  program: CertificationProgram,
  { number, transitionUntil: until }: CertificationVersion,
  now: Date,
): Promise<number> {
  if (until === null) return 0;
  const which = { programId: program.id, number };
  const shortened = await repo.shortenAwards(tx, which, { until, actorId: actor.personId, now });
  await appendEvents(
    tx,
    actor,
    shortened.map(({ id, partnerId, versionNumber, endsOn }) => ({
      type: 'certification.award_shortened',
      subjectType: 'CertificationAward',
      subjectId: id,
      partnerId,
      partnerVisible: partnerId !== null,
      occurredAt: now,
      data: { programId: program.id, programCode: program.code, versionNumber, endsOn },
    })),
  );
  return shortened.length;
}

/**
 * Certifies nobody any more by the version of this number and those that it replaced, or by any where no number is
 * given. Awards hold until they end.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError where it is not published
 */
export async function retireVersions(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ number?: number | null }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'CERTIFICATIONS_WRITE');
  const program = await lockCurrent(tx, input);
  const versions = await repo.versionsOf(tx, program.id);
  const number = input.number ?? null;
  const named = number === null ? versions : versions.filter((version) => version.number === number);
  if (named.length === 0) throw new NotFoundError('version', 'number');
  const retired = retiredWith(versions, number, await programs.vendorDayOf(tx, now));
  if (retired.length === 0) throw notFrom('RETIRE', actor, named);
  await repo.retireVersions(
    tx,
    retired.map(({ id }) => id),
    now,
  );
  const counted = await programs.updateProgram(tx, program);
  await appendProgramEvent(tx, actor, 'certification_program.retired', counted, now, {
    numbers: retired.map((version) => String(version.number)),
  });
}

/** That the action does not start from where these versions are, the latest of which comes first. */
function notFrom(
  action: CertificationVersionAction,
  actor: Actor,
  versions: readonly CertificationVersion[],
  because?: string,
): InvalidStateError {
  const actions = versions
    .flatMap(({ status }) =>
      certificationVersionStates.actionsFrom(status as CertificationVersionStatus, actor.roles),
    )
    .filter((one) => one !== action);
  return new InvalidStateError(action, versions[0]?.status ?? 'NONE', [...new Set(actions)], because);
}
