import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Mentions } from './mention.rules.ts';
import { WORDS } from './personal-data.rules.ts';

export const ERASED_NAME = 'Erased person';
/** `.invalid` belongs to nobody, for ever. */
const ERASED_ADDRESS = 'erased@erased.invalid';

/** Whose rows are meant: those of a person, and whatever bears one of their addresses. */
export type Whose = Readonly<{ personId: string | null; addresses: readonly string[] }>;

/** A contact has no id: it is whoever has the address; or, where none was given, whoever has the whole name. */
const isContact = (address: string, name: string, { addresses, names }: Sought) => Prisma.sql`
  (lower(${Prisma.raw(address)}) = ANY (${addresses}::text[])
    OR ${Prisma.raw(address)} IS NULL AND lower(${Prisma.raw(name)}) = ANY (${names}::text[]))`;
type Sought = Readonly<{ addresses: readonly string[]; names: readonly string[] }>;

const membershipsOf = (personId: string | null) =>
  Prisma.sql`(SELECT id FROM membership WHERE person_id = ${personId}::uuid)`;

/** The addresses that somebody has and had, at partners too, in small letters. */
export async function addressesOf(tx: Tx, personId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ address: string }[]>`
    SELECT DISTINCT lower(address) AS address FROM (
      SELECT email AS address FROM person WHERE id = ${personId}::uuid
      UNION ALL SELECT email FROM staff_member WHERE person_id = ${personId}::uuid
      UNION ALL SELECT email FROM membership WHERE person_id = ${personId}::uuid
      UNION ALL SELECT email FROM invitation WHERE membership_id IN ${membershipsOf(personId)}
    ) AS known WHERE address IS NOT NULL ORDER BY 1`;
  return rows.map(({ address }) => address);
}

/** By what the rows that are about somebody name them. */
export async function mentionsOf(tx: Tx, { personId, addresses }: Whose): Promise<Mentions> {
  const [found] = await tx.$queryRaw<{ names: string[]; phones: string[] }[]>`
    WITH known (name, phone) AS (
      SELECT name, NULL FROM person WHERE id = ${personId}::uuid
      UNION ALL SELECT name, NULL FROM staff_member WHERE person_id = ${personId}::uuid
      UNION ALL SELECT name, NULL FROM membership WHERE person_id = ${personId}::uuid
      UNION ALL SELECT author_name, NULL FROM dispute_comment WHERE author_id = ${personId}::uuid
      UNION ALL SELECT name, NULL FROM invitation
        WHERE lower(email) = ANY (${addresses}::text[]) OR membership_id IN ${membershipsOf(personId)}
      UNION ALL SELECT applicant_name, NULL FROM partner_application WHERE lower(applicant_email) = ANY (${addresses}::text[])
      UNION ALL SELECT owner_name, NULL FROM opportunity_sales WHERE lower(owner_email) = ANY (${addresses}::text[])
      UNION ALL SELECT contact_name, contact_phone FROM referral WHERE lower(contact_email) = ANY (${addresses}::text[])
      UNION ALL SELECT name, phone FROM customer_contact WHERE lower(email) = ANY (${addresses}::text[]))
    SELECT coalesce(array_agg(DISTINCT name) FILTER (WHERE name <> ${ERASED_NAME}), '{}') AS names,
      coalesce(array_agg(DISTINCT phone) FILTER (WHERE phone IS NOT NULL), '{}') AS phones FROM known`;
  return { ...found!, addresses };
}

/** Ends the sign-ins of somebody, and empties what their own rows say of them. */
export async function eraseOwnRows(tx: Tx, personId: string): Promise<void> {
  await tx.personIdentity.deleteMany({ where: { personId } });
  await tx.staffMember.updateMany({
    where: { personId },
    data: { name: ERASED_NAME, email: null, title: null },
  });
  await tx.$executeRaw`
    UPDATE membership SET name = ${ERASED_NAME}, email = NULL, version = version + 1 WHERE person_id = ${personId}::uuid`;
  // Their next attempt finds nobody to write to; what is on its way this moment cannot be called back.
  await tx.$executeRaw`
    UPDATE notification_mail SET status = 'DROPPED', ended_at = now()
    FROM notification WHERE notification.id = notification_id AND person_id = ${personId}::uuid AND status = 'WAITING'`;
}

