import type { Tx } from '../../platform/database/client.ts';

/** Something that is late, and who answers for it. Days are midnights in UTC. */
export type Late = Readonly<{
  kind: 'PROPOSAL' | 'PLAN' | 'ACTION';
  id: string;
  planId: string;
  partnerId: string;
  ruleCode: string;
  dueOn: Date;
  level: number;
  /** Who of the staff has it; of a proposal the channel manager. Null where it is nobody of the staff. */
  ownerId: string | null;
  /** Whoever of the partner has it. */
  memberPersonId: string | null;
  /** Of the partner's channel operations, or else those who run the program. */
  leadIds: readonly string[];
}>;

/** What is late by a day and has levels left to tell, of plans that there were by then. */
export const lateOn = (
  tx: Tx,
  at: Readonly<{
    asOf: Date;
    today: Date;
    proposedBefore: Date;
    failedSince: Date;
    levels: number;
    timeZone: string;
  }>,
): Promise<Late[]> =>
  tx.$queryRaw<Late[]>`
    WITH late AS (
      SELECT 'PROPOSAL' AS kind, plan.id, plan.id AS plan_id, plan.partner_id, plan.rule_id, plan.escalation_level AS level,
        (plan.proposed_at AT TIME ZONE ${at.timeZone})::date AS due_on, NULL::uuid AS owner_id, NULL::uuid AS membership_id
      FROM remediation_plan AS plan
      WHERE plan.status = 'PROPOSED' AND plan.proposed_at < ${at.proposedBefore} AND plan.escalation_level < ${at.levels}
      UNION ALL
      SELECT 'PLAN', plan.id, plan.id, plan.partner_id, plan.rule_id, plan.escalation_level, plan.due_on, plan.owner_id, NULL
      FROM remediation_plan AS plan
      WHERE plan.status = 'FAILED' AND plan.closing_code = 'DUE_DATE_PASSED' AND plan.due_on >= ${at.failedSince}::date
        AND plan.closed_at <= ${at.asOf} AND plan.escalation_level < ${at.levels}
      UNION ALL
      SELECT 'ACTION', action.id, plan.id, plan.partner_id, plan.rule_id, action.escalation_level, action.due_on,
        action.owner_id, action.membership_id
      FROM remediation_action AS action JOIN remediation_plan AS plan ON plan.id = action.plan_id AND plan.status = 'ACTIVE'
      WHERE action.done_at IS NULL AND action.due_on < ${at.today}::date AND action.escalation_level < ${at.levels}),
    serving AS (SELECT * FROM assignment WHERE valid_from <= ${at.asOf} AND (valid_to IS NULL OR valid_to > ${at.asOf})),
    leads AS (SELECT late.id, array_agg(DISTINCT person.id::text) AS ids FROM late
      JOIN serving ON serving.partner_id = late.partner_id AND serving.function = 'CHANNEL_OPERATIONS'
      JOIN person ON person.id = serving.staff_id AND person.deactivated_at IS NULL GROUP BY late.id),
    managers AS (SELECT late.id, min(person.id::text)::uuid AS person_id FROM late
      JOIN serving ON serving.partner_id = late.partner_id AND serving.function = 'CHANNEL_MANAGER'
      JOIN person ON person.id = serving.staff_id AND person.deactivated_at IS NULL GROUP BY late.id),
    operations AS (SELECT array_agg(DISTINCT person.id::text) AS ids FROM person
      JOIN staff_role ON staff_role.person_id = person.id AND staff_role.role = 'PARTNER_OPERATIONS'
        AND staff_role.valid_from <= ${at.asOf} AND (staff_role.valid_to IS NULL OR staff_role.valid_to > ${at.asOf})
      WHERE person.deactivated_at IS NULL AND person.kind = 'HUMAN')
    SELECT late.kind, late.id::text, late.plan_id::text AS "planId", late.partner_id::text AS "partnerId",
      rule.code AS "ruleCode", late.due_on AS "dueOn", late.level,
      coalesce(late.owner_id, CASE late.kind WHEN 'PROPOSAL' THEN managers.person_id END)::text AS "ownerId",
      membership.person_id::text AS "memberPersonId", coalesce(leads.ids, operations.ids, '{}') AS "leadIds"
    FROM late JOIN remediation_rule AS rule ON rule.id = late.rule_id
    LEFT JOIN leads ON leads.id = late.id LEFT JOIN managers ON managers.id = late.id
    LEFT JOIN membership ON membership.id = late.membership_id
    CROSS JOIN operations
    ORDER BY late.kind, late.id`;

export type Raised = Readonly<{ kind: Late['kind']; id: string; from: number; to: number }>;

/** Counts up what is told now; answers those that nobody else counted up meanwhile. */
export async function raiseLevels(tx: Tx, raised: readonly Raised[]): Promise<ReadonlySet<string>> {
  if (raised.length === 0) return new Set();
  const rows = JSON.stringify(raised);
  const plans = await tx.$queryRaw<{ id: string }[]>`
    UPDATE remediation_plan AS plan SET escalation_level = r."to"
    FROM jsonb_to_recordset(${rows}::jsonb) AS r(kind text, id uuid, "from" smallint, "to" smallint)
    WHERE plan.id = r.id AND r.kind <> 'ACTION' AND plan.escalation_level = r."from" RETURNING plan.id::text`;
  const actions = await tx.$queryRaw<{ id: string }[]>`
    UPDATE remediation_action AS action SET escalation_level = r."to"
    FROM jsonb_to_recordset(${rows}::jsonb) AS r(kind text, id uuid, "from" smallint, "to" smallint)
    WHERE action.id = r.id AND r.kind = 'ACTION' AND action.escalation_level = r."from" AND action.done_at IS NULL
    RETURNING action.id::text`;
  return new Set([...plans, ...actions].map(({ id }) => id));
}
