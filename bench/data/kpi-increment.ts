import type { Client } from 'pg';

export type IncrementFilled = Readonly<{
  /** Of whose partners, by the seed they were generated from. */
  seed: string;
  partners: number;
  referrals: number;
  deals: number;
  orders: number;
  at: Date;
}>;

const OF_SEED = `partner_id IN (SELECT md5($1 || ':partner:' || n)::uuid FROM generate_series(0, $2::int - 1) AS n)`;

const EVENT = `INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, partner_visible, actor_kind, occurred_at, booked_at, data)
  SELECT (SELECT epoch FROM event_epoch)`;

/** What happens between two rollups: referrals are decided, deals move on and orders are ratified; an event of each. */
export async function fillIncrement(client: Client, filled: IncrementFilled): Promise<void> {
  const { seed, partners, referrals, deals, orders, at } = filled;
  await client.query(
    `${EVENT}, CASE row_number() OVER (ORDER BY id) % 2 WHEN 0 THEN 'referral.accepted' ELSE 'referral.rejected' END, 'Referral', id,
       partner_id, true, 'JOB', $4, $4, '{}'
     FROM (SELECT id, partner_id FROM referral WHERE status = 'SUBMITTED' AND ${OF_SEED} ORDER BY id LIMIT $3) AS taken`,
    [seed, partners, referrals, at],
  );
  await client.query(
    `WITH deal AS (
       SELECT id, partner_id, amount_minor FROM opportunity WHERE stage NOT IN ('WON', 'LOST') AND ${OF_SEED} ORDER BY id LIMIT $3
     ), moved AS (
       INSERT INTO opportunity_change (opportunity_id, changed, stage, amount_minor, currency, effective_at, booked_at)
       SELECT id, '{STAGE}', 'COMMITTED', amount_minor, 'EUR', $4, $4 FROM deal)
     ${EVENT}, 'opportunity.stage_changed', 'Opportunity', id, partner_id, true, 'JOB', $4, $4, '{}' FROM deal`,
    [seed, partners, deals, at],
  );
  await client.query(
    `WITH ordered AS (SELECT id, partner_id FROM sales_order WHERE status = 'SUBMITTED' AND ${OF_SEED} ORDER BY id LIMIT $3),
     changed AS (
       INSERT INTO order_change (order_id, action, from_status, to_status, actor_kind, changed_at)
       SELECT id, 'RATIFY', 'SUBMITTED', 'RATIFIED', 'JOB', $4 FROM ordered)
     ${EVENT}, 'order.ratified', 'SalesOrder', id, partner_id, true, 'JOB', $4, $4, '{}' FROM ordered`,
    [seed, partners, orders, at],
  );
}

/** The log is append-only for everybody; only without triggers can what was filled since an instant be taken back. */
export async function takeBackIncrement(client: Client, since: Date): Promise<void> {
  await client.query(`SET session_replication_role = 'replica'`);
  await client.query('DELETE FROM event WHERE booked_at >= $1', [since]);
  await client.query('DELETE FROM opportunity_change WHERE booked_at >= $1', [since]);
  await client.query('DELETE FROM order_change WHERE changed_at >= $1', [since]);
  await client.query(`SET session_replication_role = 'origin'`);
}
