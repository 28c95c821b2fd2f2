import type { Tx } from '../../platform/database/client.ts';
import type { EngagementRules, Prisma } from '../../platform/database/generated/client/client.ts';

/** One writes rules at a time, so that versions count on without a gap. */
export const lockRules = (tx: Tx) =>
  tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('engagement_rules', 0))::text`;

export const findDraft = (tx: Tx): Promise<EngagementRules | null> =>
  tx.engagementRules.findFirst({ where: { status: 'DRAFT' } });

export const findRules = (tx: Tx, id: string): Promise<EngagementRules | null> =>
  tx.engagementRules.findUnique({ where: { id } });

export const lastVersion = async (tx: Tx): Promise<number> =>
  (await tx.engagementRules.aggregate({ _max: { version: true } }))._max.version ?? 0;

export const insertRules = (tx: Tx, data: Prisma.EngagementRulesUncheckedCreateInput) =>
  tx.engagementRules.create({ data });

export const updateRules = (tx: Tx, id: string, data: Prisma.EngagementRulesUncheckedUpdateInput) =>
  tx.engagementRules.update({ where: { id }, data });

/** Ends the rules that hold at an instant without an end. */
export const endRulesBefore = (tx: Tx, at: Date) =>
  tx.engagementRules.updateMany({
    where: { status: 'PUBLISHED', validTo: null, validFrom: { lt: at } },
    data: { validTo: at },
  });

export const isCustomer = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.customer.findUnique({ where: { id }, select: { id: true } })) !== null;

export const insertNamedAccount = (tx: Tx, data: Prisma.NamedAccountUncheckedCreateInput) =>
  tx.namedAccount.create({ data });

/** The entry of a customer that holds at an instant, locked by ending it; null where there is none. */
export async function endNamedAccount(tx: Tx, customerId: string, at: Date, validTo: Date) {
  const where = { customerId, validFrom: { lte: at }, OR: [{ validTo: null }, { validTo: { gt: validTo } }] };
  const found = await tx.namedAccount.findFirst({ where, orderBy: { validFrom: 'desc' } });
  if (!found) return null;
  const { validFrom } = found;
  return await tx.namedAccount.update({
    where: { customerId_validFrom: { customerId, validFrom } },
    data: { validTo },
  });
}
