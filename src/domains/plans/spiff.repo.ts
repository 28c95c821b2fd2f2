import { ConflictError } from '../../kernel/errors.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Prisma, Spiff, SpiffConsent } from '../../platform/database/generated/client/client.ts';
import { violates } from '../../platform/database/session.ts';
import type { SpiffContent } from './spiff-input.rules.ts';

/** Answers null where the code is taken. */
export async function insertSpiff(
  tx: Tx,
  content: SpiffContent,
  createdById: string | null,
): Promise<Spiff | null> {
  const [inserted] = await tx.spiff.createManyAndReturn({
    data: [{ ...content, createdById }],
    skipDuplicates: true,
  });
  return inserted ?? null;
}

export async function lockSpiff(tx: Tx, id: string): Promise<Spiff | null> {
  await tx.$queryRaw`SELECT 1 FROM spiff WHERE id = ${id}::uuid FOR UPDATE`;
  return await findSpiff(tx, id);
}

export const findSpiff = (tx: Tx, id: string): Promise<Spiff | null> =>
  tx.spiff.findUnique({ where: { id } });

export const moveSpiff = (tx: Tx, { id, version }: Spiff, status: string): Promise<Spiff> =>
  tx.spiff.update({ where: { id }, data: { status, version: version + 1 } });

export const productCodes = async (tx: Tx): Promise<ReadonlySet<string>> =>
  new Set((await tx.product.findMany({ select: { code: true } })).map(({ code }) => code));

export const findPartner = (tx: Tx, id: string) =>
  tx.partner.findUnique({ where: { id }, select: { id: true } });

export const findMembership = (tx: Tx, id: string, partnerId: string) =>
  tx.membership.findFirst({ where: { id, partnerId }, select: { id: true } });

/** @throws ConflictError where the same consent is given already. */
export async function insertConsent(
  tx: Tx,
  data: Prisma.SpiffConsentUncheckedCreateInput,
): Promise<SpiffConsent> {
  try {
    return await tx.spiffConsent.create({ data });
  } catch (error) {
    if (!violates(error, 'spiff_consent_once')) throw error;
    throw new ConflictError('This consent is given already, and not revoked.', 'spiffId');
  }
}

/** Null where it does not exist or is hidden. */
export async function lockConsent(tx: Tx, id: string): Promise<SpiffConsent | null> {
  await tx.$queryRaw`SELECT 1 FROM spiff_consent WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.spiffConsent.findUnique({ where: { id } });
}

export const revokeConsent = (tx: Tx, id: string, revokedAt: Date) =>
  tx.spiffConsent.update({ where: { id }, data: { revokedAt } });

/** The open ones, the first to end first. */
export const openSpiffs = (tx: Tx, today: Date, most: number): Promise<Spiff[]> =>
  tx.spiff.findMany({
    where: { status: 'PUBLISHED', validTo: { gt: today } },
    orderBy: [{ validTo: 'asc' }, { id: 'asc' }],
    take: most,
  });
