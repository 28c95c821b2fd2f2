import type { Tx } from '../../platform/database/client.ts';
import type { Customer, CustomerKey } from '../../platform/database/generated/client/client.ts';
import type { AccountInput, Contact, CustomerDetails } from './customer-details.rules.ts';

type Columns = CustomerDetails['columns'];
type Key = Pick<CustomerKey, 'kind' | 'value'>;

/** Locks a customer for the rest of the transaction; null where it does not exist. */
export async function lockCustomer(tx: Tx, id: string): Promise<Customer | null> {
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM customer WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return locked.length > 0 ? await tx.customer.findUnique({ where: { id } }) : null;
}

/** A new customer counts as itself. */
export async function insertCustomer(
  tx: Tx,
  columns: Columns & Readonly<{ name: string; nameKey: string }>,
  now: Date,
): Promise<Customer> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`SELECT uuidv7()::text AS id`;
  const { id } = row!;
  return await tx.customer.create({
    data: { ...columns, id, canonicalId: id, createdAt: now, updatedAt: now },
  });
}

export const updateCustomer = (tx: Tx, customer: Customer, columns: Columns, now: Date): Promise<Customer> =>
  tx.customer.update({
    where: { id: customer.id },
    data: { ...columns, version: customer.version + 1, updatedAt: now },
  });

/** Writers of parents queue here, because two of them could close a cycle that neither sees. */
export const lockHierarchy = (tx: Tx) =>
  tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('customer hierarchy', 0))::text`;

/** The customer itself and those above it, or nothing where there is no such customer. */
export async function ancestryOf(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE ancestor AS (
      SELECT id, parent_id FROM customer WHERE id = ${id}::uuid
      UNION
      SELECT customer.id, customer.parent_id FROM customer JOIN ancestor ON customer.id = ancestor.parent_id
    ) SELECT id::text FROM ancestor`;
  return rows.map((row) => row.id);
}

const isSameKey = (a: Key, b: Key) => a.kind === b.kind && a.value === b.value;

/** Writes only what differs, so that a key that stays is never briefly gone. */
export async function replaceKeys(tx: Tx, customerId: string, keys: readonly Key[]): Promise<void> {
  const before = await tx.customerKey.findMany({ where: { customerId } });
  const gone = before.filter((key) => !keys.some((kept) => isSameKey(key, kept)));
  const added = keys.filter((key) => !before.some((known) => isSameKey(key, known)));
  if (gone.length > 0)
    await tx.customerKey.deleteMany({
      where: { customerId, OR: gone.map(({ kind, value }) => ({ kind, value })) },
    });
  await tx.customerKey.createMany({ data: added.map(({ kind, value }) => ({ customerId, kind, value })) });
}

/** Which of these CRM accounts are already another customer's. */
export const accountKeysOfOthers = (
  tx: Tx,
  customerId: string,
  keys: readonly Key[],
): Promise<CustomerKey[]> =>
  tx.customerKey.findMany({
    where: {
      kind: 'CRM_ACCOUNT',
      value: { in: keys.filter(({ kind }) => kind === 'CRM_ACCOUNT').map(({ value }) => value) },
      customerId: { not: customerId },
    },
  });

export const contactIdsOf = async (tx: Tx, customerId: string): Promise<string[]> =>
  (await tx.customerContact.findMany({ where: { customerId }, select: { id: true } })).map(({ id }) => id);

/** Contacts with an id are changed, others are new, and those that are not named are removed. */
export async function replaceContacts(
  tx: Tx,
  customerId: string,
  contacts: readonly Contact[],
): Promise<void> {
  const kept = contacts.flatMap(({ id }) => (id === null ? [] : [id]));
  await tx.customerContact.deleteMany({ where: { customerId, id: { notIn: kept } } });
  for (const { id, ...contact } of contacts) {
    if (id === null) await tx.customerContact.create({ data: { customerId, ...contact } });
    else await tx.customerContact.update({ where: { id, customerId }, data: contact });
  }
}

export async function replaceAccounts(
  tx: Tx,
  customerId: string,
  accounts: readonly AccountInput[],
): Promise<void> {
  await tx.customerAccount.deleteMany({ where: { customerId } });
  await tx.customerAccount.createMany({ data: accounts.map((account) => ({ customerId, ...account })) });
}
