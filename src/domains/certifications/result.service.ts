import { randomUUID } from 'node:crypto';
import { ConflictError, type InvalidField } from '../../kernel/errors.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { violates } from '../../platform/database/session.ts';
import type { ResultFacts } from './enrolment-progress.rules.ts';
import { settlePerson } from './enrolment-settlement.rules.ts';
import { type Known, lockAndRead, writeSettlements } from './enrolment-settlement.service.ts';
import * as repo from './result.repo.ts';
import {
  contentOf,
  isAfterAward,
  isRefused,
  type KnownCode,
  keyOf,
  RESULT_ROWS_MAX,
  type ReadRow,
  type ResultAnswer,
  type ResultRow,
  readRow,
} from './result-rows.rules.ts';

type Resolved = ReadRow & Readonly<{ personId: string }>;
type Candidate = repo.SavedResult & Readonly<{ place: number }>;

const refused = (field: string, code: string, message: string): ResultAnswer => ({
  ...{ outcome: 'REFUSED', field, code, message },
});

/**
 * Records what people did, each row once for its source and id, and settles what they are enrolled in. Answers for each row
 * whether it is new, known already, or refused and why; a refused row keeps none of the others from being recorded. The
 * number of statements does not grow with the number of rows. For whoever has authorized; the transaction sees all people.
 * @throws RangeError for more than 5,000 rows, ConflictError where another delivery uses the same id for other content
 *   at this moment
 */
export async function recordResults(
  tx: Tx,
  actor: Actor,
  rows: readonly ResultRow[],
  now: Date,
): Promise<ResultAnswer[]> {
  if (rows.length > RESULT_ROWS_MAX) throw new RangeError(`At most ${RESULT_ROWS_MAX} rows at once.`);
  const read = rows.map((row) => readRow(row, now));
  const codes = await repo.knownCodes(tx, [
    ...new Set(read.flatMap((row) => (isRefused(row) ? [] : row.externalCode))),
  ]);
  const resolved = await resolvedRows(tx, actor, read, codes);
  const good = wellFormed(resolved);
  if (good.length === 0) return resolved.map((row) => refusal(row as InvalidField));
  const personIds = [...new Set(good.map(({ personId }) => personId))];
  const known = await lockAndRead(
    tx,
    personIds,
    now,
    codes.map(({ versionId }) => versionId),
  );
  const { answers, candidates } = sortOut(resolved, await repo.findResults(tx, good));
  const { settlements, late } = decide(known, candidates, codes);
  const created = candidates.filter(({ id }) => !late.has(id));
  for (const { place } of candidates.filter(({ id }) => late.has(id))) answers[place] = AFTER_AWARD;
  await repo.insertResults(tx, created, actor.personId, now).catch(refuseOverlap);
  await writeSettlements(tx, actor, known, settlements, now);
  return answers;
}

const wellFormed = <Row extends object>(rows: readonly (Row | InvalidField)[]): Row[] =>
  rows.flatMap((row) => (isRefused(row) ? [] : [row]));

const refusal = ({ field, code, message }: InvalidField): ResultAnswer => refused(field, code, message);

const AFTER_AWARD = refused(
  'happenedAt',
  'AFTER_AWARD',
  'The person held this certification already. Enrol the person for its renewal first.',
);

/** Replaces each well-formed row by one whose person and code are known, or by what is not. */
async function resolvedRows(
  tx: Tx,
  actor: Actor,
  rows: readonly (ReadRow | InvalidField)[],
  codes: readonly KnownCode[],
): Promise<(Resolved | InvalidField)[]> {
  const good = wellFormed(rows);
  const people = await repo.findPeople(
    tx,
    [...new Set(good.flatMap(({ personId }) => personId ?? []))],
    [...new Set(good.flatMap(({ email }) => email ?? []))],
  );
  const ids = new Set(people.map(({ id }) => id));
  const idByEmail = new Map(people.map(({ id, email }) => [email, id]));
  const isKnown = new Set(codes.map(({ kind, externalCode }) => `${kind} ${externalCode}`));
  return rows.map((row) => {
    if (isRefused(row)) return row;
    const personId = row.personId ?? idByEmail.get(row.email) ?? '';
    if (!ids.has(personId)) {
      const field = row.personId ? 'personId' : 'email';
      return { field, code: 'UNKNOWN_PERSON', message: 'The portal knows no such person.' };
    }
    if (personId === actor.personId)
      return { field: 'personId', code: 'OWN_RESULT', message: 'Nobody records what they did themselves.' };
    if (row.kind === 'IMPLEMENTATION' || isKnown.has(`${row.kind} ${row.externalCode}`))
      return { ...row, personId };
    const message = `No certification asks for this ${row.kind.toLowerCase()}. Check its code.`;
    return { field: 'externalCode', code: 'UNKNOWN_CODE', message };
  });
}

/** Tells what is new from what is known already, in the order of the rows: the first of two with one id counts. */
function sortOut(rows: readonly (Resolved | InvalidField)[], stored: readonly repo.SavedResult[]) {
  const known = new Map(stored.map((row) => [keyOf(row), row]));
  const candidates: Candidate[] = [];
  const answers = rows.map((row, place): ResultAnswer => {
    if (isRefused(row)) return refusal(row);
    const before = known.get(keyOf(row));
    if (before && contentOf(before) === contentOf(row)) return { outcome: 'UNCHANGED', id: before.id };
    if (before)
      return refused(
        'sourceId',
        'OTHER_CONTENT',
        'The source said something else under this id. Send it with a new id.',
      );
    const { email: _email, ...content } = row;
    const candidate = { ...content, id: randomUUID(), place };
    candidates.push(candidate);
    known.set(keyOf(row), candidate);
    return { outcome: 'CREATED', id: candidate.id };
  });
  return { answers, candidates };
}

/** Settles people by what they did before and what is new, and finds what came after what they were awarded by then. */
function decide({ settings, people }: Known, candidates: readonly Candidate[], codes: readonly KnownCode[]) {
  const newBy = Map.groupBy(candidates, ({ personId }) => personId);
  const late = new Set<string>();
  const settlements = [...newBy].flatMap(([personId, added]) => {
    const before = people.get(personId)!;
    const settledBy = (results: readonly ResultFacts[]) => {
      const person = { ...before, results: [...before.results, ...results] };
      return { person, settled: settlePerson(person, settings) };
    };
    const { person, settled } = settledBy(added);
    const after = added.filter((result) => isAfterAward(result, person, settled, codes, settings));
    if (after.length === 0) return settled;
    for (const { id } of after) late.add(id);
    return settledBy(added.filter(({ id }) => !late.has(id))).settled;
  });
  return { settlements, late };
}

function refuseOverlap(error: unknown): never {
  if (!violates(error, 'certification_result_source_source_id_key') && !violates(error, 'source_id'))
    throw error;
  throw new ConflictError(
    'Another delivery uses one of these ids at this moment. Send them again.',
    'sourceId',
  );
}
