import { builder } from '../../graphql/builder.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import { PartnerProgramType, ProgramVersionType } from './program.schema.ts';
import { ProgramTierType } from './program-tier.schema.ts';
import { type ReviewOutcome, reviewActionsAvailable } from './tier-review.rules.ts';
import type { TierReviewAction, TierReviewStatus } from './tier-review.states.ts';
import type { StoredReview } from './tier-review-explanation.rules.ts';
import { TierReviewExplanationType } from './tier-review-explanation.schema.ts';

const STAFF_ONLY = { permission: 'TIER_REVIEWS_READ' } as const;

export const TierReviewOutcomeType = builder.enumType('TierReviewOutcome', {
  description: "What a review proposes for a partner's tier.",
  values: {
    PROMOTE: { description: 'A higher tier, as its requirements are met.' },
    RETAIN: { description: 'The same tier, as its requirements were met in the period.' },
    GRACE: {
      description:
        'The same tier for some days more, though its requirements were missed. When they are over and it has not recovered, a ' +
        'demotion follows.',
    },
    DEMOTE: { description: 'A lower tier, after notice: the highest one whose requirements are met.' },
  } satisfies Record<ReviewOutcome, object>,
});

export const TierReviewStatusType = builder.enumType('TierReviewStatus', {
  description: 'What became of a proposal.',
  values: {
    PROPOSED: { description: 'It waits for a decision.' },
    APPROVED: { description: 'It was approved, by a person or as the program says; its tier holds.' },
    DISMISSED: { description: 'It was turned down; nothing changed.' },
    SUPERSEDED: { description: 'It no longer held before anybody decided; nothing changed.' },
  } satisfies Record<TierReviewStatus, object>,
});

const TierReviewActionType = builder.enumType('TierReviewAction', {
  description: 'What can be done with a proposal.',
  values: {
    APPROVE: { description: '`tierReviewApprove`.' },
    DISMISS: { description: '`tierReviewDismiss`.' },
  } satisfies Record<TierReviewAction, object>,
});

const AvailableActionType = builder
  .objectRef<ReturnType<typeof reviewActionsAvailable>[number]>('TierReviewAvailableAction')
  .implement({
    description: 'Something that you may do with a proposal, or the reason why it is blocked right now.',
    fields: (t) => ({
      action: t.field({
        type: TierReviewActionType,
        description: 'What.',
        resolve: ({ action }) => action,
      }),
      available: t.exposeBoolean('available', { description: 'Whether it would be done if asked for now.' }),
      blockedBecause: t.exposeString('blockedBecause', {
        nullable: true,
        description: 'What stands in the way; null where nothing does.',
      }),
    }),
  });

const TIER = { select: { code: true } } as const;

export const TierReviewType = builder.prismaNode('TierReview', {
  name: 'TierReview',
  description:
    "What a review proposes for a partner's tier, by which evaluation, and what was decided. For staff: partners see the notice of a " +
    'demotion and their tier, never the review.',
  authScopes: STAFF_ONLY,
  id: { field: 'id', description: 'Global id, `TierReview_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'Whose tier.' }),
    program: t.relation('program', { type: PartnerProgramType, description: 'In which program.' }),
    programVersion: t.relation('programVersion', {
      type: ProgramVersionType,
      description: 'The version of it that its tiers belong to.',
    }),
    period: t.exposeString('period', {
      description:
        'The fiscal period that was reviewed, such as `FY2026-Q3`; of a promotion, the one in which it was due.',
    }),
    outcome: t.field({
      type: TierReviewOutcomeType,
      description: 'What is proposed.',
      select: { outcome: true },
      resolve: ({ outcome }) => outcome as ReviewOutcome,
    }),
    status: t.field({
      type: TierReviewStatusType,
      description: 'What became of it.',
      select: { status: true },
      resolve: ({ status }) => status as TierReviewStatus,
    }),
    fromTier: t.relation('fromTier', {
      type: ProgramTierType,
      nullable: true,
      description: 'The tier that it was in, or due to be in; null for none.',
    }),
    toTier: t.relation('toTier', {
      type: ProgramTierType,
      nullable: true,
      description: 'The tier that is proposed; the same one for RETAIN and GRACE.',
    }),
    explanation: t.field({
      type: TierReviewExplanationType,
      description: 'How each requirement stood by which it was proposed.',
      complexity: 5,
      select: { explanation: true },
      resolve: ({ explanation }) => explanation as unknown as StoredReview,
    }),
    asOf: t.expose('asOf', { type: 'DateTime', description: 'By what was known when.' }),
    proposedAt: t.expose('proposedAt', { type: 'DateTime', description: 'When it was proposed.' }),
    noticedAt: t.expose('noticedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the partner was told that it will lose its tier; null where it was not.',
    }),
    effectiveOn: t.expose('effectiveOn', {
      type: 'Date',
      nullable: true,
      description: 'The first day of the tier that is proposed, or the last of the grace; null for RETAIN.',
    }),
    decidedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who decided; null while it waits, and where the program decides by itself.',
      select: { decidedById: true },
      resolve: async (query, { decidedById }, _args, { db }) =>
        decidedById ? await db.staffMember.findUnique({ ...query, where: { personId: decidedById } }) : null,
    }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided; null while it waits, and where it was superseded.',
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it was dismissed; null where it was not.',
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    availableActions: t.field({
      type: [AvailableActionType],
      description: 'What you can do with it now; one for each action that its status and your roles allow.',
      complexity: 5,
      select: {
        ...{ status: true, outcome: true, effectiveOn: true, programId: true },
        ...{ fromTier: TIER, toTier: TIER },
        partner: { select: { standings: { select: { programId: true, tier: TIER } } } },
      },
      resolve: async (review, _args, context) => {
        const standing = review.partner.standings.find(({ programId }) => programId === review.programId);
        return reviewActionsAvailable(
          {
            ...{ status: review.status as TierReviewStatus, outcome: review.outcome as ReviewOutcome },
            fromTierCode: review.fromTier?.code ?? null,
            presentTierCode: standing ? (standing.tier?.code ?? null) : undefined,
            ...{ effectiveOn: review.effectiveOn, today: await vendorDay(context) },
          },
          context.actor.roles,
        );
      },
    }),
  }),
});
