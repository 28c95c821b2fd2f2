import { ConflictError } from '../../kernel/errors.ts';
import type { Tx } from '../../platform/database/client.ts';
import type {
  PlanAssignment,
  PlanOverride,
  Prisma,
} from '../../platform/database/generated/client/client.ts';
import { violates } from '../../platform/database/session.ts';

const REFUSED = 'is assigned within that time already. End that one first, or begin after it.';

export const findProgram = (tx: Tx, id: string) =>
  tx.partnerProgram.findUnique({ where: { id }, select: { id: true, code: true } });

export const findPartner = (tx: Tx, id: string) =>
  tx.partner.findUnique({ where: { id }, select: { id: true } });

export const hasTier = async (tx: Tx, programId: string, code: string): Promise<boolean> =>
  (await tx.programTier.findFirst({
    where: { code, programVersion: { programId } },
    select: { id: true },
  })) !== null;

/** @throws ConflictError where the tier, or the program as a whole, has a plan within that time. */
export async function insertAssignment(
  tx: Tx,
  data: Prisma.PlanAssignmentUncheckedCreateInput,
): Promise<PlanAssignment> {
  try {
    return await tx.planAssignment.create({ data });
  } catch (error) {
    if (!violates(error, 'plan_assignment_one_at_a_time')) throw error;
    throw new ConflictError(`A plan ${REFUSED}`, 'validFrom');
  }
}

/** @throws ConflictError where the partner has a plan of its own within that time. */
export async function insertOverride(
  tx: Tx,
  data: Prisma.PlanOverrideUncheckedCreateInput,
): Promise<PlanOverride> {
  try {
    return await tx.planOverride.create({ data });
  } catch (error) {
    if (!violates(error, 'plan_override_one_at_a_time')) throw error;
    throw new ConflictError(`A plan of the partner's own ${REFUSED}`, 'validFrom');
  }
}

export async function lockAssignment(tx: Tx, id: string): Promise<PlanAssignment | null> {
  await tx.$queryRaw`SELECT 1 FROM plan_assignment WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.planAssignment.findUnique({ where: { id } });
}

export async function lockOverride(tx: Tx, id: string): Promise<PlanOverride | null> {
  await tx.$queryRaw`SELECT 1 FROM plan_override WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.planOverride.findUnique({ where: { id } });
}

export const endAssignment = (tx: Tx, { id, version }: PlanAssignment, validTo: Date) =>
  tx.planAssignment.update({ where: { id }, data: { validTo, version: version + 1 } });

export const endOverride = (tx: Tx, { id, version }: PlanOverride, validTo: Date) =>
  tx.planOverride.update({ where: { id }, data: { validTo, version: version + 1 } });
