import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fiscalCalendarFrom } from '../../domains/settings/settings.service.ts';
import {
  type AppendRange,
  countRows,
  present,
  readRows,
  type WarehouseRow,
} from '../../domains/warehouse/warehouse.service.ts';
import {
  WAREHOUSE_SCHEMA_VERSION,
  WAREHOUSE_TABLES,
} from '../../domains/warehouse/warehouse-catalogue.rules.ts';
import { FISCAL_MONTH } from '../../domains/warehouse/warehouse-dimensions.rules.ts';
import type { WarehouseColumn, WarehouseTable } from '../../domains/warehouse/warehouse-table.rules.ts';
import type { Tx } from '../../platform/database/client.ts';
import { settledPosition } from '../../platform/events/reader.ts';
import type { FileStore } from '../../platform/files/file-store.ts';
import type { LongWork } from '../../platform/jobs/jobs.ts';
import { takesTurn } from '../../platform/jobs/turn.ts';
import { fiscalMonthsAround } from './fiscal-months.rules.ts';
import {
  lastIdAt,
  type Manifest,
  type ManifestFile,
  manifestOf,
  manifestText,
  pathsOf,
} from './manifest.rules.ts';
import { parquetOf } from './parquet-file.ts';

/** A file has at most so many rows, which is also what is held at once. */
export const ROWS_PER_FILE_MAX = 20_000;

/** The function that runs it ends after 15 minutes. */
const SNAPSHOT_MILLISECONDS_MAX = 12 * 60_000;
const SETTLE_MILLISECONDS_MAX = 60_000;
const SETTLE_POLL_MILLISECONDS = 100;
/** An id is made a moment before its transaction is known to write. */
const CLOCK_MARGIN_MILLISECONDS = 1_000;

const FOLDER = 'warehouse';
const MANIFEST = `${FOLDER}/manifest.json`;
const PARQUET = 'application/vnd.apache.parquet';

export type ExportLimits = Readonly<{ rowsPerFileMax: number; settleMillisecondsMax: number }>;

const LIMITS: ExportLimits = {
  rowsPerFileMax: ROWS_PER_FILE_MAX,
  settleMillisecondsMax: SETTLE_MILLISECONDS_MAX,
};

/** Somebody writes for longer than an export waits. The next run tries again. */
export class UnsettledLogError extends Error {
  override readonly name = 'UnsettledLogError';
}

/** Until when everything that was written can be seen by who begins to read now. */
type Boundary = Readonly<{ epoch: number; watermark: Date }>;

/** Waits for whatever was being written a moment ago to have committed or not. @throws UnsettledLogError */
async function settledBoundary({ transaction }: LongWork, millisecondsMax: number): Promise<Boundary> {
  const { at, transactionId } = await transaction(present);
  for (let waited = 0; ; waited += SETTLE_POLL_MILLISECONDS) {
    const settled = await transaction(settledPosition);
    if (BigInt(settled.transactionId) >= transactionId)
      return { epoch: settled.epoch, watermark: new Date(at.getTime() - CLOCK_MARGIN_MILLISECONDS) };
    if (waited >= millisecondsMax)
      throw new UnsettledLogError(
        'A transaction that writes has been open for longer than the export waits.',
      );
    await wait(SETTLE_POLL_MILLISECONDS);
  }
}

type Export = Readonly<{
  tx: Tx;
  store: FileStore;
  boundary: Boundary;
  /** What can be built on; null where there is nothing, or all of it is to be written anew. */
  previous: Manifest | null;
  known: ReadonlySet<string>;
  limits: ExportLimits;
}>;

/**
 * Writes the files of one snapshot and then, as a whole, the manifest that names them: killed on its way, it leaves the last
 * manifest as it was. One at a time. Answers how many rows it wrote to files that were not there before.
 */
