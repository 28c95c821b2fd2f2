import type { Tx } from '../../platform/database/client.ts';
import type { AttainmentStatus } from './attainment.rules.ts';

export type ScorecardTier = Readonly<{
  tierId: string | null;
  tierRank: number;
  status: AttainmentStatus;
  partners: number;
}>;

export type ScorecardCounts = Readonly<{
  period: string | null;
  periodFrom: Date | string | null;
  periodUntil: Date | string | null;
  partners: number;
  movedUp: number;
  movedDown: number;
  atRisk: number;
  promotable: number;
  oldestAsOf: Date | null;
  tiers: readonly ScorecardTier[];
  pendingReviews: number;
  overdueBenefits: number;
}>;

/**
 * Counts where the partners of a program stand that the caller may see, in one statement: it reads one row for each of
 * them, whatever they did before, and of reviews and benefits only what is open.
 */
export async function scorecardCounts(
  tx: Pick<Tx, '$queryRaw'>,
  programId: string,
  today: Date,
): Promise<ScorecardCounts> {
  const [row] = await tx.$queryRaw<ScorecardCounts[]>`
    WITH standing AS MATERIALIZED (
      SELECT standing.*, coalesce(attained.rank, 0) AS attained_rank FROM partner_standing AS standing
      LEFT JOIN program_tier AS attained ON attained.id = standing.attained_tier_id
      WHERE standing.program_id = ${programId}::uuid
    )
    SELECT max(period) AS period, max(period_from) AS "periodFrom", max(period_until) AS "periodUntil",
      count(*)::int AS partners,
      count(*) FILTER (WHERE movement = 'UP')::int AS "movedUp",
      count(*) FILTER (WHERE movement = 'DOWN')::int AS "movedDown",
      count(*) FILTER (WHERE is_at_risk)::int AS "atRisk",
      count(*) FILTER (WHERE attained_rank > tier_rank)::int AS promotable,
      min(as_of) AS "oldestAsOf",
      (SELECT coalesce(json_agg(tier ORDER BY tier."tierRank" DESC, tier.status), '[]') FROM (
        SELECT tier_id AS "tierId", tier_rank AS "tierRank", status, count(*)::int AS partners
        FROM standing GROUP BY tier_id, tier_rank, status) AS tier) AS tiers,
      (SELECT count(*)::int FROM tier_review
        WHERE program_id = ${programId}::uuid AND status = 'PROPOSED') AS "pendingReviews",
      (SELECT count(*)::int FROM benefit_entitlement
        WHERE program_id = ${programId}::uuid AND provisioned_at IS NULL AND due_on < ${today}::date
          AND (ended_on IS NULL OR ended_on > ${today}::date)) AS "overdueBenefits"
    FROM standing`;
  return row!;
}
