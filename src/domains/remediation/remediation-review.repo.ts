import type { Tx } from '../../platform/database/client.ts';
import type { ReviewedPlan } from './remediation-review.rules.ts';

/** One review of a rule at a time: what it finds decides what it writes. */
export const lockReview = async (tx: Tx, ruleId: string): Promise<void> => {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`remediation ${ruleId}`}, 0))::text`;
};

/** What is reviewed: rules in use, and others as long as a plan of theirs is open or waits for what came after it. */
export const rulesToReview = async (tx: Tx, closedSince: Date): Promise<string[]> => {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM remediation_rule AS rule
    WHERE is_active OR EXISTS (SELECT FROM remediation_plan AS plan WHERE plan.rule_id = rule.id
      AND (plan.status IN ('PROPOSED', 'ACTIVE') OR plan.closed_at >= ${closedSince}))
    ORDER BY id`;
  return rows.map(({ id }) => id);
};

export const findRule = (tx: Tx, id: string) => tx.remediationRule.findUnique({ where: { id } });

export type PartnerRow = Readonly<{ partnerId: string; status: string; joinedOn: Date }>;

/** Partners whose figures are looked at: active ones, and others as long as they have a plan of the rule that is looked at. */
export const partnersToReview = (
  tx: Tx,
  ruleId: string,
  at: Readonly<{ timeZone: string; closedSince: Date }>,
): Promise<PartnerRow[]> =>
  tx.$queryRaw<PartnerRow[]>`
    SELECT partner.id::text AS "partnerId", partner.status, coalesce(
      (SELECT min(change.effective_on) FROM partner_status_change AS change
        WHERE change.partner_id = partner.id AND change.to_status IN ('APPROVED', 'ONBOARDING', 'ACTIVE')),
      (partner.created_at AT TIME ZONE ${at.timeZone})::date) AS "joinedOn"
    FROM partner
    WHERE partner.status = 'ACTIVE' OR partner.id IN (SELECT plan.partner_id FROM remediation_plan AS plan
      WHERE plan.rule_id = ${ruleId}::uuid AND (plan.status IN ('PROPOSED', 'ACTIVE') OR plan.closed_at >= ${at.closedSince}))
    ORDER BY partner.id`;

/** Open plans of a rule, locked, and those that closed lately, of what was proposed by the instant. */
export const plansToReview = (
  tx: Tx,
  ruleId: string,
  at: Readonly<{ asOf: Date; closedSince: Date }>,
): Promise<ReviewedPlan[]> =>
  tx.$queryRaw<ReviewedPlan[]>`
    SELECT id::text, partner_id::text AS "partnerId", status, period, due_on AS "dueOn", trim_scale(before)::text AS before,
      trim_scale(latest)::text AS latest, latest_period AS "latestPeriod", trim_scale("after")::text AS after, explanation,
      activated_at IS NOT NULL AS "wasActivated", closed_at AS "closedAt"
    FROM remediation_plan
    WHERE rule_id = ${ruleId}::uuid AND proposed_at <= ${at.asOf}
      AND (status IN ('PROPOSED', 'ACTIVE') OR closed_at >= ${at.closedSince})
    ORDER BY id FOR UPDATE`;

/** The last period that a closed plan of each partner has answered for. What was corrected away answers for nothing. */
export const answeredPeriods = (
  tx: Tx,
  ruleId: string,
): Promise<Readonly<{ partnerId: string; period: string }>[]> =>
  tx.$queryRaw<{ partnerId: string; period: string }[]>`
    SELECT partner_id::text AS "partnerId", max(latest_period) AS period FROM remediation_plan
    WHERE rule_id = ${ruleId}::uuid AND closed_at IS NOT NULL AND closing_code <> 'CORRECTED'
    GROUP BY partner_id`;

export type NewPlan = Readonly<{
  partnerId: string;
  period: string;
  before: string;
  target: string;
  explanation: object;
}>;

