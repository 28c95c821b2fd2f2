import type { Tx } from '../../platform/database/client.ts';
import type {
  Attribution,
  Contest,
  ContestParty,
  Prisma,
} from '../../platform/database/generated/client/client.ts';
import type { AcceptedReferral, DecidedContest } from './contest.rules.ts';

/** What a customer counts as; null where there is no such customer. */
export const canonicalOf = async (tx: Tx, customerId: string): Promise<string | null> =>
  (await tx.customer.findUnique({ where: { id: customerId }, select: { canonicalId: true } }))?.canonicalId ??
  null;

export const lockCustomer = (tx: Tx, id: string) =>
  tx.$queryRaw`SELECT 1 FROM customer WHERE id = ${id}::uuid FOR NO KEY UPDATE`;

/** The accepted registrations about a customer, merged records included; an import's or the CRM's credit is none. */
export const acceptedAbout = (tx: Tx, canonicalId: string): Promise<AcceptedReferral[]> =>
  tx.$queryRaw<AcceptedReferral[]>`
    SELECT referral.id, referral.partner_id AS "partnerId", referral.submitted_at AS "submittedAt",
      COALESCE(product.family, '') AS "productFamily", referral.customer_country_code AS "countryCode"
    FROM customer AS record
    JOIN referral_review AS review ON review.customer_id = record.id
    JOIN referral ON referral.id = review.referral_id
    LEFT JOIN product ON product.id = referral.product_id
    WHERE record.canonical_id = ${canonicalId}::uuid AND referral.origin = 'PORTAL'
      AND referral.status IN ('ACCEPTED', 'CONTESTED')
    ORDER BY referral.id`;

/** Accepted registrations that hold a strong key of a customer, without anybody having said that they are about it. */
export const acceptedByKeyOf = (tx: Tx, canonicalId: string): Promise<{ referralId: string }[]> =>
  tx.$queryRaw<{ referralId: string }[]>`
    SELECT DISTINCT claim.referral_id AS "referralId"
    FROM customer AS record
    JOIN customer_key ON customer_key.customer_id = record.id
    JOIN claim_key ON claim_key.key = customer_key.kind || ':' || customer_key.value
    JOIN claim ON claim.id = claim_key.claim_id
    JOIN referral ON referral.id = claim.referral_id AND referral.status = 'ACCEPTED'
    LEFT JOIN referral_review AS review ON review.referral_id = referral.id
    WHERE record.canonical_id = ${canonicalId}::uuid AND review.customer_id IS NULL
      AND review.match_decision IS DISTINCT FROM 'CONFIRMED'
    ORDER BY claim.referral_id`;

/** Of these customers, those that an accepted registration is about, or whose strong key one holds. */
export const withRegistrations = (tx: Tx, customerIds: readonly string[]): Promise<{ id: string }[]> =>
  tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT root.canonical_id AS id FROM customer AS root
    WHERE root.id = ANY (${[...customerIds]}::uuid[]) AND (
      EXISTS (SELECT FROM customer AS record JOIN referral_review AS review ON review.customer_id = record.id
        JOIN referral ON referral.id = review.referral_id
        WHERE record.canonical_id = root.canonical_id AND referral.origin = 'PORTAL' AND referral.status = 'ACCEPTED')
      OR EXISTS (SELECT FROM customer AS record JOIN customer_key ON customer_key.customer_id = record.id
        JOIN claim_key ON claim_key.key = customer_key.kind || ':' || customer_key.value
        WHERE record.canonical_id = root.canonical_id))
    ORDER BY id`;

/** Contests that a person decided, and deals of direct sales that were seen when a referral was decided on. */
export async function decidedAbout(tx: Tx, referralIds: readonly string[]): Promise<DecidedContest[]> {
  const ids = [...referralIds];
  return await tx.$queryRaw<DecidedContest[]>`
    SELECT array_agg(party.referral_id) AS "referralIds", contest.opportunity_id AS "opportunityId"
    FROM contest JOIN contest_party AS party ON party.contest_id = contest.id
    WHERE contest.resolved_at IS NOT NULL AND contest.resolution <> 'UNDONE'
      AND party.referral_id = ANY (${ids}::uuid[])
    GROUP BY contest.id
    UNION ALL
    SELECT ARRAY[decision.referral_id], seen.id::uuid
    FROM referral_decision AS decision
    CROSS JOIN jsonb_array_elements(decision.results) AS result
    CROSS JOIN jsonb_array_elements_text(result -> 'evidence' -> 'opportunityIds') AS seen(id)
    WHERE decision.referral_id = ANY (${ids}::uuid[]) AND result ->> 'code' = 'DIRECT_OPPORTUNITY'`;
}

export type ContestWithParties = Contest & { parties: ContestParty[] };

const withParties = { parties: { orderBy: { referralId: 'asc' } } } as const;

/** Locks a contest for the rest of the transaction; null where there is none. */
export async function lockContest(tx: Tx, id: string): Promise<ContestWithParties | null> {
  await tx.$queryRaw`SELECT 1 FROM contest WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.contest.findUnique({ where: { id }, include: withParties });
}

