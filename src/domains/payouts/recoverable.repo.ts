import type { Tx } from '../../platform/database/client.ts';
import type { Prisma, RecoverableWriteOff } from '../../platform/database/generated/client/client.ts';

export type RecoverableRow = Readonly<{
  partnerId: string;
  membershipId: string | null;
  currency: string;
  owedMinor: bigint;
  /** The day of the oldest recovery that nothing has covered yet. */
  owedSince: Date;
}>;

/**
 * What is owed, by payee and currency, in the order of their key. What was covered since covers the oldest recoveries first, so
 * that it is the first one beyond the total covered that tells the age.
 */
export const recoverablesPage = (
  tx: Pick<Tx, '$queryRaw'>,
  page: Readonly<{ partnerId: string | null; after: readonly string[] | null; limit: number }>,
): Promise<RecoverableRow[]> => {
  const [afterPartner, afterMembership, afterCurrency] = page.after ?? [null, null, null];
  return tx.$queryRaw<RecoverableRow[]>`
    WITH moved AS (
      SELECT e.id, e.partner_id, coalesce(g.membership_id::text, '') AS membership, e.currency, e.effective_on,
        CASE WHEN e.from_account = 'RECOVERABLE' THEN e.amount_minor ELSE 0 END AS owed,
        CASE WHEN e.to_account = 'RECOVERABLE' THEN e.amount_minor ELSE 0 END AS covered
      FROM ledger_entry AS e LEFT JOIN commission_earning AS g ON g.id = e.earning_id AND g.partner_id = e.partner_id
      WHERE (e.from_account = 'RECOVERABLE' OR e.to_account = 'RECOVERABLE')
        AND (${page.partnerId}::uuid IS NULL OR e.partner_id = ${page.partnerId}::uuid)
        AND (${afterPartner}::uuid IS NULL OR e.partner_id >= ${afterPartner}::uuid)
    ), running AS (
      SELECT *, sum(owed) OVER (PARTITION BY partner_id, membership, currency ORDER BY effective_on, id) AS owed_so_far,
        sum(covered) OVER (PARTITION BY partner_id, membership, currency) AS covered_in_all
      FROM moved
    )
    SELECT partner_id AS "partnerId", nullif(membership, '')::uuid AS "membershipId", currency,
      (sum(owed) - sum(covered))::bigint AS "owedMinor",
      min(effective_on) FILTER (WHERE owed > 0 AND owed_so_far > covered_in_all) AS "owedSince"
    FROM running
    WHERE ${afterPartner}::uuid IS NULL
      OR (partner_id, membership, currency) > (${afterPartner}::uuid, ${afterMembership}::text, ${afterCurrency}::text)
    GROUP BY partner_id, membership, currency
    HAVING sum(owed) > sum(covered)
    ORDER BY partner_id, membership, currency LIMIT ${page.limit}`;
};

export const insertWriteOff = (
  tx: Tx,
  data: Prisma.RecoverableWriteOffUncheckedCreateInput,
): Promise<RecoverableWriteOff> => tx.recoverableWriteOff.create({ data });

export const findWriteOff = (tx: Tx, id: string): Promise<RecoverableWriteOff | null> =>
  tx.recoverableWriteOff.findUnique({ where: { id } });

export async function lockWriteOff(tx: Tx, id: string): Promise<RecoverableWriteOff | null> {
  await tx.$queryRaw`SELECT 1 FROM recoverable_write_off WHERE id = ${id}::uuid FOR UPDATE`;
  return await findWriteOff(tx, id);
}

export const updateWriteOff = (
  tx: Tx,
  { id, version }: RecoverableWriteOff,
  data: Prisma.RecoverableWriteOffUncheckedUpdateInput,
): Promise<RecoverableWriteOff> =>
  tx.recoverableWriteOff.update({ where: { id }, data: { ...data, version: version + 1 } });
