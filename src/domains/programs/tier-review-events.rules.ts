import type { ReviewOutcome } from './tier-review.rules.ts';

type Reviewed = Readonly<{
  id: string;
  partnerId: string;
  programId: string;
  period: string;
  outcome: string;
  fromTierId: string | null;
  toTierId: string | null;
  effectiveOn: Date | null;
}>;

const PROPOSED: Readonly<Record<ReviewOutcome, string>> = {
  PROMOTE: 'tier_review.promotion_proposed',
  RETAIN: 'tier_review.retention_proposed',
  GRACE: 'tier_review.grace_proposed',
  DEMOTE: 'tier_review.demotion_proposed',
};

const dayText = (day: Date | null): string | null => day?.toISOString().slice(0, 10) ?? null;

/** What becomes of a review, for the vendor alone. */
export const reviewEvent = (
  what: 'proposed' | 'approved' | 'dismissed' | 'superseded',
  review: Reviewed,
  occurredAt: Date,
) => ({
  type: what === 'proposed' ? PROPOSED[review.outcome as ReviewOutcome] : `tier_review.${what}`,
  subjectType: 'TierReview',
  subjectId: review.id,
  partnerId: review.partnerId,
  occurredAt,
  data: {
    ...{ programId: review.programId, period: review.period, outcome: review.outcome },
    ...{ fromTierId: review.fromTierId, toTierId: review.toTierId },
    effectiveOn: dayText(review.effectiveOn),
  },
});

/**
 * That a partner will lose its tier: once the grace is over where it has one, of which `graceUntil` is the last day, or
 * else from `effectiveOn` on. It says nothing of the review, which is the vendor's.
 */
export const noticeEvent = (
  review: Reviewed,
  { programCode, tierCode }: Readonly<{ programCode: string; tierCode: string | null }>,
  occurredAt: Date,
) => ({
  type: 'tier.demotion_noticed',
  subjectType: 'PartnerProgram',
  subjectId: review.programId,
  partnerId: review.partnerId,
  partnerVisible: true,
  occurredAt,
  data: {
    ...{ programCode, tierCode, period: review.period },
    graceUntil: review.outcome === 'GRACE' ? dayText(review.effectiveOn) : null,
    effectiveOn: review.outcome === 'DEMOTE' ? dayText(review.effectiveOn) : null,
  },
});
