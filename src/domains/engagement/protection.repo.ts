import type { Tx } from '../../platform/database/client.ts';
import type { Prisma, ProtectionExtension } from '../../platform/database/generated/client/client.ts';

/** In the order in which they were booked: ids grow with time, and a referral's facts are booked under its lock. */
export const factsOf = (tx: Tx, referralId: string, partnerId: string) =>
  tx.protectionSpan.findMany({ where: { referralId, partnerId }, orderBy: { id: 'asc' } });

export const insertFact = (tx: Tx, data: Prisma.ProtectionSpanUncheckedCreateInput) =>
  tx.protectionSpan.create({ data });

export const findOpenExtension = (
  tx: Tx,
  referralId: string,
  partnerId: string,
): Promise<ProtectionExtension | null> =>
  tx.protectionExtension.findFirst({ where: { referralId, partnerId, status: 'REQUESTED' } });

export const insertExtension = (tx: Tx, data: Prisma.ProtectionExtensionUncheckedCreateInput) =>
  tx.protectionExtension.create({ data });

export const decideExtension = (
  tx: Tx,
  id: string,
  data: Readonly<{
    status: 'GRANTED' | 'REFUSED';
    decidedAt: Date;
    grantedUntil: Date | null;
    message: string | null;
  }>,
) => tx.protectionExtension.update({ where: { id }, data });
