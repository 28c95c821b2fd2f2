import type { Tx } from '../../platform/database/client.ts';

type Reader = Pick<Tx, '$queryRaw'>;

export type ReportedPartner = Readonly<{ id: string; name: string }>;

/** Who gets a page of its own. */
export const activePartners = (tx: Reader): Promise<ReportedPartner[]> =>
  tx.$queryRaw<ReportedPartner[]>`SELECT id::text, name FROM partner WHERE status = 'ACTIVE' ORDER BY id`;

/** By its id or its exact name, in whatever letter case; more than one where several are named so. */
export const partnersCalled = (tx: Reader, text: string): Promise<ReportedPartner[]> =>
  tx.$queryRaw<ReportedPartner[]>`
    SELECT id::text, name FROM partner WHERE id::text = ${text.toLowerCase()} OR lower(name) = lower(${text}) ORDER BY id`;

/** Until when KPIs were rolled up. */
export async function rolledUpTo(tx: Reader): Promise<Date> {
  const [state] = await tx.$queryRaw<
    { rolledUpTo: Date }[]
  >`SELECT rolled_up_to AS "rolledUpTo" FROM kpi_state`;
  return state?.rolledUpTo ?? new Date(0);
}

/** How many partners were in each tier when the day began. */
export const tierCounts = (
  tx: Reader,
  until: Date,
): Promise<{ program: string; tier: string; rank: number; partners: number }[]> =>
  tx.$queryRaw`
    WITH placed AS (
      SELECT DISTINCT ON (partner_id, program_id) partner_id, program_id, tier_id FROM tier_placement
      WHERE effective_on < ${until}::date ORDER BY partner_id, program_id, effective_on DESC, booked_at DESC, id DESC
    )
    SELECT program.name AS program, tier.name AS tier, tier.rank, count(*)::int AS partners
    FROM placed JOIN partner_program AS program ON program.id = placed.program_id
    JOIN program_tier AS tier ON tier.id = placed.tier_id JOIN partner ON partner.id = placed.partner_id
    WHERE partner.status = 'ACTIVE'
    GROUP BY program.name, tier.name, tier.rank ORDER BY program.name, tier.rank DESC, tier.name`;

/** The calls that count: the latest of the scope for each of the periods. */
export const latestCalls = (
  tx: Reader,
  periods: readonly string[],
): Promise<{ period: string; currency: string; commitMinor: bigint; bestCaseMinor: bigint }[]> =>
  tx.$queryRaw`
    SELECT DISTINCT ON (period) period, currency, commit_minor AS "commitMinor", best_case_minor AS "bestCaseMinor"
    FROM forecast_call WHERE scope_kind = 'ALL' AND period = ANY (${periods})
    ORDER BY period, made_at DESC, id DESC`;

/** What the rules of these plans are called. */
export const ruleNames = (tx: Reader, planIds: readonly string[]): Promise<{ id: string; name: string }[]> =>
  tx.$queryRaw`
    SELECT plan.id::text, rule.name FROM remediation_plan AS plan JOIN remediation_rule AS rule ON rule.id = plan.rule_id
    WHERE plan.id = ANY (${planIds}::uuid[])`;