/** Inserts proposals where no plan of the rule is open for the partner; answers those that are new. */
export const insertPlans = (
  tx: Tx,
  ruleId: string,
  plans: readonly NewPlan[],
  asOf: Date,
): Promise<Readonly<{ id: string; partnerId: string }>[]> =>
  tx.$queryRaw<{ id: string; partnerId: string }[]>`
    INSERT INTO remediation_plan (partner_id, rule_id, status, status_since, period, proposed_at, before, target, latest,
      latest_period, explanation)
    SELECT r."partnerId", ${ruleId}::uuid, 'PROPOSED', ${asOf}, r.period, ${asOf}, r.before, r.target, r.before, r.period,
      r.explanation
    FROM jsonb_to_recordset(${JSON.stringify(plans)}::jsonb)
      AS r("partnerId" uuid, period text, before numeric, target numeric, explanation jsonb)
    ORDER BY r."partnerId"
    ON CONFLICT (partner_id, rule_id) WHERE status IN ('PROPOSED', 'ACTIVE') DO NOTHING
    RETURNING id::text, partner_id::text AS "partnerId"`;

export type NewObservation = Readonly<{
  planId: string;
  partnerId: string;
  period: string;
  periodFrom: Date;
  value: string | null;
  state: string;
}>;

/** Keeps what was measured, and corrects what was kept; what is the same is not written. Answers how many rows it wrote. */
export const keepObservations = async (
  tx: Tx,
  observations: readonly NewObservation[],
  asOf: Date,
): Promise<number> =>
  observations.length === 0
    ? 0
    : await tx.$executeRaw`
    INSERT INTO remediation_observation AS kept (partner_id, plan_id, period, period_from, value, state, observed_at)
    SELECT r."partnerId", r."planId", r.period, r."periodFrom"::timestamptz AT TIME ZONE 'UTC', r.value, r.state, ${asOf}
    FROM jsonb_to_recordset(${JSON.stringify(observations)}::jsonb) AS r("planId" uuid, "partnerId" uuid, period text,
      "periodFrom" text, value numeric, state text)
    ORDER BY r."planId", r.period
    ON CONFLICT (plan_id, period) DO UPDATE
      SET value = EXCLUDED.value, state = EXCLUDED.state, observed_at = EXCLUDED.observed_at
      WHERE (kept.value, kept.state) IS DISTINCT FROM (EXCLUDED.value, EXCLUDED.state)`;

export type PlanUpdate = Readonly<{
  id: string;
  before: string;
  latest: string;
  latestPeriod: string;
  after: string | null;
  explanation: unknown;
  closing: Readonly<{ status: string; code: string }> | null;
}>;

/** Writes what the review found of plans that there were. Only what closes a plan counts as a change to whoever has read it. */
export const updatePlans = async (tx: Tx, updates: readonly PlanUpdate[], asOf: Date): Promise<void> => {
  if (updates.length === 0) return;
  await tx.$executeRaw`
    UPDATE remediation_plan AS plan
    SET before = r.before, latest = r.latest, latest_period = r."latestPeriod", "after" = r.after, explanation = r.explanation,
      status = coalesce(r.closing ->> 'status', plan.status),
      status_since = CASE WHEN r.closing ->> 'status' IS NULL THEN plan.status_since ELSE ${asOf} END,
      closed_at = CASE WHEN r.closing ->> 'status' IS NULL THEN plan.closed_at ELSE ${asOf} END,
      closing_code = coalesce(r.closing ->> 'code', plan.closing_code),
      version = plan.version + CASE WHEN r.closing ->> 'status' IS NULL THEN 0 ELSE 1 END
    FROM jsonb_to_recordset(${JSON.stringify(updates)}::jsonb) AS r(id uuid, before numeric, latest numeric,
      "latestPeriod" text, "after" numeric, explanation jsonb, closing jsonb)
    WHERE plan.id = r.id`;
};
