import type { Tx } from '../../platform/database/client.ts';

/** One question: by which version a partner earns on a day. `tiers` are its tiers on the day that counts for its tier. */
export type AskedChoice = Readonly<{
  partnerId: string;
  /** As 2026-04-15. */
  on: string;
  tiers: readonly Readonly<{ programId: string; tierCode: string | null }>[];
}>;

/**
 * For each question, by its place, the id of the version that is in force: of the partner's own plan, else of that of its
 * tier, else of that of its program as a whole; of several programs the first by code. Null where there is none.
 */
export async function chosenVersions(tx: Tx, asked: readonly AskedChoice[]): Promise<(string | null)[]> {
  const rows = await tx.$queryRaw<{ versionId: string | null }[]>`
    SELECT chosen.version_id AS "versionId"
    FROM jsonb_to_recordset(${JSON.stringify(asked.map((one, place) => ({ ...one, place })))}::jsonb)
      AS r (place int, "partnerId" uuid, "on" date, tiers jsonb)
    LEFT JOIN LATERAL (
      SELECT o.plan_id, 1 AS preference, '' AS program_code FROM plan_override AS o
      WHERE o.partner_id = r."partnerId" AND daterange(o.valid_from, o.valid_to) @> r."on"
      UNION ALL
      SELECT a.plan_id, CASE WHEN a.tier_code IS NULL THEN 3 ELSE 2 END, program.code
      FROM jsonb_to_recordset(r.tiers) AS t ("programId" uuid, "tierCode" text)
      JOIN plan_assignment AS a ON a.program_id = t."programId" AND (a.tier_code = t."tierCode" OR a.tier_code IS NULL)
      JOIN partner_program AS program ON program.id = a.program_id
      WHERE daterange(a.valid_from, a.valid_to) @> r."on"
      ORDER BY 2, 3
      LIMIT 1
    ) AS plan ON true
    LEFT JOIN LATERAL (
      SELECT v.id AS version_id FROM commission_plan_version AS v
      WHERE v.plan_id = plan.plan_id AND v.status = 'PUBLISHED' AND daterange(v.valid_from, v.valid_to) @> r."on"
    ) AS chosen ON true
    ORDER BY r.place`;
  return rows.map(({ versionId }) => versionId);
}

export const versionsWithRules = (tx: Tx, ids: readonly string[]) =>
  tx.commissionPlanVersion.findMany({
    where: { id: { in: [...ids] } },
    include: { plan: { select: { code: true } }, rules: { orderBy: { position: 'asc' } } },
  });
