import {
  type Draft,
  type KnownOrder,
  type Prepared,
  prepareOrders,
  writePrepared,
} from '../domains/orders/order-entry.service.ts';
import {
  type DocumentInput,
  documentsOf,
  EXTERNAL_ID_LENGTH_MAX,
  type OrderContent,
  type OrderInput,
  orderContentOf,
} from '../domains/orders/order-input.rules.ts';
import { idsByNumber, lockForEntry } from '../domains/orders/order-known.service.ts';
import { PARTY_FIELDS, unstatedKept } from '../domains/orders/order-statement.rules.ts';
import { type InvalidField, InvalidInputError } from '../kernel/errors.ts';
import { FieldReader } from '../kernel/fields.ts';
import { type Actor, assertAllowed } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { withCustomer } from './enter-orders.ts';

/** So many rows a request: one transaction of about a second, as each customer is looked up. */
export const ORDER_ROWS_MAX = 100;

export type OrderRow = OrderInput &
  Readonly<{
    externalId: string;
    /** The customer's id in the system. */
    accountExternalId?: string | null;
    opportunityExternalId?: string | null;
    previousExternalId?: string | null;
    documents?: readonly DocumentInput[] | null;
  }>;

export type OrderRowOutcome = 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'REJECTED';

/** One for each row, in the order of the rows; without an order where it was rejected. */
export type OrderRowResult = Readonly<{
  externalId: string;
  outcome: OrderRowOutcome;
  errors: readonly InvalidField[];
  orderId: string | null;
}>;

export type OrderRows = Readonly<{
  system: string;
  rows: readonly OrderRow[];
  /** Whether what a row leaves out stays as it is stored, rather than being no more; an explicit null clears it. */
  keepsUnstated?: boolean;
}>;

/**
 * Takes orders from another system, each as a draft or in the place of a draft or returned one. A row that is wrong is
 * rejected and the others load; sending a row again changes nothing.
 * @throws ForbiddenError, InvalidInputError for the system's code and too many rows
 */
export async function upsertOrders(
  tx: Tx,
  actor: Actor,
  { system, rows, keepsUnstated = false }: OrderRows,
  now: Date,
): Promise<OrderRowResult[]> {
  assertAllowed(actor, 'ORDERS_WRITE');
  assertUpsertable(system, rows);
  const externalIds = rows.map(({ externalId }) => externalId.trim());
  const known = new Map(
    (await lockForEntry(tx, actor, system, externalIds)).map((order) => [order.externalId, order]),
  );
  const numbers = await idsByNumber(tx, system, {
    opportunities: rows.flatMap(({ opportunityExternalId }) => opportunityExternalId ?? []),
    orders: rows.flatMap(({ previousExternalId }) => previousExternalId ?? []),
  });
  const whole = rows.map((row) => {
    const before = keepsUnstated ? known.get(row.externalId.trim()) : undefined;
    return before ? withStored(before, row) : row;
  });
  const readings = readRows(system, whole, known, numbers);
  const prepared = await prepareOrders(
    tx,
    readings.flatMap(({ draft }) => draft ?? []),
  );
  const pending = prepared.values();
  const judged = readings.map((reading) =>
    reading.draft ? judgedRow(reading, pending.next().value!) : { ...reading, prepared: null },
  );
  const changing: (typeof judged)[number][] = [];
  const toWrite: Prepared[] = [];
  for (const row of judged) {
    if (row.errors.length > 0 || !row.prepared) continue;
    const content = await withCustomer(tx, keptContent(row.prepared), row.crmAccount);
    const { before, changed, newDocuments } = row.prepared;
    const isNothingNew =
      changed.length === 0 && newDocuments.length === 0 && content.customerId === before?.customerId;
    if (before && isNothingNew) continue;
    changing.push(row);
    toWrite.push({ ...row.prepared, content });
  }
  const ids = await writePrepared(tx, actor, toWrite, now);
  const idBy = new Map(changing.map((row, index) => [row, ids[index]!]));
  return judged.map((row) => resultOf(row, idBy.get(row) ?? null));
}

/** A row with what it leaves out as it is stored; whom it is of is found again where that is not said. */
function withStored(before: KnownOrder, row: OrderRow): OrderRow {
  const isContinued = row.previousExternalId === undefined && row.type !== 'NEW';
  const previousOrderId = isContinued ? before.previousOrderId : (row.previousOrderId ?? null);
  return { ...row, ...unstatedKept(before, { ...row, previousOrderId }), previousOrderId };
}

