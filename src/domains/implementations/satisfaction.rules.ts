import type { InvalidField } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { parseGlobalId } from '../../kernel/ids.ts';

/** So many answers a request: one transaction of well under a second. */
export const RESPONSES_MAX = 500;
export const SCORE_MIN = 1;
export const SCORE_MAX = 5;
const ID_LENGTH_MAX = 200;

/** Reads who asks customers: ids are unique within it. */
export const readSource = (fields: FieldReader, source: string): string =>
  fields.foreignId('source', source, ID_LENGTH_MAX);

/** An answer as it was sent. Ids of the portal are global ones. */
export type ResponseInput = Readonly<{
  sourceId: string;
  partnerId: string;
  implementationId?: string | null;
  score: number;
  answeredAt: Date;
}>;

export type SatisfactionAnswer = Readonly<{
  sourceId: string;
  partnerId: string;
  implementationId: string | null;
  score: number;
  answeredAt: Date;
}>;

/** Reads one answer; whether its partner and implementation exist is not asked here. */
export function answerFrom(
  input: ResponseInput,
  now: Date,
): Readonly<{ answer: SatisfactionAnswer; errors: readonly InvalidField[] }> {
  const fields = new FieldReader();
  const sourceId = fields.foreignId('sourceId', input.sourceId, ID_LENGTH_MAX);
  const partnerId = globalId(fields, 'partnerId', 'Partner', input.partnerId);
  const { implementationId: asked, score, answeredAt } = input;
  const implementationId =
    asked == null ? null : globalId(fields, 'implementationId', 'Implementation', asked);
  if (!Number.isInteger(score) || score < SCORE_MIN || score > SCORE_MAX)
    fields.refuse('score', 'OUT_OF_RANGE', `score is a whole number from ${SCORE_MIN} to ${SCORE_MAX}.`);
  if (answeredAt > now) fields.refuse('answeredAt', 'IN_THE_FUTURE', 'answeredAt is not in the future.');
  return { answer: { sourceId, partnerId, implementationId, score, answeredAt }, errors: fields.invalid };
}

function globalId(fields: FieldReader, field: string, typename: string, text: string): string {
  const id = parseGlobalId(text);
  if (id?.typename === typename) return id.id;
  fields.refuse(field, 'WRONG_TYPE', `${field} is the id of a ${typename}, as the portal gives it.`);
  return '';
}

/** Whether two answers say the same; an id of a source stands for one answer for good. */
export const isSameAnswer = (one: SatisfactionAnswer, other: SatisfactionAnswer): boolean =>
  one.partnerId === other.partnerId &&
  one.implementationId === other.implementationId &&
  one.score === other.score &&
  one.answeredAt.getTime() === other.answeredAt.getTime();

export const OTHER_CONTENT: InvalidField = {
  field: 'sourceId',
  code: 'OTHER_CONTENT',
  message: 'sourceId stands for an answer that says something else; what was recorded never changes.',
};
