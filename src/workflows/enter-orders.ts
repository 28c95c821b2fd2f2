import { matchCustomer } from '../domains/customers/customer-match.service.ts';
import {
  type Draft,
  type Prepared,
  prepareOrders,
  writePrepared,
} from '../domains/orders/order-entry.service.ts';
import {
  type DocumentInput,
  documentsOf,
  type OrderContent,
  type OrderInput,
  orderContentOf,
  orderNumberOf,
} from '../domains/orders/order-input.rules.ts';
import { lockForEntry, lockKnown, type Versioned } from '../domains/orders/order-known.service.ts';
import { changedInput } from '../domains/orders/order-statement.rules.ts';
import { PORTAL_SYSTEM } from '../domains/orders/order-types.rules.ts';
import { ConflictError, InvalidInputError } from '../kernel/errors.ts';
import { FieldReader } from '../kernel/fields.ts';
import { type Actor, assertAllowed } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { once } from '../platform/database/idempotency.ts';

export type CreateInput = Readonly<{
  system: string | null;
  externalId: string;
  order: OrderInput;
  documents: readonly DocumentInput[];
  idempotencyKey?: string | null;
}>;

/**
 * Enters an order as a draft. Its customer is found by what is said of it where no id is, and the deal and the referral by
 * the customer. Answers its id.
 * @throws ForbiddenError, InvalidInputError, ConflictError for a number that the system has, IdempotencyConflictError
 */
export async function createOrder(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: CreateInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'ORDERS_WRITE');
  const request = { mutation: 'salesOrderCreate', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const fields = new FieldReader();
    const number = orderNumberOf(fields, { ...input, system: input.system ?? PORTAL_SYSTEM });
    const content = orderContentOf(fields, input.order);
    const documents = documentsOf(fields, input.documents);
    fields.done();
    const [known] = await lockForEntry(tx, actor, number.system, [number.externalId]);
    if (known) throw new ConflictError('The system has an order of this number already.', 'externalId');
    return await enterOne(tx, actor, { number, content, documents, before: null }, now);
  });
}

export type UpdateInput = Versioned & Readonly<{ change: Partial<OrderInput> }>;

/**
 * Changes a draft or a returned order: what is left out stays, and lines are replaced whole. What already is as asked
 * writes nothing and keeps the version.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function updateOrder(tx: Tx, actor: Actor, input: UpdateInput, now: Date): Promise<void> {
  assertAllowed(actor, 'ORDERS_WRITE');
  const before = await lockKnown(tx, actor, input);
  const fields = new FieldReader();
  const content = orderContentOf(fields, changedInput(before, input.change));
  fields.done();
  const number = { system: before.system, externalId: before.externalId };
  await enterOne(tx, actor, { number, content, documents: [], before }, now);
}

/** @throws InvalidInputError with all that cannot be found */
async function enterOne(tx: Tx, actor: Actor, draft: Draft, now: Date): Promise<string> {
  const [prepared] = await prepareOrders(tx, [draft]);
  if (!prepared) throw new RangeError('One draft is one order.');
  if (prepared.errors.length > 0) throw new InvalidInputError(prepared.errors);
  const content = await withCustomer(tx, prepared.content, null);
  const { before } = draft;
  if (before && prepared.changed.length === 0 && content.customerId === before.customerId) return before.id;
  const [id] = await writePrepared(tx, actor, [{ ...prepared, content }], now);
  return id!;
}

/** The order with the customer that is meant by what it says of it, where only one can be. */
export async function withCustomer(
  tx: Tx,
  content: OrderContent,
  crmAccount: Readonly<{ system: string; externalId: string }> | null,
): Promise<OrderContent> {
  if (content.customerId !== null) return content;
  const { customerName, customerDomain, customerTaxId, customerCountryCode } = content;
  if (!customerName && !customerDomain && !customerTaxId && !crmAccount) return content;
  const { recordId } = await matchCustomer(tx, {
    ...{ name: customerName, domain: customerDomain, taxId: customerTaxId, countryCode: customerCountryCode },
    crmAccount,
  });
  return { ...content, customerId: recordId };
}

export type { Prepared };
