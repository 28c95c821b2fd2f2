import type { Tx } from '../../platform/database/client.ts';
import type { CommissionPlan } from '../../platform/database/generated/client/client.ts';
import { violates } from '../../platform/database/session.ts';
import { toStored } from './plan-rule-content.rules.ts';
import type { KnownCodes } from './plan-rule-reach.rules.ts';
import type { PlanVersionDraft } from './plan-version-input.rules.ts';
import { PlanPeriodError } from './plans.errors.ts';

/** Locks a plan for the rest of the transaction, so that its versions follow one another; null where there is none. */
export async function lockPlan(tx: Tx, id: string): Promise<CommissionPlan | null> {
  await tx.$queryRaw`SELECT 1 FROM commission_plan WHERE id = ${id}::uuid FOR UPDATE`;
  return await findPlan(tx, id);
}

export const findPlan = (tx: Tx, id: string): Promise<CommissionPlan | null> =>
  tx.commissionPlan.findUnique({ where: { id } });

/** Answers null where the code is taken. */
export async function insertPlan(
  tx: Tx,
  data: Readonly<{ code: string; name: string; createdAt: Date }>,
): Promise<CommissionPlan | null> {
  const [inserted] = await tx.commissionPlan.createManyAndReturn({ data: [data], skipDuplicates: true });
  return inserted ?? null;
}

export const countUp = (tx: Tx, { id, version }: CommissionPlan): Promise<CommissionPlan> =>
  tx.commissionPlan.update({ where: { id }, data: { version: version + 1 } });

/** The latest first. */
export const versionsOf = (tx: Tx, planId: string) =>
  tx.commissionPlanVersion.findMany({ where: { planId }, orderBy: { number: 'desc' } });

const columnsOf = ({ rules: _rules, clawback, ...terms }: PlanVersionDraft) => ({
  ...terms,
  clawback: [...clawback],
});

export async function insertDraft(
  tx: Tx,
  of: Readonly<{ planId: string; number: number; createdById: string | null }>,
  draft: PlanVersionDraft,
): Promise<string> {
  const { id } = await tx.commissionPlanVersion.create({ data: { ...of, ...columnsOf(draft) } });
  await insertRules(tx, id, draft);
  return id;
}

/** Writes a draft anew: its terms, and its rules as a whole. */
export async function replaceDraft(tx: Tx, id: string, draft: PlanVersionDraft): Promise<void> {
  await tx.planRule.deleteMany({ where: { versionId: id } });
  await tx.commissionPlanVersion.update({ where: { id }, data: columnsOf(draft) });
  await insertRules(tx, id, draft);
}

async function insertRules(tx: Tx, versionId: string, { rules }: PlanVersionDraft): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO plan_rule (version_id, position, code, title, group_code, formula, arguments, conditions, cap_minor, floor_minor,
      currency, is_hidden)
    SELECT ${versionId}::uuid, r.position, r.code, r.title, r."groupCode", r.formula, r.arguments, r.conditions, r."capMinor",
      r."floorMinor", r.currency, r."isHidden"
    FROM jsonb_to_recordset(${JSON.stringify(toStored(rules))}::jsonb) AS r (position int, code text, title text, "groupCode" text,
      formula text, arguments jsonb, conditions jsonb, "capMinor" bigint, "floorMinor" bigint, currency text, "isHidden" boolean)`;
}

/** Ends the version that holds without an end, on the day on which the next begins. */
export const endVersion = (tx: Tx, id: string, validTo: Date) =>
  tx.commissionPlanVersion.update({ where: { id }, data: { validTo } });

/** @throws PlanPeriodError where another version holds within that time. */
export async function publishDraft(
  tx: Tx,
  id: string,
  data: Readonly<{ validFrom: Date; validTo: Date | null; publishedAt: Date; publishedById: string | null }>,
): Promise<void> {
  try {
    await tx.commissionPlanVersion.update({ where: { id }, data: { ...data, status: 'PUBLISHED' } });
  } catch (error) {
    if (!violates(error, 'commission_plan_version_one_at_a_time')) throw error;
    throw new PlanPeriodError('PLAN_OVERLAP', null);
  }
}

/** All that rules may name. */
export async function knownCodes(tx: Tx): Promise<KnownCodes> {
  const [row] = await tx.$queryRaw<Record<keyof KnownCodes, string[]>[]>`
    SELECT array(SELECT code FROM product) AS products, array(SELECT DISTINCT family FROM product) AS "productFamilies",
      array(SELECT code FROM region) AS regions, array(SELECT DISTINCT code FROM program_tier) AS tiers,
      array(SELECT DISTINCT code FROM program_requirement) AS requirements`;
  const { products, productFamilies, regions, tiers, requirements } = row!;
  return {
    products: new Set(products),
    productFamilies: new Set(productFamilies),
    regions: new Set(regions),
    tiers: new Set(tiers),
    requirements: new Set(requirements),
  };
}
