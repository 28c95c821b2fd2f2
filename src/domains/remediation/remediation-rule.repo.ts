import type { Tx } from '../../platform/database/client.ts';
import type { Prisma, RemediationRule } from '../../platform/database/generated/client/client.ts';

/** Null where there is a rule of this code already. */
export async function insertRule(
  tx: Tx,
  data: Prisma.RemediationRuleUncheckedCreateInput,
): Promise<RemediationRule | null> {
  const [rule] = await tx.remediationRule.createManyAndReturn({ data: [data], skipDuplicates: true });
  return rule ?? null;
}

export async function lockRule(tx: Tx, id: string): Promise<RemediationRule | null> {
  await tx.$queryRaw`SELECT 1 FROM remediation_rule WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.remediationRule.findUnique({ where: { id } });
}

export const updateRule = (
  tx: Tx,
  { id }: Readonly<{ id: string }>,
  data: Prisma.RemediationRuleUncheckedUpdateInput,
): Promise<RemediationRule> =>
  tx.remediationRule.update({ where: { id }, data: { ...data, version: { increment: 1 } } });

/** The periods by which the versions of a program that ask for this are reviewed; empty where none that was published does. */
export async function grainsAsking(tx: Tx, programId: string, requirementCode: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ grain: string }[]>`
    SELECT DISTINCT version.review_grain AS grain FROM program_version AS version
    JOIN program_requirement AS requirement ON requirement.version_id = version.id
    WHERE version.program_id = ${programId}::uuid AND requirement.code = ${requirementCode}
      AND version.published_at IS NOT NULL`;
  return rows.map(({ grain }) => grain);
}

export const findProgram = (tx: Tx, id: string) =>
  tx.partnerProgram.findUnique({ where: { id }, select: { id: true } });