export async function exportWarehouse(work: LongWork, limits: ExportLimits = LIMITS): Promise<number> {
  const store = await work.files();
  const boundary = await settledBoundary(work, limits.settleMillisecondsMax);
  return await work.snapshot(async (tx) => {
    if (!(await takesTurn(tx, 'warehouse-export files'))) return 0;
    const last = await store.get(MANIFEST);
    const before = last ? manifestOf(Buffer.from(last).toString('utf8')) : null;
    const isBuiltOn = before?.epoch === boundary.epoch && before.schemaVersion === WAREHOUSE_SCHEMA_VERSION;
    const known = new Set(before ? pathsOf(before) : []);
    const context: Export = { tx, store, boundary, previous: isBuiltOn ? before : null, known, limits };
    const tables: Manifest['tables'] = {};
    for (const table of WAREHOUSE_TABLES) {
      const files = await filesOf(context, table);
      tables[table.name] = entryOf(table, files);
      work.log(`  ${table.name}: ${tables[table.name]!.rows} rows in ${files.length} files`);
    }
    tables[FISCAL_MONTH.name] = entryOf(FISCAL_MONTH, await fiscalMonthFiles(context, work.asOf));
    return await publish(context, before, tables);
  }, SNAPSHOT_MILLISECONDS_MAX);
}

const entryOf = ({ kind, load }: Pick<WarehouseTable, 'kind' | 'load'>, files: ManifestFile[]) => ({
  kind,
  load,
  rows: files.reduce((sum, { rows }) => sum + rows, 0),
  files,
});

async function publish(
  { store, boundary, known }: Export,
  before: Manifest | null,
  tables: Manifest['tables'],
): Promise<number> {
  const { epoch, watermark } = boundary;
  const manifest: Manifest = {
    ...{ schemaVersion: WAREHOUSE_SCHEMA_VERSION, epoch },
    ...{ watermark: watermark.toISOString(), watermarkId: lastIdAt(watermark) },
    ...{ tables, superseded: [] },
  };
  const named = new Set(pathsOf(manifest));
  manifest.superseded.push(...[...known].filter((path) => !named.has(path)).sort());
  await store.put(MANIFEST, Buffer.from(manifestText(manifest)), 'application/json');
  for (const path of before?.superseded ?? []) if (!named.has(path)) await store.remove(path);
  const files = Object.values(tables).flatMap((entry) => entry.files);
  return files.filter(({ path }) => !known.has(path)).reduce((sum, { rows }) => sum + rows, 0);
}

/** An APPEND table goes on where the manifest ends, unless something has come since that belongs before. */
async function filesOf(context: Export, table: WarehouseTable): Promise<ManifestFile[]> {
  const { tx, boundary, previous } = context;
  if (table.load === 'SNAPSHOT') return await written(context, table, null, null);
  const until = lastIdAt(boundary.watermark);
  const kept = previous?.tables[table.name]?.files;
  if (kept && previous.watermarkId < until) {
    const added = await written(context, table, { after: previous.watermarkId, until }, previous.watermark);
    const files = [...kept, ...added];
    if (files.reduce((sum, { rows }) => sum + rows, 0) === (await countRows(tx, table, until))) return files;
  }
  return await written(context, table, { after: null, until }, null);
}

async function written(
  context: Export,
  table: WarehouseTable,
  range: AppendRange | null,
  from: string | null,
): Promise<ManifestFile[]> {
  const { tx, limits } = context;
  const files: ManifestFile[] = [];
  let after: unknown[] | null = null;
  for (;;) {
    const rows = await readRows(tx, table, range, after, limits.rowsPerFileMax);
    if (rows.length > 0) files.push(await fileOf(context, table, rows, from));
    if (rows.length < limits.rowsPerFileMax) return files;
    const last: WarehouseRow = rows.at(-1)!;
    after = table.key.map((_, place) => last[`key ${place}`]);
  }
}

/** Named by its content, so that what is there already is not written again and nothing is ever written over. */
async function fileOf(
  { store, known, boundary }: Export,
  { name, columns }: Readonly<{ name: string; columns: readonly WarehouseColumn[] }>,
  rows: readonly WarehouseRow[],
  from: string | null,
): Promise<ManifestFile> {
  const content = parquetOf(columns, rows);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const path = `${FOLDER}/${name}/${sha256.slice(0, 32)}.parquet`;
  if (!known.has(path)) await store.put(path, content, PARQUET);
  return {
    path,
    rows: rows.length,
    bytes: content.byteLength,
    sha256,
    from,
    to: boundary.watermark.toISOString(),
  };
}

async function fiscalMonthFiles(context: Export, asOf: Date): Promise<ManifestFile[]> {
  const rows = fiscalMonthsAround(await fiscalCalendarFrom(context.tx), asOf);
  return [await fileOf(context, FISCAL_MONTH, rows, null)];
}
