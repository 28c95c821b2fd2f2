import type { Client } from 'pg';

/** As the plan's version would have frozen them: payable as the customer pays, two weeks later. */
const TERMS = { payable: 'PRO_RATA', holdDays: 14, clawback: [], disconnectTakes: 'UNPAID_ONLY' };

export type Billed = Readonly<{
  /** What each earning of `bench_earning` is worth in all, and what it is earned on, in minor units. */
  amountMinor: number;
  revenueMinor: number;
  /** What the customer paid of that. */
  collectedMinor: number;
  orderedOn: string;
  paidOn: string;
}>;

/** Gives each earning its terms, and each of their lines an invoice, a payment and its allocation. */
export async function fillBilling(client: Client, billed: Billed): Promise<void> {
  const { amountMinor, revenueMinor, collectedMinor, orderedOn, paidOn } = billed;
  await client.query(
    `INSERT INTO earning_revision (partner_id, earning_id, number, rule_code, formula, share_numerator, share_denominator,
       basis_minor, rate, amount_minor, revenue_minor, terms, explanation, booked_at)
     SELECT partner_id, id, 1, 'BASE', 'PERCENT_ONE_OFF', 1, 1, $2::bigint, 0.1, $1::bigint, $2::bigint, $3::jsonb, '{}', $4::date
     FROM bench_earning ORDER BY n`,
    [amountMinor, revenueMinor, JSON.stringify(TERMS), orderedOn],
  );
  await client.query(
    `INSERT INTO billing_fact (system, external_id, kind, invoice_number, payment_number, order_system, order_number, line_position,
       order_id, order_line_id, charge, amount_minor, currency, occurred_on, content_hash, booked_at)
     SELECT 'billing', fact.kind || '-' || e.n, fact.kind,
       CASE WHEN fact.kind <> 'PAYMENT' THEN 'INVOICE-' || e.n END,
       CASE WHEN fact.kind <> 'INVOICE_LINE' THEN 'PAYMENT-' || e.n END,
       CASE WHEN fact.kind = 'INVOICE_LINE' THEN 'bench' END,
       CASE WHEN fact.kind = 'INVOICE_LINE' THEN e.order_number END,
       CASE WHEN fact.kind = 'INVOICE_LINE' THEN line.position END,
       CASE WHEN fact.kind = 'INVOICE_LINE' THEN e.order_id END,
       CASE WHEN fact.kind = 'INVOICE_LINE' THEN e.order_line_id END,
       CASE WHEN fact.kind = 'INVOICE_LINE' THEN 'ONE_OFF' END,
       CASE WHEN fact.kind = 'INVOICE_LINE' THEN $1::bigint ELSE $2::bigint END,
       e.currency, $3::date, sha256(convert_to(fact.kind || e.n, 'UTF8')), $3::date
     FROM bench_earning AS e JOIN order_line AS line ON line.id = e.order_line_id
     CROSS JOIN (VALUES ('INVOICE_LINE'), ('PAYMENT'), ('ALLOCATION')) AS fact (kind) ORDER BY e.n, fact.kind`,
    [revenueMinor, collectedMinor, paidOn],
  );
}
