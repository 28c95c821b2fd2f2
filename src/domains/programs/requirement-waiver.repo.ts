import { ConflictError } from '../../kernel/errors.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Prisma, RequirementWaiver } from '../../platform/database/generated/client/client.ts';
import { violates } from '../../platform/database/session.ts';

/** Whether a version that holds on a day or later asks for this. */
export const isAskedFrom = async (tx: Tx, programId: string, code: string, day: Date): Promise<boolean> =>
  (await tx.programRequirement.findFirst({
    where: {
      code,
      programVersion: {
        ...{ programId, status: 'PUBLISHED' },
        OR: [{ validTo: null }, { validTo: { gt: day } }],
      },
    },
    select: { id: true },
  })) !== null;

/** @throws ConflictError where it is waived within that time already. */
export async function insertWaiver(
  tx: Tx,
  data: Prisma.RequirementWaiverUncheckedCreateInput,
): Promise<RequirementWaiver> {
  try {
    return await tx.requirementWaiver.create({ data });
  } catch (error) {
    if (!violates(error, 'requirement_waiver_once_at_a_time')) throw error;
    throw new ConflictError(
      'It is waived for this partner within that time already. Revoke that waiver first, or begin after it.',
      'validFrom',
    );
  }
}

/** Locked for the rest of the transaction; null where it does not exist. */
export async function lockWaiver(tx: Tx, id: string) {
  await tx.$queryRaw`SELECT 1 FROM requirement_waiver WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.requirementWaiver.findUnique({
    where: { id },
    include: { program: { select: { code: true } } },
  });
}

export const markRevoked = (tx: Tx, id: string, revokedById: string, revokedAt: Date) =>
  tx.requirementWaiver.update({ where: { id }, data: { revokedById, revokedAt } });
