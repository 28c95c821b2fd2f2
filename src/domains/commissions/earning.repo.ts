import type { Tx } from '../../platform/database/client.ts';
import type { FrozenTerms, NewEarning } from './earning.rules.ts';

const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;

/** As a row of the statement below; amounts are text, since JSON's numbers are not exact. */
const rowOfTerms = ({ share, tierOn, basisMinor, amountMinor, revenueMinor, ...terms }: FrozenTerms) => ({
  ...terms,
  tierOn: day(tierOn),
  shareNumerator: String(share.numerator),
  shareDenominator: String(share.denominator),
  basisMinor: basisMinor === null ? null : String(basisMinor),
  amountMinor: String(amountMinor),
  revenueMinor: String(revenueMinor),
});

export type EarningKey = Readonly<{ orderLineId: string; partnerId: string; slot: string }>;

/** Freezes earnings with their first revision by one statement; one that is frozen already stays as it is. Answers the new ones. */
export async function insertEarnings(
  tx: Tx,
  earnings: readonly NewEarning[],
  correctionId: string | null,
  now: Date,
): Promise<(EarningKey & Readonly<{ id: string }>)[]> {
  if (earnings.length === 0) return [];
  const rows = earnings.map(({ frozen, commissionOn, ...earning }) => ({
    ...earning,
    commissionOn: day(commissionOn),
    ...rowOfTerms(frozen),
  }));
  return await tx.$queryRaw<(EarningKey & Readonly<{ id: string }>)[]>`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r ("partnerId" uuid, "orderId" uuid, "orderLineId" uuid,
        "referralId" uuid, slot text, "spiffId" uuid, "membershipId" uuid, "commissionOn" date, currency text,
        "settlementCurrency" text, "bookingRate" numeric, "orderNumber" text, "orderType" text, "productId" uuid,
        "planVersionId" uuid, "ruleCode" text, formula text, "tierCode" text, "tierOn" date, "shareNumerator" bigint,
        "shareDenominator" bigint, "basisMinor" bigint, rate numeric, "amountMinor" bigint, "revenueMinor" bigint, terms jsonb,
        explanation jsonb, review jsonb)
    ), made AS (
      INSERT INTO commission_earning (partner_id, order_id, order_line_id, referral_id, slot, spiff_id, membership_id,
        commission_on, currency, settlement_currency, booking_rate, order_number, order_type, product_id, booked_at)
      SELECT "partnerId", "orderId", "orderLineId", "referralId", slot, "spiffId", "membershipId", "commissionOn", currency,
        "settlementCurrency", "bookingRate", "orderNumber", "orderType", "productId", ${now}
      FROM given ON CONFLICT (order_line_id, partner_id, slot) DO NOTHING
      RETURNING id, order_line_id, partner_id, slot
    ), revised AS (
      INSERT INTO earning_revision (partner_id, earning_id, number, correction_id, plan_version_id, rule_code, formula, tier_code, tier_on,
        share_numerator, share_denominator, basis_minor, rate, amount_minor, revenue_minor, terms, explanation, booked_at)
      SELECT given."partnerId", made.id, 1, ${correctionId}::uuid, "planVersionId", "ruleCode", formula, "tierCode", "tierOn", "shareNumerator",
        "shareDenominator", "basisMinor", rate, "amountMinor", "revenueMinor", terms, explanation, ${now}
      FROM given JOIN made ON made.order_line_id = given."orderLineId" AND made.partner_id = given."partnerId" AND made.slot = given.slot
      RETURNING id, earning_id
    ), reviewed AS (
      INSERT INTO earning_revision_review (revision_id, explanation)
      SELECT revised.id, given.review FROM revised JOIN made ON made.id = revised.earning_id
      JOIN given ON made.order_line_id = given."orderLineId" AND made.partner_id = given."partnerId" AND made.slot = given.slot
    )
    SELECT id::text, order_line_id::text AS "orderLineId", partner_id::text AS "partnerId", slot FROM made ORDER BY id`;
}

export type NewRevision = Readonly<{
  earningId: string;
  partnerId: string;
  number: number;
  correctionId: string;
  frozen: FrozenTerms;
}>;

