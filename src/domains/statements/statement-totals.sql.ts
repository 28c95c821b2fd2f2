import { sqlRows } from '../../platform/database/sql-rows.ts';

/** What the lines of a statement add, by their kinds. */
export const STATEMENT_TOTALS = sqlRows(
  { partnerId: 'uuid', currency: 'text', period: 'text' },
  { kind: 'text', count: 'integer', minor: 'bigint', currency: 'text' },
  ({ partnerId, currency, period }) => `
    SELECT entry.kind, count(*)::integer AS count, sum(entry.statement_minor)::bigint AS minor, entry.currency
    FROM ledger_entry AS entry
    WHERE entry.partner_id = ${partnerId} AND entry.currency = ${currency} AND entry.period = ${period} AND entry.statement_minor <> 0
    GROUP BY entry.kind, entry.currency
    ORDER BY entry.kind`,
);
