import type { Client } from 'pg';

const PRODUCTS = 20;

export type EarningsFilled = Readonly<{
  partners: number;
  earningsPerPartner: number;
  /** What is earned by each, in minor units. */
  amountMinor: number;
  /** Each so many partners one also earns in a second currency; none where it is left out. */
  secondCurrencyEvery?: number;
  /** On which all of them were ordered and activated, as `2025-01-02`. */
  orderedOn: string;
}>;

/**
 * Partners, each with an order whose lines have an earning each, by set-based SQL under all constraints and triggers.
 * Leaves the temporary tables `bench_partner (n, id)` and `bench_earning (n, id, partner_id, order_line_id, currency)`.
 */
export async function fillEarnings(client: Client, filled: EarningsFilled): Promise<void> {
  const { partners, earningsPerPartner, amountMinor, orderedOn } = filled;
  await client.query(
    'CREATE TEMP TABLE bench_partner AS SELECT n, uuidv7() AS id FROM generate_series(1, $1::int) AS n',
    [partners],
  );
  await client.query(`
    INSERT INTO partner (id, name, name_key, type, status, time_zone, currency, status_since)
    SELECT id, 'Partner ' || n, 'partner ' || n, 'REFERRAL', 'ACTIVE', 'UTC', 'EUR', '2024-01-01' FROM bench_partner`);
  await client.query(
    `INSERT INTO product (code, name, family) SELECT 'P-' || n, 'Product ' || n, 'CORE' FROM generate_series(1, $1::int) AS n`,
    [PRODUCTS],
  );
  await client.query(
    `INSERT INTO sales_order (system, external_id, type, status_since, partner_id, currency, ordered_on)
     SELECT 'bench', 'O-' || n, 'NEW', $1::date, id, 'EUR', $1::date FROM bench_partner`,
    [orderedOn],
  );
  await client.query(
    `INSERT INTO order_line (order_id, position, product_id, quantity, one_off_minor, monthly_minor)
     SELECT o.id, position, product.id, 1, $2::bigint * 10, 0
     FROM sales_order AS o CROSS JOIN generate_series(1, $1::int) AS position
     JOIN product ON product.code = 'P-' || (1 + position % $3::int)`,
    [earningsPerPartner, amountMinor, PRODUCTS],
  );
  await client.query(
    `UPDATE sales_order SET status = 'ACTIVATED', activated_on = $1::date, eligibility = 'ELIGIBLE'`,
    [orderedOn],
  );
  await client.query(
    `CREATE TEMP TABLE bench_earning AS
     SELECT row_number() OVER (ORDER BY md5(line.id::text)) AS n, uuidv7() AS id, p.id AS partner_id, o.id AS order_id,
       o.external_id AS order_number, line.id AS order_line_id, line.product_id,
       CASE WHEN p.n % $1::int = 0 AND line.position % 2 = 0 THEN 'USD' ELSE 'EUR' END AS currency
     FROM order_line AS line JOIN sales_order AS o ON o.id = line.order_id JOIN bench_partner AS p ON p.id = o.partner_id`,
    [filled.secondCurrencyEvery ?? null],
  );
  await client.query(
    `INSERT INTO commission_earning (id, partner_id, order_id, order_line_id, slot, commission_on, currency, settlement_currency,
       booking_rate, order_number, order_type, product_id, booked_at)
     SELECT id, partner_id, order_id, order_line_id, 'BASE', $1::date, currency, currency, 1, order_number, 'NEW', product_id,
       $1::date FROM bench_earning ORDER BY n`,
    [orderedOn],
  );
}
