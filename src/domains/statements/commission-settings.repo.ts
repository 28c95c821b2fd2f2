import type { Tx } from '../../platform/database/client.ts';
import type { CommissionSettings, Prisma } from '../../platform/database/generated/client/client.ts';

export const readCommissionSettings = (tx: Tx): Promise<CommissionSettings> =>
  tx.commissionSettings.findUniqueOrThrow({ where: { id: 1 } });

/** Locks the settings for the rest of the transaction, so that changes follow one another. */
export async function lockCommissionSettings(tx: Tx): Promise<CommissionSettings> {
  await tx.$queryRaw`SELECT 1 FROM commission_settings WHERE id = 1 FOR UPDATE`;
  return await readCommissionSettings(tx);
}

export async function writeCommissionSettings(
  tx: Tx,
  data: Prisma.CommissionSettingsUncheckedUpdateInput,
): Promise<void> {
  await tx.commissionSettings.update({ where: { id: 1 }, data: { ...data, version: { increment: 1 } } });
}

export const isAgreementTemplate = async (tx: Tx, code: string): Promise<boolean> =>
  (await tx.agreementTemplate.findUnique({ where: { code }, select: { id: true } })) !== null;
