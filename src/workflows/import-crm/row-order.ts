import type { MappedAccount, MappedPartner } from './rows.ts';
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
