import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Rung } from './tier-review.rules.ts';

/** The version of a program that is in force on a day, as reviews need it. */
export type ReviewedProgram = Readonly<{
  programId: string;
  code: string;
  versionId: string;
  approval: 'MANUAL' | 'AUTOMATIC';
  reviewGrain: 'QUARTER' | 'YEAR';
  partnerTypes: readonly string[];
  graceDays: number;
  noticeDays: number;
  /** By rank, the lowest first. */
  tiers: readonly (Rung & Readonly<{ requirementCount: number }>)[];
}>;

const inForce = (on: Date) => Prisma.sql`
  status = 'PUBLISHED' AND valid_from <= ${on}::date AND (valid_to IS NULL OR valid_to > ${on}::date)`;

export const reviewedPrograms = (
  tx: Tx,
  on: Date,
  programIds: readonly string[] | null = null,
): Promise<ReviewedProgram[]> =>
  tx.$queryRaw<ReviewedProgram[]>`
    SELECT version.program_id AS "programId", program.code, version.id AS "versionId", version.approval,
      version.review_grain AS "reviewGrain", version.partner_types AS "partnerTypes",
      version.grace_days AS "graceDays", version.notice_days AS "noticeDays", coalesce((
        SELECT json_agg(json_build_object('id', tier.id, 'code', tier.code, 'rank', tier.rank, 'requirementCount',
          (SELECT count(*) FROM program_requirement AS asked WHERE asked.tier_id = tier.id)) ORDER BY tier.rank)
        FROM program_tier AS tier WHERE tier.version_id = version.id), '[]') AS tiers
    FROM program_version AS version JOIN partner_program AS program ON program.id = version.program_id
    WHERE ${inForce(on)} AND (${programIds === null} OR program_id = ANY (${programIds ?? []}::uuid[]))
    ORDER BY version.program_id`;

/** The grace and the notice that the version promised which was in force on a day; null where none was. */
export async function promisedOn(
  tx: Tx,
  programId: string,
  on: Date,
): Promise<Readonly<{ graceDays: number; noticeDays: number; reviewGrain: string }> | null> {
  const [row] = await tx.$queryRaw<{ graceDays: number; noticeDays: number; reviewGrain: string }[]>`
    SELECT grace_days AS "graceDays", notice_days AS "noticeDays", review_grain AS "reviewGrain"
    FROM program_version WHERE program_id = ${programId}::uuid AND ${inForce(on)}`;
  return row ?? null;
}

/** Serializes the runs of a program's reviews, so that the second of two finds what the first one proposed. */
export const lockReviews = async (tx: Tx, programId: string): Promise<void> => {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`tier review ${programId}`}, 0))::text`;
};

/** The latest period that was reviewed after its end, of those whose labels are as long; null where none was. */
export async function lastReviewedPeriod(tx: Tx, programId: string, like: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ period: string | null }[]>`
    SELECT max(latest.period) AS period FROM partner_standing AS standing
    CROSS JOIN LATERAL (
      SELECT period FROM tier_review
      WHERE partner_id = standing.partner_id AND program_id = standing.program_id AND outcome <> 'PROMOTE'
      ORDER BY proposed_at DESC, id DESC LIMIT 1
    ) AS latest
    WHERE standing.program_id = ${programId}::uuid AND length(latest.period) = ${like.length}`;
  return row?.period ?? null;
}

export type EndedPeriod = Readonly<{
  programId: string;
  period: string;
  /** The first day and the first instant after it. */
  until: Date;
  endsAt: Date;
  timeZone: string;
}>;

/** The partners that joined before an ended period was over and were not reviewed for it since, at most so many. */
export async function unreviewedPartners(tx: Tx, ended: EndedPeriod, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT partner.id FROM partner_standing AS standing
    JOIN partner ON partner.id = standing.partner_id
    WHERE standing.program_id = ${ended.programId}::uuid
      AND coalesce((SELECT min(change.effective_on) FROM partner_status_change AS change
          WHERE change.partner_id = partner.id AND change.to_status IN ('APPROVED', 'ONBOARDING', 'ACTIVE')),
        (partner.created_at AT TIME ZONE ${ended.timeZone})::date) < ${ended.until}::date
      AND NOT EXISTS (
        SELECT FROM tier_review AS review
        WHERE review.partner_id = partner.id AND review.program_id = standing.program_id
          AND review.period = ${ended.period} AND (review.outcome <> 'PROMOTE' OR review.as_of >= ${ended.endsAt}))
    ORDER BY partner.id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** The partners whose last review gave a grace that ended before a day, each with the period of it. */
export const graceIsOver = (
  tx: Tx,
  programId: string,
  today: Date,
  limit: number,
): Promise<Readonly<{ partnerId: string; period: string }>[]> =>
  tx.$queryRaw`
    SELECT standing.partner_id AS "partnerId", latest.period FROM partner_standing AS standing
    CROSS JOIN LATERAL (
      SELECT outcome, status, period, effective_on FROM tier_review
      WHERE partner_id = standing.partner_id AND program_id = standing.program_id
        AND outcome <> 'PROMOTE' AND status <> 'SUPERSEDED'
      ORDER BY proposed_at DESC, id DESC LIMIT 1
    ) AS latest
    WHERE standing.program_id = ${programId}::uuid AND latest.outcome = 'GRACE'
      AND latest.status IN ('PROPOSED', 'APPROVED') AND latest.effective_on < ${today}::date
    ORDER BY standing.partner_id LIMIT ${limit}`;

/** The partners that attained more than their tier, by what is kept, and were not proposed for it in the period. */
export async function promotable(
  tx: Tx,
  program: Readonly<{ programId: string; versionId: string; period: string }>,
  limit: number,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT standing.partner_id AS id FROM partner_standing AS standing
    JOIN program_tier AS attained ON attained.id = standing.attained_tier_id
    WHERE standing.program_id = ${program.programId}::uuid AND standing.version_id = ${program.versionId}::uuid
      AND standing.period = ${program.period} AND attained.rank > standing.tier_rank
      AND NOT EXISTS (
        SELECT FROM tier_review AS review
        JOIN program_tier AS aim ON aim.id = review.to_tier_id
        WHERE review.partner_id = standing.partner_id AND review.program_id = standing.program_id
          AND review.outcome = 'PROMOTE'
          AND (review.status = 'PROPOSED' AND aim.rank >= attained.rank
            OR aim.id = attained.id AND review.period = standing.period AND review.status <> 'SUPERSEDED'))
    ORDER BY standing.partner_id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/**
 * Open proposals that no longer hold: the partner left or is in another tier, the tier that is proposed is gone from the
 * version in force, or what was attained in this period no longer is.
 */
export async function contradictedReviews(
  tx: Tx,
  program: Readonly<{ programId: string; versionId: string; period: string }>,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT review.id FROM tier_review AS review
    LEFT JOIN partner_standing AS standing
      ON standing.partner_id = review.partner_id AND standing.program_id = review.program_id
    LEFT JOIN program_tier AS present ON present.id = standing.tier_id
    LEFT JOIN program_tier AS attained ON attained.id = standing.attained_tier_id
    LEFT JOIN program_tier AS origin ON origin.id = review.from_tier_id
    LEFT JOIN program_tier AS aim ON aim.id = review.to_tier_id
    WHERE review.program_id = ${program.programId}::uuid AND review.status = 'PROPOSED'
      AND (standing.id IS NULL OR present.code IS DISTINCT FROM origin.code
        OR aim.id IS NOT NULL AND NOT EXISTS (SELECT FROM program_tier AS tier
          WHERE tier.version_id = ${program.versionId}::uuid AND tier.code = aim.code)
        OR review.outcome = 'PROMOTE' AND review.period = ${program.period}
          AND coalesce(attained.rank, 0) < aim.rank)
    ORDER BY review.id`;
  return rows.map(({ id }) => id);
}

