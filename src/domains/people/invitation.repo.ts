import type { Tx } from '../../platform/database/client.ts';
import type { Invitation } from '../../platform/database/generated/client/client.ts';

export const insertInvitation = (
  tx: Tx,
  data: Parameters<Tx['invitation']['create']>[0]['data'],
): Promise<Invitation> => tx.invitation.create({ data });

/** Null where row security hides it or it does not exist. */
export async function lockInvitation(tx: Tx, id: string): Promise<Invitation | null> {
  const locked = await tx.$queryRaw<unknown[]>`SELECT 1 FROM invitation WHERE id = ${id}::uuid FOR UPDATE`;
  return locked.length > 0 ? await tx.invitation.findUnique({ where: { id } }) : null;
}

export async function lockInvitationByCode(
  tx: Tx,
  codeHash: Uint8Array<ArrayBuffer>,
): Promise<Invitation | null> {
  const invitation = await tx.invitation.findUnique({ where: { codeHash }, select: { id: true } });
  return invitation && (await lockInvitation(tx, invitation.id));
}

/** Makes room for a new invitation where the open one has expired unread. */
export const clearExpired = (tx: Tx, partnerId: string, email: string, now: Date) =>
  tx.invitation.updateMany({
    where: { partnerId, email, acceptedAt: null, revokedAt: null, expiresAt: { lte: now } },
    data: { revokedAt: now },
  });

export const revoke = (tx: Tx, id: string, now: Date): Promise<Invitation> =>
  tx.invitation.update({ where: { id }, data: { revokedAt: now } });

export const markAccepted = (tx: Tx, id: string, membershipId: string, now: Date): Promise<Invitation> =>
  tx.invitation.update({ where: { id }, data: { acceptedAt: now, membershipId } });
