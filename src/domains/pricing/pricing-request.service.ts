import { currencyCodeOf } from '../../kernel/currency.ts';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { formatAmount } from '../../kernel/money.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { PricingRequest } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import { vendorDayOf } from './price-catalogue.repo.ts';
import { type ApprovalKind, type ApprovalMode, amountOf, percentOf } from './price-catalogue.rules.ts';
import { ApprovalNotNeededError } from './pricing.errors.ts';
import * as repo from './pricing-request.repo.ts';
import {
  type Delegated,
  lowestThreshold,
  type Policy,
  policyFor,
  statusAfter,
  turnOf,
} from './pricing-request.rules.ts';
import {
  type PricingRequestAction,
  type PricingRequestStatus,
  pricingRequestStates,
} from './pricing-request.states.ts';

/** An order is asked about until somebody has decided on it. */
const UNDECIDED = ['DRAFT', 'SUBMITTED', 'IN_REVIEW', 'RETURNED'];

export type RequestInput = Readonly<{
  orderId: string;
  lineId: string | null;
  kind: ApprovalKind;
  percent: string | null;
  amount: string | null;
  reason: string;
  idempotencyKey?: string | null;
}>;

/**
 * Asks for a discount or a special price of a line, or for the capital that an order needs. Who must approve follows from the
 * policy with the highest threshold that is reached. Answers its id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, InvalidStateError once the order is decided on, ConflictError where
 * the same is asked already, ApprovalNotNeededError below every threshold, IdempotencyConflictError
 */
export async function createRequest(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: RequestInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'ORDERS_WRITE');
  const request = { mutation: 'pricingRequestCreate', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const { orderId, lineId, kind } = input;
    const order = await repo.lockOrder(tx, orderId);
    if (!order) throw new NotFoundError('order', 'orderId');
    if (!UNDECIDED.includes(order.status)) throw new InvalidStateError('REQUEST', order.status, []);
    const asked = readAsked(input, order.currency);
    if (lineId !== null && !(await repo.isLineOf(tx, orderId, lineId)))
      throw new NotFoundError('line', 'lineId');
    const policy = await chainFor(tx, kind, asked, now);
    if (await repo.hasOpen(tx, { orderId, lineId, kind }))
      throw new ConflictError('The same is asked already: withdraw that request first.', 'kind');
    if (!actor.personId) throw new ForbiddenError('Only somebody who can be named asks for an approval.');
    const { reason, percent, amountMinor, currency } = asked;
    const made = await repo.insertRequest(tx, {
      ...{ orderId, lineId, kind, percent, amountMinor, currency, reason, mode: policy.mode },
      ...{ requestedById: actor.personId, requestedAt: now },
    });
    await repo.insertSteps(tx, made.id, policy.roles);
    await appendRequestEvent(tx, actor, 'pricing_request.created', made, now, {
      ...{ kind, percent, threshold: policy.threshold, mode: policy.mode, roles: policy.roles },
    });
    return made.id;
  });
}

type Asked = Readonly<{
  reason: string;
  percent: string | null;
  amountMinor: bigint | null;
  currency: string | null;
  /** What is compared with thresholds: percent, or major units. */
  value: string;
}>;

function readAsked(input: RequestInput, orderCurrency: string): Asked {
  const fields = new FieldReader();
  const reason = fields.line('reason', input.reason, 1_000);
  const isCapital = input.kind === 'CAPITAL';
  if (isCapital !== (input.lineId === null))
    fields.refuse('lineId', 'LINE', 'lineId is given for discounts and special prices, and not for CAPITAL.');
  if (isCapital !== (input.percent === null))
    fields.refuse(
      'percent',
      'PERCENT',
      'percent is given for discounts and special prices, and not for CAPITAL.',
    );
  if (isCapital !== (input.amount !== null))
    fields.refuse('amount', 'AMOUNT', 'amount is given for CAPITAL, and for nothing else.');
  fields.done();
  if (!isCapital) {
    const percent = percentOf(fields, 'percent', input.percent!);
    fields.done();
    return { reason, percent, amountMinor: null, currency: null, value: percent };
  }
  const currency = currencyCodeOf(orderCurrency);
  const amountMinor = amountOf(fields, 'amount', input.amount, currency);
  if (amountMinor === 0n) fields.refuse('amount', 'NOT_POSITIVE', 'amount is more than zero.');
  fields.done();
  const value = formatAmount({ amountMinor: amountMinor!, currency });
  return { reason, percent: null, amountMinor, currency, value };
}

/** @throws ApprovalNotNeededError, InvalidInputError where capital is approved in other currencies only */
async function chainFor(tx: Tx, kind: ApprovalKind, { value, currency }: Asked, now: Date): Promise<Policy> {
  const stored = await repo.policiesOn(tx, kind, await vendorDayOf(tx, now));
  const policies = stored.map((policy) => ({
    ...policy,
    kind,
    mode: policy.mode as ApprovalMode,
    threshold: policy.threshold.toFixed(),
  }));
  if (policies.length > 0 && !policies.some((policy) => policy.currency === currency)) {
    const message = 'No policy covers capital in the currency of the order.';
    throw new InvalidInputError([{ field: 'amount', code: 'NO_POLICY_IN_CURRENCY', message }]);
  }
  const policy = policyFor(policies, { kind, value, currency });
  if (!policy) throw new ApprovalNotNeededError(lowestThreshold(policies, kind, currency));
  return policy;
}

