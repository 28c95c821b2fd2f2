import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/platform/config.ts';
import { type FileStore, openFileStore } from '../../src/platform/files/file-store.ts';
import { createFolderStore } from '../../src/platform/files/folder-store.ts';
import { createS3Store } from '../../src/platform/files/s3-store.ts';
import { type Job, runJob } from '../../src/platform/jobs/jobs.ts';
import { warehouseExport } from '../../src/workflows/jobs/warehouse-export.ts';
import { exportWarehouse } from '../../src/workflows/warehouse-export/export-warehouse.ts';
import { manifestOf, pathsOf } from '../../src/workflows/warehouse-export/manifest.rules.ts';
import { aPartner, aStaffMember } from '../support/builders.ts';
import { startObjectStore } from '../support/object-store.ts';
import { startPortal } from '../support/portal.ts';

const portal = await startPortal();
const folder = mkdtempSync(join(tmpdir(), 'portal-warehouse-'));
const NOW = new Date('2026-11-27T02:30:00Z');
const PERIOD = 'FY2026-P10';

/** Two rows a file, so that a few rows are many files. */
const smallFiles: Job = {
  ...warehouseExport,
  goOn: (work) => exportWarehouse(work, { rowsPerFileMax: 2, settleMillisecondsMax: 10_000 }),
};

const run = (store: FileStore = createFolderStore(folder)) =>
  runJob(portal.database, smallFiles, NOW, () => undefined, { openFiles: async () => store });

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

let partners: { id: string; name: string }[];
let finance: string;
let postings = 0;

/** What the export waits for is a moment of the clock: what is posted now belongs to it only then. */
const aMomentLater = () => new Promise((resolve) => setTimeout(resolve, 1_100));

const post = (partnerId: string, amountMinor: bigint, bookedAt = NOW) =>
  portal.arrange((tx) => {
    postings += 1;
    return tx.ledgerEntry.create({
      data: {
        ...{
          partnerId,
          amountMinor,
          bookedAt,
          kind: 'ADJUSTMENT',
          fromAccount: 'EXPENSE',
          toAccount: 'PAYABLE',
        },
        ...{ currency: 'EUR', period: PERIOD, effectiveOn: NOW, statementMinor: amountMinor },
        ...{ postingKey: `test ${postings}`, causeType: 'Test', explanation: {} },
      },
    });
  });

