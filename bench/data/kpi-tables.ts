import type { Client } from 'pg';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { KPI_CONSUMER, rebuildKpis } from '../../src/workflows/roll-up-kpis.ts';
import type { Arena } from '../harness/benchmark.ts';
import type { Outcome } from '../harness/contest.ts';

const TABLES = ['kpi_fact', 'kpi_cell', 'kpi_histogram'] as const;

/** Copies what is rolled up beside it, so that it can be put back or written by somebody else. */
export async function keepRolledUp(client: Client, as: string): Promise<void> {
  for (const table of TABLES) await client.query(`CREATE TABLE kept_${as}_${table} AS TABLE ${table}`);
}

export async function putBackRolledUp(client: Client, as: string): Promise<void> {
  await client.query(`TRUNCATE ${TABLES.join(', ')}`);
  for (const table of TABLES) await client.query(`INSERT INTO ${table} TABLE kept_${as}_${table}`);
  await client.query(`VACUUM (ANALYZE) ${TABLES.join(', ')}`);
  await client.query('CHECKPOINT');
}

/** Rebuilds as the job does, with the log before its instant behind it. */
export async function rebuildAll({ app, superuser }: Arena, asOf: Date): Promise<number> {
  await superuser.query('DELETE FROM event_cursor WHERE consumer = $1', [KPI_CONSUMER]);
  return await rebuildKpis({
    transaction: (work) => writeTransaction(app, JOB_SCOPE, work),
    asOf,
    log: () => undefined,
  });
}

/** The first days of calendar months, as the vendor's are where nothing else is set. */
const GRAINED = `kpi_fact CROSS JOIN LATERAL (VALUES ('DAY', day), ('MONTH', date_trunc('month', day)::date)) AS period (grain, starts_on)`;
const KEY = 'partner_id, measure, slice, currency, period.grain, period.starts_on, manager_id, tiers';

/** Adds up all cells and histograms from all facts by a statement each, with the buckets written down a second time. */
export async function bareCells(client: Client): Promise<void> {
  await client.query('DELETE FROM kpi_cell');
  await client.query('DELETE FROM kpi_histogram');
  await client.query(
    `INSERT INTO kpi_cell (partner_id, measure, slice, currency, grain, starts_on, manager_id, tiers, is_visible, count, total)
     SELECT ${KEY}, bool_and(is_visible), count(*), sum(value) FROM ${GRAINED} GROUP BY ${KEY}`,
  );
  await client.query(
    `INSERT INTO kpi_histogram (partner_id, measure, slice, currency, grain, starts_on, manager_id, tiers, bucket, is_visible, count)
     SELECT ${KEY}, bucket, bool_and(is_visible), count(*)
     FROM ${GRAINED}
     CROSS JOIN LATERAL (SELECT (floor(log(2, greatest(value, 1)::numeric) + 1e-12)::int - 6) AS shift) AS size
     CROSS JOIN LATERAL (SELECT (CASE WHEN value < 128 THEN greatest(value, 0) ELSE 64 * shift + (value >> shift) END)::int
       AS bucket) AS bar
     WHERE measure IN (SELECT DISTINCT measure FROM kept_after_kpi_histogram) GROUP BY ${KEY}, bucket`,
  );
}

/** All that is rolled up, in counts and hashes. */
export async function rolledUpOutcome(client: Client): Promise<Outcome> {
  const { rows } = await client.query<Outcome>(
    `SELECT ${TABLES.map(
      (table) => `(SELECT count(*)::int FROM ${table}) AS ${table}s,
        (SELECT md5(string_agg(md5(row::text), '' ORDER BY md5(row::text))) FROM ${table} AS row) AS ${table}_md5`,
    ).join(', ')}`,
  );
  return rows[0]!;
}
