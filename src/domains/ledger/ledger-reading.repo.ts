import type { Tx } from '../../platform/database/client.ts';
import type { LedgerAccount } from './ledger.rules.ts';

/** Which entries of a partner; null does not restrict. */
export type EntryFilter = Readonly<{
  account: LedgerAccount | null;
  currency: string | null;
  period: string | null;
  earningId: string | null;
  kinds: readonly string[] | null;
}>;

/**
 * What stands in an account after each of these entries, of all entries of the filter in the order of booking. Everything
 * before them is summed, so that a page's numbers do not depend on how it was reached.
 */
export const runningBalances = (
  tx: Tx,
  partnerId: string,
  filter: EntryFilter & Readonly<{ account: LedgerAccount; currency: string }>,
  entryIds: readonly string[],
): Promise<{ id: string; balanceMinor: bigint }[]> =>
  tx.$queryRaw<{ id: string; balanceMinor: bigint }[]>`
    SELECT id::text, "balanceMinor"::bigint FROM (
      SELECT id, sum(CASE WHEN to_account = ${filter.account} THEN amount_minor ELSE -amount_minor END)
        OVER (ORDER BY booked_at, id) AS "balanceMinor"
      FROM ledger_entry
      WHERE partner_id = ${partnerId}::uuid AND currency = ${filter.currency}
        AND (from_account = ${filter.account} OR to_account = ${filter.account})
        AND (${filter.period}::text IS NULL OR period = ${filter.period}::text)
        AND (${filter.earningId}::uuid IS NULL OR earning_id = ${filter.earningId}::uuid)
        AND (${filter.kinds}::text[] IS NULL OR kind = ANY (${filter.kinds}::text[]))
    ) AS running
    WHERE id = ANY (${entryIds}::uuid[])`;
