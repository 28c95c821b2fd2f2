import type { Client, PoolClient } from 'pg';
import { generateData } from '../../src/workflows/demo-data/generate.ts';
import { orders } from '../../src/workflows/demo-data/generate-orders.ts';
import { moneyCatalogue } from '../../src/workflows/demo-data/money-catalogue.ts';

/** So many referrals of a partner in a year leave some 470 events. */
const REFERRALS_PER_YEAR = 120;
/** So many orders are written by a statement. */
const BATCH_ROWS = 50_000;

export type HistoryFilled = Readonly<{
  partners: number;
  months: number;
  referralsPerYear?: number;
  seed?: string;
  /** Up to when it happened. */
  until: Date;
}>;

/**
 * A portal as `npm run seed` makes it, with what was done to its orders besides: the density of it stays the same however
 * many partners and months there are. Answers how many referrals there are.
 */
export async function fillHistory(
  client: Client,
  { partners, months, referralsPerYear = REFERRALS_PER_YEAR, seed = 'bench', until }: HistoryFilled,
  log: (line: string) => void,
): Promise<number> {
  const referrals = Math.max(1, Math.round((partners * months * referralsPerYear) / 12));
  const options = { partners, months, referrals, seed, until };
  const pooled = client as unknown as PoolClient;
  await generateData(pooled, options, log);
  await moneyCatalogue(pooled, options);
  // Whoever knows nothing of them compares each deal with each referral.
  await client.query('ANALYZE opportunity');
  for (let from = 0; from < referrals; from += BATCH_ROWS) {
    const to = Math.min(from + BATCH_ROWS, referrals);
    await orders(pooled, options, [from, to - 1]);
    log(`  orders of referrals: ${to} of ${referrals}`);
  }
  await client.query(ORDER_CHANGES);
  await client.query(ORDER_EVENTS);
  return referrals;
}

/** Each order was submitted; what was decided was ratified, each seventh after it had gone back once. */
const DONE = `
  done AS (
    SELECT id, partner_id, 'SUBMIT' AS action, 'DRAFT' AS was, 'SUBMITTED' AS became, submitted_at AS at FROM sales_order
      WHERE submitted_at IS NOT NULL
    UNION ALL SELECT id, partner_id, 'RETURN', 'SUBMITTED', 'RETURNED', submitted_at + interval '2 hours' FROM sales_order
      WHERE decided_at IS NOT NULL AND hashtext(id::text) % 7 = 0
    UNION ALL SELECT id, partner_id, 'SUBMIT', 'RETURNED', 'SUBMITTED', submitted_at + interval '5 hours' FROM sales_order
      WHERE decided_at IS NOT NULL AND hashtext(id::text) % 7 = 0
    UNION ALL SELECT id, partner_id, 'RATIFY', 'SUBMITTED', 'RATIFIED', decided_at FROM sales_order WHERE decided_at IS NOT NULL
  )`;

const ORDER_CHANGES = `
  WITH ${DONE}
  INSERT INTO order_change (order_id, action, from_status, to_status, actor_kind, changed_at, reason)
  SELECT id, action, was, became, 'JOB', at, CASE action WHEN 'RETURN' THEN 'The form is not signed.' END FROM done ORDER BY at`;

const ORDER_EVENTS = `
  WITH ${DONE}
  INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, partner_visible, actor_kind, occurred_at, booked_at, data)
  SELECT (SELECT epoch FROM event_epoch), CASE action WHEN 'SUBMIT' THEN 'order.submitted' WHEN 'RETURN' THEN 'order.returned'
      ELSE 'order.ratified' END, 'SalesOrder', id, partner_id, true, 'JOB', at, at, '{}'
  FROM done ORDER BY at`;
