import type { Tx } from '../../platform/database/client.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

export const insertTransfer = (tx: Tx, data: Prisma.ReferralTransferUncheckedCreateInput) =>
  tx.referralTransfer.create({ data });

/** A claim without keys for the successor, as old as the one whose keys it is to get. */
export async function insertSuccessorClaim(tx: Tx, fromClaimId: string, toReferralId: string) {
  const { productFamily, territory, takenAt } = await tx.claim.findUniqueOrThrow({
    where: { id: fromClaimId },
  });
  const claim = { referralId: toReferralId, productFamily, territory, keys: [], takenAt };
  const { id } = await tx.claim.create({ data: claim });
  return { id, keys: [], held: [], waiting: [] };
}

/** What a referral last asked for, whether it got it or not. */
export const findLastClaim = (tx: Tx, referralId: string) =>
  tx.claim.findFirst({ where: { referralId }, orderBy: [{ takenAt: 'desc' }, { id: 'desc' }] });

/** The CRM's deal is visible to whoever is credited with it. */
export const creditDeal = (
  tx: Tx,
  opportunityId: string,
  partnerId: string,
  referredById: string,
  now: Date,
) =>
  tx.opportunity.update({
    where: { id: opportunityId },
    data: { partnerId, referredById, version: { increment: 1 }, updatedAt: now },
  });

export const findLastDecision = (tx: Tx, referralId: string) =>
  tx.referralDecision.findFirst({ where: { referralId }, orderBy: [{ decidedAt: 'desc' }, { id: 'desc' }] });

export const insertDecision = (tx: Tx, data: Prisma.ReferralDecisionUncheckedCreateInput) =>
  tx.referralDecision.create({ data });

export const findClaim = (tx: Tx, id: string) => tx.claim.findUniqueOrThrow({ where: { id } });
