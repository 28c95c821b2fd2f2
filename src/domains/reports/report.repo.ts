import type { Tx } from '../../platform/database/client.ts';
import type { RequirementRow, StandingRow } from './report-rows.rules.ts';

type Reader = Pick<Tx, '$queryRaw'>;
type Days = Readonly<{ from: Date; until: Date }>;

/** What should have been reached, by the labels that the period may be written with. */
export const targetsOf = (
  tx: Reader,
  periods: readonly string[],
  scope: Readonly<{ kind: string; key: string }>,
): Promise<{ kpi: string; value: string; currency: string | null }[]> =>
  tx.$queryRaw`
    SELECT kpi, value::text, currency FROM kpi_target
    WHERE period = ANY (${periods}) AND scope_kind = ${scope.kind} AND scope_key = ${scope.key}`;

/** What became of the referrals first submitted within the days. */
export async function funnelOf(
  tx: Reader,
  { from, until }: Days,
): Promise<{ submitted: number; accepted: number; withDeal: number; won: number }> {
  const [row] = await tx.$queryRaw<{ submitted: number; accepted: number; withDeal: number; won: number }[]>`
    WITH submitted AS (
      SELECT DISTINCT subject_id FROM kpi_fact
      WHERE measure = 'REFERRALS_SUBMITTED' AND day >= ${from}::date AND day < ${until}::date
    ),
    accepted AS (
      SELECT referral.id, referral.sales_stage FROM submitted JOIN referral ON referral.id = submitted.subject_id
      WHERE EXISTS (SELECT FROM kpi_fact AS fact WHERE fact.source = 'REFERRAL' AND fact.subject_id = referral.id
        AND fact.measure = 'REFERRALS_ACCEPTED')
    )
    SELECT (SELECT count(*)::int FROM submitted) AS submitted, count(*)::int AS accepted,
      count(sales_stage)::int AS "withDeal", count(*) FILTER (WHERE sales_stage = 'WON')::int AS won
    FROM accepted`;
  return row!;
}

/** Where active partners stand, those at risk first, then those nearest to their next tier. */
export const standings = (tx: Reader, limit: number): Promise<StandingRow[]> =>
  tx.$queryRaw`
    SELECT partner.name AS partner, program.name AS program, tier.name AS tier, standing.status,
      standing.is_at_risk AS "isAtRisk", standing.next_tier_percent::text AS "nextTierPercent",
      standing.requirements_met AS "requirementsMet", standing.requirements_total AS "requirementsTotal"
    FROM partner_standing AS standing JOIN partner ON partner.id = standing.partner_id
    JOIN partner_program AS program ON program.id = standing.program_id
    LEFT JOIN program_tier AS tier ON tier.id = standing.tier_id
    WHERE partner.status = 'ACTIVE'
    ORDER BY standing.is_at_risk DESC, standing.next_tier_percent DESC NULLS LAST, partner.name, program.name LIMIT ${limit}`;

/** How the requirements stand of the tiers that the partners seen are in or work on. */
export const requirements = (tx: Reader, limit: number): Promise<RequirementRow[]> =>
  tx.$queryRaw`
    SELECT program.name AS program, tier.name AS tier, requirement.title, attainment.actual::text, attainment.target::text,
      attainment.percent::text, attainment.status
    FROM partner_standing AS standing
    JOIN attainment ON attainment.partner_id = standing.partner_id AND attainment.program_id = standing.program_id
      AND attainment.version_id = standing.version_id AND attainment.period = standing.period
    JOIN program_requirement AS requirement ON requirement.id = attainment.requirement_id
    JOIN program_tier AS tier ON tier.id = requirement.tier_id
    JOIN partner_program AS program ON program.id = standing.program_id
    WHERE tier.id IN (standing.tier_id, standing.next_tier_id)
    ORDER BY program.name, tier.rank, requirement.position LIMIT ${limit}`;

/** Who is certified in what when the range is over, what was earned within it and what ends soon after. */
export const certifications = (
  tx: Reader,
  { from, until }: Days,
  expiringWithinDays: number,
): Promise<{ program: string; people: number; earned: number; expiring: number }[]> =>
  tx.$queryRaw`
    WITH award AS (
      SELECT award.*, (award.valid_from < ${until}::date AND (award.ends_on IS NULL OR award.ends_on >= ${until}::date)
        AND award.revoked_at IS NULL) AS is_in_force
      FROM certification_award AS award WHERE award.awarded_on < ${until}::date AND award.partner_id IS NOT NULL
    )
    SELECT program.name AS program, count(DISTINCT award.person_id) FILTER (WHERE award.is_in_force)::int AS people,
      count(*) FILTER (WHERE award.awarded_on >= ${from}::date)::int AS earned,
      count(*) FILTER (WHERE award.is_in_force AND award.ends_on < ${until}::date + ${expiringWithinDays}::int
        AND NOT EXISTS (SELECT FROM award AS renewal WHERE renewal.renewal_of_id = award.id))::int AS expiring
    FROM award JOIN certification_program AS program ON program.id = award.program_id
    GROUP BY program.id, program.name
    HAVING count(*) FILTER (WHERE award.is_in_force OR award.awarded_on >= ${from}::date) > 0
    ORDER BY program.name`;

