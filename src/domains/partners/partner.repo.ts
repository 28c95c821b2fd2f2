import type { Tx } from '../../platform/database/client.ts';
import type { Partner } from '../../platform/database/generated/client/client.ts';
import type { Address, ExternalId } from './partner.rules.ts';

/**
 * Locks partners for the rest of the transaction, in one order, so that two that lock several never wait for each
 * other. Rows that point to a partner can still be written. Answers the ones that are there and visible.
 */
export async function lockPartners(tx: Tx, ids: readonly string[]): Promise<Partner[]> {
  await tx.$queryRaw`SELECT 1 FROM partner WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  return await tx.partner.findMany({ where: { id: { in: [...ids] } } });
}

export const lockPartner = async (tx: Tx, id: string): Promise<Partner | null> =>
  (await lockPartners(tx, [id]))[0] ?? null;

export const insertPartner = (
  tx: Tx,
  data: Parameters<Tx['partner']['create']>[0]['data'],
): Promise<Partner> => tx.partner.create({ data });

/** Writes what changed and counts the version up, so that whoever read the old one is told. */
export const updatePartner = (
  tx: Tx,
  partner: Partner,
  data: Parameters<Tx['partner']['update']>[0]['data'],
  now: Date,
): Promise<Partner> =>
  tx.partner.update({
    where: { id: partner.id },
    data: { ...data, version: partner.version + 1, updatedAt: now },
  });

export async function insertStatusChange(
  tx: Tx,
  data: Parameters<Tx['partnerStatusChange']['create']>[0]['data'],
): Promise<void> {
  await tx.partnerStatusChange.create({ data });
}

/** Read under a lock, so that a master that is being terminated is waited for. */
export async function lockedStatusOf(tx: Tx, id: string): Promise<string | null> {
  const rows = await tx.$queryRaw<
    { status: string }[]
  >`SELECT status FROM partner WHERE id = ${id}::uuid FOR SHARE`;
  return rows[0]?.status ?? null;
}

export const hasSubAccounts = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.partner.findFirst({ where: { masterId: id }, select: { id: true } })) !== null;

export const regionExists = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.region.findUnique({ where: { id }, select: { id: true } })) !== null;

/** Whether the partner ever worked under this agreement, whatever the case it was written in. */
export const agreementWasUsed = async (tx: Tx, partnerId: string, reference: string): Promise<boolean> =>
  (await tx.partnerStatusChange.findFirst({
    where: { partnerId, agreementReference: { equals: reference, mode: 'insensitive' } },
    select: { id: true },
  })) !== null;

export async function replaceAddresses(
  tx: Tx,
  partnerId: string,
  addresses: readonly Address[],
): Promise<void> {
  await tx.partnerAddress.deleteMany({ where: { partnerId } });
  await tx.partnerAddress.createMany({ data: addresses.map((address) => ({ partnerId, ...address })) });
}

/** Answers false where the system's id belongs to a partner already. */
export async function insertExternalId(tx: Tx, partnerId: string, id: ExternalId): Promise<boolean> {
  const { count } = await tx.partnerExternalId.createMany({
    data: [{ partnerId, ...id }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** Answers false where the partner has no such id. */
export async function deleteExternalId(tx: Tx, partnerId: string, id: ExternalId): Promise<boolean> {
  const { count } = await tx.partnerExternalId.deleteMany({ where: { partnerId, ...id } });
  return count === 1;
}

/** Answers null where the code is taken. */
export async function insertRegion(tx: Tx, region: { code: string; name: string }): Promise<string | null> {
  const [inserted] = await tx.region.createManyAndReturn({ data: [region], skipDuplicates: true });
  return inserted?.id ?? null;
}

/**
 * The currencies that the vendor deals in, in the order of their codes. The settings stay as they are until the
 * transaction ends, so that no currency is taken away while a partner is given it.
 */
export async function lockedCurrencies(tx: Tx): Promise<string[]> {
  await tx.$queryRaw`SELECT 1 FROM vendor_settings WHERE id = 1 FOR SHARE`;
  return (await tx.vendorCurrency.findMany({ orderBy: { code: 'asc' } })).map(({ code }) => code);
}

export type VendorDefaults = Readonly<{ timeZone: string; currency: string }>;

export const vendorDefaultsOf = (tx: Tx): Promise<VendorDefaults> =>
  tx.vendorSettings.findUniqueOrThrow({ where: { id: 1 }, select: { timeZone: true, currency: true } });
