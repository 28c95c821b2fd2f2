import { dayIn } from '../../kernel/time.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { inEffectOn } from './certification-program.rules.ts';
import * as facts from './enrolment-facts.repo.ts';
import { isAbout } from './enrolment-progress.rules.ts';
import { settlePersons } from './enrolment-settlement.service.ts';
import * as repo from './history.repo.ts';
import * as results from './result.repo.ts';
import {
  isRefused,
  keyOf,
  type ReadRow,
  type ResultAnswer,
  type ResultRow,
  readRow,
} from './result-rows.rules.ts';
import { recordFromOutside } from './result-sign-off.service.ts';

export type History = Readonly<{
  rows: readonly ResultRow[];
  /** Whether whoever has a result that a certification in effect asks for is enrolled in it. */
  isEnrolling: boolean;
}>;

/**
 * Records what people did before the portal knew of it, and enrols them first where that is asked for, since history comes
 * without enrolments. Loading it again changes nothing; the number of statements does not grow with the number of rows.
 * @throws ForbiddenError, what `recordFromOutside` throws
 */
export async function recordHistory(
  tx: Tx,
  actor: Actor,
  { rows, isEnrolling }: History,
  now: Date,
): Promise<ResultAnswer[]> {
  assertAllowed(actor, 'LEARNING_SYNC');
  if (!isEnrolling) return await recordFromOutside(tx, actor, rows, now);
  const people = await enrolByHistory(tx, actor, rows, now);
  const answers = await recordFromOutside(tx, actor, rows, now);
  // Whoever has something new is settled by now; what was recorded before counts for a new enrolment all the same.
  const settled = new Set(rows.flatMap(({ email }, at) => (answers[at]?.outcome === 'CREATED' ? email : [])));
  const left = people.filter(({ email }) => !settled.has(email));
  await settlePersons(
    tx,
    actor,
    left.map(({ id }) => id),
    now,
  );
  return answers;
}

type Person = Readonly<{ id: string; email: string | null }>;

/** Enrols in the versions in effect whoever has a result that counts, and answers whom it enrolled. */
async function enrolByHistory(
  tx: Tx,
  actor: Actor,
  rows: readonly ResultRow[],
  now: Date,
): Promise<Person[]> {
  assertAllowed(actor, 'CERTIFICATIONS_ENROL');
  const read = firstOfEach(
    rows.flatMap((row) => {
      const reading = readRow(row, now);
      return isRefused(reading) ? [] : [reading];
    }),
  );
  const offered = await offeredFor(tx, read, now);
  const asked = read.filter((row) => offered.some(({ asks }) => asks.some((code) => isAbout(code, row))));
  if (asked.length === 0) return [];
  const people = await results.findPeople(tx, [], [...new Set(asked.flatMap(({ email }) => email ?? []))]);
  await facts.lockPeople(
    tx,
    people.map(({ id }) => id),
  );
  const idByEmail = new Map(people.map(({ id, email }) => [email, id]));
  const stored = new Map((await results.findResults(tx, asked)).map((row) => [keyOf(row), row]));
  const wanted = new Map<string, Readonly<{ personId: string; versionId: string }>>();
  for (const row of asked) {
    const personId = idByEmail.get(row.email);
    const before = stored.get(keyOf(row));
    const isContradicted = before && (before.personId !== personId || !isAbout(before, row));
    if (!personId || isContradicted) continue;
    for (const { id: versionId, asks } of offered)
      if (asks.some((code) => isAbout(code, row)))
        wanted.set(`${personId} ${versionId}`, { personId, versionId });
  }
  const enrolled = await repo.enrolNewcomers(tx, [...wanted.values()], actor.personId, now);
  await appendEnrolled(tx, actor, enrolled, offered, now);
  const ids = new Set(enrolled.map(({ personId }) => personId));
  return people.filter(({ id }) => ids.has(id));
}

/** Of rows with one id the first is recorded, so the others say nothing. */
function firstOfEach(rows: readonly ReadRow[]): ReadRow[] {
  const firsts = new Map<string, ReadRow>();
  for (const row of rows) if (!firsts.has(keyOf(row))) firsts.set(keyOf(row), row);
  return [...firsts.values()];
}

/** The versions in effect today of whatever asks for what these rows are about. */
async function offeredFor(tx: Tx, rows: readonly ReadRow[], now: Date): Promise<repo.AskingVersion[]> {
  const codes = [...new Set(rows.map(({ externalCode }) => externalCode))];
  const versions = await repo.versionsAsking(tx, codes);
  const today = dayIn(await facts.timeZoneOf(tx), now);
  const byProgram = Map.groupBy(versions, ({ programId }) => programId);
  return [...byProgram.values()].flatMap((ofProgram) => inEffectOn(ofProgram, today) ?? []);
}

const appendEnrolled = (
  tx: Tx,
  actor: Actor,
  enrolled: readonly repo.NewEnrolment[],
  offered: readonly repo.AskingVersion[],
  now: Date,
) => {
  const versions = new Map(offered.map((version) => [version.id, version]));
  return appendEvents(
    tx,
    actor,
    enrolled.map(({ id, versionId, partnerId, membershipId }) => {
      const { programCode, number: versionNumber } = versions.get(versionId)!;
      return {
        ...{ type: 'certification.enrolled', subjectType: 'Enrolment', subjectId: id },
        ...{ partnerId, partnerVisible: partnerId !== null, occurredAt: now },
        data: { programCode, versionNumber, membershipId, path: 'FULL' },
      };
    }),
  );
};
