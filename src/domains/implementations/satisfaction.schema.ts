import { queryFromInfo } from '@pothos/plugin-prisma';
import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { idsFilter } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { ALWAYS, InvalidFieldType } from '../../graphql/refusals.ts';
import type { SatisfactionResponse } from '../../platform/database/generated/client/client.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { ImplementationType } from './implementation.schema.ts';
import { RESPONSES_MAX, SCORE_MAX, SCORE_MIN } from './satisfaction.rules.ts';
import { type ResponseOutcome, type ResponseResult, recordResponses } from './satisfaction.service.ts';

const STAFF_ONLY = { permission: 'REFERRALS_REVIEW_READ' } as const;
const SCORE = `From ${SCORE_MIN}, not at all, to ${SCORE_MAX}, very.`;

const ResponseType = builder.prismaNode('SatisfactionResponse', {
  name: 'SatisfactionResponse',
  description:
    'How satisfied a customer says to be with a partner; never changed. Partners do not learn which customer.',
  authScopes: { permission: 'IMPLEMENTATIONS_READ' },
  id: { field: 'id', description: 'Global id, `SatisfactionResponse_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'The partner that it is about.' }),
    score: t.exposeInt('score', { description: SCORE }),
    answeredAt: t.expose('answeredAt', { type: 'DateTime', description: 'When the customer answered.' }),
    implementation: t.relation('implementation', {
      type: ImplementationType,
      nullable: true,
      description: 'The implementation that it is about; null where none was named. For staff.',
      authScopes: STAFF_ONLY,
    }),
    source: t.exposeString('source', {
      description: 'Who asked, as it calls itself. For staff.',
      authScopes: STAFF_ONLY,
    }),
    sourceId: t.exposeString('sourceId', {
      description: 'What the source knows it by. For staff.',
      authScopes: STAFF_ONLY,
    }),
    bookedAt: t.expose('bookedAt', {
      type: 'DateTime',
      description: 'When it was recorded. For staff.',
      authScopes: STAFF_ONLY,
    }),
  }),
});

const ResponseFilter = builder.inputType('SatisfactionResponseFilter', {
  description: 'Which answers; what is left out does not restrict.',
  fields: (t) => ({
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'About these partners; at most 100.' }),
  }),
});

const ORDER_COLUMNS = {
  ANSWERED_AT: { column: 'answeredAt', type: 'instant', description: 'When customers answered.' },
} as const;

const ResponseOrder = orderOf('SatisfactionResponse', 'satisfaction answers', ORDER_COLUMNS);

const ResponseConnection = connectionOf(ResponseType, 'SatisfactionResponse', {
  one: 'A satisfaction answer',
  many: 'satisfaction answers',
});

builder.queryField('satisfactionResponses', (t) =>
  t.field({
    type: ResponseConnection,
    nullable: true,
    description:
      'What customers answered, as far as you may see: a partner its own, a channel manager those of the portfolio. Latest first.',
    authScopes: { permission: 'IMPLEMENTATIONS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: ResponseFilter, description: 'Which.' }),
      orderBy: t.arg({ type: ResponseOrder, description: 'In which order; latest first where left out.' }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'ANSWERED_AT' as const, direction: 'DESC' as const };
      return resolvePage(context, info, {
        model: 'satisfactionResponse',
        typeName: 'SatisfactionResponse',
        args,
        where: { partnerId: idsFilter('partnerIds', args.filter?.partnerIds) },
        own: { partner: 'partnerId' },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);

const RowInput = builder.inputType('SatisfactionResponseRowInput', {
  description: 'What a customer answered. What is wrong with it refuses this answer alone.',
  fields: (t) => ({
    sourceId: t.string({
      required: true,
      description:
        'What the source knows the answer by, at most 200 characters, plain; unique within the source.',
    }),
    partnerId: t.id({
      required: true,
      description: 'The partner that it is about. An id of another type refuses the answer.',
    }),
    implementationId: t.id({
      description: 'The implementation that it is about; one of that partner.',
    }),
    score: t.int({ required: true, description: `${SCORE} A whole number.` }),
    answeredAt: t.field({ type: 'DateTime', required: true, description: 'When; not in the future.' }),
  }),
});

const RecordInput = builder.inputType('SatisfactionResponsesRecordInput', {
  description: 'Answers of customers from one source.',
  fields: (t) => ({
    source: t.string({
      required: true,
      description:
        'Who asked, such as `SURVEYS`: at most 200 characters, plain, the same in every request; ids are unique within it.',
    }),
    responses: t.field({
      type: [RowInput],
      required: true,
      description: `The answers; at most ${RESPONSES_MAX}.`,
    }),
  }),
});

const OutcomeType = builder.enumType('SatisfactionResponseOutcome', {
  description: 'What became of an answer.',
  values: {
    CREATED: { description: 'It was recorded.' },
    UNCHANGED: { description: 'It was recorded before; nothing was written.' },
    REFUSED: { description: 'It was wrong and nothing was written; see the errors.' },
  } satisfies Record<ResponseOutcome, object>,
});

type Settled = ResponseResult & Readonly<{ response: SatisfactionResponse | null }>;

const ResultType = builder.objectRef<Settled>('SatisfactionResponseResult').implement({
  description: 'What became of one answer.',
  fields: (t) => ({
    sourceId: t.exposeString('sourceId', { description: 'The id as it was sent.' }),
    outcome: t.field({
      type: OutcomeType,
      description: 'What became of it.',
      resolve: ({ outcome }) => outcome,
    }),
    errors: t.field({
      type: [InvalidFieldType],
      description:
        'Why it was refused, one for each field that is wrong; `OTHER_CONTENT` where its id stands for another answer. Empty otherwise.',
      resolve: ({ errors }) => [...errors],
    }),
    response: t.field({
      type: ResponseType,
      nullable: true,
      description: 'The answer as it is recorded; null where it was refused.',
      resolve: ({ response }) => response,
    }),
  }),
});

const RecordedType = builder.objectRef<{ results: Settled[] }>('SatisfactionResponses').implement({
  description: 'What became of the answers.',
  fields: (t) => ({
    results: t.field({
      type: [ResultType],
      description: `One for each answer, in the order of the answers; at most ${RESPONSES_MAX}.`,
      resolve: ({ results }) => results,
    }),
  }),
});

builder.mutationField('satisfactionResponsesRecord', (t) =>
  t.field({
    type: RecordedType,
    nullable: true,
    description:
      'Records what customers answered. A wrong answer is refused and the others are recorded; sending one again changes nothing. ' +
      'For service accounts and partner operations.',
    errors: { types: [...ALWAYS] },
    complexity: 100,
    args: { input: t.arg({ type: RecordInput, required: true, description: 'The answers.' }) },
    resolve: async (_root, { input }, ctx, info) => {
      const results = await ctx.transaction((tx) => recordResponses(tx, ctx.actor, input, ctx.now));
      const selection = queryFromInfo({
        context: ctx,
        info,
        typeName: 'SatisfactionResponse',
        paths: [['results', 'response']],
        select: { id: true },
      });
      const ids = results.flatMap(({ id }) => id ?? []);
      const responses = await ctx.db.satisfactionResponse.findMany({
        ...(selection as object),
        where: { id: { in: ids } },
        take: RESPONSES_MAX,
      });
      const byId = new Map(responses.map((response) => [response.id, response]));
      return {
        results: results.map((result) => ({ ...result, response: byId.get(result.id ?? '') ?? null })),
      };
    },
  }),
);
