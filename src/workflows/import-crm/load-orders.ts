import type { DocumentKind } from '../../domains/orders/order-types.rules.ts';
import type { CurrencyCode } from '../../kernel/currency.ts';
import { type InvalidField, InvalidInputError } from '../../kernel/errors.ts';
import { JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { SyncResult } from '../crm-sync/sync.ts';
import { type OrderRow, upsertOrders } from '../upsert-orders.ts';
import type { MappedOrder } from './rows.ts';

type Lines = readonly MappedOrder[];
type Source = Readonly<{
  system: string;
  currency: CurrencyCode;
  /** The fields that the mapping fills; of the others the file says nothing. */
  stated: ReadonlySet<string>;
}>;

/** Loads orders as their system's service account sends them; the lines of each stand together. A result for each line. */
export async function loadOrders(
  tx: Tx,
  { system, ...said }: Source,
  rows: Lines,
  now: Date,
): Promise<SyncResult[]> {
  const orders = ordersOf(rows);
  const request = { system, keepsUnstated: true, rows: orders.map((lines) => orderRowOf(lines, said)) };
  const answers = await upsertOrders(tx, JOB_ACTOR, request, now);
  return answers.flatMap(({ outcome, errors, orderId }, at) => {
    const lines = orders[at]!;
    if (outcome === 'REJECTED') return rejected(lines, errors);
    return lines.map(({ externalId }) => ({ externalId, outcome, errors: [], targetId: orderId }));
  });
}

/**
 * Loads a batch, and order by order where one of them cannot be written: the others are not to be lost by it.
 * `inTransaction` loads rows in a transaction of their own.
 */
export async function loadOrdersApart(
  rows: Lines,
  inTransaction: (rows: Lines) => Promise<SyncResult[]>,
): Promise<SyncResult[]> {
  try {
    return await inTransaction(rows);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
  }
  const results: SyncResult[] = [];
  for (const lines of ordersOf(rows)) {
    const loaded = await inTransaction(lines).catch((error: unknown) => {
      if (error instanceof InvalidInputError) return rejected(lines, error.fields);
      throw error;
    });
    results.push(...loaded);
  }
  return results;
}

const ordersOf = (rows: Lines): Lines[] => [...Map.groupBy(rows, ({ externalId }) => externalId).values()];

/** What is said of an order in the same words as it is entered. */
const PLAIN_HEADER = [
  ...(['customerName', 'customerDomain', 'customerTaxId', 'customerCountryCode', 'accountNumber'] as const),
  ...(['oneOffTotal', 'monthlyTotal', 'siteAddress', 'siteNeedsBuilding', 'buildingCost'] as const),
];
const DAYS = ['orderedOn', 'surveyedOn'] as const;
const LINE = [
  ...(['oneOff', 'monthly', 'termMonths', 'billingSystem', 'billingCode'] as const),
  ...(['discountPercent', 'promotionCode', 'site'] as const),
];

const DOCUMENT_KIND_OF = {
  signedOrderForm: 'SIGNED_ORDER_FORM',
  terminationNotice: 'TERMINATION_NOTICE',
  siteSurvey: 'SITE_SURVEY',
  costEstimate: 'COST_ESTIMATE',
  creditCheck: 'CREDIT_CHECK',
  otherDocument: 'OTHER',
} as const satisfies Partial<Record<keyof MappedOrder, DocumentKind>>;

/** All lines say the same of the order. What the file has no column for is left out, rather than said to be nothing. */
function orderRowOf(lines: Lines, { currency, stated }: Omit<Source, 'system'>): OrderRow {
  const [first] = lines as readonly [MappedOrder];
  const picked = <Field extends keyof MappedOrder>(row: MappedOrder, fields: readonly Field[]) =>
    Object.fromEntries(
      fields.filter((field) => stated.has(field)).map((field) => [field, row[field]]),
    ) as Partial<Pick<MappedOrder, Field>>;
  const days = DAYS.filter((field) => stated.has(field)).map((field) => {
    const day = first[field];
    return [field, day && new Date(`${day.on}T00:00:00Z`)] as const;
  });
  const documents = Object.entries(DOCUMENT_KIND_OF).flatMap(([field, kind]) => {
    const reference = first[field as keyof typeof DOCUMENT_KIND_OF];
    return reference === null ? [] : [{ kind, reference }];
  });
  return {
    ...{ externalId: first.externalId, type: first.type!, currency: first.currency ?? currency },
    ...picked(first, PLAIN_HEADER),
    ...(Object.fromEntries(days) as Partial<Record<(typeof DAYS)[number], Date | null>>),
    accountExternalId: first.accountExternalId,
    opportunityExternalId: first.opportunityExternalId,
    ...picked(first, ['previousExternalId']),
    documents,
    lines: lines.map((line) => ({
      ...{ productCode: line.productCode, quantity: line.quantity },
      ...picked(line, LINE),
    })),
  };
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  previousOrderId: 'previousExternalId',
  opportunityId: 'opportunityExternalId',
};

/** What is wrong with a line stands at that line, what is wrong with the order at its first; the others say that it was rejected. */
function rejected(lines: Lines, errors: readonly InvalidField[]): SyncResult[] {
  const byLine = Map.groupBy(errors, ({ field }) => Number(/^lines\.(\d+)\./.exec(field)?.[1] ?? 0));
  const withIt = {
    ...{ field: 'externalId', code: 'ORDER_REJECTED' },
    message: 'Another line of the order cannot be loaded, so this one is not either.',
  };
  return lines.map(({ externalId }, at) => {
    const own = byLine.get(at) ?? [];
    const named = own.map((error) => {
      const field = error.field.replace(/^lines\.\d+\./, '');
      return {
        ...error,
        field: FIELD_NAMES[field] ?? field,
        message: error.message.replace(/^lines\.\d+\./, ''),
      };
    });
    return { externalId, outcome: 'REJECTED', errors: named.length > 0 ? named : [withIt], targetId: null };
  });
}
