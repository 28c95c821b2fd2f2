import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { applyPlacements, PLACEMENTS_MAX, type PlacementInput } from './tier-placement.service.ts';

type Approved = Readonly<{
  id: string;
  partnerId: string;
  programId: string;
  outcome: string;
  toTierId: string | null;
  effectiveOn: Date | null;
}>;

/**
 * Places the partners whose tier their approved reviews change, each partner of a program once in a call. RETAIN and
 * GRACE leave them where they are.
 * @throws ForbiddenError
 */
export async function applyReviews(
  tx: Tx,
  actor: Actor,
  reviews: readonly Approved[],
  now: Date,
): Promise<void> {
  const placements = reviews.flatMap((review): PlacementInput[] => {
    const { id: reviewId, partnerId, programId, outcome, toTierId: tierId, effectiveOn } = review;
    const isStep = outcome === 'PROMOTE' || outcome === 'DEMOTE';
    return isStep && tierId && effectiveOn
      ? [{ partnerId, programId, tierId, cause: 'REVIEW', reviewId, effectiveOn, reason: null }]
      : [];
  });
  for (let first = 0; first < placements.length; first += PLACEMENTS_MAX)
    await applyPlacements(tx, actor, placements.slice(first, first + PLACEMENTS_MAX), now);
}