/** What a partner's tier was decided to be, and what of earlier reviews is still open. */
export type ReviewedPartner = Readonly<{
  partnerId: string;
  /** What placed it last, whenever that takes effect; null where nothing did. */
  placedCode: string | null;
  placedRank: number | null;
  placedOn: Date | null;
  /** Of the grace that its last review gave, or of the demotion that waits; null where that was another outcome. */
  graceLastDay: Date | null;
  graceNoticedAt: Date | null;
  /** Tiers that it was proposed for in the period and that were decided on. */
  decidedFor: readonly string[];
}>;

/** A demotion that waits for a decision is a grace that is over: what comes next carries its notice on. */
export const reviewedPartners = (
  tx: Tx,
  program: Readonly<{ programId: string; period: string; asOf: Date }>,
  partnerIds: readonly string[],
): Promise<ReviewedPartner[]> =>
  tx.$queryRaw<ReviewedPartner[]>`
    SELECT partner.id AS "partnerId", placed.code AS "placedCode", placed.rank AS "placedRank",
      placed.effective_on AS "placedOn", grace.last_day AS "graceLastDay", grace.noticed_at AS "graceNoticedAt",
      ARRAY(SELECT review.to_tier_id::text FROM tier_review AS review
        WHERE review.partner_id = partner.id AND review.program_id = ${program.programId}::uuid
          AND review.period = ${program.period} AND review.outcome = 'PROMOTE'
          AND review.status IN ('APPROVED', 'DISMISSED')) AS "decidedFor"
    FROM unnest(${partnerIds}::uuid[]) AS partner (id)
    LEFT JOIN LATERAL (
      SELECT tier.code, tier.rank, placement.effective_on, placement.booked_at FROM tier_placement AS placement
      JOIN program_tier AS tier ON tier.id = placement.tier_id
      WHERE placement.partner_id = partner.id AND placement.program_id = ${program.programId}::uuid
        AND placement.booked_at <= ${program.asOf}
      ORDER BY placement.effective_on DESC, placement.booked_at DESC, placement.id DESC LIMIT 1
    ) AS placed ON true
    LEFT JOIN LATERAL (
      SELECT review.outcome, review.status, review.noticed_at, review.proposed_at,
        CASE review.outcome WHEN 'GRACE' THEN review.effective_on ELSE (review.proposed_at - interval '2 days')::date END AS last_day
      FROM tier_review AS review
      WHERE review.partner_id = partner.id AND review.program_id = ${program.programId}::uuid
        AND review.outcome <> 'PROMOTE' AND review.status <> 'SUPERSEDED'
      ORDER BY review.proposed_at DESC, review.id DESC LIMIT 1
    ) AS grace ON (grace.outcome = 'GRACE' AND grace.status IN ('PROPOSED', 'APPROVED')
        OR grace.outcome = 'DEMOTE' AND grace.status = 'PROPOSED')
      AND (placed.booked_at IS NULL OR placed.booked_at <= grace.proposed_at)`;
