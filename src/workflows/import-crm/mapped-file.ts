import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openCsvFile } from './csv.ts';
import type { Issue } from './issues.ts';
import type { FileMapping, Mapping } from './mapping.ts';
import { orderNumberOf } from './order-groups.ts';
import { accountsInCycles, type KnownIds } from './references.ts';
import type { FileKind, MappedRowOf } from './rows.ts';
import { type MappedRecord, rowReaderOf } from './values.ts';

export type MappedFile<Kind extends FileKind> = Readonly<{
  file: string;
  /** Issues of the header. */
  unknownColumns: readonly Issue[];
  /** To be read once. */
  records: AsyncGenerator<MappedRecord<MappedRowOf[Kind]>>;
}>;

/**
 * Opens the mapping's file of this kind in the folder and reads it row by row, as the rows are asked for.
 * @throws ImportFileError where the file cannot be read or lacks columns.
 */
export async function openMappedFile<Kind extends FileKind>(
  kind: Kind,
  folder: string,
  mapping: Mapping,
  known: KnownIds = {},
): Promise<MappedFile<Kind>> {
  const { file, delimiter } = mapping.files[kind] as FileMapping;
  const csv = await openCsvFile(join(folder, file), delimiter);
  try {
    const reader = rowReaderOf(kind, mapping, csv, known);
    return { file, unknownColumns: reader.unknownColumns, records: readRecords(csv.records, reader.read) };
  } catch (error) {
    await csv.close();
    throw error;
  }
}

/** After so many rows, which take less than a millisecond, the database's answers about those before them are heard. */
const ROWS_A_TURN = 20;

async function* readRecords<Input, Output>(
  records: AsyncGenerator<Input>,
  read: (record: Input) => Output,
): AsyncGenerator<Output> {
  let count = 0;
  for await (const record of records) {
    yield read(record);
    count += 1;
    if (count % ROWS_A_TURN === 0) await nextTurn();
  }
}

/**
 * Reads the orders once only for how many lines each has, because they may stand anywhere in the file; some 100 bytes an order.
 * @throws ImportFileError as `openMappedFile` does.
 */
export async function surveyOrders(folder: string, mapping: Mapping): Promise<Map<string, number>> {
  const { records } = await openMappedFile('orders', folder, mapping);
  const lines = new Map<string, number>();
  for await (const record of records) {
    const number = orderNumberOf(record);
    if (number !== null) lines.set(number, (lines.get(number) ?? 0) + 1);
  }
  return lines;
}

/**
 * Reads the accounts once only for their ids, because a subsidiary may stand before its parent. Rows that will be
 * rejected are not among them, so that nothing refers to what is not loaded.
 * @throws ImportFileError as `openMappedFile` does.
 */
export async function surveyAccounts(folder: string, mapping: Mapping) {
  const { records } = await openMappedFile('accounts', folder, mapping);
  const ids = new Set<string>();
  const parents = new Map<string, string>();
  for await (const { row } of records) {
    if (row === null) continue;
    ids.add(row.externalId);
    if (row.parentExternalId !== null) parents.set(row.externalId, row.parentExternalId);
  }
  return { ids, inCycles: accountsInCycles(parents) };
}
