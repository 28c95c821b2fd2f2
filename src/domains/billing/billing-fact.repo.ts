import type { Tx } from '../../platform/database/client.ts';
import type { BillingState, InvoiceTotals, NamedOrder, PaymentTotals } from './billing-limits.rules.ts';
import type { ReadFact } from './billing-row.rules.ts';

/**
 * Lets one delivery of a system be recorded at a time: two allocations of one payment, or two deliveries of one fact, each see
 * what the one before wrote. The lock ends with the transaction.
 */
export const lockSystem = (tx: Tx, system: string) =>
  tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`billing ${system}`}, 0))::text`;

export type KnownFact = Readonly<{ externalId: string; id: string; hash: string }>;

export const findFacts = (tx: Tx, system: string, externalIds: readonly string[]): Promise<KnownFact[]> =>
  tx.$queryRaw<KnownFact[]>`
    SELECT external_id AS "externalId", id, encode(content_hash, 'hex') AS hash FROM billing_fact
    WHERE system = ${system} AND external_id = ANY (${externalIds}::text[])`;

/**
 * What is known of the invoices, payments and orders that these facts name. The orders stay as they are until the facts are
 * in: else neither would one that is ratified meanwhile find the facts, nor they the order.
 */
export async function stateOf(tx: Tx, system: string, facts: readonly ReadFact[]): Promise<BillingState> {
  const named = (field: 'invoiceNumber' | 'paymentNumber' | 'orderNumber') => [
    ...new Set(facts.flatMap((fact) => fact[field] ?? [])),
  ];
  const invoices = await tx.$queryRaw<InvoiceTotals[]>`
    SELECT invoice_number AS "invoiceNumber", min(currency) AS currency, bool_or(kind = 'INVOICE_LINE') AS "isKnown",
      coalesce(sum(amount_minor) FILTER (WHERE kind = 'INVOICE_LINE'), 0)::bigint AS "invoicedMinor",
      coalesce(sum(amount_minor) FILTER (WHERE kind = 'ALLOCATION'), 0)::bigint AS "collectedMinor",
      coalesce(sum(amount_minor) FILTER (WHERE kind = 'CREDIT'), 0)::bigint AS "creditedMinor",
      coalesce(sum(amount_minor) FILTER (WHERE kind = 'REFUND'), 0)::bigint AS "refundedMinor",
      coalesce(sum(amount_minor) FILTER (WHERE kind = 'WRITE_OFF'), 0)::bigint AS "writtenOffMinor"
    FROM billing_fact WHERE system = ${system} AND invoice_number = ANY (${named('invoiceNumber')}::text[])
    GROUP BY invoice_number`;
  const payments = await tx.$queryRaw<PaymentTotals[]>`
    SELECT payment_number AS "paymentNumber", min(currency) AS currency, bool_or(kind = 'PAYMENT') AS "isKnown",
      coalesce(sum(amount_minor) FILTER (WHERE kind = 'PAYMENT'), 0)::bigint AS "paidMinor",
      coalesce(sum(amount_minor) FILTER (WHERE kind = 'ALLOCATION'), 0)::bigint AS "allocatedMinor",
      coalesce(sum(amount_minor) FILTER (WHERE kind = 'REFUND'), 0)::bigint AS "refundedMinor"
    FROM billing_fact WHERE system = ${system} AND payment_number = ANY (${named('paymentNumber')}::text[])
    GROUP BY payment_number`;
  const orders = await tx.$queryRaw<NamedOrder[]>`
    SELECT system, external_id AS number, currency FROM sales_order
    WHERE external_id = ANY (${named('orderNumber')}::text[]) ORDER BY id FOR SHARE`;
  return { invoices, payments, orders };
}

export type NewFact = ReadFact & Readonly<{ id: string; hash: string }>;

export async function insertFacts(
  tx: Tx,
  system: string,
  facts: readonly NewFact[],
  bookedAt: Date,
): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map((fact) => ({
    ...fact,
    amountMinor: String(fact.amountMinor),
    serviceMonth: fact.serviceMonth?.toISOString().slice(0, 10) ?? null,
    occurredOn: fact.occurredOn.toISOString().slice(0, 10),
  }));
  await tx.$executeRaw`
    INSERT INTO billing_fact (id, system, external_id, kind, invoice_number, payment_number, order_system, order_number,
      line_position, account_number, billing_code, charge, service_month, amount_minor, currency, occurred_on, is_vendor_fault,
      content_hash, booked_at)
    SELECT r.id, ${system}, r."externalId", r.kind, r."invoiceNumber", r."paymentNumber", r."orderSystem", r."orderNumber",
      r."linePosition", r."accountNumber", r."billingCode", r.charge, r."serviceMonth", r."amountMinor", r.currency,
      r."occurredOn", r."isVendorFault", decode(r.hash, 'hex'), ${bookedAt}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, "externalId" text, kind text, "invoiceNumber" text,
      "paymentNumber" text, "orderSystem" text, "orderNumber" text, "linePosition" int, "accountNumber" text,
      "billingCode" text, charge text, "serviceMonth" date, "amountMinor" bigint, currency text, "occurredOn" date,
      "isVendorFault" boolean, hash text)`;
}

/** The orders of which these facts change what was billed or became of it. */
export async function touchedOrders(tx: Tx, factIds: readonly string[]): Promise<string[]> {
  const orders = await tx.$queryRaw<{ orderId: string }[]>`
    WITH fact AS MATERIALIZED (SELECT * FROM billing_fact WHERE id = ANY (${factIds}::uuid[])),
    invoice AS (
      SELECT system, invoice_number FROM fact WHERE invoice_number IS NOT NULL
      UNION SELECT allocation.system, allocation.invoice_number FROM fact JOIN billing_fact AS allocation
        ON allocation.system = fact.system AND allocation.payment_number = fact.payment_number AND allocation.kind = 'ALLOCATION'
      WHERE fact.kind = 'PAYMENT'
    )
    SELECT DISTINCT line.order_id AS "orderId" FROM invoice JOIN billing_fact AS line ON line.system = invoice.system
      AND line.invoice_number = invoice.invoice_number AND line.kind = 'INVOICE_LINE'
    WHERE line.order_id IS NOT NULL ORDER BY 1`;
  return orders.map(({ orderId }) => orderId);
}
