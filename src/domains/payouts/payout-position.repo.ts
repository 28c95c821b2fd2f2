import type { Tx } from '../../platform/database/client.ts';
import { readRows } from '../../platform/database/sql-rows.ts';
import type { PayeesRead } from './payees.rules.ts';
import { ACCOUNTS, OPEN_PAYOUTS, POSITIONS, STANDINGS } from './payout-position.sql.ts';

/** What decides of payees of these partners on a day of the vendor's calendar, in a fixed number of statements. */
export const readPayees = async (tx: Tx, partnerIds: readonly string[], on: Date): Promise<PayeesRead> => ({
  positions: await readRows(tx, POSITIONS, { partnerIds }),
  standings: await readRows(tx, STANDINGS, { partnerIds, on }),
  accounts: await readRows(tx, ACCOUNTS, { partnerIds }),
  openPayouts: await readRows(tx, OPEN_PAYOUTS, { partnerIds }),
});

/** Holds the earnings of these positions: nobody books anything of them until the transaction ends. */
export async function lockEarnings(tx: Tx, partnerIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM commission_earning WHERE id IN (
      SELECT earning_id FROM ledger_entry WHERE partner_id = ANY (${partnerIds}::uuid[])
        AND (to_account IN ('PAYABLE', 'RECOVERABLE') OR from_account IN ('PAYABLE', 'RECOVERABLE')))
    ORDER BY id FOR UPDATE`;
}

export const readTimeZone = async (tx: Tx): Promise<string> =>
  (await tx.vendorSettings.findUniqueOrThrow({ where: { id: 1 }, select: { timeZone: true } })).timeZone;

/** Partners that any issued statement is of, in the order of their ids, after one of them. */
export async function partnersAfter(tx: Tx, after: string | null, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT p.id::text FROM partner AS p
    WHERE (${after}::uuid IS NULL OR p.id > ${after}::uuid)
      AND EXISTS (SELECT FROM statement AS s WHERE s.partner_id = p.id AND s.status IN ('ISSUED', 'ACCEPTED'))
    ORDER BY p.id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}
