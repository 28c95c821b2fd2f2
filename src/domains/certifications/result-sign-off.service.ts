import { randomUUID } from 'node:crypto';
import { ForbiddenError, InvalidInputError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import * as repo from './enrolment.repo.ts';
import { requirementsOn } from './enrolment-progress.rules.ts';
import { recordResults } from './result.service.ts';
import {
  IMPLEMENTATION_SOURCE,
  type ResultAnswer,
  type ResultRow,
  STAFF_SOURCE,
} from './result-rows.rules.ts';

export type SignOff = Readonly<{
  enrolmentId: string;
  requirementId: string;
  outcome: 'PASSED' | 'FAILED';
  evidence: string;
  happenedAt?: Date | null;
}>;

const EVIDENCE_LENGTH_MAX = 1_000;

/**
 * Reads what somebody signs off, with the rights of whoever asks, as the result that it is.
 * @throws ForbiddenError also where it is one's own, NotFoundError, InvalidStateError, InvalidInputError
 */
export async function signOffFor(tx: Tx, actor: Actor, input: SignOff, now: Date): Promise<ResultRow> {
  assertAllowed(actor, 'CERTIFICATIONS_SIGN_OFF');
  const enrolment = await repo.findEnrolment(tx, input.enrolmentId);
  if (!enrolment) throw new NotFoundError('enrolment', 'enrolmentId');
  if (enrolment.personId === actor.personId)
    throw new ForbiddenError('Nobody signs off themselves. Ask a colleague.');
  if (enrolment.status !== 'OPEN') throw new InvalidStateError('SIGN_OFF', enrolment.status, []);
  const asked = requirementsOn(enrolment.path, enrolment.certificationVersion.requirements);
  const requirement = asked.find(({ id }) => id === input.requirementId);
  if (!requirement) throw new NotFoundError('requirement', 'requirementId');
  const fields = new FieldReader();
  if (requirement.kind !== 'PRACTICUM')
    fields.refuse('requirementId', 'NOT_A_PRACTICUM', 'Only practical work is signed off here.');
  const evidence = fields.optionalLines('evidence', input.evidence, EVIDENCE_LENGTH_MAX) ?? '';
  if (evidence === '' && fields.invalid.length === 0)
    fields.refuse('evidence', 'REQUIRED', 'Say what you saw, such as where the work is.');
  fields.done();
  return {
    ...{ source: STAFF_SOURCE, sourceId: randomUUID(), personId: enrolment.personId, kind: 'PRACTICUM' },
    ...{ externalCode: requirement.externalCode ?? '', outcome: input.outcome, evidence },
    happenedAt: input.happenedAt ?? now,
  };
}

/** @throws InvalidInputError where the result is refused, as for a date in the future */
export async function signOff(tx: Tx, actor: Actor, row: ResultRow, now: Date): Promise<void> {
  const [answer] = await recordResults(tx, actor, [row], now);
  if (answer?.outcome === 'REFUSED') throw new InvalidInputError([answer]);
}

const RECORDED_MAX = 500;

/**
 * Records what a learning system says, each row by itself.
 * @throws ForbiddenError, InvalidInputError for more than 500 rows
 */
export async function recordLearningResults(
  tx: Tx,
  actor: Actor,
  rows: readonly ResultRow[],
  now: Date,
): Promise<ResultAnswer[]> {
  assertAllowed(actor, 'LEARNING_SYNC');
  if (rows.length > RECORDED_MAX) {
    const message = `At most ${RECORDED_MAX} rows at once. Send the others in further requests.`;
    throw new InvalidInputError([{ field: 'rows', code: 'TOO_MANY', message }]);
  }
  return await recordFromOutside(tx, actor, rows, now);
}

/**
 * Records what came from outside of the portal, by a system or a file, where nobody speaks for the portal itself: what staff
 * signs off, and what an implementation proves, is recorded where that happens. For whoever has authorized.
 */
export async function recordFromOutside(
  tx: Tx,
  actor: Actor,
  rows: readonly ResultRow[],
  now: Date,
): Promise<ResultAnswer[]> {
  const refusals = rows.map((row) => refusalOfOutside(row));
  const answers = await recordResults(
    tx,
    actor,
    rows.filter((_row, place) => refusals[place] === null),
    now,
  );
  return refusals.map((refused) => refused ?? answers.shift()!);
}

function refusalOfOutside({ source, kind }: ResultRow): ResultAnswer | null {
  const refused = (field: string, code: string, message: string) =>
    ({ outcome: 'REFUSED', field, code, message }) as const;
  if (kind === 'IMPLEMENTATION')
    return refused('kind', 'NOT_FROM_OUTSIDE', 'An implementation counts once staff has signed it off.');
  return [STAFF_SOURCE, IMPLEMENTATION_SOURCE].includes(source)
    ? refused('source', 'RESERVED', `${source} is what the portal itself says. Name your system.`)
    : null;
}
