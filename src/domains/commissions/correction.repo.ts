import type { Tx } from '../../platform/database/client.ts';
import type { CommissionCorrection } from '../../platform/database/generated/client/client.ts';

export type NewCorrection = Readonly<{
  reason: string;
  planVersionId: string;
  partnerId: string | null;
  fromOn: Date;
  untilOn: Date | null;
  enteredById: string;
  enteredAt: Date;
}>;

export const insertCorrection = (tx: Tx, data: NewCorrection): Promise<CommissionCorrection> =>
  tx.commissionCorrection.create({ data });

export async function lockCorrection(tx: Tx, id: string): Promise<CommissionCorrection | null> {
  const locked = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM commission_correction WHERE id = ${id}::uuid FOR UPDATE`;
  return locked.length > 0 ? await tx.commissionCorrection.findUnique({ where: { id } }) : null;
}

export const updateCorrection = (
  tx: Tx,
  { id, version }: CommissionCorrection,
  data: Partial<Omit<CommissionCorrection, 'id' | 'version'>>,
): Promise<CommissionCorrection> =>
  tx.commissionCorrection.update({ where: { id }, data: { ...data, version: version + 1 } });

export const findVersion = (tx: Tx, id: string) =>
  tx.commissionPlanVersion.findUnique({ where: { id }, select: { id: true, planId: true, status: true } });

export const partnerExists = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.partner.count({ where: { id } })) > 0;

/** An earning that a correction is about, with its terms as they are now. */
export type CorrectedRow = Readonly<{
  id: string;
  partnerId: string;
  orderId: string;
  orderLineId: string;
  referralId: string | null;
  slot: string;
  bookedAt: Date;
  number: number;
  planVersionId: string | null;
  ruleCode: string | null;
  tierCode: string | null;
  tierOn: Date | null;
  shareNumerator: bigint;
  shareDenominator: bigint;
  amountMinor: bigint;
  revenueMinor: bigint;
  terms: unknown;
  bookingRate: string;
  settlementCurrency: string;
  /** What the partner had attained by which it was evaluated, in percent by requirement; null where that was not kept. */
  attainments: Readonly<Record<string, string>> | null;
}>;

/**
 * Locks the earnings that a correction is about, in the order of their ids: those by the plan, or all of one partner, ordered
 * within its days. SPIFFs are beside the plans.
 */
export async function lockCorrected(
  tx: Tx,
  {
    planId,
    partnerId,
    fromOn,
    untilOn,
  }: Readonly<{ planId: string; partnerId: string | null; fromOn: Date; untilOn: Date | null }>,
): Promise<CorrectedRow[]> {
  const ids = await tx.$queryRaw<{ id: string }[]>`
    SELECT e.id::text FROM commission_earning AS e
    WHERE e.spiff_id IS NULL AND e.commission_on >= ${fromOn}::date AND (${untilOn}::date IS NULL OR e.commission_on < ${untilOn}::date)
      AND CASE WHEN ${partnerId}::uuid IS NOT NULL THEN e.partner_id = ${partnerId}::uuid ELSE EXISTS (
        SELECT FROM earning_revision AS r JOIN commission_plan_version AS v ON v.id = r.plan_version_id
        WHERE r.partner_id = e.partner_id AND r.earning_id = e.id AND v.plan_id = ${planId}::uuid
          AND r.number = (SELECT max(latest.number) FROM earning_revision AS latest
            WHERE latest.partner_id = e.partner_id AND latest.earning_id = e.id)) END
    ORDER BY e.id FOR NO KEY UPDATE OF e`;
  // Read only now: under the locks, another correction has either committed or not begun.
  return await tx.$queryRaw<CorrectedRow[]>`
    SELECT e.id::text, e.partner_id::text AS "partnerId", e.order_id::text AS "orderId", e.order_line_id::text AS "orderLineId",
      e.referral_id::text AS "referralId", e.slot, e.booked_at AS "bookedAt", r.number, r.plan_version_id::text AS "planVersionId",
      r.rule_code AS "ruleCode", r.tier_code AS "tierCode", r.tier_on AS "tierOn", r.share_numerator AS "shareNumerator",
      r.share_denominator AS "shareDenominator", r.amount_minor AS "amountMinor", r.revenue_minor AS "revenueMinor", r.terms,
      e.booking_rate::text AS "bookingRate", e.settlement_currency AS "settlementCurrency",
      review.explanation -> 'evaluated' -> 'input' -> 'attainments' AS attainments
    FROM commission_earning AS e
    CROSS JOIN LATERAL (SELECT v.* FROM earning_revision AS v WHERE v.partner_id = e.partner_id AND v.earning_id = e.id
      ORDER BY v.number DESC LIMIT 1) AS r
    LEFT JOIN earning_revision_review AS review ON review.revision_id = r.id
    WHERE e.id = ANY (${ids.map(({ id }) => id)}::uuid[])
    ORDER BY e.booked_at, e.id`;
}

export type FrozenShareRow = Readonly<{
  orderId: string;
  partnerId: string;
  shareNumerator: bigint;
  shareDenominator: bigint;
}>;

/** The shares by which orders were frozen, each partner's once, in order of the partners' ids. */
export const frozenShares = (tx: Tx, orderIds: readonly string[]): Promise<FrozenShareRow[]> =>
  tx.$queryRaw<FrozenShareRow[]>`
    SELECT DISTINCT ON (e.order_id, e.partner_id) e.order_id::text AS "orderId", e.partner_id::text AS "partnerId",
      r.share_numerator AS "shareNumerator", r.share_denominator AS "shareDenominator"
    FROM commission_earning AS e JOIN earning_revision AS r ON r.partner_id = e.partner_id AND r.earning_id = e.id
    WHERE e.order_id = ANY (${[...orderIds]}::uuid[])
    ORDER BY e.order_id, e.partner_id, r.number DESC`;
