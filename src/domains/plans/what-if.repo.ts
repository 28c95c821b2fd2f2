import type { Tx } from '../../platform/database/client.ts';

export type WhatIfFacts = Readonly<{
  partnerId: string;
  partnerType: string;
  regionCode: string | null;
  submittedAt: Date | null;
  acceptedAt: Date | null;
  productCode: string | null;
  productFamily: string | null;
  shareNumerator: number;
  shareDenominator: number;
  segment: string | null;
  employees: number | null;
  isNew: boolean;
}>;

export type AskedReferral = Readonly<{ referralId: string; productId: string | null }>;

/**
 * What is known of referrals as deals to come, with another product where one is named; in their order, null where there
 * is none.
 */
export async function whatIfFacts(tx: Tx, asked: readonly AskedReferral[]): Promise<(WhatIfFacts | null)[]> {
  const rows = await tx.$queryRaw<(WhatIfFacts & { place: number })[]>`
    SELECT asked.place, referral.partner_id::text AS "partnerId", partner.type AS "partnerType", region.code AS "regionCode",
      referral.submitted_at AS "submittedAt", coalesce(referral.protected_from, referral.decided_at) AS "acceptedAt",
      product.code AS "productCode", product.family AS "productFamily",
      coalesce(share.share_numerator, 1) AS "shareNumerator", coalesce(share.share_denominator, 1) AS "shareDenominator",
      canonical.sector AS segment, canonical.employees,
      NOT EXISTS (SELECT FROM sales_order AS o JOIN customer AS c ON c.id = o.customer_id
        WHERE c.canonical_id = own.canonical_id AND o.status IN ('RATIFIED', 'IN_FULFILMENT', 'ACTIVATED')) AS "isNew"
    FROM jsonb_to_recordset(${JSON.stringify(asked.map(({ referralId, productId }, place) => ({ referralId, productId, place })))}::jsonb)
      AS asked ("referralId" uuid, "productId" uuid, place integer)
    JOIN referral ON referral.id = asked."referralId"
    JOIN partner ON partner.id = referral.partner_id
    LEFT JOIN region ON region.id = partner.region_id
    LEFT JOIN product ON product.id = coalesce(asked."productId", referral.product_id)
    LEFT JOIN opportunity AS deal ON deal.id = referral.opportunity_id
    LEFT JOIN referral_review AS review ON review.referral_id = referral.id
    LEFT JOIN customer AS own ON own.id = coalesce(deal.customer_id, review.customer_id)
    LEFT JOIN customer AS canonical ON canonical.id = own.canonical_id
    LEFT JOIN LATERAL (SELECT a.share_numerator, a.share_denominator FROM attribution AS a
      WHERE a.referral_id = referral.id AND a.ended_at IS NULL AND a.share_numerator > 0 LIMIT 1) AS share ON true`;
  const byPlace = new Map(rows.map(({ place, ...facts }) => [place, facts]));
  return asked.map((_one, place) => byPlace.get(place) ?? null);
}
