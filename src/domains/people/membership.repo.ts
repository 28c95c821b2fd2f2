import type { Tx } from '../../platform/database/client.ts';
import type { Membership } from '../../platform/database/generated/client/client.ts';

/**
 * Locks a membership together with those of the partner's present administrators, in one order, so that of two who
 * leave at once one finds that it is the last. Null where row security hides it or it does not exist.
 */
export async function lockMembership(tx: Tx, id: string): Promise<Membership | null> {
  await tx.$queryRaw`
    SELECT 1 FROM membership WHERE id = ${id}::uuid OR (
      partner_id = (SELECT partner_id FROM membership WHERE id = ${id}::uuid)
      AND role = 'PARTNER_ADMIN' AND valid_to IS NULL
    ) ORDER BY id FOR UPDATE`;
  return await tx.membership.findUnique({ where: { id } });
}

export const hasOtherAdmin = async (tx: Tx, { id, partnerId }: Membership): Promise<boolean> =>
  (await tx.membership.findFirst({
    where: { partnerId, role: 'PARTNER_ADMIN', validTo: null, id: { not: id } },
    select: { id: true },
  })) !== null;

/** Writes what changed and counts the version up, so that whoever read the old one is told. */
export const updateMembership = (
  tx: Tx,
  membership: Membership,
  data: Parameters<Tx['membership']['update']>[0]['data'],
): Promise<Membership> =>
  tx.membership.update({
    where: { id: membership.id },
    data: { ...data, version: membership.version + 1 },
  });

export const insertMembership = (
  tx: Tx,
  data: Parameters<Tx['membership']['create']>[0]['data'],
): Promise<Membership> => tx.membership.create({ data });

/** Everything that somebody was and is at partners, locked so that nobody ends it meanwhile. */
export async function lockMembershipsOf(tx: Tx, personId: string): Promise<Membership[]> {
  await tx.$queryRaw`SELECT 1 FROM membership WHERE person_id = ${personId}::uuid ORDER BY id FOR UPDATE`;
  return await tx.membership.findMany({ where: { personId }, orderBy: { validFrom: 'asc' } });
}

export const worksForPartner = async (tx: Tx, personId: string, now: Date): Promise<boolean> =>
  (await tx.membership.findFirst({
    where: { personId, OR: [{ validTo: null }, { validTo: { gt: now } }] },
    select: { id: true },
  })) !== null;

export const hasMemberWithEmail = async (tx: Tx, partnerId: string, email: string): Promise<boolean> =>
  (await tx.membership.findFirst({ where: { partnerId, email, validTo: null }, select: { id: true } })) !==
  null;

export const findPartner = (tx: Tx, id: string): Promise<{ name: string; status: string } | null> =>
  tx.partner.findUnique({ where: { id }, select: { name: true, status: true } });
