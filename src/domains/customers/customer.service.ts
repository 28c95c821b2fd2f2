import { ConflictError, InvalidInputError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Customer } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { violates } from '../../platform/database/session.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './customer.repo.ts';
import {
  type CustomerDetails,
  type CustomerDetailsInput,
  customerDetailsOf,
} from './customer-details.rules.ts';
import { identityKeyParts } from './customer-identity.rules.ts';

export type CreateInput = Readonly<{ details: CustomerDetailsInput; idempotencyKey?: string | null }>;

/**
 * Adds a customer, which counts as itself. Whether it is known already is for the caller to ask first.
 * @throws ForbiddenError, InvalidInputError, ConflictError, IdempotencyConflictError
 */
export async function createCustomer(tx: Tx, actor: Actor, input: CreateInput, now: Date): Promise<string> {
  assertAllowed(actor, 'CUSTOMERS_WRITE');
  const request = { mutation: 'customerCreate', key: input.idempotencyKey, input: input.details };
  return await once(tx, actor, request, async () => {
    const details = customerDetailsOf({ ...input.details, name: input.details.name ?? '' });
    const { name = '', nameKey = '' } = details.columns;
    await assertParent(tx, null, details.columns.parentId);
    const customer = await repo.insertCustomer(tx, { ...details.columns, name, nameKey }, now);
    await replaceLists(tx, customer.id, details);
    await appendCustomerEvent(tx, actor, 'customer.created', customer.id, now);
    return customer.id;
  });
}

export type UpdateInput = Readonly<{ id: string; version: number; details: CustomerDetailsInput }>;

/**
 * Changes the given fields and replaces the given lists. A merged customer can be changed too: it keeps what it has.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError, ConflictError
 */
export async function updateCustomer(tx: Tx, actor: Actor, input: UpdateInput, now: Date): Promise<Customer> {
  assertAllowed(actor, 'CUSTOMERS_WRITE');
  const customer = await repo.lockCustomer(tx, input.id);
  if (!customer) throw new NotFoundError('customer', 'id');
  if (customer.version !== input.version) throw new StaleVersionError(customer.version);
  const details = customerDetailsOf(input.details);
  await assertParent(tx, customer.id, details.columns.parentId);
  const updated = await repo.updateCustomer(tx, customer, details.columns, now);
  await replaceLists(tx, customer.id, details);
  await appendCustomerEvent(tx, actor, 'customer.updated', customer.id, now, {
    fields: Object.keys(input.details).sort(),
    version: updated.version,
  });
  return updated;
}

async function assertParent(tx: Tx, id: string | null, parentId: string | null | undefined) {
  if (!parentId) return;
  await repo.lockHierarchy(tx);
  const ancestry = await repo.ancestryOf(tx, parentId);
  const refuse = (code: string, message: string) =>
    new InvalidInputError([{ field: 'parentId', code, message }]);
  if (ancestry.length === 0) throw refuse('NOT_FOUND', 'parentId is the id of a customer.');
  if (id !== null && ancestry.includes(id))
    throw refuse('CYCLE', 'A customer cannot belong to itself or to one of its own subsidiaries.');
}

async function replaceLists(tx: Tx, id: string, { keys, contacts, accounts }: CustomerDetails) {
  if (keys) await replaceKeys(tx, id, keys.map(identityKeyParts));
  if (contacts) await replaceContacts(tx, id, contacts);
  if (accounts) await replaceAccounts(tx, id, accounts);
}

async function replaceKeys(tx: Tx, id: string, keys: Parameters<typeof repo.replaceKeys>[2]) {
  const taken = new ConflictError(
    'A CRM account belongs to one customer, and one of these is another one’s. Find it by customerMatches; merge the two if they are one company.',
    'keys',
  );
  if ((await repo.accountKeysOfOthers(tx, id, keys)).length > 0) throw taken;
  await repo.replaceKeys(tx, id, keys).catch((error: unknown) => {
    // Somebody else took it since it was looked up.
    throw violates(error, 'customer_key_crm_account_once') ? taken : error;
  });
}

async function replaceContacts(tx: Tx, id: string, contacts: NonNullable<CustomerDetails['contacts']>) {
  const known = await repo.contactIdsOf(tx, id);
  const seen = new Set<string>();
  const unknown = contacts.flatMap((contact, index) => {
    if (contact.id === null) return [];
    const isOurs = known.includes(contact.id) && !seen.has(contact.id);
    seen.add(contact.id);
    return isOurs ? [] : [index];
  });
  if (unknown.length > 0)
    throw new InvalidInputError(
      unknown.map((index) => ({
        field: `contacts.${index}.id`,
        code: 'NOT_FOUND',
        message: `contacts.${index}.id is one of the customer's contacts, once; leave it out for a new contact.`,
      })),
    );
  await repo.replaceContacts(tx, id, contacts);
}

async function replaceAccounts(tx: Tx, id: string, accounts: NonNullable<CustomerDetails['accounts']>) {
  await repo.replaceAccounts(tx, id, accounts).catch((error: unknown) => {
    if (!violates(error, 'customer_account')) throw error;
    throw new ConflictError('An account number of a system belongs to one customer, once.', 'accounts');
  });
}

const appendCustomerEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  subjectId: string,
  occurredAt: Date,
  data: EventData = {},
) =>
  appendEvents(tx, actor, [{ type, subjectType: 'Customer', subjectId, partnerId: null, occurredAt, data }]);
