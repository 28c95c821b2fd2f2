import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PartnerProgramType } from './program.schema.ts';
import { tierReviewWhere } from './tier-review.filter.ts';
import { TierReviewOutcomeType, TierReviewStatusType, TierReviewType } from './tier-review.schema.ts';

const STAFF_ONLY = { permission: 'TIER_REVIEWS_READ' } as const;

const TierReviewFilter = builder.inputType('TierReviewFilter', {
  description: 'Which reviews; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    programId: t.globalID({ for: [PartnerProgramType], description: 'Of this program.' }),
    status: t.field({ type: [TierReviewStatusType], description: 'With one of these statuses.' }),
    outcomes: t.field({ type: [TierReviewOutcomeType], description: 'Proposing one of these.' }),
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
    period: t.string({ description: 'Of this fiscal period, such as `FY2026-Q3`.' }),
  }),
});

const ORDER_COLUMNS = {
  PROPOSED_AT: { column: 'proposedAt', type: 'instant', description: 'When they were proposed.' },
} as const;

const TierReviewOrder = orderOf('TierReview', 'reviews', ORDER_COLUMNS);

const TierReviewConnection = connectionOf(TierReviewType, 'TierReview', { one: 'A review', many: 'reviews' });

builder.queryField('tierReview', (t) =>
  t.prismaField({
    type: TierReviewType,
    nullable: true,
    description: 'One review; null where it does not exist or is hidden from you. For staff.',
    authScopes: STAFF_ONLY,
    args: { id: t.arg.globalID({ for: [TierReviewType], required: true, description: 'Its global id.' }) },
    resolve: (query, _root, { id }, { db }) => db.tierReview.findUnique({ ...query, where: { id: id.id } }),
  }),
);

builder.queryField('tierReviews', (t) =>
  t.field({
    type: TierReviewConnection,
    nullable: true,
    description:
      'What reviews propose and what became of it, the latest first where no order is given. For staff; a channel manager sees the portfolio.',
    authScopes: STAFF_ONLY,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: TierReviewFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: TierReviewOrder,
        description: 'In which order; the latest first where left out.',
      }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'PROPOSED_AT' as const, direction: 'DESC' as const };
      return resolvePage(context, info, {
        model: 'tierReview',
        typeName: 'TierReview',
        args,
        where: tierReviewWhere(args.filter),
        own: { partner: 'partnerId' },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
