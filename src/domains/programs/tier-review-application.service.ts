import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { TierReview } from '../../platform/database/generated/client/client.ts';

/** Places the partners whose tier their approved reviews change. */
export async function applyReviews(
  tx: Tx,
  _actor: Actor,
  reviews: readonly TierReview[],
  now: Date,
): Promise<void> {
  const steps = reviews.filter(({ outcome }) => outcome === 'PROMOTE' || outcome === 'DEMOTE');
  for (const review of steps)
    await tx.tierPlacement.create({
      data: {
        partnerId: review.partnerId,
        programId: review.programId,
        versionId: review.versionId,
        tierId: review.toTierId!,
        cause: 'REVIEW',
        effectiveOn: review.effectiveOn!,
        reviewId: review.id,
        decidedById: review.decidedById,
        bookedAt: now,
      },
    });
}
