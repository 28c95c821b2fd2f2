import { type InvalidField, InvalidInputError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { violates } from '../../platform/database/session.ts';
import { appendEvents, type NewEvent } from '../../platform/events/events.ts';
import type { DocumentContent, OrderContent, OrderLineContent, OrderNumber } from './order-input.rules.ts';
import * as references from './order-reference.repo.ts';
import { statedChanges } from './order-statement.rules.ts';
import * as writing from './order-write.repo.ts';
import * as repo from './sales-order.repo.ts';
import { SOLD } from './sales-order.states.ts';

export type { KnownOrder } from './sales-order.repo.ts';

/** An order as somebody states it, and as it was before; null where it is new. */
export type Draft = Readonly<{
  number: OrderNumber;
  content: OrderContent;
  documents: readonly DocumentContent[];
  before: repo.KnownOrder | null;
}>;

/** A draft with what it names found; `changed` is what it says otherwise than before. */
export type Prepared = Draft &
  Readonly<{
    lines: readonly writing.ResolvedLine[];
    newDocuments: readonly DocumentContent[];
    errors: readonly InvalidField[];
    changed: readonly string[];
    previous: Previous | null;
  }>;

type Previous = Awaited<ReturnType<typeof references.previousOrdersOf>>[number];

/** Types whose deal is the one of the order that they continue. */
const INHERITS_CREDIT: readonly string[] = ['CHANGE', 'RENEWAL', 'MOVE', 'TRANSFER', 'DISCONNECT'];

/** Finds what drafts name, in a few statements for all of them, and lists what cannot be found. Writes nothing. */
export async function prepareOrders(tx: Tx, drafts: readonly Draft[]): Promise<Prepared[]> {
  const contents = drafts.map(({ content }) => content);
  const idsOf = (read: (content: OrderContent) => string | null) => [
    ...new Set(contents.flatMap((content) => read(content) ?? [])),
  ];
  const lines = contents.flatMap((content) => content.lines);
  const products = await references.productsOf(
    tx,
    [...new Set(lines.flatMap(({ productId }) => productId ?? []))],
    [...new Set(lines.flatMap(({ productCode }) => productCode ?? []))],
  );
  const customers = await references.customersOf(
    tx,
    idsOf(({ customerId }) => customerId),
  );
  const opportunities = await references.opportunitiesOf(
    tx,
    idsOf(({ opportunityId }) => opportunityId),
  );
  const referrals = await references.referralsOf(
    tx,
    idsOf(({ referralId }) => referralId),
  );
  const previous = await references.previousOrdersOf(
    tx,
    idsOf(({ previousOrderId }) => previousOrderId),
  );
  const found = {
    customerId: new Set(customers.map(({ id }) => id)),
    opportunityId: new Set(opportunities.map(({ id }) => id)),
    referralId: new Set(referrals.map(({ id }) => id)),
    previousOrderId: new Set(previous.map(({ id }) => id)),
  };
  const productIdBy = new Map(
    products.flatMap(({ id, code }) => [
      [`id ${id}`, id],
      [`code ${code}`, id],
    ]),
  );
  const previousById = new Map(previous.map((order) => [order.id, order]));
  return drafts.map((draft) => prepared(draft, found, productIdBy, previousById));
}

type Found = Readonly<
  Record<'customerId' | 'opportunityId' | 'referralId' | 'previousOrderId', ReadonlySet<string>>
>;

function prepared(
  draft: Draft,
  found: Found,
  productIdBy: ReadonlyMap<string, string>,
  previousById: ReadonlyMap<string, Previous>,
): Prepared {
  const { content, before, documents } = draft;
  const errors: InvalidField[] = [];
  for (const [field, ids] of Object.entries(found) as [keyof Found, ReadonlySet<string>][]) {
    const id = content[field];
    if (id !== null && !ids.has(id))
      errors.push(refusal(field, 'NOT_FOUND', `${field} is the id of none that exists.`));
  }
  if (before && content.previousOrderId === before.id)
    errors.push(refusal('previousOrderId', 'ITSELF', 'An order does not continue itself.'));
  const previous = previousById.get(content.previousOrderId ?? '') ?? null;
  const lines = content.lines.map((line) => {
    const productId = productIdBy.get(line.productId ? `id ${line.productId}` : `code ${line.productCode}`);
    if (!productId) {
      const field = `lines.${line.position - 1}.${line.productId ? 'productId' : 'productCode'}`;
      errors.push(refusal(field, 'UNKNOWN_PRODUCT', `${field} is a product of the catalogue.`));
    }
    const { productCode, previousPosition, ...stated } = line;
    const previousLineId = previousLineOf(line, productId ?? null, content, previous, errors);
    return { ...stated, productId: productId ?? '', previousLineId };
  });
  const known = new Set(before?.documents.map(({ kind, reference }) => `${kind} ${reference}`) ?? []);
  const newDocuments = documents.filter(({ kind, reference }) => !known.has(`${kind} ${reference}`));
  const changed = before === null ? [] : statedChanges(before, content, lines);
  return { ...draft, lines, newDocuments, errors, changed, previous };
}

/**
 * The line of the earlier order that a line continues: the one it names, else the only one of its product. Lines of an
 * order that is not sold yet may still change, so nothing continues them.
 */
function previousLineOf(
  line: OrderLineContent,
  productId: string | null,
  content: OrderContent,
  previous: Previous | null,
  errors: InvalidField[],
): string | null {
  const isSold = previous !== null && SOLD.some((status) => status === previous.status);
  const field = `lines.${line.position - 1}.previousPosition`;
  if (line.previousPosition !== null) {
    const named = isSold
      ? previous.lines.find(({ position }) => position === line.previousPosition)
      : undefined;
    if (!named)
      errors.push(
        refusal(
          field,
          'NOT_FOUND',
          `${field} is the place of a line of the previous order, once that is ratified.`,
        ),
      );
    return named?.id ?? null;
  }
  if (!isSold || !INHERITS_CREDIT.includes(content.type)) return null;
  const same = previous.lines.filter((earlier) => earlier.productId === productId);
  return same.length === 1 ? same[0]!.id : null;
}

const refusal = (field: string, code: string, message: string): InvalidField => ({ field, code, message });

/**
 * Writes prepared orders with the deal that each is owed to, and answers their ids in their order. The caller has found
 * the customers, which are in the contents.
 * @throws ForbiddenError, InvalidInputError where a line is left out that was billed already
 */
export async function writePrepared(
  tx: Tx,
  actor: Actor,
  prepared: readonly Prepared[],
  now: Date,
): Promise<string[]> {
  assertAllowed(actor, 'ORDERS_WRITE');
  if (prepared.length === 0) return [];
  const orders = await resolved(tx, prepared);
  const withdrawn = await writing.writeOrders(tx, orders, actor.personId, now).catch((error: unknown) => {
    if (!violates(error, 'billing_fact_order_line_id_order_id_fkey')) throw error;
    const message = 'A line that is left out was billed already: keep it in its place.';
    throw new InvalidInputError([refusal('lines', 'BILLED_ALREADY', message)]);
  });
  const documents = prepared.flatMap(({ newDocuments }, index) =>
    newDocuments.map((document) => ({ ...document, orderId: orders[index]!.id })),
  );
  if (documents.length > 0) await repo.insertDocuments(tx, documents, actor.personId, now);
  const changes = orders.map(({ id, isNew }, index) => {
    const status = prepared[index]!.before?.status ?? 'DRAFT';
    return {
      ...{ orderId: id, action: isNew ? 'ENTER' : 'EDIT', reason: null },
      ...{ fromStatus: isNew ? null : status, toStatus: status },
    };
  });
  await repo.insertChanges(tx, actor, changes, now);
  await appendEvents(tx, actor, [
    ...orders.map((order, index) => entryEvent(order, prepared[index]!, now)),
    ...withdrawn.map(({ id, orderId }) => ({
      ...{ type: 'pricing_request.withdrawn', subjectType: 'PricingRequest', subjectId: id },
      ...{ partnerId: null, occurredAt: now, data: { orderId, because: 'LINE_CHANGED' } },
    })),
  ]);
  return orders.map(({ id }) => id);
}

const entryEvent = (order: writing.ResolvedOrder, { changed }: Prepared, now: Date): NewEvent => ({
  type: order.isNew ? 'order.created' : 'order.updated',
  subjectType: 'SalesOrder',
  subjectId: order.id,
  partnerId: order.partnerId,
  occurredAt: now,
  data: {
    ...{ system: order.system, orderType: order.content.type, lines: order.lines.length },
    ...{ customerId: order.content.customerId, opportunityId: order.content.opportunityId },
    ...{ referralId: order.content.referralId, ...(order.isNew ? {} : { changed }) },
  },
});

async function resolved(tx: Tx, prepared: readonly Prepared[]): Promise<writing.ResolvedOrder[]> {
  const credits = await references.creditsOf(
    tx,
    prepared.map(({ content, lines, previous }, key) => {
      const isInherited =
        previous !== null &&
        INHERITS_CREDIT.includes(content.type) &&
        content.opportunityId === null &&
        content.referralId === null;
      return {
        key,
        customerId: content.customerId,
        opportunityId: isInherited ? previous.opportunityId : content.opportunityId,
        referralId: isInherited ? previous.referralId : content.referralId,
        productIds: lines.map(({ productId }) => productId),
      };
    }),
  );
  const fresh = await repo.freshIds(tx, prepared.length);
  return prepared.map(({ before, number, content, lines }, index) => {
    const { lines: _stated, ...rest } = content;
    const { opportunityId, referralId, partnerId } = credits[index]!;
    return {
      ...{ id: before?.id ?? fresh[index]!, isNew: before === null, ...number, lines, partnerId },
      isOtherCurrency: before !== null && before.currency !== content.currency,
      content: { ...rest, opportunityId, referralId },
    };
  });
}
