import type { Tx } from '../../platform/database/client.ts';
import type { ApprovalDelegation } from '../../platform/database/generated/client/client.ts';

/** Whether somebody is a person of the staff now: with a business card and a role that holds. */
export const isActiveStaff = async (tx: Tx, personId: string, at: Date): Promise<boolean> => {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM person AS p JOIN staff_member AS m ON m.person_id = p.id
    WHERE p.id = ${personId}::uuid AND p.deactivated_at IS NULL AND p.kind = 'HUMAN' AND EXISTS (
      SELECT FROM staff_role AS r WHERE r.person_id = p.id AND r.valid_from <= ${at} AND (r.valid_to IS NULL OR r.valid_to > ${at}))`;
  return rows.length > 0;
};

export const insertDelegation = (
  tx: Tx,
  data: Readonly<{ fromId: string; toId: string; validFrom: Date; validTo: Date }>,
): Promise<ApprovalDelegation> => tx.approvalDelegation.create({ data });

export async function lockDelegation(tx: Tx, id: string): Promise<ApprovalDelegation | null> {
  await tx.$queryRaw`SELECT 1 FROM approval_delegation WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.approvalDelegation.findUnique({ where: { id } });
}

export const revoke = (tx: Tx, id: string, revokedAt: Date): Promise<ApprovalDelegation> =>
  tx.approvalDelegation.update({ where: { id }, data: { revokedAt } });