/** Empties invitations and applications of somebody. */
export async function eraseArrivals(tx: Tx, { personId, addresses }: Whose): Promise<void> {
  await tx.$executeRaw`
    UPDATE invitation SET name = ${ERASED_NAME}, email = ${ERASED_ADDRESS}, code_hash = sha256(id::text::bytea)
    WHERE lower(email) = ANY (${addresses}::text[]) OR membership_id IN ${membershipsOf(personId)}`;
  await tx.$executeRaw`
    UPDATE partner_application SET applicant_name = ${ERASED_NAME}, applicant_email = ${ERASED_ADDRESS}, message = NULL
    WHERE lower(applicant_email) = ANY (${addresses}::text[])`;
}

export type ErasedReferral = Readonly<{ id: string; partnerId: string; version: number }>;
export type ErasedContacts = Readonly<{
  referrals: readonly ErasedReferral[];
  contactCount: number;
  dealCount: number;
}>;

/** Empties whatever names somebody as the contact of a customer, or as who sells to it. */
export async function eraseContacts(tx: Tx, { names, addresses }: Mentions): Promise<ErasedContacts> {
  // A single word may be anybody's name.
  const sought = {
    addresses,
    names: names.filter((name) => /\S\s+\S/.test(name)).map((name) => name.toLowerCase()),
  };
  const referrals = await tx.$queryRaw<ErasedReferral[]>`
    UPDATE referral SET contact_name = NULL, contact_email = NULL, contact_phone = NULL, version = version + 1
    WHERE ${isContact('contact_email', 'contact_name', sought)} RETURNING id, partner_id AS "partnerId", version`;
  const contactCount = await tx.$executeRaw`
    UPDATE customer_contact SET name = ${ERASED_NAME}, email = NULL, phone = NULL, title = NULL
    WHERE ${isContact('email', 'name', sought)}`;
  const dealCount = await tx.$executeRaw`
    UPDATE opportunity_sales SET owner_name = NULL, owner_email = NULL
    WHERE ${isContact('owner_email', 'owner_name', sought)}`;
  return { referrals, contactCount, dealCount };
}

/** Takes mentions out of all free text; answers of how many rows. */
export async function eraseMentions(tx: Tx, pattern: string): Promise<number> {
  const [redacted] = await tx.$queryRaw<{ count: number }[]>`
    SELECT portal_redact(${JSON.stringify(WORDS)}::jsonb, ${pattern}) AS count`;
  return redacted!.count;
}

/** Whether money is on its way to an account of the person's own. */
export async function isBeingPaid(tx: Tx, personId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM payout JOIN payee_account ON payee_account.id = payee_account_id
    WHERE membership_id IN ${membershipsOf(personId)} AND payout.status IN ('DRAFT', 'APPROVED', 'SENT', 'RETURNED') LIMIT 1`;
  return rows.length > 0;
}

export type EmptiedAccount = Readonly<{
  id: string;
  partnerId: string;
  membershipId: string;
  version: number;
}>;

/** Empties the bank details by which a person was paid. What was paid stays, and that it was paid to them. */
export const emptyPayeeAccounts = (tx: Tx, personId: string, now: Date): Promise<EmptiedAccount[]> =>
  tx.$queryRaw<EmptiedAccount[]>`
    UPDATE payee_account SET masked = '', holder_masked = '', cipher = '', fingerprint = '', version = version + 1,
      revoked_at = coalesce(revoked_at, ${now})
    WHERE membership_id IN ${membershipsOf(personId)} AND octet_length(cipher) > 0
    RETURNING id, partner_id AS "partnerId", membership_id AS "membershipId", version`;

/** Whether somebody of the portal has an address, who is then erased as the person that they are. */
export async function isOfPerson(tx: Tx, address: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM person WHERE lower(email) = ${address}
    UNION ALL SELECT 1 FROM membership WHERE lower(email) = ${address} LIMIT 1`;
  return rows.length > 0;
}

/** What is open for an address, locked so that nobody joins by it meanwhile. */
export const lockOpenInvitations = (
  tx: Tx,
  addresses: readonly string[],
  now: Date,
): Promise<{ id: string }[]> =>
  tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM invitation WHERE lower(email) = ANY (${addresses}::text[])
      AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ${now} ORDER BY id FOR UPDATE`;
