import { type Issue, type IssueCode, issueAt } from './issues.ts';
import type { FileMapping } from './mapping.ts';
import type { MappedOrder, OrderHeader } from './rows.ts';
import type { MappedRecord } from './values.ts';

type OrderRecord = MappedRecord<MappedOrder>;

/** The lines of one order, in the order of the file. */
export type OrderGroup = readonly OrderRecord[];

/** What a line says of its order rather than of itself. */
const HEADER = Object.keys({
  ...{ type: 0, orderedOn: 0, currency: 0, customerName: 0, customerDomain: 0, customerTaxId: 0 },
  ...{ customerCountryCode: 0, accountExternalId: 0, accountNumber: 0 },
  ...{ opportunityExternalId: 0, previousExternalId: 0, oneOffTotal: 0, monthlyTotal: 0 },
  ...{ siteAddress: 0, siteNeedsBuilding: 0, surveyedOn: 0, buildingCost: 0 },
  ...{ signedOrderForm: 0, terminationNotice: 0, siteSurvey: 0 },
  ...{ costEstimate: 0, creditCheck: 0, otherDocument: 0 },
} satisfies Record<keyof OrderHeader, 0>) as (keyof OrderHeader)[];

/** Null where even the number cannot be read: such a line is of no order. */
export const orderNumberOf = (record: OrderRecord): string | null =>
  record.row?.externalId ?? ('orderNumber' in record ? record.orderNumber : null) ?? null;

/** The lines of each order together, wherever they stand: an order is kept in memory until its last line was read. */
export async function* ordersTogether(
  records: AsyncIterable<OrderRecord>,
  linesByNumber: ReadonlyMap<string, number>,
): AsyncGenerator<OrderGroup> {
  const open = new Map<string, OrderRecord[]>();
  for await (const record of records) {
    const number = orderNumberOf(record);
    if (number === null) {
      yield [record];
      continue;
    }
    const group = open.get(number) ?? [];
    open.set(number, group);
    group.push(record);
    if (group.length < (linesByNumber.get(number) ?? 0)) continue;
    open.delete(number);
    yield group;
  }
  yield* open.values();
}

/**
 * So many orders at a time, with all of their lines, and each after the batch with the order that it continues. Orders that
 * continue each other in a circle come last; loading them says what is wrong.
 */
export async function* orderBatches(
  groups: AsyncIterable<OrderGroup>,
  numbers: Readonly<{ has(number: string): boolean }>,
  ordersMax: number,
): AsyncGenerator<OrderRecord[]> {
  const queue: OrderGroup[] = [];
  const settled = new Set<string>();
  const waiting = new Map<string, OrderGroup[]>();
  const nextBatch = function* (size: number) {
    const batch = queue.splice(0, size);
    yield batch.flat();
    for (const [first] of batch) {
      const number = orderNumberOf(first!);
      if (number === null) continue;
      settled.add(number);
      queue.push(...(waiting.get(number) ?? []));
      waiting.delete(number);
    }
  };
  for await (const group of groups) {
    const previous = previousOf(group);
    const isAhead = previous !== null && numbers.has(previous) && !settled.has(previous);
    if (isAhead && previous !== orderNumberOf(group[0]!))
      waiting.set(previous, [...(waiting.get(previous) ?? []), group]);
    else queue.push(group);
    while (queue.length >= ordersMax) yield* nextBatch(ordersMax);
  }
  while (queue.length > 0) yield* nextBatch(ordersMax);
  queue.push(...[...waiting.values()].flat());
  waiting.clear();
  while (queue.length > 0) yield* nextBatch(ordersMax);
}

const previousOf = (group: OrderGroup): string | null =>
  group.find(({ row }) => row?.previousExternalId != null)?.row?.previousExternalId ?? null;

type Place = Readonly<{ file: string; fields: FileMapping['fields'] }>;

/**
 * Each line with all that any line says of the order. Where lines say different things, or one cannot be read, none of the
 * order is loaded: an order with lines missing would look like another one.
 */
export function agreedOrder(group: OrderGroup, { file, fields }: Place): OrderGroup {
  const stated = new Map<keyof OrderHeader, { record: OrderRecord; value: unknown }>();
  const found = group.map((record) => {
    const { row, line } = record;
    if (row === null) return [...record.errors];
    return HEADER.flatMap((field): Issue[] => {
      const value = row[field];
      if (value === null) return [];
      const first = stated.get(field);
      if (!first) stated.set(field, { record, value });
      if (!first || textOf(first.value) === textOf(value)) return [];
      const other = `line ${first.record.line} says ${JSON.stringify(textOf(first.value))} of the same order.`;
      const place = { file, line, column: fields[field]?.column ?? null };
      return [issue(place, 'ROWS_DISAGREE', textOf(value), `${field}: ${other}`, DISAGREE)];
    });
  });
  const [first] = group;
  if (group.every(({ row }) => row !== null) && !stated.has('type')) {
    const place = { file, line: first!.line, column: fields.type?.column ?? null };
    found[0]!.push(issue(place, 'MISSING_VALUE', '', 'type: no line of the order says its type.', TYPE));
  }
  const bad = found.findIndex((issues) => issues.length > 0);
  if (bad >= 0) return rejectedOrder(group, found, group[bad]!.line, file);
  const header = Object.fromEntries([...stated].map(([field, { value }]) => [field, value]));
  return group.map((record) => ({ ...record, row: { ...record.row!, ...header }, errors: [] as const }));
}

const DISAGREE = 'Say the same on all lines of the order, or say it once and leave it empty on the others.';
const TYPE = 'Fill it in on one line, or give the mapping\'s "type" a "constant".';

function rejectedOrder(
  group: OrderGroup,
  found: readonly (readonly Issue[])[],
  badLine: number,
  file: string,
): OrderGroup {
  return group.map(({ line, warnings, row }, at) => {
    const place = { file, line, column: null };
    const message = `externalId: line ${badLine} of the same order cannot be loaded, so this one is not either.`;
    const withIt = issue(place, 'ORDER_REJECTED', row?.externalId ?? '', message, `Correct line ${badLine}.`);
    return { line, row: null, warnings, errors: found[at]!.length > 0 ? found[at]! : [withIt] };
  });
}

const issue = (
  place: Readonly<{ file: string; line: number; column: string | null }>,
  code: IssueCode,
  value: string,
  message: string,
  howToFix: string,
): Issue => issueAt(place, 'ERROR', { code, value, message, howToFix });

/** A date is its day. */
const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'on' in value ? String(value.on) : String(value);
