import { aLadder, aMemberOf, hasLed, keep, review } from '../../tier-reviews.ts';
import type { Scenarios, World } from './world.ts';

/** A partner that has led enough for a higher tier, which the job proposes. */
async function aProposal({ portal, staff }: World) {
  const ladder = await aLadder(portal, staff);
  const partner = await aMemberOf(portal, ladder);
  const now = new Date().toISOString();
  await hasLed(portal, partner.id, now, 2);
  // All scenarios share one portal, whose partners are more than a review evaluates by itself.
  await keep(portal, now);
  await review(portal, now);
  const { id, version } = await portal.arrange((tx) =>
    tx.tierReview.findFirstOrThrow({ where: { partnerId: partner.id, status: 'PROPOSED' } }),
  );
  return { programId: `PartnerProgram_${ladder.id}`, which: { id: `TierReview_${id}`, version } };
}

export const tierReviews: Scenarios = {
  tierReviewApprove: async (world) => ({ by: world.staff, input: (await aProposal(world)).which }),
  tierReviewDismiss: async (world) => ({
    by: world.staff,
    input: { ...(await aProposal(world)).which, reason: 'Not yet.' },
  }),
  tierReviewApproveAll: async (world) => {
    const { programId } = await aProposal(world);
    return { by: world.staff, input: { matching: { programId, outcome: 'PROMOTE' } } };
  },
};