beforeAll(async () => {
  partners = [await aPartner(portal, { name: 'Ünïcode, "quoted"' }), await aPartner(portal)];
  finance = (await aStaffMember(portal, 'FINANCE', 'PARTNER_OPERATIONS')).subject;
  await portal.arrange(async (tx) => {
    await tx.$executeRaw`INSERT INTO commission_period (label, starts_on, ends_on) SELECT ${PERIOD}, '2026-10-01', '2026-11-01'
      WHERE NOT EXISTS (SELECT FROM commission_period WHERE label = ${PERIOD})`;
    for (const status of ['SUBMITTED', 'SUBMITTED', 'ACCEPTED'])
      await tx.referral.create({
        data: {
          origin: 'CRM',
          submittedAt: NOW,
          decidedAt: NOW,
          partnerId: partners[0]!.id,
          status,
          statusSince: NOW,
          customerName: 'Secret customer',
          notes: 'Secret note',
          contactEmail: 'secret@x.test',
        },
      });
  });
  for (const amount of [9_007_199_254_740_993n, 5n, 7n]) await post(partners[0]!.id, amount);
  await post(partners[1]!.id, 11n);
  await aMomentLater();
}, 30_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the first export', () => {
  it('is read by DuckDB, and its sums are those of the API', async () => {
    await run();
    const balances = (await ask(
      `SELECT partner_id, sum(amount_minor)::bigint::varchar AS minor FROM {ledger_entry} WHERE to_account = 'PAYABLE' GROUP BY 1`,
    )) as { partner_id: string; minor: string }[];
    for (const { id } of partners) {
      const { data } = await portal.send(
        finance,
        `query ($id: ID!) { ledgerEntries(partnerId: $id, first: 100) { nodes { amount { amount } } } }`,
        { id: `Partner_${id}` },
      );
      const minor = data.ledgerEntries.nodes.reduce(
        (sum: bigint, node: { amount: { amount: string } }) =>
          sum + BigInt(node.amount.amount.replace('.', '')),
        0n,
      );
      expect(balances.find((row) => row.partner_id === id)?.minor).toBe(String(minor));
    }
    for (const status of ['SUBMITTED', 'ACCEPTED']) {
      const { data } = await portal.send(
        finance,
        `{ referrals(filter: { status: [${status}] }) { totalCount } }`,
      );
      expect(await ask(`SELECT count(*)::int AS n FROM {referral} WHERE status = '${status}'`)).toEqual([
        { n: data.referrals.totalCount },
      ]);
    }
  });

  it('types days, instants and names, and holds no secret', async () => {
    const types = (await ask('DESCRIBE SELECT * FROM {ledger_entry}')) as {
      column_name: string;
      column_type: string;
    }[];
    const typeOf = Object.fromEntries(types.map((row) => [row.column_name, row.column_type]));
    expect(typeOf).toMatchObject({
      amount_minor: 'BIGINT',
      effective_on: 'DATE',
      booked_at: 'TIMESTAMP WITH TIME ZONE',
    });
    expect(await ask(`SELECT name FROM {partner} WHERE id = '${partners[0]!.id}'`)).toEqual([
      { name: 'Ünïcode, "quoted"' },
    ]);
    expect(await ask(`SELECT DISTINCT effective_on::varchar AS day FROM {ledger_entry}`)).toEqual([
      { day: '2026-11-27' },
    ]);
    const bytes = pathsOf(manifest()).map((path) => readFileSync(join(folder, path)).toString('latin1'));
    expect(bytes.filter((text) => /Secret|secret@/.test(text))).toEqual([]);
  });
});

