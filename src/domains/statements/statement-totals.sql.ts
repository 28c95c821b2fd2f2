import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Terms } from '../../platform/database/queries.ts';
import { sqlRows } from '../../platform/database/sql-rows.ts';

/** What the lines of a statement add, by their kinds. */
export const STATEMENT_TOTALS = sqlRows(
  { kind: 'text', count: 'integer', minor: 'bigint', currency: 'text' },
  ({ value }: Terms<'partnerId' | 'currency' | 'period'>) => Prisma.sql`
    SELECT entry.kind, count(*)::integer AS count, sum(entry.statement_minor)::bigint AS minor, entry.currency
    FROM ledger_entry AS entry
    WHERE entry.partner_id = ${value('partnerId')}::uuid AND entry.currency = ${value('currency')}::text AND entry.period = ${value('period')}::text AND entry.statement_minor <> 0
    GROUP BY entry.kind, entry.currency
    ORDER BY entry.kind`,
);
