import type { Tx } from '../../platform/database/client.ts';
import type { InvoiceFact } from './billing-spread.rules.ts';

export type StoredInvoiceFact = InvoiceFact & Readonly<{ system: string; invoiceNumber: string }>;

/**
 * All facts of every invoice on which one of these lines stands, with what was known by an instant. An allocation counts once
 * its payment is known, too.
 */
export const factsOfInvoices = (
  tx: Tx,
  orderLineIds: readonly string[],
  asOf: Date | null,
): Promise<StoredInvoiceFact[]> =>
  tx.$queryRaw`
    WITH known AS MATERIALIZED (SELECT coalesce(${asOf}::timestamptz, 'infinity') AS by),
    invoice AS MATERIALIZED (
      SELECT DISTINCT fact.system, fact.invoice_number FROM billing_fact AS fact CROSS JOIN known
      WHERE fact.order_line_id = ANY (${orderLineIds}::uuid[]) AND fact.kind = 'INVOICE_LINE' AND fact.booked_at <= known.by
    )
    SELECT fact.id, fact.system, fact.invoice_number AS "invoiceNumber", fact.external_id AS "externalId", fact.kind,
      fact.order_id AS "orderId", fact.order_line_id AS "orderLineId", fact.order_number IS NOT NULL AS "isNamingOrder",
      fact.amount_minor AS "amountMinor", fact.charge, fact.service_month AS "serviceMonth", fact.occurred_on AS "on",
      fact.is_vendor_fault AS "isVendorFault", greatest(fact.booked_at, payment.booked_at) AS "bookedAt"
    FROM invoice CROSS JOIN known
    JOIN billing_fact AS fact ON fact.system = invoice.system AND fact.invoice_number = invoice.invoice_number
      AND fact.booked_at <= known.by
    LEFT JOIN billing_fact AS payment ON fact.kind = 'ALLOCATION' AND payment.system = fact.system
      AND payment.payment_number = fact.payment_number AND payment.kind = 'PAYMENT' AND payment.booked_at <= known.by
    WHERE fact.kind <> 'ALLOCATION' OR payment.id IS NOT NULL`;
