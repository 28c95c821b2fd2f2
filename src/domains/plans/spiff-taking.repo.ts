import type { Tx } from '../../platform/database/client.ts';

/** Locks SPIFFs for the rest of the transaction, in one order, so that two who take from several do not wait for each other. */
export const lockSpiffs = (tx: Tx, ids: readonly string[]) =>
  tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM spiff WHERE id = ANY (${[...ids]}::uuid[]) ORDER BY id FOR UPDATE`;

export const findSpiff = (tx: Tx, id: string) => tx.spiff.findUnique({ where: { id } });

export const findSpiffs = (tx: Tx, ids: readonly string[]) =>
  tx.spiff.findMany({ where: { id: { in: [...ids] } } });

/** Those that are open and hold on one of the days, by code. */
export const spiffsOn = (tx: Tx, from: Date, until: Date) =>
  tx.spiff.findMany({
    where: { status: 'PUBLISHED', validFrom: { lte: until }, validTo: { gt: from } },
    orderBy: { code: 'asc' },
  });

/** Takes from the budget if all of the amount is left: one statement, which waits for others that take. Answers whether it did. */
export async function takeFromBudget(tx: Tx, id: string, amountMinor: bigint): Promise<boolean> {
  const taken = await tx.$executeRaw`
    UPDATE spiff SET spent_minor = spent_minor + ${amountMinor}
    WHERE id = ${id}::uuid AND status = 'PUBLISHED' AND spent_minor + ${amountMinor} <= budget_minor`;
  return taken === 1;
}

/** Gives back to budgets of SPIFFs that are locked, at most all that was taken; a negative amount takes what is left at most. */
export async function giveBackToBudgets(
  tx: Tx,
  freed: readonly Readonly<{ id: string; amountMinor: bigint }>[],
): Promise<void> {
  const rows = JSON.stringify(freed.map(({ id, amountMinor }) => ({ id, minor: String(amountMinor) })));
  await tx.$executeRaw`
    UPDATE spiff AS s SET spent_minor = least(s.budget_minor, greatest(0, s.spent_minor - f.minor))
    FROM jsonb_to_recordset(${rows}::jsonb) AS f (id uuid, minor bigint) WHERE s.id = f.id`;
}

/** Whether a partner lets this person be paid by the SPIFF: by a consent for the person, or for all of its people. */
export const isConsentGiven = async (
  tx: Tx,
  of: Readonly<{ spiffId: string; partnerId: string; membershipId: string }>,
): Promise<boolean> => {
  const { spiffId, partnerId, membershipId } = of;
  const where = { spiffId, partnerId, revokedAt: null, OR: [{ membershipId: null }, { membershipId }] };
  return (await tx.spiffConsent.findFirst({ where, select: { id: true } })) !== null;
};
