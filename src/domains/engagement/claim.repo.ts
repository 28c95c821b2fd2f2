import type { Tx } from '../../platform/database/client.ts';
import type { ClaimTarget } from './claim.rules.ts';

/**
 * Takes the keys in their order and answers those that it got. Whoever holds one already, committed or not yet, keeps
 * it: an uncommitted holder is waited for, and the primary key decides.
 */
export async function insertKeys(tx: Tx, claimId: string, target: ClaimTarget): Promise<string[]> {
  const rows = await tx.$queryRaw<{ key: string }[]>`
    INSERT INTO claim_key (key, product_family, territory, claim_id)
    SELECT wanted.key, ${target.productFamily}, ${target.territory}, ${claimId}::uuid
    FROM unnest(${target.keys}::text[]) WITH ORDINALITY AS wanted(key, position) ORDER BY wanted.position
    ON CONFLICT DO NOTHING RETURNING key`;
  return rows.map(({ key }) => key);
}

export const deleteKeys = (tx: Tx, claimId: string) => tx.claimKey.deleteMany({ where: { claimId } });

/** The live claim of another referral that holds one of the keys; the longest held where there are several. */
export async function findHolder(tx: Tx, target: ClaimTarget, exceptReferralId: string | null) {
  return await tx.claim.findFirst({
    where: {
      releasedAt: null,
      ...(exceptReferralId && { referralId: { not: exceptReferralId } }),
      held: {
        some: {
          key: { in: [...target.keys] },
          productFamily: target.productFamily,
          territory: target.territory,
        },
      },
    },
    orderBy: [{ takenAt: 'asc' }, { id: 'asc' }],
  });
}

export const findLiveClaim = (tx: Tx, referralId: string) =>
  tx.claim.findFirst({ where: { referralId, releasedAt: null } });

export const insertClaim = (tx: Tx, referralId: string, target: ClaimTarget, takenAt: Date) =>
  tx.claim.create({
    data: {
      referralId,
      productFamily: target.productFamily,
      territory: target.territory,
      keys: [...target.keys],
      takenAt,
    },
  });

export const markReleased = (tx: Tx, id: string, releasedAt: Date, releaseReason: string) =>
  tx.claim.update({ where: { id }, data: { releasedAt, releaseReason } });

export const enterWaitlist = (tx: Tx, referralId: string, claimId: string, since: Date) =>
  tx.waitlistEntry.upsert({
    where: { referralId },
    create: { referralId, claimId, since },
    update: { claimId, endedAt: null },
  });

export const leaveWaitlist = (tx: Tx, referralId: string, endedAt: Date) =>
  tx.waitlistEntry.updateMany({ where: { referralId, endedAt: null }, data: { endedAt } });

/** Who waits behind a claim, the longest waiting first, locked so that two releases promote different ones. */
export const lockWaiting = (tx: Tx, claimId: string) =>
  tx.$queryRaw<{ referralId: string }[]>`
    SELECT referral_id AS "referralId" FROM waitlist_entry WHERE claim_id = ${claimId}::uuid AND ended_at IS NULL
    ORDER BY since, referral_id FOR UPDATE`;