export type ForecastFacts = Readonly<{
  period: string;
  currency: string;
  asOf: Date;
  wonMinor: bigint;
  expectedMinor: bigint;
  p10Minor: bigint;
  p50Minor: bigint;
  p90Minor: bigint;
  openCount: number;
  staleCount: number;
}>;

/** The last forecast of each period that ends after the day, nearest first. */
export const forecasts = (
  tx: Reader,
  scope: Readonly<{ kind: string; key: string }>,
  from: Date,
  limit: number,
): Promise<ForecastFacts[]> =>
  tx.$queryRaw`
    SELECT * FROM (
      SELECT DISTINCT ON (forecast.period) forecast.period, forecast.currency, forecast.as_of AS "asOf",
        line.won_minor AS "wonMinor", line.expected_minor AS "expectedMinor", line.p10_minor AS "p10Minor",
        line.p50_minor AS "p50Minor", line.p90_minor AS "p90Minor", line.open_count AS "openCount",
        line.stale_count AS "staleCount", forecast.period_from, forecast.period_until
      FROM forecast JOIN forecast_line AS line ON line.forecast_id = forecast.id
      WHERE line.scope_kind = ${scope.kind} AND line.scope_key = ${scope.key} AND forecast.period_until > ${from}::date
      ORDER BY forecast.period, forecast.as_of DESC
    ) AS latest ORDER BY period_until, period_from DESC LIMIT ${limit}`;

export type PlanFacts = Readonly<{
  id: string;
  partner: string;
  /** As the plan's explanation names it. */
  kpi: string | null;
  status: string;
  dueOn: Date | null;
  before: string;
  target: string;
  latest: string;
  actionsDone: number;
  actionsTotal: number;
}>;

/** Plans that are open, those due first at the top. */
export const openPlans = (tx: Reader, limit: number): Promise<PlanFacts[]> =>
  tx.$queryRaw`
    SELECT plan.id::text, partner.name AS partner, plan.explanation #>> '{rule,kpi}' AS kpi, plan.status, plan.due_on AS "dueOn",
      plan.before::text, plan.target::text, plan.latest::text,
      (SELECT count(*)::int FROM remediation_action AS action WHERE action.plan_id = plan.id
        AND action.partner_id = plan.partner_id AND action.done_at IS NOT NULL) AS "actionsDone",
      (SELECT count(*)::int FROM remediation_action AS action WHERE action.plan_id = plan.id
        AND action.partner_id = plan.partner_id) AS "actionsTotal"
    FROM remediation_plan AS plan JOIN partner ON partner.id = plan.partner_id
    WHERE plan.status IN ('PROPOSED', 'ACTIVE')
    ORDER BY plan.status, plan.due_on NULLS LAST, partner.name, plan.id LIMIT ${limit}`;

/** Movements of the days, and balances at their end, by currency. */
export const commissions = (
  tx: Reader,
  { from, until }: Days,
): Promise<
  {
    currency: string;
    accruedMinor: bigint;
    paidMinor: bigint;
    payableMinor: bigint;
    recoverableMinor: bigint;
  }[]
> =>
  tx.$queryRaw`
    SELECT currency,
      coalesce(sum(CASE kind WHEN 'ACCRUAL' THEN amount_minor WHEN 'REVERSAL' THEN -amount_minor END)
        FILTER (WHERE effective_on >= ${from}::date), 0)::bigint AS "accruedMinor",
      coalesce(sum(CASE WHEN to_account = 'PAID' THEN amount_minor WHEN from_account = 'PAID' THEN -amount_minor END)
        FILTER (WHERE effective_on >= ${from}::date), 0)::bigint AS "paidMinor",
      coalesce(sum(CASE WHEN to_account = 'PAYABLE' THEN amount_minor WHEN from_account = 'PAYABLE' THEN -amount_minor END), 0)::bigint
        AS "payableMinor",
      coalesce(sum(CASE WHEN from_account = 'RECOVERABLE' THEN amount_minor WHEN to_account = 'RECOVERABLE' THEN -amount_minor END), 0)::bigint
        AS "recoverableMinor"
    FROM ledger_entry WHERE effective_on < ${until}::date GROUP BY currency ORDER BY currency`;
