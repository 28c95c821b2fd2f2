import type { Tx } from '../../platform/database/client.ts';

export const productsOf = (tx: Tx, ids: readonly string[], codes: readonly string[]) =>
  tx.product.findMany({
    where: { OR: [{ id: { in: [...ids] } }, { code: { in: [...codes] } }] },
    select: { id: true, code: true },
  });

/** Which of these exist, and what is needed of them. */
export const customersOf = (tx: Tx, ids: readonly string[]) =>
  tx.customer.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });

export const opportunitiesOf = (tx: Tx, ids: readonly string[]) =>
  tx.opportunity.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });

export const opportunitiesByNumber = (tx: Tx, system: string, externalIds: readonly string[]) =>
  tx.opportunity.findMany({
    where: { system, externalId: { in: [...externalIds] } },
    select: { id: true, externalId: true },
  });

export const referralsOf = (tx: Tx, ids: readonly string[]) =>
  tx.referral.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });

export const previousOrdersOf = (tx: Tx, ids: readonly string[]) =>
  tx.salesOrder.findMany({
    where: { id: { in: [...ids] } },
    select: {
      ...{ id: true, status: true, opportunityId: true, referralId: true, partnerId: true },
      lines: { select: { id: true, position: true, productId: true } },
    },
  });

/** What an order says of whom it is owed to; `key` is its place in the request. */
export type CreditAsked = Readonly<{
  key: number;
  customerId: string | null;
  opportunityId: string | null;
  referralId: string | null;
  productIds: readonly string[];
}>;

export type Credit = Readonly<{
  key: number;
  opportunityId: string | null;
  referralId: string | null;
  partnerId: string | null;
}>;

/**
 * The deal and the referral behind orders, in one statement. Where none is named: the customer's only deal that is not
 * lost and is of a product family that is ordered, one of a product that is ordered before others; of that deal the
 * attribution that stands with the largest share; without a deal, the customer's only accepted referral. The partner is the referral's.
 */
export const creditsOf = (tx: Tx, asked: readonly CreditAsked[]): Promise<Credit[]> =>
  tx.$queryRaw<Credit[]>`
    SELECT a.key, deal.id::text AS "opportunityId", credited.id::text AS "referralId",
      coalesce(credited.partner_id, owned.partner_id)::text AS "partnerId"
    FROM jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
      AS a(key integer, "customerId" uuid, "opportunityId" uuid, "referralId" uuid, "productIds" uuid[])
    LEFT JOIN customer AS c ON c.id = a."customerId"
    LEFT JOIN referral AS named ON named.id = a."referralId"
    LEFT JOIN LATERAL (
      SELECT CASE WHEN count(*) FILTER (WHERE o.product_id = ANY (a."productIds")) = 1
          THEN (array_agg(o.id) FILTER (WHERE o.product_id = ANY (a."productIds")))[1]
          WHEN count(*) = 1 THEN (array_agg(o.id))[1] END AS id
      FROM opportunity AS o JOIN customer AS oc ON oc.id = o.customer_id LEFT JOIN product AS op ON op.id = o.product_id
      WHERE a."opportunityId" IS NULL AND a."referralId" IS NULL AND oc.canonical_id = c.canonical_id AND o.stage <> 'LOST'
        AND (op.id IS NULL OR op.family IN (SELECT family FROM product WHERE id = ANY (a."productIds")))) AS found ON true
    LEFT JOIN LATERAL (SELECT coalesce(a."opportunityId", named.opportunity_id, found.id) AS id) AS deal ON true
    LEFT JOIN opportunity AS owned ON owned.id = deal.id
    LEFT JOIN LATERAL (
      SELECT t.referral_id AS id FROM attribution AS t
      WHERE t.opportunity_id = deal.id AND t.ended_at IS NULL AND t.status IN ('ATTRIBUTED', 'PENDING', 'HELD')
        AND t.share_numerator > 0 AND a."referralId" IS NULL
      ORDER BY t.status <> 'ATTRIBUTED', t.share_numerator::numeric / t.share_denominator DESC, t.decided_at, t.id LIMIT 1) AS attributed ON true
    LEFT JOIN LATERAL (
      SELECT (array_agg(r.id))[1] AS id FROM referral AS r JOIN referral_review AS v ON v.referral_id = r.id
      JOIN customer AS rc ON rc.id = v.customer_id
      WHERE a."referralId" IS NULL AND deal.id IS NULL AND rc.canonical_id = c.canonical_id AND r.status = 'ACCEPTED'
      HAVING count(*) = 1) AS alone ON true
    LEFT JOIN referral AS credited ON credited.id = coalesce(named.id, attributed.id, alone.id)
    ORDER BY a.key`;