/** The open contests that any of the referrals is in, the oldest first, locked. */
export async function lockOpenContests(
  tx: Tx,
  referralIds: readonly string[],
): Promise<ContestWithParties[]> {
  const open = { resolvedAt: null, parties: { some: { referralId: { in: [...referralIds] } } } };
  const found = await tx.contest.findMany({ where: open, select: { id: true } });
  const ids = found.map(({ id }) => id);
  await tx.$queryRaw`SELECT 1 FROM contest WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR UPDATE`;
  return await tx.contest.findMany({
    where: { ...open, id: { in: ids } },
    orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
    include: withParties,
  });
}

export const insertContest = (tx: Tx, data: Prisma.ContestUncheckedCreateInput): Promise<Contest> =>
  tx.contest.create({ data });

export const updateContest = (tx: Tx, id: string, data: Prisma.ContestUncheckedUpdateInput) =>
  tx.contest.update({ where: { id }, data });

export const insertParty = (tx: Tx, data: Prisma.ContestPartyUncheckedCreateInput) =>
  tx.contestParty.create({ data });

/** The contests that undoing a merge concerns: those that it made, and open ones whose parties are no longer one customer. */
export const contestsOfMerge = (tx: Tx, mergeId: string): Promise<{ id: string }[]> =>
  tx.$queryRaw<{ id: string }[]>`
    SELECT contest.id FROM contest
    WHERE (contest.resolution IS NULL OR contest.resolution <> 'UNDONE') AND (
      contest.merge_id = ${mergeId}::uuid
      OR EXISTS (SELECT FROM contest_party AS party
        WHERE party.contest_id = contest.id AND party.held ->> 'mergeId' = ${mergeId}))
    UNION
    SELECT party.contest_id FROM contest
    JOIN contest_party AS party ON party.contest_id = contest.id
    JOIN referral_review AS review ON review.referral_id = party.referral_id
    JOIN customer AS record ON record.id = review.customer_id
    WHERE contest.resolved_at IS NULL
    GROUP BY party.contest_id HAVING count(DISTINCT record.canonical_id) > 1
    ORDER BY id`;

export const liveAttributions = (tx: Tx, referralIds: readonly string[]): Promise<Attribution[]> =>
  tx.attribution.findMany({
    where: { referralId: { in: [...referralIds] }, endedAt: null },
    orderBy: { id: 'asc' },
  });

export const updateAttribution = (tx: Tx, id: string, data: Prisma.AttributionUncheckedUpdateInput) =>
  tx.attribution.update({ where: { id }, data });

export const insertAttribution = (tx: Tx, data: Prisma.AttributionUncheckedCreateInput) =>
  tx.attribution.create({ data });

/** What was not paid yet is paid to nobody until the contest is decided. */
export const holdAttributions = (tx: Tx, referralId: string) =>
  tx.attribution.updateMany({
    where: { referralId, endedAt: null, status: { in: ['PENDING', 'ATTRIBUTED'] } },
    data: { status: 'HELD' },
  });

/** What was decided on a contested referral's credits since: it is on record, and counts no more. */
export const endOtherAttributions = (tx: Tx, referralId: string, keptIds: readonly string[], endedAt: Date) =>
  tx.attribution.updateMany({
    where: { referralId, endedAt: null, id: { notIn: [...keptIds] } },
    data: { status: 'ENDED', endedAt },
  });

export const findPartnerOf = async (tx: Tx, referralId: string): Promise<string> =>
  (await tx.referral.findUniqueOrThrow({ where: { id: referralId }, select: { partnerId: true } })).partnerId;

export const findReferral = (tx: Tx, id: string) => tx.referral.findUniqueOrThrow({ where: { id } });

/** Rows of a jsonb column, without what JSON cannot say: instants as text. */
export const asJson = (value: unknown): Prisma.InputJsonObject => JSON.parse(JSON.stringify(value));
