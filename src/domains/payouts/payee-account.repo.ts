import type { Tx } from '../../platform/database/client.ts';
import type { PayeeAccount, Prisma } from '../../platform/database/generated/client/client.ts';

/** Whoever changes where a payee is paid, or what, waits for each other. */
export async function lockPayee(tx: Tx, partnerId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`payee ${partnerId}`}, 0))::text`;
}

/** Many at once, in one order, so that two never wait for each other. */
export async function lockPayees(tx: Tx, partnerIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT pg_advisory_xact_lock(hashtextextended('payee ' || id, 0))::text
    FROM (SELECT unnest(${[...partnerIds].sort()}::text[]) AS id ORDER BY 1) AS wanted`;
}

export async function newId(tx: Tx): Promise<string> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`SELECT uuidv7()::text AS id`;
  return row!.id;
}

export const currentAccount = (
  tx: Tx,
  partnerId: string,
  membershipId: string | null,
): Promise<PayeeAccount | null> =>
  tx.payeeAccount.findFirst({ where: { partnerId, membershipId, revokedAt: null } });

export const isOwnMembership = async (tx: Tx, partnerId: string, id: string): Promise<boolean> =>
  (await tx.membership.findFirst({ where: { id, partnerId }, select: { id: true } })) !== null;

export const insertAccount = (tx: Tx, data: Prisma.PayeeAccountUncheckedCreateInput): Promise<PayeeAccount> =>
  tx.payeeAccount.create({ data });

export async function lockAccount(tx: Tx, id: string): Promise<PayeeAccount | null> {
  await tx.$queryRaw`SELECT 1 FROM payee_account WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.payeeAccount.findUnique({ where: { id } });
}

export const updateAccount = (
  tx: Tx,
  { id, version }: PayeeAccount,
  data: Prisma.PayeeAccountUncheckedUpdateInput,
): Promise<PayeeAccount> =>
  tx.payeeAccount.update({ where: { id }, data: { ...data, version: version + 1 } });

export type SealedRow = Readonly<{
  id: string;
  partnerId: string;
  keyId: string;
  cipher: Uint8Array<ArrayBuffer>;
}>;

/** Rows that another key than this one encrypted, held so that nobody else takes them at the same time. */
export const takeOlderRows = (tx: Tx, keyId: string, limit: number): Promise<SealedRow[]> =>
  tx.$queryRaw<SealedRow[]>`
    SELECT id, partner_id AS "partnerId", key_id AS "keyId", cipher FROM payee_account
    WHERE key_id <> ${keyId} AND octet_length(cipher) > 0 ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;

/** What is encrypted anew says the same, so its version stays. */
export const writeSealed = (
  tx: Tx,
  rows: readonly Readonly<{ id: string; keyId: string; cipher: Uint8Array }>[],
) =>
  tx.$executeRaw`
    UPDATE payee_account SET key_id = r."keyId", cipher = decode(r.cipher, 'base64')
    FROM jsonb_to_recordset(${JSON.stringify(
      rows.map((row) => ({ ...row, cipher: Buffer.from(row.cipher).toString('base64') })),
    )}::jsonb) AS r(id uuid, "keyId" text, cipher text)
    WHERE payee_account.id = r.id`;

export const countByKey = (tx: Tx) =>
  tx.payeeAccount.groupBy({
    by: ['keyId'],
    where: { masked: { not: '' } },
    _count: { _all: true },
    orderBy: { keyId: 'asc' },
  });
