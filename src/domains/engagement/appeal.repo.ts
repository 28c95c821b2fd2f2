import type { Tx } from '../../platform/database/client.ts';
import type { Appeal, Prisma } from '../../platform/database/generated/client/client.ts';

export const findLastAppeal = (tx: Tx, partnerId: string, referralId: string): Promise<Appeal | null> =>
  tx.appeal.findFirst({ where: { partnerId, referralId }, orderBy: [{ openedAt: 'desc' }, { id: 'desc' }] });

export const insertAppeal = (tx: Tx, data: Prisma.AppealUncheckedCreateInput): Promise<Appeal> =>
  tx.appeal.create({ data });

/** Locks an appeal for the rest of the transaction; null where row security hides it or it does not exist. */
export async function lockAppeal(tx: Tx, id: string): Promise<Appeal | null> {
  await tx.$queryRaw`SELECT 1 FROM appeal WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.appeal.findUnique({ where: { id } });
}

export const updateAppeal = (tx: Tx, id: string, data: Prisma.AppealUncheckedUpdateInput): Promise<Appeal> =>
  tx.appeal.update({ where: { id }, data });

/** Who last rejected a referral, from the event log; null where it was nobody's decision. */
export async function findRejecter(tx: Tx, referralId: string): Promise<string | null> {
  const rejection = await tx.event.findFirst({
    where: { subjectId: referralId, type: 'referral.rejected' },
    orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
    select: { actorId: true },
  });
  return rejection?.actorId ?? null;
}
