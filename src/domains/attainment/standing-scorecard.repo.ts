import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Queries } from '../../platform/database/queries.ts';

/**
 * Where the partners of a program stand that the caller may see: it reads one row for each of them, whatever they did
 * before, and of reviews and benefits only what is open.
 */
export const PROGRAM_SCORECARD_QUERIES = {
  program: ({ value }) => Prisma.sql`
    SELECT id AS "programId" FROM partner_program WHERE id = ${value('programId')}::uuid`,
  counts: ({ value }) => Prisma.sql`
    SELECT max(period) AS period, count(*)::int AS partners,
      count(*) FILTER (WHERE movement = 'UP')::int AS "movedUp",
      count(*) FILTER (WHERE movement = 'DOWN')::int AS "movedDown",
      count(*) FILTER (WHERE is_at_risk)::int AS "atRisk",
      count(*) FILTER (WHERE coalesce(attained.rank, 0) > tier_rank)::int AS promotable,
      min(as_of) AS "oldestAsOf"
    FROM partner_standing AS standing LEFT JOIN program_tier AS attained ON attained.id = standing.attained_tier_id
    WHERE standing.program_id = ${value('programId')}::uuid`,
  tiers: ({ value }) => Prisma.sql`
    SELECT tier_id AS "tierId", status, count(*)::int AS partners FROM partner_standing
    WHERE program_id = ${value('programId')}::uuid
    GROUP BY tier_id, tier_rank, status ORDER BY tier_rank DESC, status`,
  open: ({ value }) => Prisma.sql`
    SELECT
      (SELECT count(*)::int FROM tier_review
        WHERE program_id = ${value('programId')}::uuid AND status = 'PROPOSED') AS "pendingReviews",
      (SELECT count(*)::int FROM benefit_entitlement
        WHERE program_id = ${value('programId')}::uuid AND provisioned_at IS NULL AND due_on < today.day
          AND (ended_on IS NULL OR ended_on > today.day)) AS "overdueBenefits"
    FROM (SELECT (${value('now')}::timestamptz AT TIME ZONE time_zone)::date AS day FROM vendor_settings WHERE id = 1) AS today`,
} as const satisfies Queries;
