import type { Client } from 'pg';

/**
 * The close of a month as one statement for all partners, as the superuser: no row security, no batches, no events, no lock
 * on the calendar. The text that is hashed is the one that statements document, written down a second time.
 */
export async function bareClose(client: Client, label: string, now: Date): Promise<void> {
  await client.query('BEGIN');
  await client.query(`UPDATE commission_period SET status = 'CLOSING', closing_at = $2 WHERE label = $1`, [
    label,
    now,
  ]);
  await client.query(
    `WITH line AS (
       SELECT entry.partner_id, entry.currency, count(*)::int AS line_count, sum(entry.statement_minor)::bigint AS moved,
         string_agg(jsonb_build_array(entry.id, entry.kind, entry.from_account, entry.to_account, entry.amount_minor,
           entry.statement_minor, entry.effective_on, earning.order_number, product.code, entry.explanation)::text,
           E'\\n' ORDER BY entry.id) AS text
       FROM ledger_entry AS entry
       LEFT JOIN commission_earning AS earning ON earning.id = entry.earning_id
       LEFT JOIN product ON product.id = earning.product_id
       WHERE entry.period = $1 AND entry.statement_minor <> 0
       GROUP BY entry.partner_id, entry.currency),
     last AS (
       SELECT DISTINCT ON (partner_id, currency) partner_id, currency, closing_minor
       FROM statement WHERE period < $1 ORDER BY partner_id, currency, period DESC),
     told AS (
       SELECT partner_id, currency, coalesce(closing_minor, 0) AS opening, coalesce(closing_minor, 0) + coalesce(moved, 0) AS closing,
         coalesce(line_count, 0) AS line_count, text
       FROM line FULL JOIN last USING (partner_id, currency) WHERE line_count > 0 OR closing_minor <> 0)
     INSERT INTO statement (partner_id, addressee, currency, period, opening_minor, closing_minor, line_count, sha256, drafted_at)
     SELECT partner_id, partner.name, told.currency, $1, opening, closing, line_count,
       encode(sha256(convert_to(concat_ws(E'\\n', jsonb_build_array(partner_id, partner.name, told.currency, $1::text, opening,
         closing, line_count)::text, text), 'UTF8')), 'hex'), $2
     FROM told JOIN partner ON partner.id = partner_id`,
    [label, now],
  );
  await client.query(`UPDATE commission_period SET status = 'CLOSED', closed_at = $2 WHERE label = $1`, [
    label,
    now,
  ]);
  await client.query('COMMIT');
}