describe('a later export', () => {
  it('adds what is new, once, also where it was booked for an earlier day', async () => {
    const before = manifest();
    await post(partners[1]!.id, 13n, new Date('2026-01-01T00:00:00Z'));
    await aMomentLater();
    await run();
    const [old, now] = [before.tables.ledger_entry!.files, manifest().tables.ledger_entry!.files];
    expect(now.slice(0, old.length)).toEqual(old);
    expect(now.slice(old.length).map(({ rows, from }) => ({ rows, from }))).toEqual([
      { rows: 1, from: before.watermark },
    ]);
    expect(
      await ask('SELECT count(*)::int AS n, count(DISTINCT id)::int AS ids FROM {ledger_entry}'),
    ).toEqual([{ n: 5, ids: 5 }]);
  });

  it('writes nothing where nothing is new', async () => {
    const before = pathsOf(manifest());
    expect(await run()).toEqual({ status: 'SUCCEEDED', rowCount: 0 });
    expect(pathsOf(manifest())).toEqual(before);
  });

  it('killed before the manifest leaves the last one valid, and the next has no row twice', async () => {
    await post(partners[0]!.id, 17n);
    await aMomentLater();
    const before = readFileSync(join(folder, 'warehouse/manifest.json'), 'utf8');
    const store = createFolderStore(folder);
    const dies: FileStore = {
      ...store,
      put: (path, ...rest) =>
        path.endsWith('.json') ? Promise.reject(new Error('killed')) : store.put(path, ...rest),
    };
    await expect(run(dies)).rejects.toThrow('killed');
    expect(readFileSync(join(folder, 'warehouse/manifest.json'), 'utf8')).toBe(before);
    expect(await ask('SELECT count(*)::int AS n FROM {ledger_entry}')).toEqual([{ n: 5 }]);
    await run();
    expect(
      await ask('SELECT count(*)::int AS n, count(DISTINCT id)::int AS ids FROM {ledger_entry}'),
    ).toEqual([{ n: 6, ids: 6 }]);
  });

  it('takes in a row whose id is no time, by writing its table anew', async () => {
    await portal.arrange(
      (tx) => tx.$executeRaw`
      INSERT INTO ledger_entry (id, partner_id, kind, from_account, to_account, amount_minor, currency, period, effective_on, statement_minor,
        posting_key, cause_type, explanation)
      SELECT gen_random_uuid(), partner_id, kind, from_account, to_account, amount_minor, currency, period, effective_on, statement_minor,
        'test of another id', cause_type, explanation FROM ledger_entry LIMIT 1`,
    );
    await run();
    expect(
      await ask('SELECT count(*)::int AS n, count(DISTINCT id)::int AS ids FROM {ledger_entry}'),
    ).toEqual([{ n: 7, ids: 7 }]);
  });

  it('names a changed row once, and removes the file that held it after one more', async () => {
    const before = manifest().tables.partner!.files.map(({ path }) => path);
    await portal.arrange((tx) =>
      tx.partner.update({ where: { id: partners[0]!.id }, data: { status: 'SUSPENDED' } }),
    );
    await run();
    expect(await ask('SELECT status, count(*)::int AS n FROM {partner} GROUP BY 1 ORDER BY 1')).toEqual([
      { status: 'ACTIVE', n: 1 },
      { status: 'SUSPENDED', n: 1 },
    ]);
    const present = () =>
      readdirSync(join(folder, 'warehouse/partner')).map((name) => `warehouse/partner/${name}`);
    expect(present()).toEqual(expect.arrayContaining(before));
    await run();
    expect(present()).toEqual(manifest().tables.partner!.files.map(({ path }) => path));
  });

  it('waits for who writes, and gives up on who writes for too long', async () => {
    const client = await portal.database.pool.connect();
    const impatient: Job = {
      ...warehouseExport,
      goOn: (work) => exportWarehouse(work, { rowsPerFileMax: 2, settleMillisecondsMax: 200 }),
    };
    try {
      await client.query('BEGIN');
      await client.query('SELECT pg_current_xact_id()');
      const refused = runJob(portal.database, impatient, NOW, () => undefined, {
        openFiles: async () => createFolderStore(folder),
      });
      await expect(refused).rejects.toThrow('open for longer than the export waits');
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});

it('goes to a bucket as to a folder', async () => {
  const { objects, asked, endpoint, close } = await startObjectStore();
  const store = createS3Store(
    { bucket: 'a-bucket', prefix: 'some/prefix', endpoint },
    { region: 'eu-central-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
  );
  try {
    await run(store);
    const written = manifestOf(
      objects.get('/a-bucket/some/prefix/warehouse/manifest.json')!.toString('utf8'),
    );
    for (const path of pathsOf(written))
      expect(objects.get(`/a-bucket/some/prefix/${path}`)?.subarray(0, 4).toString()).toBe('PAR1');
    expect(written.tables.ledger_entry!.rows).toBe(7);
    expect(asked.at(-1)).toBe('PUT /a-bucket/some/prefix/warehouse/manifest.json AWS4-HMAC-SHA256');
    expect(store.addressOf('a/b.html')).toBe('s3://a-bucket/some/prefix/a/b.html');
    await expect(store.get('../secret')).rejects.toThrow(RangeError);
  } finally {
    close();
  }
});

it('is told where to go by the configuration', async () => {
  const target = (value: string) => loadConfig({ EXPORT_TARGET: value }).exportTarget;
  expect(target('s3://a-bucket/some/prefix/')).toEqual({
    kind: 's3',
    bucket: 'a-bucket',
    prefix: 'some/prefix',
    endpoint: undefined,
  });
  expect(target(folder)).toEqual({ kind: 'folder', folder });
  for (const wrong of ['s3://', 's3://UPPER/x', 's3://ok-bucket/../x', 'https://a/b'])
    expect(() => target(wrong)).toThrow('EXPORT_TARGET');
  const store = await openFileStore({ exportTarget: { kind: 'folder', folder } });
  expect(() => store.addressOf('a/../../b')).toThrow(RangeError);
});
