import { join } from 'node:path';
import type { Client } from 'pg';
import { importCrm } from '../../src/workflows/import-crm/run.ts';
import { bareImport } from '../data/bare-import.ts';
import { exportMapping, writeExport } from '../data/crm-export.ts';
import { defineBenchmark } from '../harness/benchmark.ts';
import type { Outcome } from '../harness/contest.ts';

const IMPORTED_AT = new Date('2026-02-01T12:00:00Z');

/** All that an import of such files writes, so that what refers to something comes after it. */
const TABLES = [
  ...['product', 'product_price', 'partner', 'partner_external_id', 'partner_status_change', 'person'],
  ...['membership', 'customer', 'customer_key', 'opportunity', 'opportunity_sales', 'opportunity_change'],
  ...['referral', 'referral_review', 'attribution', 'source_record', 'event'],
];

export const benchmark = defineBenchmark({
  name: 'import',
  summary: 'the import of an export of a CRM, against bare SQL that reads and loads the same files',
  sizes: {
    deals: { fallback: 5_000, min: 100, max: 100_000, meaning: 'deals in the export' },
  },
  async prepare({ app, superuser, folder, log }, { deals }) {
    await writeExport(folder, deals);
    const before = await countsOf(superuser);
    const ours = () =>
      importCrm({
        ...{ database: app, folder, mapping: exportMapping(), now: IMPORTED_AT, print: () => undefined },
        issuesFile: join(folder, 'issues.csv'),
      });
    const { files } = await ours();
    for (const { file, rowsRead, created } of files) {
      log(`  ${file}: ${created} of ${rowsRead} rows created`);
      if (created !== rowsRead) throw new Error(`Only ${created} of ${rowsRead} rows of ${file} are new.`);
    }
    await assertAllListed(superuser, before);
    for (const table of TABLES) await superuser.query(`COPY ${table} TO '${join(folder, `${table}.rows`)}'`);
    return {
      ours: { name: 'importCrm', run: async () => void (await ours()) },
      rivals: [
        { name: 'bare SQL', ratioMax: 1.5, run: () => bareImport(superuser, folder) },
        { name: 'COPY of what is left', ratioMax: null, run: () => copyAll(superuser, folder) },
      ],
      restore: () => empty(superuser),
      outcome: () => outcomeOf(superuser),
    };
  },
});

async function countsOf(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  const counts = rows.map(({ name }) => `SELECT '${name}' AS name, count(*) AS count FROM ${name}`);
  const found = await client.query<{ name: string; count: string }>(counts.join(' UNION ALL '));
  return new Map(found.rows.map(({ name, count }) => [name, count]));
}

/** Or COPY would do less than the import does. */
async function assertAllListed(client: Client, before: ReadonlyMap<string, string>): Promise<void> {
  const written = [...(await countsOf(client))].filter(([name, count]) => before.get(name) !== count);
  const missing = written.flatMap(([name]) => (TABLES.includes(name) ? [] : name));
  if (missing.length > 0)
    throw new Error(`The import writes ${missing.join(', ')}, of which nothing is copied.`);
}

/** Under all constraints and triggers, as ours. */
async function copyAll(client: Client, folder: string): Promise<void> {
  await client.query('BEGIN');
  for (const table of TABLES) await client.query(`COPY ${table} FROM '${join(folder, `${table}.rows`)}'`);
  await client.query('COMMIT');
}

/** The log and what was known of deals are append-only for everybody; only without triggers can a run be taken back. */
async function empty(client: Client): Promise<void> {
  await client.query(`SET session_replication_role = 'replica'`);
  for (const table of TABLES) await client.query(`DELETE FROM ${table}`);
  await client.query(`SET session_replication_role = 'origin'`);
  await client.query(`VACUUM (ANALYZE) ${TABLES.join(', ')}`);
  await client.query('CHECKPOINT');
}

/** What the tables say without ids, which are others in each import. */
async function outcomeOf(client: Client): Promise<Outcome> {
  const counts = TABLES.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
  const hashOf = (text: string, from: string) =>
    `(SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (SELECT concat_ws(' ', ${text}) AS line FROM ${from}) AS told)`;
  const { rows } = await client.query<Outcome>(
    `SELECT ${counts.join(', ')},
       ${hashOf(`system, entity, external_id, encode(row_hash, 'hex')`, 'source_record')} AS sources,
       ${hashOf(
         'deal.external_id, deal.stage, deal.amount_minor, deal.opened_on, deal.close_on, partner.name, customer.name, product.code',
         `opportunity AS deal LEFT JOIN partner ON partner.id = deal.partner_id
          LEFT JOIN customer ON customer.id = deal.customer_id LEFT JOIN product ON product.id = deal.product_id`,
       )} AS deals,
       ${hashOf(
         'deal.external_id, change.changed, change.stage, change.amount_minor, change.close_on, change.effective_at',
         'opportunity_change AS change JOIN opportunity AS deal ON deal.id = change.opportunity_id',
       )} AS changes,
       ${hashOf(
         'deal.external_id, credit.status, credit.because, credit.explanation, referral.sales_stage, referral.submitted_at',
         `attribution AS credit JOIN opportunity AS deal ON deal.id = credit.opportunity_id
          JOIN referral ON referral.id = credit.referral_id AND referral.opportunity_id = deal.id`,
       )} AS credits,
       ${hashOf(
         `event.type, partner.name, event.partner_visible, event.occurred_at, event.data - 'opportunityId'`,
         'event LEFT JOIN partner ON partner.id = event.partner_id',
       )} AS events`,
  );
  return rows[0]!;
}
