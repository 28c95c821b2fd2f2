import type { StaffRole } from '../../kernel/roles.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Person, StaffRole as StaffRoleTime } from '../../platform/database/generated/client/client.ts';
import type { Identity } from './person.rules.ts';

type NewPerson = Parameters<Tx['person']['create']>[0]['data'];

/** Locks a person for the rest of the transaction: whatever changes their access does so first. */
export async function lockPerson(tx: Tx, id: string): Promise<Person | null> {
  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.person.findUnique({ where: { id } });
}

export async function lockPersonByEmail(tx: Tx, email: string): Promise<Person | null> {
  await tx.$queryRaw`SELECT 1 FROM person WHERE email = ${email} FOR UPDATE`;
  return await tx.person.findUnique({ where: { email } });
}

export const insertPerson = (tx: Tx, data: NewPerson): Promise<Person> => tx.person.create({ data });

/** Whether there was nobody with this address: of two who come at once, one waits and finds the other. */
export const insertPersonOnce = async (
  tx: Tx,
  data: Readonly<{ name: string; email: string; createdAt: Date }>,
): Promise<boolean> => (await tx.person.createMany({ data, skipDuplicates: true })).count === 1;

/** Writes what changed and counts the version up, so that whoever read the old one is told. */
export const updatePerson = (
  tx: Tx,
  person: Person,
  data: Parameters<Tx['person']['update']>[0]['data'] = {},
): Promise<Person> =>
  tx.person.update({ where: { id: person.id }, data: { ...data, version: person.version + 1 } });

/** The card that partners see says what the person's record says. */
export async function saveCard(tx: Tx, { id, name, email }: Person, title?: string | null): Promise<void> {
  const card = { name, email, ...(title !== undefined && { title }) };
  await tx.staffMember.upsert({ where: { personId: id }, create: { personId: id, ...card }, update: card });
}

export const hasCard = async (tx: Tx, personId: string): Promise<boolean> =>
  (await tx.staffMember.findUnique({ where: { personId }, select: { personId: true } })) !== null;

export const personIdOfIdentity = async (tx: Tx, { issuer, subject }: Identity): Promise<string | null> =>
  (await tx.personIdentity.findUnique({ where: { issuer_subject: { issuer, subject } } }))?.personId ?? null;

/** Whether the identity was free: an identity is one person's at most. */
export const linkIdentity = async (
  tx: Tx,
  personId: string,
  { issuer, subject }: Identity,
): Promise<boolean> =>
  (await tx.personIdentity.createMany({ data: { personId, issuer, subject }, skipDuplicates: true }))
    .count === 1;

/** Whether the identity was the person's. */
export const unlinkIdentity = async (
  tx: Tx,
  personId: string,
  { issuer, subject }: Identity,
): Promise<boolean> =>
  (await tx.personIdentity.deleteMany({ where: { personId, issuer, subject } })).count === 1;

/** Every time at which somebody had a staff role, earliest first. */
export const roleTimesOf = (tx: Tx, personId: string): Promise<StaffRoleTime[]> =>
  tx.staffRole.findMany({ where: { personId }, orderBy: { validFrom: 'asc' } });

export const hasStaffRole = async (tx: Tx, personId: string, now: Date): Promise<boolean> =>
  (await tx.staffRole.findFirst({
    where: { personId, OR: [{ validTo: null }, { validTo: { gt: now } }] },
    select: { id: true },
  })) !== null;

export const insertRole = (
  tx: Tx,
  personId: string,
  role: StaffRole,
  validFrom: Date,
): Promise<StaffRoleTime> => tx.staffRole.create({ data: { personId, role, validFrom } });

export const endRole = (tx: Tx, id: string, validTo: Date): Promise<StaffRoleTime> =>
  tx.staffRole.update({ where: { id }, data: { validTo } });

/**
 * Whether somebody else can still administer. Those who take an administrator away do so one after another, so that
 * of two who take away each other one finds that it is the last.
 */
export async function hasOtherAdministrator(tx: Tx, personId: string): Promise<boolean> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('administrators', 0))::text`;
  const other = await tx.person.findFirst({
    where: {
      id: { not: personId },
      deactivatedAt: null,
      staffRoles: { some: { role: 'ADMIN', validTo: null } },
      identities: { some: {} },
    },
    select: { id: true },
  });
  return other !== null;
}
