import type pg from 'pg';
import { chance, idOf } from './expressions.ts';
import { stagedFacts } from './generate-deals.ts';
import { BILLING_SYSTEM } from './money-words.ts';
import { factParameters, type GenerateOptions, type Range, referralFacts } from './referral-facts.ts';

/** How long after its deal was won an order is activated, and how long after an invoice it is paid. */
const ACTIVATED_AFTER_DAYS = 14;
const PAID_AFTER_DAYS = 20;
const TERM_MONTHS = 24;

/** Won deals are ordered on their day; those that are committed wait to be ratified, every other one at the book's price. */
const ordered = `WITH facts AS (${referralFacts}), staged AS (${stagedFacts} WHERE status = 'ACCEPTED'), ordered AS (
  SELECT staged.n, partner_number, customer_number, deal.product_id, at.ordered_at, at.activated_at, amounts.*,
    CASE WHEN staged.stage = 'COMMITTED' THEN 'SUBMITTED' WHEN at.activated_at <= $6 THEN 'ACTIVATED' ELSE 'RATIFIED' END AS order_status
  FROM staged JOIN opportunity AS deal ON deal.id = ${idOf('opportunity', 'n')}
  JOIN price_book_entry AS price ON price.product_id = deal.product_id AND price.currency = 'EUR' AND price.valid_to IS NULL
  CROSS JOIN LATERAL (SELECT CASE WHEN staged.stage = 'COMMITTED' THEN $6::timestamptz - interval '2 days' ELSE closed_at END AS ordered_at,
    closed_at + interval '${ACTIVATED_AFTER_DAYS} days' AS activated_at) AS at
  CROSS JOIN LATERAL (SELECT price.one_off_minor, price.monthly_minor WHERE staged.stage = 'COMMITTED' AND n % 2 = 0
    UNION ALL SELECT staged.amount_minor / 4, greatest((staged.amount_minor - staged.amount_minor / 4) / 12, 1)
    WHERE staged.stage = 'WON' OR n % 2 = 1) AS amounts (one_off_minor, monthly_minor)
  WHERE staged.stage IN ('WON', 'COMMITTED'))`;

/** In the order in which they must run: lines are written while their order is a draft. */
const ORDER_STATEMENTS = [
  `${ordered}
   INSERT INTO sales_order (id, system, external_id, type, status, status_since, customer_id, opportunity_id, referral_id, partner_id, currency,
     ordered_on, one_off_total_minor, monthly_total_minor, site_address, account_number, created_at, updated_at)
   SELECT ${idOf('salesOrder', 'n')}, $1, 'S-' || n, 'NEW', 'DRAFT', ordered_at, ${idOf('customer', 'customer_number')}, ${idOf('opportunity', 'n')},
     ${idOf('referral', 'n')}, ${idOf('partner', 'partner_number')}, 'EUR', ordered_at::date, one_off_minor, monthly_minor, 'Main office',
     'C-' || customer_number, ordered_at, ordered_at FROM ordered`,
  `${ordered}
   INSERT INTO order_line (id, order_id, position, product_id, billing_system, billing_code, quantity, one_off_minor, monthly_minor, cost_minor,
     term_months)
   SELECT ${idOf('orderLine', 'n')}, ${idOf('salesOrder', 'n')}, 1, product.id, '${BILLING_SYSTEM}', product.code || '-M', 1, one_off_minor,
     monthly_minor, (one_off_minor + 12 * monthly_minor) * 6 / 10, ${TERM_MONTHS}
   FROM ordered JOIN product ON product.id = product_id`,
  `${ordered}
   INSERT INTO order_document (order_id, kind, reference, added_at)
   SELECT ${idOf('salesOrder', 'n')}, 'SIGNED_ORDER_FORM', 'FORM-' || n, ordered_at FROM ordered WHERE ${chance('order-form')} < 0.9`,
  `${ordered}
   UPDATE sales_order SET status = order_status, submitted_at = ordered_at,
     decided_at = CASE WHEN order_status <> 'SUBMITTED' THEN ordered_at + interval '1 day' END,
     status_since = CASE order_status WHEN 'ACTIVATED' THEN activated_at WHEN 'RATIFIED' THEN ordered_at + interval '1 day' ELSE ordered_at END,
     activated_on = CASE WHEN order_status = 'ACTIVATED' THEN activated_at::date END
   FROM ordered WHERE sales_order.id = ${idOf('salesOrder', 'n')}`,
];

/** Orders with a line each; what is ordered is what the deal was worth in its first year. */
export async function orders(client: pg.PoolClient, options: GenerateOptions, range: Range): Promise<void> {
  for (const statement of ORDER_STATEMENTS) await client.query(statement, factParameters(options, range));
}

const activated = `${ordered}, invoiced AS (
  SELECT n, 0 AS month, 'ONE_OFF' AS charge, activated_at::date AS issued_on, one_off_minor AS charged_minor, ${chance('paid')} AS paid_chance
  FROM ordered WHERE order_status = 'ACTIVATED' AND one_off_minor > 0
  UNION ALL
  SELECT n, month, 'MONTHLY', (activated_at + make_interval(months => month))::date, monthly_minor, ${chance('paid')}
  FROM ordered CROSS JOIN generate_series(0, 23) AS month
  WHERE order_status = 'ACTIVATED' AND activated_at + make_interval(months => month) <= $6), paid AS (
  SELECT *, issued_on + ${PAID_AFTER_DAYS} AS paid_on FROM invoiced WHERE paid_chance < 0.9 AND issued_on + ${PAID_AFTER_DAYS} <= $6::date)`;

const number = (prefix: string) => `'${prefix}-' || n || '-' || charge || '-' || month`;

const fact = (
  kind: string,
  prefix: string,
  from: string,
  values: Readonly<Record<string, string>>,
) => `${activated}
  INSERT INTO billing_fact (system, external_id, kind, order_system, order_number, line_position, order_id, order_line_id, amount_minor, currency,
    content_hash, ${Object.keys(values).join(', ')})
  SELECT '${BILLING_SYSTEM}', $1 || '-' || ${number(prefix)}, '${kind}', $1, 'S-' || n, 1, ${idOf('salesOrder', 'n')}, ${idOf('orderLine', 'n')}, charged_minor, 'EUR',
    sha256(convert_to($1 || ${number(prefix)}, 'UTF8')), ${Object.values(values).join(', ')} FROM ${from}`;

const BILLING_STATEMENTS = [
  fact('INVOICE_LINE', 'L', 'invoiced', {
    ...{ invoice_number: number('I'), charge: 'charge', occurred_on: 'issued_on', booked_at: 'issued_on' },
    service_month: `CASE charge WHEN 'MONTHLY' THEN date_trunc('month', issued_on)::date END`,
  }),
  fact('PAYMENT', 'P', 'paid', { payment_number: number('P'), occurred_on: 'paid_on', booked_at: 'paid_on' }),
  fact('ALLOCATION', 'A', 'paid', {
    ...{ invoice_number: number('I'), payment_number: number('P') },
    ...{ occurred_on: 'paid_on', booked_at: 'paid_on' },
  }),
];

/** An invoice for the one-off charge and one for each month of service; nine in ten customers pay. */
export async function billing(client: pg.PoolClient, options: GenerateOptions, range: Range): Promise<void> {
  for (const statement of BILLING_STATEMENTS) await client.query(statement, factParameters(options, range));
}
