import { builder } from '../../graphql/builder.ts';
import { column } from '../../graphql/columns.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { isAllowed } from '../../platform/auth/actor.ts';
import { linkReferralCustomer } from '../../workflows/contest-referrals.ts';
import { CustomerType } from '../customers/customer.schema.ts';
import type { CustomerCandidate } from '../customers/customer-finding.rules.ts';
import { CustomerMatchType, loadMatches } from '../customers/customer-match.schema.ts';
import { ReferralType } from './referral.schema.ts';
import { noteReferral, type ReviewDecision } from './referral-review.service.ts';

const REVIEWERS_ONLY = { permission: 'REFERRALS_REVIEW_READ' } as const;

const ReviewDecisionType = builder.enumType('ReferralReviewDecision', {
  description: 'What is known of which customer a referral is about.',
  values: {
    SAME: { description: 'A strong key proves which customer it is.' },
    POSSIBLE: { description: 'It may be one of the candidates; a person has to look.' },
    NONE: { description: 'Nothing like it is known, or nobody has looked, as with imported referrals.' },
    CONFIRMED: { description: 'A person decided which customer it is, or that it is none that is known.' },
  } satisfies Record<ReviewDecision, object>,
});

export const ReferralReviewType = builder.prismaObject('ReferralReview', {
  name: 'ReferralReview',
  description: 'What the vendor found out about a referral. Partners never see any of it.',
  authScopes: REVIEWERS_ONLY,
  fields: (t) => ({
    decision: t.field({
      type: ReviewDecisionType,
      description: 'What is known of which customer it is.',
      ...column('matchDecision').as<ReviewDecision>(),
    }),
    customer: t.relation('customer', {
      type: CustomerType,
      nullable: true,
      description:
        'The customer that it is, as the record that matched; its `canonical` is what it counts as.',
    }),
    candidates: t.field({
      type: [CustomerMatchType],
      description:
        'The customers that it may be, as they were when it was submitted, the likeliest first; at most 10. For the page of one referral rather than for lists.',
      complexity: { field: 20, multiplier: 10 },
      select: { matchEvidence: true },
      resolve: ({ matchEvidence }, _args, context, info) => {
        const { candidates } = matchEvidence as unknown as { candidates: CustomerCandidate[] };
        return loadMatches(context, info, [], candidates);
      },
    }),
    note: t.exposeString('note', { nullable: true, description: "The staff's comment." }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

builder.prismaObjectField(ReferralType, 'review', (t) =>
  t.field({
    type: ReferralReviewType,
    nullable: true,
    description: 'What the vendor found out about it; null before its first submission. For staff.',
    authScopes: REVIEWERS_ONLY,
    // A partner's database role may not read the table, so it is not even selected for a partner.
    select: (_args, { actor }, nested) =>
      isAllowed(actor, REVIEWERS_ONLY.permission) ? { review: nested() } : {},
    resolve: ({ review }) => review ?? null,
  }),
);

const reviewVersion = 'The version of the review that you read; 0 where there was none.';

const NoteInput = builder.inputType('ReferralReviewNoteInput', {
  description: 'A comment of the staff on a referral.',
  fields: (t) => ({
    id: t.globalID({ for: [ReferralType], required: true, description: 'Which referral.' }),
    version: t.int({ required: true, description: reviewVersion }),
    note: t.string({ description: 'The comment, at most 4,000 characters; null clears it.' }),
  }),
});

builder.mutationField('referralReviewNote', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description:
      "Writes the staff's comment on a referral, which partners never see. For partner operations, and channel managers for their portfolio.",
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: NoteInput, required: true, description: 'The comment.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const note = { id, version: input.version, note: input.note ?? null };
      await ctx.transaction((tx) => noteReferral(tx, ctx.actor, note, ctx.now));
      return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const LinkInput = builder.inputType('ReferralLinkCustomerInput', {
  description: 'Which customer a referral is about.',
  fields: (t) => ({
    id: t.globalID({ for: [ReferralType], required: true, description: 'Which referral.' }),
    version: t.int({ required: true, description: reviewVersion }),
    customerId: t.globalID({
      for: [CustomerType],
      description: 'The customer; null says that it is none that is known.',
    }),
  }),
});

builder.mutationField('referralLinkCustomer', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description:
      'Decides which customer a referral is about. The decision stays when the referral is returned and submitted again, unless the partner then describes another company. ' +
      'For partner operations, and channel managers for their portfolio.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: LinkInput, required: true, description: 'The decision.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const link = { id, version: input.version, customerId: input.customerId?.id ?? null };
      await ctx.transaction((tx) => linkReferralCustomer(tx, ctx.actor, link, ctx.now));
      return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
