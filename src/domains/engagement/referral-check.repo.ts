import type { Tx } from '../../platform/database/client.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

export const insertCheck = (tx: Tx, data: Prisma.ReferralCheckLogUncheckedCreateInput) =>
  tx.referralCheckLog.create({ data });

export const findProtectedUntil = async (tx: Tx, referralId: string): Promise<Date | null> =>
  (await tx.referral.findUniqueOrThrow({ where: { id: referralId }, select: { protectedUntil: true } }))
    .protectedUntil;

export const findActiveProduct = (tx: Tx, id: string) =>
  tx.product.findFirst({ where: { id, active: true }, select: { family: true } });
