import type { Tx } from '../../platform/database/client.ts';
import type { PayoutHold, Prisma } from '../../platform/database/generated/client/client.ts';

export const insertHold = (tx: Tx, data: Prisma.PayoutHoldUncheckedCreateInput): Promise<PayoutHold> =>
  tx.payoutHold.create({ data });

export async function lockHold(tx: Tx, id: string): Promise<PayoutHold | null> {
  await tx.$queryRaw`SELECT 1 FROM payout_hold WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.payoutHold.findUnique({ where: { id } });
}

export const liftHold = (tx: Tx, id: string, data: Readonly<{ liftedById: string | null; liftedAt: Date }>) =>
  tx.payoutHold.update({ where: { id }, data });

export const isPartner = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.partner.findUnique({ where: { id }, select: { id: true } })) !== null;

export const setMinimum = (tx: Tx, currency: string, amountMinor: bigint) =>
  tx.payoutMinimum.upsert({
    where: { currency },
    create: { currency, amountMinor },
    update: { amountMinor },
  });

export const setThreshold = (
  tx: Tx,
  {
    countryCode,
    year,
    ...amount
  }: Readonly<{ countryCode: string; year: number; amountMinor: bigint; currency: string }>,
) =>
  tx.reportingThreshold.upsert({
    where: { countryCode_year: { countryCode, year } },
    create: { countryCode, year, ...amount },
    update: amount,
  });
