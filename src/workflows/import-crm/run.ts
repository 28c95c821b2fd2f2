import { join } from 'node:path';
import type { Database } from '../../platform/database/client.ts';
import { openCsvFile } from './csv.ts';
import type { LoadedIds } from './known-ids.ts';
import { BATCH_ROWS_MAX, type Loader, openLoader } from './load-rows.ts';
import { openMappedFile, surveyAccounts, surveyOrders } from './mapped-file.ts';
import type { Mapping } from './mapping.ts';
import { agreedOrder, orderBatches, ordersTogether } from './order-groups.ts';
import type { KnownIds } from './references.ts';
import { type ImportReport, type ImportSummary, startReport } from './report.ts';
import { invoicesFirst, parentsFirst, partnersAsFirstStated, peopleTogether } from './row-order.ts';
import { FILE_KINDS, type FileKind, type MappedRowOf } from './rows.ts';
import { settleBatch } from './settle.ts';
import { type MappedRecord, rowReaderOf } from './values.ts';

export type ImportOptions = Readonly<{
  database: Database;
  folder: string;
  mapping: Mapping;
  /** Where all issues are written, as CSV. */
  issuesFile: string;
  /** The instant at which the portal learns what the files say. */
  now: Date;
  print(line: string): void;
  /** How many rows one transaction loads, or how many orders; at most as many as it does without saying so. */
  batchRows?: number;
  /** Called after each batch was committed. */
  afterBatch?(): void;
}>;

const SHOWN_ISSUES_MAX = 20;

/** So many batches of results are read ahead, to load those of one person together; some 30 megabytes. */
const BATCHES_AHEAD = 10;

/**
 * Loads an export of a CRM, a learning system or a billing system. Every batch is a transaction of its own, so an import that is killed is finished by running it
 * again: what was loaded is found unchanged. Nothing is loaded unless all files can be read.
 * @throws ImportFileError where a file or its header cannot be read.
 */
export async function importCrm(options: ImportOptions): Promise<ImportSummary> {
  const { database, mapping, folder, issuesFile, now, print } = options;
  const kinds = FILE_KINDS.filter((kind) => mapping.files[kind]);
  for (const kind of kinds) await assertReadable(kind, folder, mapping);
  const loader = await openLoader(database, mapping, now);
  const report = startReport({
    issuesFile,
    shownMax: SHOWN_ISSUES_MAX,
    print,
    clock: () => performance.now(),
  });
  for (const kind of kinds) await loadFile(kind, { options, loader, report });
  return await report.finish();
}

/** Before anything is loaded, so that a slip in the mapping leaves nothing half done. */
async function assertReadable(kind: FileKind, folder: string, mapping: Mapping): Promise<void> {
  const { file, delimiter } = mapping.files[kind]!;
  const csv = await openCsvFile(join(folder, file), delimiter);
  try {
    rowReaderOf(kind, mapping, csv);
  } finally {
    await csv.close();
  }
}

type Run = Readonly<{ options: ImportOptions; loader: Loader; report: ImportReport }>;

async function loadFile<Kind extends FileKind>(kind: Kind, run: Run): Promise<void> {
  const { options, loader, report } = run;
  const { ids } = loader;
  const { folder, mapping, afterBatch } = options;
  const known = await knownFor(kind, options, ids);
  const { file, unknownColumns, records } = await openMappedFile(kind, folder, mapping, known);
  await report.startFile(file, unknownColumns);
  const batchRows = options.batchRows ?? BATCH_ROWS_MAX[kind];
  const batches = inBatches(kind, records, { options, ids, batchRows });
  for await (const batch of readAhead(batches)) {
    const rows = batch.flatMap(({ row }) => row ?? []);
    const results = rows.length === 0 ? [] : await loader.load(kind, rows);
    await settleBatch({ report, file, fields: mapping.files[kind]!.fields }, batch, results);
    const loaded = rows.filter((_, index) => results[index]!.outcome !== 'REJECTED');
    for (const row of loaded) remember(kind, row, ids);
    afterBatch?.();
  }
}

/** Accounts may refer to later lines of their own file, so its ids are read before its rows. */
async function knownFor(
  kind: FileKind,
  { folder, mapping }: ImportOptions,
  ids: LoadedIds,
): Promise<KnownIds> {
  if (kind !== 'accounts') return ids;
  const survey = await surveyAccounts(folder, mapping);
  return { ...ids, accounts: ids.accounts.union(survey.ids), accountsInCycles: survey.inCycles };
}

type Records<Kind extends FileKind> = AsyncIterable<MappedRecord<MappedRowOf[Kind]>>;

type Loading = Readonly<{ options: ImportOptions; ids: LoadedIds; batchRows: number }>;
type Batches<Kind extends FileKind> = AsyncIterable<MappedRecord<MappedRowOf[Kind]>[]>;

function inBatches<Kind extends FileKind>(
  kind: Kind,
  records: Records<Kind>,
  loading: Loading,
): Batches<Kind> {
  if (kind !== 'orders') return batchesOf(inLoadingOrder(kind, records, loading), loading.batchRows);
  return wholeOrders(records as Records<'orders'>, loading) as Batches<Kind>;
}

/** An order is loaded with all of its lines or not at all, so they are counted before any is loaded. */
async function* wholeOrders(records: Records<'orders'>, { options, batchRows }: Loading): Batches<'orders'> {
  const { folder, mapping } = options;
  const lines = await surveyOrders(folder, mapping);
  const { file, fields } = mapping.files.orders!;
  const agreed = async function* () {
    for await (const group of ordersTogether(records, lines)) yield agreedOrder(group, { file, fields });
  };
  yield* orderBatches(agreed(), lines, batchRows);
}

function inLoadingOrder<Kind extends FileKind>(
  kind: Kind,
  records: Records<Kind>,
  { ids, batchRows }: Loading,
): Records<Kind> {
  if (kind === 'accounts') return parentsFirst(records as Records<'accounts'>, ids.accounts) as Records<Kind>;
  if (kind === 'partners') return partnersAsFirstStated(records as Records<'partners'>) as Records<Kind>;
  if (kind === 'learning')
    return peopleTogether(records as Records<'learning'>, batchRows * BATCHES_AHEAD) as Records<Kind>;
  if (kind === 'billing')
    return invoicesFirst(records as Records<'billing'>, batchRows * BATCHES_AHEAD) as Records<Kind>;
  return records;
}

async function* batchesOf<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Asks for the next item before the one at hand is done with, so that a batch is read while the database loads another. */
async function* readAhead<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  const iterator = items[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (let found = await next; !found.done; found = await next) {
      next = iterator.next();
      // What fails meanwhile is told in its turn, and not as a rejection of which nobody knows.
      next.catch(() => undefined);
      yield found.value;
    }
  } finally {
    await iterator.return?.();
  }
}

function remember(kind: FileKind, row: MappedRowOf[FileKind], ids: LoadedIds): void {
  if (kind === 'opportunities' || kind === 'learning' || kind === 'orders' || kind === 'billing') return;
  ids[kind].add(row.externalId);
  if (kind === 'partners') ids.people.add((row as MappedRowOf['partners']).personExternalId);
}