/** Appends revisions that replace the ones before them, by one statement. */
export async function insertRevisions(tx: Tx, revisions: readonly NewRevision[], now: Date): Promise<void> {
  if (revisions.length === 0) return;
  const rows = revisions.map(({ frozen, ...revision }) => ({ ...revision, ...rowOfTerms(frozen) }));
  await tx.$executeRaw`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r ("earningId" uuid, "partnerId" uuid, number int,
        "correctionId" uuid, "planVersionId" uuid, "ruleCode" text, formula text, "tierCode" text, "tierOn" date,
        "shareNumerator" bigint, "shareDenominator" bigint, "basisMinor" bigint, rate numeric, "amountMinor" bigint,
        "revenueMinor" bigint, terms jsonb, explanation jsonb, review jsonb)
    ), revised AS (
      INSERT INTO earning_revision (partner_id, earning_id, number, correction_id, plan_version_id, rule_code, formula, tier_code,
        tier_on, share_numerator, share_denominator, basis_minor, rate, amount_minor, revenue_minor, terms, explanation, booked_at)
      SELECT "partnerId", "earningId", number, "correctionId", "planVersionId", "ruleCode", formula, "tierCode", "tierOn",
        "shareNumerator", "shareDenominator", "basisMinor", rate, "amountMinor", "revenueMinor", terms, explanation, ${now}
      FROM given RETURNING id, earning_id
    )
    INSERT INTO earning_revision_review (revision_id, explanation)
    SELECT revised.id, given.review FROM revised JOIN given ON given."earningId" = revised.earning_id`;
}

/** One freeze or correction of a partner's volume at a time, in one order, so that no two stand on the same volume. */
export async function lockVolumes(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.$queryRaw`
    SELECT pg_advisory_xact_lock(key)::text FROM (
      SELECT DISTINCT hashtextextended('volume ' || k, 0) AS key FROM unnest(${[...keys]}::text[]) AS k ORDER BY 1
    ) AS keys`;
}

export type VolumeRow = Readonly<{
  partnerId: string;
  ruleCode: string;
  period: string;
  currency: string;
  basisMinor: bigint;
}>;

/** What partners' earnings add to the volume of periods, as they stand now, but for some of them. */
export const findVolumes = (
  tx: Tx,
  {
    partnerIds,
    periods,
    withoutIds,
  }: Readonly<{ partnerIds: readonly string[]; periods: readonly string[]; withoutIds: readonly string[] }>,
): Promise<VolumeRow[]> =>
  tx.$queryRaw<VolumeRow[]>`
    SELECT e.partner_id::text AS "partnerId", r.terms -> 'volume' ->> 'ruleCode' AS "ruleCode",
      r.terms -> 'volume' ->> 'period' AS period, e.currency, sum((r.terms -> 'volume' ->> 'basisMinor')::bigint)::bigint AS "basisMinor"
    FROM commission_earning AS e
    CROSS JOIN LATERAL (SELECT v.terms FROM earning_revision AS v WHERE v.partner_id = e.partner_id AND v.earning_id = e.id
      ORDER BY v.number DESC LIMIT 1) AS r
    WHERE e.partner_id = ANY (${[...partnerIds]}::uuid[]) AND r.terms -> 'volume' ->> 'period' = ANY (${[...periods]}::text[])
      AND e.id <> ALL (${[...withoutIds]}::uuid[])
    GROUP BY 1, 2, 3, 4`;

/** What a partner, or the person where people are paid, has of a SPIFF already and keeps, in minor units of its currency. */
export async function spiffPaidBefore(
  tx: Tx,
  of: Readonly<{ spiffId: string; partnerId: string; membershipId: string | null }>,
): Promise<bigint> {
  const { spiffId, partnerId, membershipId } = of;
  const [row] = await tx.$queryRaw<{ minor: bigint }[]>`
    SELECT coalesce(sum(least(r.amount_minor, b.kept)), 0)::bigint AS minor FROM commission_earning AS e
    CROSS JOIN LATERAL (SELECT v.amount_minor FROM earning_revision AS v WHERE v.partner_id = e.partner_id AND v.earning_id = e.id
      ORDER BY v.number DESC LIMIT 1) AS r
    CROSS JOIN LATERAL (
      SELECT sum(CASE l.kind WHEN 'ACCRUAL' THEN l.amount_minor ELSE -l.amount_minor END) AS kept FROM ledger_entry AS l
      WHERE l.partner_id = e.partner_id AND l.earning_id = e.id AND l.kind IN ('ACCRUAL', 'REVERSAL')
    ) AS b
    WHERE e.spiff_id = ${spiffId}::uuid AND CASE WHEN ${membershipId}::uuid IS NULL THEN e.partner_id = ${partnerId}::uuid
      ELSE e.membership_id = ${membershipId}::uuid END`;
  return row?.minor ?? 0n;
}
