import { BILLING_RANKS } from '../../domains/billing/billing-limits.rules.ts';
import type { MappedAccount, MappedBilling, MappedLearning, MappedPartner } from './rows.ts';
import type { MappedRecord } from './values.ts';

type Records<Row> = AsyncIterable<MappedRecord<Row>>;

/**
 * Accounts so that each comes after its parent. One that stands before its parent in the file waits until the end;
 * only those are kept in memory. Parents are known not to be in cycles.
 */
export async function* parentsFirst(
  records: Records<MappedAccount>,
  loaded: ReadonlySet<string>,
): AsyncGenerator<MappedRecord<MappedAccount>> {
  const seen = new Set<string>(loaded);
  let waiting: (MappedRecord<MappedAccount> & { row: MappedAccount })[] = [];
  for await (const record of records) {
    const { row } = record;
    if (row !== null && row.parentExternalId !== null && !seen.has(row.parentExternalId)) {
      waiting.push({ ...record, row });
      continue;
    }
    if (row !== null) seen.add(row.externalId);
    yield record;
  }
  for (let before = -1; before !== waiting.length; ) {
    before = waiting.length;
    const later: typeof waiting = [];
    for (const record of waiting) {
      if (!seen.has(record.row.parentExternalId!)) {
        later.push(record);
        continue;
      }
      seen.add(record.row.externalId);
      yield record;
    }
    waiting = later;
  }
  // What is left hangs on a row that was rejected; loading it says so.
  yield* waiting;
}

/**
 * Results so that those of one person stand together, so many rows at a time: a batch is settled by all that its people
 * ever did, which is little where they are few. What repeats an id comes last, so that its first line is the one recorded.
 */
export async function* peopleTogether(
  records: Records<MappedLearning>,
  rowsMax: number,
): AsyncGenerator<MappedRecord<MappedLearning>> {
  let waiting: MappedRecord<MappedLearning>[] = [];
  for await (const record of records) {
    waiting.push(record);
    if (waiting.length < rowsMax) continue;
    yield* grouped(waiting);
    waiting = [];
  }
  yield* grouped(waiting);
}

function grouped(records: readonly MappedRecord<MappedLearning>[]): MappedRecord<MappedLearning>[] {
  const isRepeat = ({ warnings }: MappedRecord<MappedLearning>) =>
    warnings.some(({ code }) => code === 'DUPLICATE_ID');
  const { repeats = [], firsts = [] } = Object.groupBy(records, (record) =>
    isRepeat(record) ? 'repeats' : 'firsts',
  );
  const byPerson = Map.groupBy(firsts, ({ row }) => row?.personEmail ?? null);
  return [...[...byPerson.values()].flat(), ...repeats];
}

/**
 * Facts of billing so that invoices and payments come before what became of them, so many rows at a time: what exceeds them is
 * then found in whatever order the file has them. What cannot be read keeps its place at the front.
 */
export async function* invoicesFirst(
  records: Records<MappedBilling>,
  rowsMax: number,
): AsyncGenerator<MappedRecord<MappedBilling>> {
  const rankOf = ({ row }: MappedRecord<MappedBilling>) => (row ? BILLING_RANKS.indexOf(row.kind) : -1);
  let waiting: MappedRecord<MappedBilling>[] = [];
  for await (const record of records) {
    waiting.push(record);
    if (waiting.length < rowsMax) continue;
    yield* waiting.toSorted((a, b) => rankOf(a) - rankOf(b));
    waiting = [];
  }
  yield* waiting.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** A partner's lines may disagree about the partner: the first says what holds, in every batch and every run. */
export async function* partnersAsFirstStated(
  records: Records<MappedPartner>,
): AsyncGenerator<MappedRecord<MappedPartner>> {
  const stated = new Map<string, Partial<MappedPartner>>();
  for await (const record of records) {
    const { row } = record;
    if (row === null) {
      yield record;
      continue;
    }
    const { name, nameKey, type, region, countryCode, timeZone, currency } = row;
    const { managerExternalId, managerName, managerEmail } = row;
    const partner = stated.get(row.externalId) ?? {
      ...{ name, nameKey, type, region, countryCode, timeZone, currency },
      ...{ managerExternalId, managerName, managerEmail },
    };
    stated.set(row.externalId, partner);
    yield { ...record, row: { ...row, ...partner } };
  }
}
