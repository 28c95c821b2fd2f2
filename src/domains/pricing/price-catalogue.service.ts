import {
  ConflictError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { violates } from '../../platform/database/session.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './price-catalogue.repo.ts';
import {
  type PolicyInput,
  type PriceInput,
  percentOf,
  policyOf,
  priceOf,
  readCode,
  readName,
  type Span,
  spanOf,
} from './price-catalogue.rules.ts';

type Dates = Readonly<{ validFrom: Date; validTo?: Date | null; idempotencyKey?: string | null }>;

const SUBJECTS = {
  priceBookEntry: { type: 'PriceBookEntry', event: 'price_book_entry' },
  promotion: { type: 'Promotion', event: 'promotion' },
  billingCode: { type: 'BillingCode', event: 'billing_code' },
  approvalPolicy: { type: 'ApprovalPolicy', event: 'approval_policy' },
} as const satisfies Record<repo.Dated, object>;

/**
 * Says what a product costs in a currency for a time. Answers its id.
 * @throws ForbiddenError, InvalidInputError, NotFoundError, ConflictError where another price holds then, IdempotencyConflictError
 */
export const createPrice = (
  tx: Tx,
  actor: Actor,
  input: Dates & PriceInput & Readonly<{ productId: string }>,
  now: Date,
): Promise<string> =>
  createDated(tx, actor, 'priceBookEntry', input, now, (fields) => ({
    content: { productId: input.productId, ...priceOf(fields, input) },
    facts: { productId: input.productId, currency: input.currency },
  }));

/**
 * Offers a discount that needs nobody's approval, for a time, for a product or all. Answers its id.
 * @throws ForbiddenError, InvalidInputError, NotFoundError, ConflictError where the code holds then, IdempotencyConflictError
 */
export const createPromotion = (
  tx: Tx,
  actor: Actor,
  input: Dates & Readonly<{ code: string; name: string; productId: string | null; discountPercent: string }>,
  now: Date,
): Promise<string> =>
  createDated(tx, actor, 'promotion', input, now, (fields) => {
    const discountPercent = percentOf(fields, 'discountPercent', input.discountPercent);
    const code = readCode(fields, 'code', input.code);
    const name = readName(fields, 'name', input.name);
    const { productId } = input;
    return { content: { code, name, productId, discountPercent }, facts: { productId, discountPercent } };
  });

/**
 * Says how a billing system calls a charge of a product, for a time. Answers its id.
 * @throws ForbiddenError, InvalidInputError, NotFoundError, ConflictError where the code holds then, IdempotencyConflictError
 */
export const createBillingCode = (
  tx: Tx,
  actor: Actor,
  input: Dates & Readonly<{ system: string; code: string; productId: string; charge: 'ONE_OFF' | 'MONTHLY' }>,
  now: Date,
): Promise<string> =>
  createDated(tx, actor, 'billingCode', input, now, (fields) => {
    const system = readCode(fields, 'system', input.system);
    const code = readCode(fields, 'code', input.code);
    const { productId, charge } = input;
    return { content: { system, code, productId, charge }, facts: { productId, charge } };
  });

/**
 * Says from when on something needs approval, and whose. Answers its id.
 * @throws ForbiddenError, InvalidInputError, ConflictError where a policy of the threshold holds then, IdempotencyConflictError
 */
export const createPolicy = (tx: Tx, actor: Actor, input: Dates & PolicyInput, now: Date): Promise<string> =>
  createDated(tx, actor, 'approvalPolicy', input, now, (fields) => {
    const content = policyOf(fields, input);
    return { content, facts: { ...content, productId: null } };
  });

type Read = (fields: FieldReader) => Readonly<{
  content: object;
  facts: EventData & Readonly<{ productId?: string | null }>;
}>;

async function createDated(
  tx: Tx,
  actor: Actor,
  kind: repo.Dated,
  { idempotencyKey, ...input }: Dates,
  now: Date,
  read: Read,
): Promise<string> {
  assertAllowed(actor, 'PRICING_WRITE');
  const request = { mutation: `${kind}Create`, key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const fields = new FieldReader();
    const span: Span = spanOf(fields, input);
    const { content, facts } = read(fields);
    fields.done();
    if (facts.productId && !(await repo.isProduct(tx, facts.productId)))
      throw new NotFoundError('product', 'productId');
    const held = await repo.insertDated(tx, kind, { ...content, ...span }).catch((error: unknown) => {
      if (!violates(error, repo.ONE_AT_A_TIME[kind])) throw error;
      throw new ConflictError(
        'Another one holds within this time: end it first, or begin after its end.',
        'validFrom',
      );
    });
    await appendDatedEvent(tx, actor, kind, 'created', held, now, facts);
    return held.id;
  });
}

export type EndInput = Readonly<{ id: string; version: number; validTo: Date }>;

/**
 * Ends what holds, from the vendor's today on or later, never after an end that is set already.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError where it has ended, InvalidInputError
 */
export async function endDated(
  tx: Tx,
  actor: Actor,
  kind: repo.Dated,
  input: EndInput,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'PRICING_WRITE');
  const held = await repo.lockDated(tx, kind, input.id);
  if (!held) throw new NotFoundError('entry', 'id');
  if (held.version !== input.version) throw new StaleVersionError(held.version);
  const today = await repo.vendorDayOf(tx, now);
  if (held.validTo && held.validTo <= today) throw new InvalidStateError('END', 'ENDED', []);
  const { validTo } = input;
  if (validTo < today) throw refused('IN_THE_PAST', 'validTo is today or later: what was sold by it stands.');
  if (validTo <= held.validFrom) throw refused('NOT_AFTER_START', 'validTo is a day after validFrom.');
  if (held.validTo && validTo > held.validTo)
    throw refused('AFTER_ITS_END', 'validTo is not after the end that is set already.');
  const ended = await repo.endDated(tx, kind, held, validTo);
  await appendDatedEvent(tx, actor, kind, 'ended', ended, now, {});
}

const refused = (code: string, message: string) =>
  new InvalidInputError([{ field: 'validTo', code, message }]);

const dayText = (day: Date | null) => day?.toISOString().slice(0, 10) ?? null;

const appendDatedEvent = (
  tx: Tx,
  actor: Actor,
  kind: repo.Dated,
  what: 'created' | 'ended',
  held: repo.Held,
  occurredAt: Date,
  facts: EventData,
) =>
  appendEvents(tx, actor, [
    {
      type: `${SUBJECTS[kind].event}.${what}`,
      subjectType: SUBJECTS[kind].type,
      subjectId: held.id,
      partnerId: null,
      occurredAt,
      data: { ...facts, validFrom: dayText(held.validFrom), validTo: dayText(held.validTo) },
    },
  ]);
