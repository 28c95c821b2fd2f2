import type { Tx } from '../../platform/database/client.ts';
import type { ReplayedEntry } from './accrual-replay.rules.ts';

export type Month = Readonly<{ label: string; startsOn: Date; endsOn: Date }>;

/**
 * A page of the earnings that a fiscal month is about, after one, in the order of their ids: ordered in it, booked in it, or
 * billed in it; of those frozen by an instant.
 */
export const earningsOfMonth = (
  tx: Tx,
  { label, startsOn, endsOn }: Month,
  asOf: Date,
  after: string | null,
  limit: number,
): Promise<{ id: string }[]> =>
  tx.$queryRaw<{ id: string }[]>`
    SELECT e.id::text FROM commission_earning AS e
    WHERE e.booked_at <= ${asOf} AND (${after}::uuid IS NULL OR e.id > ${after}::uuid)
      AND ((e.commission_on >= ${startsOn}::date AND e.commission_on < ${endsOn}::date)
        OR EXISTS (SELECT FROM ledger_entry AS l WHERE l.earning_id = e.id AND l.period = ${label})
        OR EXISTS (SELECT FROM billing_fact AS line
          JOIN billing_fact AS f ON f.system = line.system AND f.invoice_number = line.invoice_number
          WHERE line.order_line_id = e.order_line_id AND line.kind = 'INVOICE_LINE'
            AND f.occurred_on >= ${startsOn}::date AND f.occurred_on < ${endsOn}::date))
    ORDER BY e.id LIMIT ${limit}`;

/** What was booked of earnings by their terms until an instant. */
export const entriesByTerms = (
  tx: Tx,
  earningIds: readonly string[],
  asOf: Date,
): Promise<(ReplayedEntry & { earningId: string })[]> =>
  tx.$queryRaw<(ReplayedEntry & { earningId: string })[]>`
    SELECT id::text, earning_id::text AS "earningId", kind, from_account AS "from", to_account AS "to",
      amount_minor AS "amountMinor", currency, posting_key AS "postingKey"
    FROM ledger_entry
    WHERE earning_id = ANY (${earningIds}::uuid[]) AND booked_at <= ${asOf}
      AND kind IN ('ACCRUAL', 'REVERSAL', 'RELEASE', 'CLAWBACK', 'RECOVERY')
    ORDER BY booked_at, id`;

export type Unfounded = Readonly<{ id: string; movement: string; amountMinor: bigint; currency: string }>;

/** Entries of a month that name nothing which could have brought them about: no earning, dispute or payout. */
export const unfoundedOf = (tx: Tx, label: string, asOf: Date, limit: number): Promise<Unfounded[]> =>
  tx.$queryRaw<Unfounded[]>`
    SELECT id::text, kind || ' ' || from_account || '>' || to_account AS movement, amount_minor AS "amountMinor", currency
    FROM ledger_entry
    WHERE period = ${label} AND booked_at <= ${asOf} AND CASE
      WHEN kind IN ('ACCRUAL', 'REVERSAL', 'RELEASE', 'CLAWBACK', 'RECOVERY') THEN earning_id IS NULL
      WHEN kind IN ('ADJUSTMENT', 'HOLD', 'HOLD_LIFTED') THEN dispute_id IS NULL
      WHEN kind IN ('WITHHOLDING', 'PAYOUT', 'SETTLEMENT', 'RETURN') THEN payout_id IS NULL
      ELSE false END
    ORDER BY id LIMIT ${limit}`;

/** A revision as it is stored, with what was kept of its inputs and what the order's line says of them. */
export type FrozenRevision = Readonly<{
  earningId: string;
  slot: string;
  spiffId: string | null;
  number: number;
  planVersionId: string | null;
  ruleCode: string | null;
  formula: string;
  tierCode: string | null;
  shareNumerator: bigint;
  shareDenominator: bigint;
  basisMinor: bigint | null;
  rate: string | null;
  amountMinor: bigint;
  revenueMinor: bigint;
  terms: unknown;
  bookedAt: Date;
  evaluated: unknown;
  commissionOn: Date;
  orderType: string;
  orderCurrency: string;
  oneOffMinor: bigint;
  monthlyMinor: bigint;
  quantity: number;
  costMinor: bigint | null;
  termMonths: number | null;
}>;

/** All revisions of earnings that were frozen by an instant, of each in their order. */
export const revisionsOf = (tx: Tx, earningIds: readonly string[], asOf: Date): Promise<FrozenRevision[]> =>
  tx.$queryRaw<FrozenRevision[]>`
    SELECT r.earning_id::text AS "earningId", e.slot, e.spiff_id::text AS "spiffId", r.number,
      r.plan_version_id::text AS "planVersionId", r.rule_code AS "ruleCode", r.formula, r.tier_code AS "tierCode",
      r.share_numerator AS "shareNumerator", r.share_denominator AS "shareDenominator", r.basis_minor AS "basisMinor",
      trim_scale(r.rate)::text AS rate, r.amount_minor AS "amountMinor", r.revenue_minor AS "revenueMinor", r.terms,
      r.booked_at AS "bookedAt", review.explanation -> 'evaluated' AS evaluated, e.commission_on AS "commissionOn",
      e.order_type AS "orderType", o.currency AS "orderCurrency", line.one_off_minor AS "oneOffMinor",
      line.monthly_minor AS "monthlyMinor", line.quantity, line.cost_minor AS "costMinor", line.term_months AS "termMonths"
    FROM earning_revision AS r
    JOIN commission_earning AS e ON e.id = r.earning_id
    JOIN sales_order AS o ON o.id = e.order_id
    JOIN order_line AS line ON line.id = e.order_line_id
    LEFT JOIN earning_revision_review AS review ON review.revision_id = r.id
    WHERE r.earning_id = ANY (${earningIds}::uuid[]) AND r.booked_at <= ${asOf}
    ORDER BY r.earning_id, r.number`;
