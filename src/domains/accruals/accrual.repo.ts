import type { Tx } from '../../platform/database/client.ts';
import type { EntryKind, LedgerAccount } from '../ledger/ledger.rules.ts';

export type Which = Readonly<{ earningIds: readonly string[] }> | Readonly<{ orderIds: readonly string[] }>;

/** Locks earnings in the order of their ids, so that who books several never waits in a circle. */
export async function lockEarnings(tx: Tx, which: Which): Promise<string[]> {
  const rows =
    'earningIds' in which
      ? await tx.$queryRaw<{ id: string }[]>`
          SELECT id::text FROM commission_earning WHERE id = ANY (${which.earningIds}::uuid[]) ORDER BY id FOR UPDATE`
      : await tx.$queryRaw<{ id: string }[]>`
          SELECT id::text FROM commission_earning WHERE order_id = ANY (${which.orderIds}::uuid[]) ORDER BY id FOR UPDATE`;
  return rows.map(({ id }) => id);
}

export type StoredEarning = Readonly<{
  id: string;
  partnerId: string;
  orderId: string;
  orderLineId: string;
  spiffId: string | null;
  commissionOn: Date;
  currency: string;
  number: number;
  terms: unknown;
  amountMinor: bigint;
  revenueMinor: bigint;
  shareNumerator: bigint;
  shareDenominator: bigint;
  revisedAt: Date;
  activatedOn: Date | null;
  cancelledOn: Date | null;
  disconnectedOn: Date | null;
  isVendorFault: boolean;
}>;

/**
 * Earnings with the terms that count and what happened to their orders, by what was known at an instant. An order's move
 * counts from the instant of its change on; where none is on record, from its day on alone.
 */
export const readEarnings = (tx: Tx, ids: readonly string[], asOf: Date | null): Promise<StoredEarning[]> =>
  tx.$queryRaw<StoredEarning[]>`
    WITH known AS MATERIALIZED (SELECT coalesce(${asOf}::timestamptz, 'infinity') AS by),
    later AS MATERIALIZED (
      SELECT c.order_id, c.to_status FROM known CROSS JOIN order_change AS c
      WHERE c.changed_at > known.by AND c.from_status IS DISTINCT FROM c.to_status
        AND c.order_id IN (
          SELECT order_id FROM commission_earning WHERE id = ANY (${ids}::uuid[])
          UNION ALL
          SELECT o.id FROM sales_order AS o WHERE o.type = 'DISCONNECT'
            AND o.previous_order_id IN (SELECT order_id FROM commission_earning WHERE id = ANY (${ids}::uuid[])))
    )
    SELECT e.id::text, e.partner_id::text AS "partnerId", e.order_id::text AS "orderId", e.order_line_id::text AS "orderLineId",
      e.spiff_id::text AS "spiffId", e.commission_on AS "commissionOn", e.currency, r.number, r.terms,
      r.amount_minor AS "amountMinor", r.revenue_minor AS "revenueMinor", r.share_numerator AS "shareNumerator",
      r.share_denominator AS "shareDenominator", r.booked_at AS "revisedAt",
      CASE WHEN NOT EXISTS (SELECT FROM later WHERE later.order_id = o.id AND to_status = 'ACTIVATED') THEN o.activated_on END
        AS "activatedOn",
      CASE WHEN NOT EXISTS (SELECT FROM later WHERE later.order_id = o.id AND to_status = 'CANCELLED') THEN o.cancelled_on END
        AS "cancelledOn",
      CASE WHEN NOT EXISTS (SELECT FROM later JOIN sales_order AS d ON d.id = later.order_id
          WHERE d.previous_order_id = o.id AND d.type = 'DISCONNECT' AND to_status = 'ACTIVATED') THEN o.disconnected_on END
        AS "disconnectedOn",
      o.is_vendor_fault AS "isVendorFault"
    FROM commission_earning AS e
    JOIN sales_order AS o ON o.id = e.order_id
    CROSS JOIN known
    CROSS JOIN LATERAL (
      SELECT v.* FROM earning_revision AS v WHERE v.earning_id = e.id AND v.booked_at <= known.by
      ORDER BY v.number DESC LIMIT 1
    ) AS r
    WHERE e.id = ANY (${ids}::uuid[])
    ORDER BY e.id`;

export type StoredFlow = Readonly<{
  earningId: string;
  kind: EntryKind;
  from: LedgerAccount;
  to: LedgerAccount;
  currency: string;
  payoutId: string | null;
  amountMinor: bigint;
  exchangeRate: string | null;
  bookedUntil: Date;
}>;

