import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Implementation, Prisma } from '../../platform/database/generated/client/client.ts';
import type { PlannedMember } from './implementation.rules.ts';

/** Locks an implementation for the rest of the transaction; null where row security hides it or it does not exist. */
export async function lockImplementation(tx: Tx, id: string): Promise<Implementation | null> {
  await tx.$queryRaw`SELECT 1 FROM implementation WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.implementation.findUnique({ where: { id } });
}

export const insertImplementation = (
  tx: Tx,
  data: Prisma.ImplementationUncheckedCreateInput,
): Promise<Implementation> => tx.implementation.create({ data });

/** Writes what changed and counts the version up, so that whoever read the old one is told. */
export const updateImplementation = (
  tx: Tx,
  { id, version }: Implementation,
  data: Prisma.ImplementationUncheckedUpdateInput,
): Promise<Implementation> =>
  tx.implementation.update({ where: { id }, data: { ...data, version: version + 1 } });

export const findTeam = (tx: Tx, implementationId: string) =>
  tx.implementationMember.findMany({
    where: { implementationId },
    select: { membershipId: true, role: true, membership: { select: { personId: true } } },
  });

/** Puts this team in the place of the one before. */
export async function writeTeam(
  tx: Tx,
  { id, partnerId }: Implementation,
  members: readonly PlannedMember[],
): Promise<void> {
  await tx.implementationMember.deleteMany({ where: { implementationId: id } });
  await tx.$executeRaw`
    INSERT INTO implementation_member (implementation_id, partner_id, membership_id, role)
    SELECT ${id}::uuid, ${partnerId}::uuid, r."membershipId", r.role
    FROM jsonb_to_recordset(${JSON.stringify(members)}::jsonb) AS r("membershipId" uuid, role text)`;
}

/** Of these memberships those of the partner, each with when it ends. */
export const findMemberships = (tx: Tx, partnerId: string, ids: readonly string[]) =>
  tx.membership.findMany({
    where: { partnerId, id: { in: [...ids] } },
    select: { id: true, validFrom: true, validTo: true },
  });

export const partnerStatusOf = async (tx: Tx, id: string): Promise<string | null> =>
  (await tx.partner.findUnique({ where: { id }, select: { status: true } }))?.status ?? null;

export const referralStatusOf = async (tx: Tx, partnerId: string, id: string): Promise<string | null> =>
  (await tx.referral.findUnique({ where: { id, partnerId }, select: { status: true } }))?.status ?? null;

export const isProduct = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.product.findUnique({ where: { id }, select: { id: true } })) !== null;

export const isCustomer = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.customer.findUnique({ where: { id }, select: { id: true } })) !== null;

export async function insertReview(
  tx: Tx,
  data: Prisma.ImplementationReviewUncheckedCreateInput,
): Promise<void> {
  await tx.implementationReview.create({ data });
}

/** The vendor's calendar day at an instant. */
export async function vendorDayOf(tx: Tx, now: Date): Promise<Date> {
  const settings = await tx.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { timeZone: true },
  });
  return dayIn(settings.timeZone, now);
}
