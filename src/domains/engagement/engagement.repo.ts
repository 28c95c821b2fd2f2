import type { Tx } from '../../platform/database/client.ts';
import type { EngagementRules, Prisma } from '../../platform/database/generated/client/client.ts';

/** The published rules that hold at an instant; the database lets no two hold at once. */
export const findRulesAt = (tx: Tx, at: Date): Promise<EngagementRules | null> =>
  tx.engagementRules.findFirst({
    where: { status: 'PUBLISHED', validFrom: { lte: at }, OR: [{ validTo: null }, { validTo: { gt: at } }] },
  });

export const insertDecision = (tx: Tx, data: Prisma.ReferralDecisionUncheckedCreateInput) =>
  tx.referralDecision.create({ data });

/** Follows the decision, so it counts as no change of its own. */
export const writeReasons = (tx: Tx, id: string, decisionReasons: string[]) =>
  tx.referral.update({ where: { id }, data: { decisionReasons }, select: { id: true } });

export type CustomerHistory = Readonly<{
  lastWonOn: Date | null;
  lastWonOfFamilyOn: Date | null;
  isNamedAccount: boolean;
}>;

/** Records that were merged count as the customer they were merged into. */
export async function customerHistory(
  tx: Tx,
  customerId: string,
  productFamily: string,
  at: Date,
): Promise<CustomerHistory> {
  const [history] = await tx.$queryRaw<CustomerHistory[]>`
    WITH record AS (SELECT id FROM customer WHERE canonical_id = ${customerId}::uuid)
    SELECT max(deal.close_on) AS "lastWonOn",
      max(deal.close_on) FILTER (WHERE product.family = ${productFamily}) AS "lastWonOfFamilyOn",
      EXISTS (SELECT FROM named_account JOIN record ON record.id = named_account.customer_id
        WHERE named_account.valid_from <= ${at} AND (named_account.valid_to IS NULL OR named_account.valid_to > ${at}))
        AS "isNamedAccount"
    FROM record JOIN opportunity AS deal ON deal.customer_id = record.id AND deal.stage = 'WON'
    LEFT JOIN product ON product.id = deal.product_id`;
  return history ?? { lastWonOn: null, lastWonOfFamilyOn: null, isNamedAccount: false };
}

export type DirectOpportunity = Readonly<{ id: string; openedAt: Date; lastActivityAt: Date }>;

/** Open deals with a customer that no partner is credited with; activity is the last change that the CRM told of. */
export const directOpportunities = (tx: Tx, customerId: string): Promise<DirectOpportunity[]> =>
  tx.$queryRaw<DirectOpportunity[]>`
    SELECT deal.id, COALESCE(deal.opened_on::timestamptz, deal.created_at) AS "openedAt",
      COALESCE((SELECT max(change.effective_at) FROM opportunity_change AS change WHERE change.opportunity_id = deal.id),
        deal.created_at) AS "lastActivityAt"
    FROM customer AS record JOIN opportunity AS deal ON deal.customer_id = record.id
    WHERE record.canonical_id = ${customerId}::uuid AND deal.partner_id IS NULL AND deal.stage NOT IN ('WON', 'LOST')
    ORDER BY deal.id LIMIT 50`;

export type Registrant = Readonly<{
  status: string;
  nameKey: string;
  regionCode: string | null;
  openReferrals: number;
  memberDomains: string[];
}>;

/** The partner behind a referral, with what the rules ask about it. */
export async function findRegistrant(tx: Tx, partnerId: string): Promise<Registrant | null> {
  const [partner] = await tx.$queryRaw<Registrant[]>`
    SELECT partner.status, partner.name_key AS "nameKey", region.code AS "regionCode",
      (SELECT count(*)::int FROM referral WHERE referral.partner_id = partner.id
        AND referral.status IN ('SUBMITTED', 'UNDER_REVIEW', 'ACCEPTED')) AS "openReferrals",
      ARRAY(SELECT DISTINCT split_part(membership.email, '@', 2) FROM membership
        WHERE membership.partner_id = partner.id AND membership.email IS NOT NULL) AS "memberDomains"
    FROM partner LEFT JOIN region ON region.id = partner.region_id WHERE partner.id = ${partnerId}::uuid`;
  return partner ?? null;
}

export const findProductFamily = async (tx: Tx, productId: string | null): Promise<string> =>
  productId ? ((await tx.product.findUnique({ where: { id: productId } }))?.family ?? '') : '';
