import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Queries } from '../../platform/database/queries.ts';
import { OPEN_DEALS_MAX } from './commission-summary-told.rules.ts';

/** What the rule of `commissionSummary` decides by. */
export const COMMISSION_QUERIES = {
  partner: ({ value }) => Prisma.sql`SELECT id FROM partner WHERE id = ${value('partnerId')}::uuid`,
  /** What moved from one of a partner's accounts to another, by fiscal month, product and currency, of what was booked by an instant. */
  moved: ({ value }) => Prisma.sql`
    SELECT e.period, g.product_id::text AS "productId", e.currency, e.from_account AS "from", e.to_account AS "to",
      sum(e.amount_minor)::bigint::text AS "amountMinor"
    FROM ledger_entry AS e
    LEFT JOIN commission_earning AS g ON g.id = e.earning_id AND g.partner_id = e.partner_id
    WHERE e.partner_id = ${value('partnerId')}::uuid AND e.booked_at <= ${value('asOf')}::timestamptz
    GROUP BY 1, 2, 3, 4, 5`,

  /**
   * Open deals of a partner's accepted referrals, with the weights of its program on a day (of one that it has a tier in
   * first) and its last earning of the same product, or of any, by which a commission is expected. The share is what it is
   * credited with, all of the deal where nothing is attributed yet. The largest first.
   */
  deals: ({ value }) => Prisma.sql`
    WITH asked AS MATERIALIZED (
      SELECT (${value('asOf')}::timestamptz AT TIME ZONE ${value('timeZone')}::text)::date AS day
    ), program AS MATERIALIZED (
      SELECT v.stage_weights AS weights FROM program_version AS v
      JOIN partner_program AS p ON p.id = v.program_id
      JOIN partner ON partner.id = ${value('partnerId')}::uuid
      WHERE v.status = 'PUBLISHED' AND v.valid_from <= (SELECT day FROM asked) AND (v.valid_to IS NULL OR v.valid_to > (SELECT day FROM asked))
        AND (cardinality(v.partner_types) = 0 OR partner.type = ANY (v.partner_types))
      ORDER BY EXISTS (SELECT FROM tier_placement AS t WHERE t.partner_id = partner.id AND t.program_id = v.program_id) DESC, p.code
      LIMIT 1
    ), earned AS MATERIALIZED (
      SELECT e.product_id, e.booked_at, r.amount_minor, r.revenue_minor * r.share_numerator / r.share_denominator AS revenue_minor,
        row_number() OVER (PARTITION BY e.product_id ORDER BY e.commission_on DESC, e.id DESC) AS of_product,
        row_number() OVER (ORDER BY e.commission_on DESC, e.id DESC) AS of_all
      FROM commission_earning AS e
      CROSS JOIN LATERAL (SELECT v.* FROM earning_revision AS v WHERE v.partner_id = e.partner_id AND v.earning_id = e.id
        ORDER BY v.number DESC LIMIT 1) AS r
      WHERE e.partner_id = ${value('partnerId')}::uuid AND e.spiff_id IS NULL AND r.revenue_minor > 0 AND r.amount_minor > 0
    )
    SELECT referral.id::text AS "referralId", o.product_id::text AS "productId", o.close_on AS "closeOn", o.amount_minor::text AS "amountMinor", o.currency, o.stage,
      coalesce(a.share_numerator, 1) AS "shareNumerator", coalesce(a.share_denominator, 1) AS "shareDenominator",
      program.weights, last.amount_minor::text AS "commissionMinor", last.revenue_minor::bigint::text AS "revenueMinor"
    FROM opportunity AS o
    JOIN LATERAL (SELECT r.id FROM referral AS r WHERE r.opportunity_id = o.id AND r.partner_id = ${value('partnerId')}::uuid
      AND r.status = 'ACCEPTED' ORDER BY r.id LIMIT 1) AS referral ON true
    LEFT JOIN LATERAL (SELECT a.share_numerator, a.share_denominator FROM attribution AS a
      WHERE a.opportunity_id = o.id AND a.partner_id = ${value('partnerId')}::uuid AND a.ended_at IS NULL AND a.status = 'ACTIVE'
      ORDER BY a.id LIMIT 1) AS a ON true
    LEFT JOIN program ON true
    LEFT JOIN LATERAL (SELECT e.amount_minor, e.revenue_minor FROM earned AS e
      WHERE e.of_all = 1 OR (e.of_product = 1 AND e.product_id = o.product_id)
      ORDER BY e.product_id = o.product_id DESC NULLS LAST LIMIT 1) AS last ON true
    WHERE o.stage NOT IN ('WON', 'LOST') AND o.amount_minor > 0 AND o.currency IS NOT NULL
    ORDER BY o.amount_minor DESC, o.id LIMIT ${Prisma.raw(`${OPEN_DEALS_MAX}`)}`,
  /** The products that any of it can be of, by their codes. */
  products: ({ value }) => Prisma.sql`
    SELECT product.id AS "productId" FROM product
    WHERE product.id IN (
      SELECT e.product_id FROM commission_earning AS e WHERE e.partner_id = ${value('partnerId')}::uuid
      UNION ALL SELECT o.product_id FROM referral AS r JOIN opportunity AS o ON o.id = r.opportunity_id
      WHERE r.partner_id = ${value('partnerId')}::uuid AND r.status = 'ACCEPTED')
    ORDER BY product.code`,
} satisfies Queries;