/** Whoever was found or named before stays, as long as the customer is described as before. */
function keptContent({ content, before, changed }: Prepared): OrderContent {
  const isOtherParty = PARTY_FIELDS.some((field) => changed.includes(field));
  if (!before?.customerId || isOtherParty || content.customerId !== null) return content;
  return {
    ...content,
    customerId: before.customerId,
    opportunityId: content.opportunityId ?? before.opportunityId,
    referralId: content.referralId ?? before.referralId,
  };
}

function assertUpsertable(system: string, rows: readonly unknown[]): void {
  const fields = new FieldReader();
  if (!/^[A-Z][A-Z0-9_]{0,39}$/.test(system))
    fields.refuse(
      'system',
      'NOT_A_CODE',
      'system is a code in capitals such as SALES_CRM, the same in every request.',
    );
  if (rows.length > ORDER_ROWS_MAX)
    fields.refuse(
      'rows',
      'TOO_MANY',
      `rows are at most ${ORDER_ROWS_MAX}. Send the others in further requests.`,
    );
  if (fields.invalid.length > 0) throw new InvalidInputError(fields.invalid);
}

type Reading = Readonly<{
  externalId: string;
  before: KnownOrder | null;
  draft: Draft | null;
  errors: readonly InvalidField[];
  crmAccount: Readonly<{ system: string; externalId: string }> | null;
}>;

type Numbers = Awaited<ReturnType<typeof idsByNumber>>;

function readRows(
  system: string,
  rows: readonly OrderRow[],
  known: ReadonlyMap<string, KnownOrder>,
  numbers: Numbers,
): Reading[] {
  const seen = new Set<string>();
  return rows.map((row) => {
    const fields = new FieldReader();
    const externalId = fields.foreignId('externalId', row.externalId, EXTERNAL_ID_LENGTH_MAX);
    if (seen.has(externalId))
      fields.refuse(
        'externalId',
        'DUPLICATE_ID',
        'externalId stands in this request already; the first row of it counts.',
      );
    seen.add(externalId);
    const named = (field: string, number: string | null | undefined, ids: ReadonlyMap<string, string>) => {
      if (number == null) return null;
      const id = ids.get(number);
      if (!id)
        fields.refuse(field, 'NOT_FOUND', `${field} is the number of one that the system sent before.`);
      return id ?? null;
    };
    const opportunityId = named('opportunityExternalId', row.opportunityExternalId, numbers.opportunities);
    const previousOrderId = named('previousExternalId', row.previousExternalId, numbers.orders);
    const account = fields.optionalForeignId('accountExternalId', row.accountExternalId, 200) ?? null;
    const content = orderContentOf(fields, {
      ...row,
      opportunityId: row.opportunityId ?? opportunityId,
      previousOrderId: row.previousOrderId ?? previousOrderId,
    });
    const documents = documentsOf(fields, row.documents ?? []);
    const before = known.get(externalId) ?? null;
    const draft = { number: { system, externalId }, content, documents, before };
    return {
      externalId: row.externalId,
      before,
      draft: fields.invalid.length > 0 ? null : draft,
      errors: fields.invalid,
      crmAccount: account === null ? null : { system, externalId: account },
    };
  });
}

type Judged = Reading & Readonly<{ prepared: Prepared | null }>;

/** An order beyond DRAFT and RETURNED is the vendor's to change: a row that says otherwise is rejected. */
function judgedRow(reading: Reading, prepared: Prepared): Judged {
  const { before } = reading;
  if (prepared.errors.length > 0) return { ...reading, errors: prepared.errors, prepared: null };
  if (before === null || before.status === 'DRAFT' || before.status === 'RETURNED')
    return { ...reading, prepared };
  const isSame = prepared.changed.length === 0 && prepared.newDocuments.length === 0;
  if (isSame) return { ...reading, prepared: null };
  const message = `The order is ${before.status} and no longer changed from here: have it returned, or send another order.`;
  return { ...reading, errors: [{ field: 'externalId', code: 'NOT_EDITABLE', message }], prepared: null };
}

function resultOf({ externalId, before, errors }: Judged, writtenId: string | null): OrderRowResult {
  if (errors.length > 0) return { externalId, outcome: 'REJECTED', errors, orderId: null };
  if (writtenId === null) return { externalId, outcome: 'UNCHANGED', errors, orderId: before?.id ?? null };
  return { externalId, outcome: before ? 'UPDATED' : 'CREATED', errors, orderId: writtenId };
}
