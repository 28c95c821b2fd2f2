import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Terms } from '../../platform/database/queries.ts';
import { sqlRows } from '../../platform/database/sql-rows.ts';

/**
 * What the lines of a statement add, by their kinds. Row security makes any index of a partner look as cheap as that of
 * statements, which alone has the order that is asked for; by another, all that the partner ever earned was read.
 */
export const STATEMENT_TOTALS = sqlRows(
  { kind: 'text', count: 'integer', minor: 'bigint', currency: 'text' },
  ({ value }: Terms<'partnerId' | 'currency' | 'period'>) => Prisma.sql`
    SELECT entry.kind, count(*)::integer AS count, sum(entry.statement_minor)::bigint AS minor, entry.currency
    FROM (
      SELECT line.kind, line.currency, line.statement_minor FROM ledger_entry AS line
      WHERE line.partner_id = ${value('partnerId')}::uuid AND line.currency = ${value('currency')}::text AND line.period = ${value('period')}::text AND line.statement_minor <> 0
      ORDER BY line.id
    ) AS entry
    GROUP BY entry.kind, entry.currency
    ORDER BY entry.kind`,
);
