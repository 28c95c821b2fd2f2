import type { CurrencyCode } from '../../kernel/currency.ts';
import { type InvalidField, InvalidInputError } from '../../kernel/errors.ts';
import { JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { SyncResult } from '../crm-sync/sync.ts';
import { type OrderRow, upsertOrders } from '../upsert-orders.ts';
import type { MappedOrder } from './rows.ts';

type Lines = readonly MappedOrder[];
type Source = Readonly<{ system: string; currency: CurrencyCode }>;

/** Loads orders as their system's service account sends them; the lines of each stand together. A result for each line. */
export async function loadOrders(
  tx: Tx,
  { system, currency }: Source,
  rows: Lines,
  now: Date,
): Promise<SyncResult[]> {
  const orders = ordersOf(rows);
  const request = { system, rows: orders.map((lines) => orderRowOf(lines, currency)) };
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

/** All lines say the same of the order. */
function orderRowOf(lines: Lines, currency: CurrencyCode): OrderRow {
  const { externalId, type, orderedOn, currency: stated, ...first } = lines[0]!;
  return {
    ...{ externalId, type: type!, currency: stated ?? currency },
    orderedOn: orderedOn && new Date(`${orderedOn.on}T00:00:00Z`),
    customerName: first.customerName,
    customerDomain: first.customerDomain,
    customerTaxId: first.customerTaxId,
    customerCountryCode: first.customerCountryCode,
    accountExternalId: first.accountExternalId,
    accountNumber: first.accountNumber,
    opportunityExternalId: first.opportunityExternalId,
    previousExternalId: first.previousExternalId,
    lines: lines.map((line) => ({
      ...{
        productCode: line.productCode,
        quantity: line.quantity,
        oneOff: line.oneOff,
        monthly: line.monthly,
      },
      ...{ termMonths: line.termMonths, billingSystem: line.billingSystem, billingCode: line.billingCode },
      ...{ discountPercent: line.discountPercent, promotionCode: line.promotionCode, site: line.site },
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
