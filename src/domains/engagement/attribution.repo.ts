import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import { recordset } from '../../platform/database/recordset.ts';

/** Whose deals are to be looked at: the referrals themselves, and whoever is or was credited with the opportunities. */
export type DealsOf = Readonly<{ referralIds?: readonly string[]; opportunityIds?: readonly string[] }>;

/** Locked in one order, so that a deal is decided by one transaction at a time. */
export async function lockCredited(
  tx: Tx,
  { referralIds = [], opportunityIds = [] }: DealsOf,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH wanted AS (
      SELECT unnest(${referralIds}::uuid[]) AS id
      UNION SELECT id FROM referral WHERE opportunity_id = ANY (${opportunityIds}::uuid[])
      UNION SELECT referral_id FROM attribution WHERE opportunity_id = ANY (${opportunityIds}::uuid[]) AND ended_at IS NULL
    )
    SELECT referral.id::text FROM referral JOIN wanted ON wanted.id = referral.id
    ORDER BY referral.id FOR NO KEY UPDATE OF referral`;
  return rows.map(({ id }) => id);
}

export type CreditRow = Readonly<{
  referralId: string;
  partnerId: string;
  opportunityId: string;
  /** Whether the referral is linked to the deal now. */
  isLinked: boolean;
  origin: string;
  referralStatus: string;
  referralStatusSince: Date;
  openedOn: string | null;
  knownAt: Date;
  stage: 'OPEN' | 'WON' | 'LOST';
  closeOn: string | null;
  /** When we learnt of the win, for a deal that has no close date. */
  wonAt: Date | null;
  tailDays: number;
  protection: readonly Readonly<{ cause: string; startsAt: string; endsAt: string }>[];
  live: Readonly<{
    id: string;
    kind: string;
    status: string;
    because: string;
    shareNumerator: number;
    shareDenominator: number;
    explanation: unknown;
  }> | null;
}>;

/** What attribution looks at, for each deal that the referrals have or are credited with. */
export const findCredits = (tx: Tx, referralIds: readonly string[]): Promise<CreditRow[]> =>
  tx.$queryRaw<CreditRow[]>`
    WITH pair AS (
      SELECT id AS referral_id, opportunity_id FROM referral
        WHERE id = ANY (${referralIds}::uuid[]) AND opportunity_id IS NOT NULL
      UNION SELECT referral_id, opportunity_id FROM attribution
        WHERE referral_id = ANY (${referralIds}::uuid[]) AND ended_at IS NULL
    )
    SELECT referral.id::text AS "referralId", referral.partner_id::text AS "partnerId", deal.id::text AS "opportunityId",
      COALESCE(referral.opportunity_id = deal.id, false) AS "isLinked", referral.origin,
      referral.status AS "referralStatus", referral.status_since AS "referralStatusSince",
      deal.opened_on::text AS "openedOn", deal.created_at AS "knownAt",
      CASE WHEN deal.stage IN ('WON', 'LOST') THEN deal.stage ELSE 'OPEN' END AS stage,
      CASE WHEN deal.stage = 'WON' THEN deal.close_on::text END AS "closeOn",
      CASE WHEN deal.stage = 'WON' AND deal.close_on IS NULL THEN COALESCE((SELECT max(change.effective_at)
        FROM opportunity_change AS change WHERE change.opportunity_id = deal.id AND change.stage = 'WON'
          AND change.changed && ARRAY['STAGE', 'CREATED']), deal.updated_at) END AS "wonAt",
      COALESCE(rules.attribution_tail_days, 0) AS "tailDays",
      COALESCE((SELECT jsonb_agg(jsonb_build_object('cause', span.cause, 'startsAt', span.starts_at,
        'endsAt', span.ends_at) ORDER BY span.id) FROM protection_span AS span
        WHERE span.partner_id = referral.partner_id AND span.referral_id = referral.id), '[]') AS protection,
      CASE WHEN live.id IS NOT NULL THEN jsonb_build_object('id', live.id, 'kind', live.kind, 'status', live.status,
        'because', live.because, 'shareNumerator', live.share_numerator, 'shareDenominator', live.share_denominator,
        'explanation', live.explanation) END AS live
    FROM pair JOIN referral ON referral.id = pair.referral_id JOIN opportunity AS deal ON deal.id = pair.opportunity_id
    LEFT JOIN attribution AS live ON live.referral_id = referral.id AND live.opportunity_id = deal.id
      AND live.ended_at IS NULL
    LEFT JOIN engagement_rules AS rules ON rules.status = 'PUBLISHED' AND rules.valid_from <= referral.protected_from
      AND (rules.valid_to IS NULL OR rules.valid_to > referral.protected_from)
    ORDER BY referral.id, deal.id`;

export type NewCredit = Readonly<{
  referralId: string;
  partnerId: string;
  opportunityId: string;
  kind: string;
  status: string;
  because: string;
  shareNumerator: number;
  shareDenominator: number;
  explanation: object;
  tailEndsOn: string | null;
}>;

/** Ends what no longer holds and appends what holds instead, so that each decision stays as it was. */
export async function replaceCredits(
  tx: Tx,
  endedIds: readonly string[],
  credits: readonly NewCredit[],
  now: Date,
): Promise<void> {
  if (endedIds.length > 0)
    await tx.$executeRaw`UPDATE attribution SET ended_at = ${now} WHERE id = ANY (${endedIds}::uuid[])`;
  if (credits.length > 0) await tx.$executeRaw(creditsInserted(credits, now));
}

export const creditsInserted = (credits: readonly NewCredit[], now: Date): Prisma.Sql => Prisma.sql`
  INSERT INTO attribution (partner_id, referral_id, opportunity_id, kind, status, because, share_numerator,
    share_denominator, explanation, tail_ends_on, decided_at)
  SELECT r."partnerId", r."referralId", r."opportunityId", r.kind, r.status, r.because, r."shareNumerator",
    r."shareDenominator", r.explanation, r."tailEndsOn", ${now}
  FROM ${recordset(credits, {
    uuid: ['partnerId', 'referralId', 'opportunityId'],
    text: ['kind', 'status', 'because'],
    integer: ['shareNumerator', 'shareDenominator'],
    date: ['tailEndsOn'],
    jsonb: ['explanation'],
  })}`;

/**
 * Referrals of which a deal is not decided as it stands: no decision yet, other facts than it was decided by, a tail that
 * has ended since, or a deal that is the referral's no more. In the order of their ids.
 */
export const findUndecided = (tx: Tx, today: string, afterId: string, limit: number) =>
  tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM (
      SELECT referral.id FROM referral JOIN opportunity AS deal ON deal.id = referral.opportunity_id
      LEFT JOIN attribution AS live ON live.referral_id = referral.id AND live.opportunity_id = deal.id
        AND live.ended_at IS NULL
      CROSS JOIN LATERAL (SELECT live.explanation -> 'facts' AS facts) AS decided
      WHERE referral.id > ${afterId}::uuid AND referral.status <> 'CONTESTED'
        AND live.status IS DISTINCT FROM 'HELD' AND (live.id IS NULL
          OR decided.facts ->> 'stage' IS DISTINCT FROM CASE WHEN deal.stage IN ('WON', 'LOST') THEN deal.stage ELSE 'OPEN' END
          OR decided.facts ->> 'openedOn' IS DISTINCT FROM deal.opened_on::text
          OR decided.facts ->> 'closeOn' IS DISTINCT FROM CASE WHEN deal.stage = 'WON' THEN deal.close_on::text END
          OR (decided.facts ->> 'referralEndedOn' IS NULL) = (referral.status IN ('WITHDRAWN', 'CLOSED', 'REJECTED')))
      UNION
      SELECT live.referral_id FROM attribution AS live WHERE live.status = 'PENDING' AND live.ended_at IS NULL
        AND live.tail_ends_on < ${today}::date AND live.referral_id > ${afterId}::uuid
      UNION
      SELECT live.referral_id FROM attribution AS live JOIN referral ON referral.id = live.referral_id
      WHERE live.ended_at IS NULL AND live.because <> 'CONTEST_DECIDED' AND live.status <> 'HELD'
        AND live.referral_id > ${afterId}::uuid AND referral.opportunity_id IS DISTINCT FROM live.opportunity_id
    ) AS undecided ORDER BY id LIMIT ${limit}`;
