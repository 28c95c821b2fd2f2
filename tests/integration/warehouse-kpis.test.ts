import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFolderStore } from '../../src/platform/files/folder-store.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { warehouseExport } from '../../src/workflows/jobs/warehouse-export.ts';
import { manifestOf } from '../../src/workflows/warehouse-export/manifest.rules.ts';
import { aPartner, aStaffMember } from '../support/builders.ts';
import { arrangeFacts } from '../support/kpi-facts.ts';
import { series } from '../support/kpi-portal.ts';
import { startPortal } from '../support/portal.ts';

const portal = await startPortal();
const folder = mkdtempSync(join(tmpdir(), 'portal-warehouse-'));
const NOW = new Date('2026-11-27T02:30:00Z');
const manifest = () => manifestOf(readFileSync(join(folder, 'warehouse/manifest.json'), 'utf8'));
const filesOf = (name: string) => manifest().tables[name]!.files.map(({ path }) => join(folder, path));

async function ask(sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const named = sql.replace(
      /\{(\w+)\}/g,
      (_, name) => `read_parquet(${JSON.stringify(filesOf(name)).replaceAll('"', "'")})`,
    );
    return (await connection.runAndReadAll(named)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

let partners: { id: string }[];
let finance: string;

/** Of two partners, in two months and none between, on the days on which a month begins and ends. */
const factsOfSummer = () => {
  const [one, other] = [partners[0]!.id, partners[1]!.id];
  const revenue = { measure: 'REVENUE_WON', currency: 'EUR' };
  return [
    { partnerId: one, measure: 'REFERRALS_SUBMITTED', day: '2026-06-01' },
    { partnerId: one, measure: 'REFERRALS_SUBMITTED', day: '2026-06-30' },
    { partnerId: other, measure: 'REFERRALS_SUBMITTED', day: '2026-06-30' },
    { partnerId: other, measure: 'REFERRALS_SUBMITTED', day: '2026-08-01' },
    { partnerId: one, measure: 'DEALS_WON', day: '2026-06-01' },
    { partnerId: other, measure: 'DEALS_LOST', day: '2026-06-02' },
    { partnerId: other, measure: 'DEALS_LOST', day: '2026-06-30' },
    { partnerId: one, measure: 'DEALS_WON', day: '2026-08-31' },
    { partnerId: one, ...revenue, day: '2026-06-01', value: 9_007_199_254_740_993n },
    { partnerId: other, ...revenue, day: '2026-06-30', value: 1_05n },
    { partnerId: other, ...revenue, day: '2026-08-31', value: 7n },
  ];
};

beforeAll(async () => {
  partners = [await aPartner(portal), await aPartner(portal)];
  finance = (await aStaffMember(portal, 'FINANCE', 'PARTNER_OPERATIONS')).subject;
  await arrangeFacts(portal, factsOfSummer());
  await runJob(portal.database, warehouseExport, NOW, () => undefined, {
    openFiles: async () => createFolderStore(folder),
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('has the facts and the days of KPIs, whose sums are what the API says of the same months', async () => {
  const sums = (table: string, count: string, total: string) =>
    ask(`SELECT month, coalesce(sum(n) FILTER (measure = 'REFERRALS_SUBMITTED'), 0)::varchar AS submitted,
        coalesce(sum(total) FILTER (measure = 'REVENUE_WON'), 0)::bigint::varchar AS minor,
        sum(n) FILTER (measure = 'DEALS_WON')::int AS won, sum(n) FILTER (measure LIKE 'DEALS_%')::int AS closed
      FROM range(DATE '2026-06-01', DATE '2026-09-01', INTERVAL 1 MONTH) AS months (month)
      LEFT JOIN (SELECT measure, day, ${count} AS n, ${total} AS total FROM {${table}}) AS told
        ON date_trunc('month', told.day) = month
      GROUP BY month ORDER BY month`) as Promise<
      { submitted: string; minor: string; won: number | null; closed: number | null }[]
    >;
  const ofFacts = await sums('kpi_fact', '1', 'value');
  expect(await sums('kpi_day', '"count"', 'total')).toEqual(ofFacts);
  const valuesOf = async (kpi: string): Promise<(string | null)[]> => {
    const range = 'grain: MONTH, from: "2026-06-01", until: "2026-09-01"';
    const points: [string, string | null][] = await series(portal, finance, `kpi: "${kpi}", ${range}`);
    return points.map(([, value]) => value);
  };
  expect(ofFacts.map(({ submitted }) => submitted)).toEqual(await valuesOf('REFERRALS_SUBMITTED'));
  const minorOf = (value: string | null) => String(BigInt((value ?? '0.00').replace('.', '')));
  expect(ofFacts.map(({ minor }) => minor)).toEqual((await valuesOf('REVENUE_WON')).map(minorOf));
  const rateOf = ({ won, closed }: (typeof ofFacts)[number]) =>
    closed === null ? null : Math.round(((won ?? 0) / closed) * 1_000_000) / 10_000;
  const rates = (await valuesOf('WIN_RATE')).map((value) => (value === null ? null : Number(value)));
  expect(ofFacts.map(rateOf)).toEqual(rates);
  expect(rates).toEqual([33.3333, null, 100]);
});
