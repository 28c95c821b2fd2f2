import type { Client } from 'pg';

/** What a run of ours wrote, kept so that the rival writes the very same rows without a rule that says why. */
export async function keepWritten(client: Client): Promise<void> {
  await client.query('CREATE TABLE bench_entry AS SELECT * FROM ledger_entry ORDER BY id');
  await client.query('CREATE TABLE bench_event AS SELECT * FROM event ORDER BY id');
  await client.query('CREATE TABLE bench_due AS SELECT id, next_due_on FROM commission_earning');
  await client.query('ANALYZE bench_entry, bench_event, bench_due');
}

const EARNINGS = `
  SELECT e.id, e.partner_id, e.order_id, e.order_line_id, e.spiff_id, e.commission_on, e.currency, r.number, r.terms, r.amount_minor,
    r.revenue_minor, r.share_numerator, r.share_denominator, r.booked_at, o.activated_on, o.cancelled_on, o.disconnected_on,
    o.is_vendor_fault
  FROM commission_earning AS e
  JOIN sales_order AS o ON o.id = e.order_id
  CROSS JOIN LATERAL (SELECT v.* FROM earning_revision AS v WHERE v.earning_id = e.id ORDER BY v.number DESC LIMIT 1) AS r
  WHERE e.id = ANY ($1::uuid[])`;

const FLOWS = `
  SELECT earning_id, kind, from_account, to_account, currency, payout_id, sum(amount_minor), max(exchange_rate), max(effective_on)
  FROM ledger_entry WHERE earning_id = ANY ($1::uuid[])
  GROUP BY earning_id, kind, from_account, to_account, currency, payout_id`;

const BILLING = `
  SELECT fact.*, payment.booked_at AS paid_at
  FROM billing_fact AS line
  JOIN billing_fact AS fact ON fact.system = line.system AND fact.invoice_number = line.invoice_number
  LEFT JOIN billing_fact AS payment ON fact.kind = 'ALLOCATION' AND payment.system = fact.system
    AND payment.payment_number = fact.payment_number AND payment.kind = 'PAYMENT'
  WHERE line.kind = 'INVOICE_LINE'
    AND line.order_line_id IN (SELECT order_line_id FROM commission_earning WHERE id = ANY ($1::uuid[]))`;

/**
 * Reads and writes as our run does, in one transaction as the superuser, for all that is due at once: no rule, no explanation
 * worked out, no row security, no batches. The ledger's triggers check it as they check everybody.
 */
export async function bareAccrual(client: Client, day: string): Promise<void> {
  await client.query('BEGIN');
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM commission_earning WHERE next_due_on <= $1::date ORDER BY id FOR UPDATE',
    [day],
  );
  const ids = rows.map(({ id }) => id);
  for (const read of [EARNINGS, FLOWS, BILLING]) await client.query(read, [ids]);
  await client.query(`
    INSERT INTO ledger_entry (partner_id, earning_id, kind, from_account, to_account, amount_minor, currency, period, effective_on,
      booked_at, statement_minor, posting_key, cause_type, cause_id, explanation)
    SELECT partner_id, earning_id, kind, from_account, to_account, amount_minor, currency, period, effective_on,
      booked_at, statement_minor, posting_key, cause_type, cause_id, explanation
    FROM bench_entry`);
  await client.query(`
    UPDATE commission_earning AS e SET next_due_on = due.next_due_on FROM bench_due AS due
    WHERE e.id = due.id AND e.next_due_on IS DISTINCT FROM due.next_due_on`);
  await client.query(`
    INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, partner_visible, actor_kind, actor_id, occurred_at, data)
    SELECT epoch, type, subject_type, subject_id, partner_id, partner_visible, actor_kind, actor_id, occurred_at, data
    FROM bench_event`);
  await client.query('COMMIT');
}
