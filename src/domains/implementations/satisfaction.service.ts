import type { InvalidField } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './satisfaction.repo.ts';
import {
  answerFrom,
  isSameAnswer,
  OTHER_CONTENT,
  RESPONSES_MAX,
  type ResponseInput,
  readSource,
  type SatisfactionAnswer,
} from './satisfaction.rules.ts';

/** REFUSED ones changed nothing; UNCHANGED ones were recorded before, and nothing was written. */
export type ResponseOutcome = 'CREATED' | 'UNCHANGED' | 'REFUSED';

/** One for each answer, in the order of the answers. */
export type ResponseResult = Readonly<{
  sourceId: string;
  outcome: ResponseOutcome;
  errors: readonly InvalidField[];
  /** What is recorded under its id; null where it was refused. */
  id: string | null;
}>;

/**
 * Records what customers answered. An answer that is wrong is refused and the others are recorded; sending one again
 * changes nothing.
 * @throws ForbiddenError, InvalidInputError for the source and too many answers
 */
export async function recordResponses(
  tx: Tx,
  actor: Actor,
  { source: asked, responses }: Readonly<{ source: string; responses: readonly ResponseInput[] }>,
  now: Date,
): Promise<ResponseResult[]> {
  assertAllowed(actor, 'SATISFACTION_WRITE');
  const source = checkedSource(asked, responses.length);
  const read = responses.map((response) => answerFrom(response, now));
  const readable = read.filter(({ errors }) => errors.length === 0).map(({ answer }) => answer);
  const owners = await repo.ownersOf(
    tx,
    readable.map(({ partnerId }) => partnerId),
    readable.flatMap(({ implementationId }) => implementationId ?? []),
  );
  const checked = read.map(({ answer, errors }) => ({
    answer,
    errors: errors.length > 0 ? errors : unknownIn(answer, owners),
  }));
  const right = checked.filter(({ errors }) => errors.length === 0).map(({ answer }) => answer);
  const firsts = [...new Map(right.toReversed().map((answer) => [answer.sourceId, answer])).values()];
  const created = await repo.insertNew(tx, source, firsts, now);
  const sourceIds = firsts.map(({ sourceId }) => sourceId);
  const recorded = new Map(
    (await repo.findRecorded(tx, source, sourceIds)).map((one) => [one.sourceId, one]),
  );
  const told = new Set<string>();
  const results = checked.map(({ answer, errors }, at): ResponseResult => {
    const { sourceId } = responses[at]!;
    const found = recorded.get(answer.sourceId);
    if (errors.length > 0 || !found) return { sourceId, outcome: 'REFUSED', errors, id: null };
    if (!isSameAnswer(found, answer))
      return { sourceId, outcome: 'REFUSED', errors: [OTHER_CONTENT], id: null };
    const isNew = created.has(answer.sourceId) && !told.has(answer.sourceId);
    told.add(answer.sourceId);
    return { sourceId, outcome: isNew ? 'CREATED' : 'UNCHANGED', errors: [], id: found.id };
  });
  await appendAnswered(
    tx,
    actor,
    firsts.filter(({ sourceId }) => created.has(sourceId)),
    created,
  );
  return results;
}

/** Reads the source of a request. */
function checkedSource(source: string, count: number): string {
  const fields = new FieldReader();
  const read = readSource(fields, source);
  if (count > RESPONSES_MAX)
    fields.refuse(
      'responses',
      'TOO_MANY',
      `responses are at most ${RESPONSES_MAX}. Send the others in further requests.`,
    );
  fields.done();
  return read;
}

function unknownIn(
  { partnerId, implementationId }: SatisfactionAnswer,
  { partners, partnerOf }: Awaited<ReturnType<typeof repo.ownersOf>>,
): InvalidField[] {
  if (!partners.has(partnerId))
    return [{ field: 'partnerId', code: 'NOT_FOUND', message: 'partnerId is the id of a partner.' }];
  if (implementationId === null || partnerOf.get(implementationId) === partnerId) return [];
  const message = 'implementationId is the id of an implementation of that partner.';
  return [{ field: 'implementationId', code: 'NOT_FOUND', message }];
}

const appendAnswered = (
  tx: Tx,
  actor: Actor,
  answers: readonly SatisfactionAnswer[],
  ids: ReadonlyMap<string, string>,
) =>
  appendEvents(
    tx,
    actor,
    answers.map(({ sourceId, partnerId, score, answeredAt }) => ({
      type: 'satisfaction.answered',
      subjectType: 'SatisfactionResponse',
      subjectId: ids.get(sourceId)!,
      partnerId,
      partnerVisible: true,
      occurredAt: answeredAt,
      data: { score },
    })),
  );