type Versioned = Readonly<{ id: string; version: number }>;

export type DecideInput = Versioned & Readonly<{ decision: 'APPROVED' | 'REJECTED'; comment: string | null }>;

/**
 * Decides the step of a request whose turn it is, for whoever holds its role or is delegated by one who does. The last
 * approval approves the request; a rejection ends it.
 * @throws ForbiddenError for who asked, entered or edited it, decided before or has no turn, NotFoundError, StaleVersionError,
 * InvalidStateError, InvalidInputError
 */
export async function decideRequest(tx: Tx, actor: Actor, input: DecideInput, now: Date): Promise<void> {
  assertAllowed(actor, 'APPROVALS_DECIDE');
  const fields = new FieldReader();
  const comment = fields.optionalLines('comment', input.comment, 1_000);
  fields.done();
  const { decision } = input;
  const request = await lockFor(tx, actor, input, decision === 'APPROVED' ? 'APPROVE' : 'REJECT');
  const order = await repo.orderOf(tx, request.orderId);
  if (!order) throw new NotFoundError('pricing request', 'id');
  if (!UNDECIDED.includes(order.status)) throw new InvalidStateError('DECIDE', order.status, []);
  if (!actor.personId) throw new ForbiddenError('Only a person approves.');
  const steps = await repo.stepsOf(tx, request.id);
  const interested = new Set([request.requestedById, ...(await repo.writersOf(tx, request.orderId))]);
  const turn = turnOf(
    { mode: request.mode as ApprovalMode, steps, interested },
    {
      ...{ personId: actor.personId, roles: actor.roles },
      delegated: await repo.delegationsTo(tx, actor.personId, now),
    },
  );
  if ('block' in turn) throw new ForbiddenError(BLOCKED[turn.block]);
  const { position, onBehalfId } = turn;
  const step = { decision, decidedById: actor.personId, onBehalfId, comment, decidedAt: now };
  await repo.decideStep(tx, request.id, position, step);
  const status = statusAfter(steps, { position, decision });
  const decidedAt = status === 'OPEN' ? null : now;
  const after = await repo.updateRequest(tx, request, { status, decidedAt });
  await appendRequestEvent(tx, actor, 'pricing_request.step_decided', after, now, {
    ...{ position, decision, onBehalfId },
  });
  if (status !== 'OPEN')
    await appendRequestEvent(tx, actor, `pricing_request.${status.toLowerCase()}`, after, now, {});
}

const BLOCKED = {
  INTERESTED: 'You asked for this, or entered or edited the order, so somebody else approves it.',
  DECIDED_BEFORE: 'You decided a step of this already, and one person decides one step.',
  NOT_YOUR_TURN: 'No step whose turn it is asks for a role that you hold or are delegated.',
} as const;

/**
 * Takes a request back, by whoever made it or sells; what was approved no longer holds then.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError also once the order is decided on
 */
export async function withdrawRequest(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  assertAllowed(actor, 'ORDERS_WRITE');
  const found = await repo.lockRequest(tx, input.id);
  const order = found && (await repo.orderOf(tx, found.orderId));
  const request = await lockFor(tx, actor, input, 'WITHDRAW');
  if (!order || !UNDECIDED.includes(order.status))
    throw new InvalidStateError('WITHDRAW', order?.status ?? 'NONE', []);
  const decidedAt = request.decidedAt ?? now;
  const after = await repo.updateRequest(tx, request, { status: 'WITHDRAWN', decidedAt });
  await appendRequestEvent(tx, actor, 'pricing_request.withdrawn', after, now, { because: 'ASKED' });
}

async function lockFor(
  tx: Tx,
  actor: Actor,
  { id, version }: Versioned,
  action: PricingRequestAction,
): Promise<PricingRequest> {
  const request = await repo.lockRequest(tx, id);
  if (!request) throw new NotFoundError('pricing request', 'id');
  if (request.version !== version) throw new StaleVersionError(request.version);
  const status = request.status as PricingRequestStatus;
  if (!pricingRequestStates.isAllowed(status, action, actor.roles))
    throw new InvalidStateError(action, status, pricingRequestStates.actionsFrom(status, actor.roles));
  return request;
}

const appendRequestEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, orderId, lineId, version }: PricingRequest,
  occurredAt: Date,
  data: EventData,
) =>
  appendEvents(tx, actor, [
    {
      ...{ type, subjectType: 'PricingRequest', subjectId: id, partnerId: null, occurredAt },
      data: { orderId, lineId, version, ...data },
    },
  ]);

/** Whose roles somebody may use at the instant. */
export const delegatedTo = async (tx: Tx, actor: Actor, at: Date): Promise<Delegated[]> =>
  actor.personId ? await repo.delegationsTo(tx, actor.personId, at) : [];
