import type { Tx } from '../../platform/database/client.ts';
import type { Referral } from '../../platform/database/generated/client/client.ts';

/** Locks a referral for the rest of the transaction; null where row security hides it or it does not exist. */
export async function lockReferral(tx: Tx, id: string): Promise<Referral | null> {
  const locked = await tx.$queryRaw<unknown[]>`SELECT 1 FROM referral WHERE id = ${id}::uuid FOR UPDATE`;
  return locked.length > 0 ? await tx.referral.findUnique({ where: { id } }) : null;
}

export const insertReferral = (
  tx: Tx,
  data: Parameters<Tx['referral']['create']>[0]['data'],
): Promise<Referral> => tx.referral.create({ data });

/** Writes what changed and counts the version up, so that whoever read the old one is told. */
export const updateReferral = (
  tx: Tx,
  referral: Referral,
  data: Parameters<Tx['referral']['update']>[0]['data'],
  now: Date,
): Promise<Referral> =>
  tx.referral.update({
    where: { id: referral.id },
    data: { ...data, version: referral.version + 1, updatedAt: now },
  });

export const partnerStatusOf = async (tx: Tx, partnerId: string): Promise<string | null> =>
  (await tx.partner.findUnique({ where: { id: partnerId }, select: { status: true } }))?.status ?? null;

export const isActiveProduct = async (tx: Tx, productId: string): Promise<boolean> =>
  (await tx.product.findUnique({ where: { id: productId }, select: { active: true } }))?.active ?? false;
