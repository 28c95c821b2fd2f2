import { builder } from '../../graphql/builder.ts';
import { ALWAYS, ON_CHANGE } from '../../graphql/refusals.ts';
import type { Refusal } from '../../kernel/errors.ts';
import { approveTierReview, approveTierReviews } from '../../workflows/decide-tier-reviews.ts';
import { PartnerProgramType } from './program.schema.ts';
import { TierReviewOutcomeType, TierReviewType } from './tier-review.schema.ts';
import { dismissReview, REVIEWS_APPROVED_MAX } from './tier-review.service.ts';

const ApproveInput = builder.inputType('TierReviewApproveInput', {
  description: 'A proposal to approve.',
  fields: (t) => ({
    id: t.globalID({ for: [TierReviewType], required: true, description: 'Which.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
  }),
});

builder.mutationField('tierReviewApprove', (t) =>
  t.prismaField({
    type: TierReviewType,
    nullable: true,
    description:
      'Approves what a review proposes, and places the partner in the tier from then on; with GRACE the partner is told. Refused where it ' +
      'was decided on before, the partner left or is in another tier meanwhile, the tier is gone, or the grace is over. For partner operations.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: ApproveInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) =>
        approveTierReview(tx, ctx.actor, { id, version: input.version }, ctx.now),
      );
      return await ctx.db.tierReview.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const DismissInput = builder.inputType('TierReviewDismissInput', {
  description: 'A proposal to turn down.',
  fields: (t) => ({
    id: t.globalID({ for: [TierReviewType], required: true, description: 'Which.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    reason: t.string({
      required: true,
      description: 'Why, at most 1,000 characters; for the vendor, partners never read it.',
    }),
  }),
});

builder.mutationField('tierReviewDismiss', (t) =>
  t.prismaField({
    type: TierReviewType,
    nullable: true,
    description:
      'Turns down what a review proposes: nothing changes, and it is not proposed again for the period. Refused where it was decided on ' +
      'before. For partner operations.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: DismissInput, required: true, description: 'Which, and why.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const dismissal = { id, version: input.version, reason: input.reason };
      await ctx.transaction((tx) => dismissReview(tx, ctx.actor, dismissal, ctx.now));
      return await ctx.db.tierReview.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const MatchingInput = builder.inputType('TierReviewMatchingInput', {
  description: 'Which proposals that wait.',
  fields: (t) => ({
    programId: t.globalID({ for: [PartnerProgramType], required: true, description: 'Of this program.' }),
    outcome: t.field({ type: TierReviewOutcomeType, required: true, description: 'Proposing this.' }),
  }),
});

const ApproveAllInput = builder.inputType('TierReviewApproveAllInput', {
  description: 'Proposals to approve: either by their ids, or those that wait with an outcome.',
  fields: (t) => ({
    ids: t.globalIDList({
      for: [TierReviewType],
      description: `These, whatever their version; 1 to ${REVIEWS_APPROVED_MAX}.`,
    }),
    matching: t.field({
      type: MatchingInput,
      description: `Those that wait with an outcome, the oldest first; at most ${REVIEWS_APPROVED_MAX} in one request.`,
    }),
  }),
});

type Item = Readonly<{ id: string; refusal: Refusal | null }>;

const ItemType = builder.objectRef<Item>('TierReviewApprovalItem').implement({
  description: 'What became of one proposal: it is approved, or refused with nothing of it changed.',
  fields: (t) => ({
    review: t.prismaField({
      type: TierReviewType,
      nullable: true,
      description: 'The review as it is now; null where it does not exist.',
      resolve: (query, { id }, _args, { db }) => db.tierReview.findUnique({ ...query, where: { id } }),
    }),
    approved: t.boolean({
      description: 'Whether it was approved.',
      resolve: ({ refusal }) => refusal === null,
    }),
    refusalCode: t.string({
      nullable: true,
      description:
        'Why not, as a constant such as `INVALID_STATE` or `NOT_FOUND`; null where it was approved.',
      resolve: ({ refusal }) => refusal?.code ?? null,
    }),
    refusalMessage: t.string({
      nullable: true,
      description: 'Why not, for people; null where it was approved.',
      resolve: ({ refusal }) => refusal?.message ?? null,
    }),
  }),
});

const ApprovalType = builder.objectRef<Readonly<{ items: readonly Item[] }>>('TierReviewApproval').implement({
  description: 'What became of each of the proposals that were to be approved.',
  fields: (t) => ({
    approvedCount: t.int({
      description: 'How many were approved.',
      resolve: ({ items }) => items.filter(({ refusal }) => refusal === null).length,
    }),
    items: t.field({
      type: [ItemType],
      description: `Each of them, in the order of the request; at most ${REVIEWS_APPROVED_MAX}.`,
      complexity: { field: 5, multiplier: 20 },
      resolve: ({ items }) => [...items],
    }),
  }),
});

builder.mutationField('tierReviewApproveAll', (t) =>
  t.field({
    type: ApprovalType,
    nullable: true,
    description:
      'Approves many proposals in one request, each for itself: one that is refused keeps no other from being approved. Where `matching` ' +
      'finds more than one request takes, send it again. For partner operations.',
    errors: { types: [...ALWAYS] },
    args: { input: t.arg({ type: ApproveAllInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input }, ctx) => {
      const selection = {
        ids: input.ids?.map(({ id }) => id) ?? null,
        matching: input.matching
          ? { programId: input.matching.programId.id, outcome: input.matching.outcome }
          : null,
      };
      return {
        items: await ctx.transaction((tx) => approveTierReviews(tx, ctx.actor, selection, ctx.now)),
      };
    },
  }),
);