/** What was moved of earnings, by kind of movement and payout, the first first; what was booked until an instant. */
export const readFlows = (tx: Tx, ids: readonly string[], asOf: Date | null): Promise<StoredFlow[]> =>
  tx.$queryRaw<StoredFlow[]>`
    SELECT earning_id::text AS "earningId", kind, from_account AS "from", to_account AS "to", currency,
      payout_id::text AS "payoutId", sum(amount_minor)::bigint AS "amountMinor", max(exchange_rate)::text AS "exchangeRate",
      max(effective_on) AS "bookedUntil"
    FROM ledger_entry
    WHERE earning_id = ANY (${ids}::uuid[]) AND (${asOf}::timestamptz IS NULL OR booked_at <= ${asOf}::timestamptz)
    GROUP BY earning_id, kind, from_account, to_account, currency, payout_id
    ORDER BY earning_id, min(booked_at), min(id::text)`;

/** When time alone changes next what is due of each. */
export async function writeNextDue(
  tx: Tx,
  due: readonly Readonly<{ id: string; nextDueOn: Date | null }>[],
): Promise<void> {
  const rows = JSON.stringify(
    due.map(({ id, nextDueOn }) => ({ id, on: nextDueOn?.toISOString().slice(0, 10) ?? null })),
  );
  await tx.$executeRaw`
    UPDATE commission_earning AS e SET next_due_on = r."on"
    FROM jsonb_to_recordset(${rows}::jsonb) AS r (id uuid, "on" date)
    WHERE e.id = r.id AND e.next_due_on IS DISTINCT FROM r."on"`;
}

/** Where a run through what is due has come to, in its order. */
export type AfterDue = Readonly<{ id: string; nextDueOn: Date }>;

/** Earnings frozen by an instant of which something is due by its day, the longest due first, after the last one of before. */
export const dueEarnings = (
  tx: Tx,
  { day, knownBy }: Readonly<{ day: Date; knownBy: Date }>,
  after: AfterDue | null,
  limit: number,
): Promise<AfterDue[]> =>
  tx.$queryRaw<AfterDue[]>`
    SELECT id::text, next_due_on AS "nextDueOn" FROM commission_earning
    WHERE next_due_on <= ${day}::date AND booked_at <= ${knownBy}
      AND (${after?.id ?? null}::uuid IS NULL
        OR (next_due_on, id) > (${after?.nextDueOn.toISOString().slice(0, 10) ?? null}::date, ${after?.id ?? null}::uuid))
    ORDER BY next_due_on, id LIMIT ${limit}`;

/** Of these earnings those of which nothing was booked after an instant, in the order of their ids. */
export async function bookedByThen(tx: Tx, ids: readonly string[], knownBy: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT e.id::text FROM commission_earning AS e
    WHERE e.id = ANY (${ids}::uuid[]) AND NOT EXISTS (SELECT FROM ledger_entry AS l
      WHERE l.earning_id = e.id AND l.booked_at > ${knownBy}
        AND l.kind IN ('ACCRUAL', 'REVERSAL', 'RELEASE', 'CLAWBACK', 'RECOVERY'))
    ORDER BY e.id`;
  return rows.map(({ id }) => id);
}

/** The first instant after another at which terms, a move of an order or a fact of billing became known, by the earning. */
export const learnedAfter = (
  tx: Tx,
  ids: readonly string[],
  knownBy: Date,
): Promise<Readonly<{ id: string; at: Date }>[]> =>
  tx.$queryRaw<Readonly<{ id: string; at: Date }>[]>`
    WITH asked AS MATERIALIZED (
      SELECT id, order_id, order_line_id FROM commission_earning WHERE id = ANY (${ids}::uuid[])
    ), invoice AS MATERIALIZED (
      SELECT DISTINCT asked.id, line.system, line.invoice_number FROM asked
      JOIN billing_fact AS line ON line.order_line_id = asked.order_line_id AND line.kind = 'INVOICE_LINE'
    ), later AS (
      SELECT asked.id, r.booked_at AS at FROM asked JOIN earning_revision AS r ON r.earning_id = asked.id
      UNION ALL
      SELECT asked.id, c.changed_at FROM asked JOIN order_change AS c ON c.order_id = asked.order_id
      UNION ALL
      SELECT asked.id, c.changed_at FROM asked
      JOIN sales_order AS d ON d.previous_order_id = asked.order_id AND d.type = 'DISCONNECT'
      JOIN order_change AS c ON c.order_id = d.id
      UNION ALL
      SELECT invoice.id, greatest(f.booked_at, payment.booked_at) FROM invoice
      JOIN billing_fact AS f ON f.system = invoice.system AND f.invoice_number = invoice.invoice_number
      LEFT JOIN billing_fact AS payment ON f.kind = 'ALLOCATION' AND payment.system = f.system
        AND payment.payment_number = f.payment_number AND payment.kind = 'PAYMENT'
      WHERE f.kind <> 'ALLOCATION' OR payment.id IS NOT NULL
    )
    SELECT id::text, min(at) AS at FROM later WHERE at > ${knownBy} GROUP BY id`;
