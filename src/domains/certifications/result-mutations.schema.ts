import { builder } from '../../graphql/builder.ts';
import { ALWAYS, ON_CREATE } from '../../graphql/refusals.ts';
import { ConflictError, InvalidStateError } from '../../kernel/errors.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import { signOffPracticum } from '../../workflows/enrol-people.ts';
import { PersonType } from '../people/person.schema.ts';
import { CertificationRequirementType } from './certification-version.schema.ts';
import { EnrolmentType } from './enrolment.schema.ts';
import { ResultKindType, ResultOutcomeType } from './enrolment-enums.schema.ts';
import type { ResultAnswer } from './result-rows.rules.ts';
import { recordLearningResults } from './result-sign-off.service.ts';

const SignOffOutcomeType = builder.enumType('PracticumOutcome', {
  description: 'What whoever signs off says of practical work.',
  values: {
    PASSED: { description: 'It is what the requirement asks for.' },
    FAILED: { description: 'It is not; it can be done again.' },
  },
});

const SignOffInput = builder.inputType('CertificationResultSignOffInput', {
  description: 'Practical work that somebody did, as staff saw it.',
  fields: (t) => ({
    enrolmentId: t.globalID({ for: [EnrolmentType], required: true, description: 'Whose, and for what.' }),
    requirementId: t.globalID({
      for: [CertificationRequirementType],
      required: true,
      description: 'The practicum among the requirements of the enrolment.',
    }),
    outcome: t.field({ type: SignOffOutcomeType, required: true, description: 'How it went.' }),
    evidence: t.string({
      required: true,
      description:
        'What was seen, such as where the work is; at most 1,000 characters. Its partner reads it.',
    }),
    happenedAt: t.field({
      type: 'DateTime',
      description: 'When it was done: now where left out, or earlier.',
    }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('certificationResultSignOff', (t) =>
  t.prismaField({
    type: EnrolmentType,
    nullable: true,
    description:
      'Signs off practical work, which may complete the enrolment. Refused where the enrolment has ended, the requirement is no ' +
      'practicum of it, the date is in the future, or it is your own work. For partner operations, and for channel managers ' +
      'where the person works for one of their partners.',
    errors: { types: [...ON_CREATE, InvalidStateError] },
    args: { input: t.arg({ type: SignOffInput, required: true, description: 'What was done.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const request = { ...input, enrolmentId: input.enrolmentId.id, requirementId: input.requirementId.id };
      const id = await ctx.transaction((tx) => signOffPracticum(tx, ctx.actor, request, ctx.now));
      return await ctx.db.enrolment.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const RowInput = builder.inputType('CertificationResultInput', {
  description:
    'What somebody did, as the source says. Whom it is about is said by the id or the mail address.',
  fields: (t) => ({
    source: t.string({
      required: true,
      description: 'Your system, at most 200 characters; `STAFF` and `IMPLEMENTATION` are the portal itself.',
    }),
    sourceId: t.string({
      required: true,
      description: 'Your id of this one result, at most 200 characters. It is recorded once.',
    }),
    personId: t.globalID({ for: [PersonType], description: 'Who; the mail address counts where left out.' }),
    email: t.string({ description: "Who, by the person's mail address; ignored where the id is given." }),
    kind: t.field({ type: ResultKindType, required: true, description: 'What was done.' }),
    externalCode: t.string({
      required: true,
      description: 'How you call the course, exam or practicum; as some certification does.',
    }),
    outcome: t.field({ type: ResultOutcomeType, required: true, description: 'How it went.' }),
    scorePercent: t.field({
      type: 'Decimal',
      description: 'The score in percent, from 0 to 100 with at most two decimals; an exam is passed by it.',
    }),
    evidence: t.string({ description: 'Such as a link to the certificate; at most 1,000 characters.' }),
    happenedAt: t.field({
      type: 'DateTime',
      required: true,
      description: 'When it was done: now or earlier.',
    }),
  }),
});

const ROWS_MAX = 500;

const RecordInput = builder.inputType('CertificationResultsRecordInput', {
  description: 'What a learning system tells of people.',
  fields: (t) => ({
    rows: t.field({
      type: [RowInput],
      required: true,
      description: `In any order; what was sent before is known. At most ${ROWS_MAX}.`,
    }),
  }),
});

const RowOutcomeType = builder.enumType('CertificationResultRowOutcome', {
  description: 'What became of a row.',
  values: {
    CREATED: { description: 'It is new.' },
    UNCHANGED: { description: 'It is known already, with the same content.' },
    REFUSED: { description: 'It was not recorded.' },
  },
});

const RowAnswerType = builder.objectRef<ResultAnswer>('CertificationResultRowAnswer').implement({
  description: 'What became of a row of what was sent.',
  fields: (t) => ({
    outcome: t.field({
      type: RowOutcomeType,
      description: 'What became of it.',
      resolve: ({ outcome }) => outcome,
    }),
    resultId: t.string({
      nullable: true,
      description: 'How the portal knows it, `CertificationResult_<uuid>`; null where it was refused.',
      resolve: (answer) => ('id' in answer ? globalIdOf('CertificationResult', answer.id) : null),
    }),
    field: t.string({
      nullable: true,
      description: 'What of the row is wrong; null where nothing is.',
      resolve: (answer) => ('field' in answer ? answer.field : null),
    }),
    code: t.string({
      nullable: true,
      description: 'A constant to branch on, such as `UNKNOWN_PERSON`; null where nothing is wrong.',
      resolve: (answer) => ('code' in answer ? answer.code : null),
    }),
    message: t.string({
      nullable: true,
      description: 'What is wrong and what to do, in English; null where nothing is wrong.',
      resolve: (answer) => ('message' in answer ? answer.message : null),
    }),
  }),
});

const ReceiptType = builder
  .objectRef<Readonly<{ rows: readonly ResultAnswer[] }>>('CertificationResultsReceipt')
  .implement({
    description: 'What became of the rows that were sent.',
    fields: (t) => ({
      rows: t.field({
        type: [RowAnswerType],
        description: `One for each row, in the order in which they were sent; at most ${ROWS_MAX}.`,
        resolve: ({ rows }) => rows,
      }),
    }),
  });

builder.mutationField('certificationResultsRecord', (t) =>
  t.field({
    type: ReceiptType,
    nullable: true,
    description:
      `Records what people did, each by its source and id once, and settles what they are enrolled in. At most ${ROWS_MAX} rows; each ` +
      'is answered by itself. A row is refused where its person or code is unknown, its date is in the future, its score is no ' +
      'percentage, its id was used for other content, or its person held the certification already. For the learning system and ' +
      'partner operations.',
    errors: { types: [...ALWAYS, ConflictError] },
    args: { input: t.arg({ type: RecordInput, required: true, description: 'The rows.' }) },
    resolve: async (_root, { input }, ctx) => {
      const rows = input.rows.map((row) => ({ ...row, personId: row.personId?.id ?? null }));
      return { rows: await ctx.transaction((tx) => recordLearningResults(tx, ctx.actor, rows, ctx.now)) };
    },
  }),
);
