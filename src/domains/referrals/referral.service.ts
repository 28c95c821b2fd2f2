import {
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed, JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Referral } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './referral.repo.ts';
import {
  actionsAvailable,
  type DecisionCode,
  missingFieldsOf,
  type ReferralDetailsInput,
  referralDetailsOf,
  writingBlock,
} from './referral.rules.ts';
import { type ReferralAction, type ReferralStatus, referralStates } from './referral.states.ts';
import { assertEditable } from './referral-editing.rules.ts';

export type DraftInput = Readonly<{ details: ReferralDetailsInput; idempotencyKey?: string | null }>;

/**
 * Registers a draft for the partner of the actor. A draft may be incomplete and is seen by the partner only in its list.
 * @throws ForbiddenError, InvalidStateError, InvalidInputError, IdempotencyConflictError
 */
export async function registerReferral(tx: Tx, actor: Actor, input: DraftInput, now: Date): Promise<string> {
  assertAllowed(actor, 'REFERRALS_REGISTER');
  const { membership } = actor;
  if (!membership) throw new NotFoundError('partner of yours');
  return await once(
    tx,
    actor,
    { mutation: 'referralRegister', key: input.idempotencyKey, input: input.details },
    async () => {
      await assertInBusiness(tx, membership.partnerId, 'REGISTER');
      const details = referralDetailsOf({ ...input.details, customerName: input.details.customerName ?? '' });
      await assertOnOffer(tx, details.productId);
      const referral = await repo.insertReferral(tx, {
        ...details,
        customerName: details.customerName ?? '',
        partnerId: membership.partnerId,
        registeredById: membership.id,
        status: 'DRAFT',
        statusSince: now,
        createdAt: now,
        updatedAt: now,
      });
      await appendReferralEvent(tx, actor, 'referral.registered', referral, now);
      return referral.id;
    },
  );
}

export type EditInput = Readonly<{ id: string; version: number; details: ReferralDetailsInput }>;

/**
 * Changes the given fields, as far as the status lets them change, and leaves the others.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function editReferral(tx: Tx, actor: Actor, input: EditInput, now: Date): Promise<Referral> {
  assertAllowed(actor, 'REFERRALS_REGISTER');
  const referral = await lockForAction(tx, actor, input, 'EDIT');
  await assertInBusiness(tx, referral.partnerId, 'EDIT');
  const details = referralDetailsOf(input.details);
  assertEditable(referral.status as ReferralStatus, referral, details);
  await assertOnOffer(tx, details.productId);
  const edited = await repo.updateReferral(tx, referral, details, now);
  await appendReferralEvent(tx, actor, 'referral.edited', edited, now, {
    fields: Object.keys(details).sort(),
  });
  return edited;
}

export type VersionedInput = Readonly<{ id: string; version: number }>;

/**
 * Hands a complete draft, or a returned referral, to the vendor for decision.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError with what is missing
 */
export async function submitReferral(
  tx: Tx,
  actor: Actor,
  input: VersionedInput,
  now: Date,
): Promise<Referral> {
  assertAllowed(actor, 'REFERRALS_REGISTER');
  const referral = await lockForAction(tx, actor, input, 'SUBMIT');
  if (referral.lapsesAt && referral.lapsesAt <= now)
    throw stateError(referral, actor, 'SUBMIT', 'the time to correct it is over. Register it anew.');
  const missing = missingFieldsOf(referral);
  if (missing.length > 0) throw new InvalidInputError(missing);
  const partnerStatus = await repo.partnerStatusOf(tx, referral.partnerId);
  const block = actionsAvailable('DRAFT', ['PARTNER_ADMIN'], referral, partnerStatus ?? 'UNKNOWN').find(
    ({ action }) => action === 'SUBMIT',
  );
  if (block?.blockedBecause) throw stateError(referral, actor, 'SUBMIT', block.blockedBecause);
  return await move(tx, actor, referral, 'SUBMIT', 'referral.submitted', now, {
    submittedAt: now,
    decisionCode: null,
    decisionMessage: null,
    lapsesAt: null,
  });
}

export type DecisionInput = VersionedInput &
  Readonly<{
    action: Decision;
    code: DecisionCode | null;
    message: string | null;
    /** What else the decision sets: until when the referral is protected, or waits for its correction. */
    consequences?: Partial<Pick<Referral, 'protectedFrom' | 'protectedUntil' | 'lapsesAt'>>;
  }>;

export type Decision = 'ACCEPT' | 'RETURN' | 'REJECT' | 'CLOSE';

const MESSAGE_LENGTH_MAX = 1_000;

function decisionMessageOf({ action, code, message }: DecisionInput): string | null {
  const fields = new FieldReader();
  const text = fields.optionalLines('message', message, MESSAGE_LENGTH_MAX);
  fields.done();
  if (action !== 'ACCEPT' && (!code || !text)) {
    const hint = 'Say why, in words that the partner will read, with a reason code.';
    throw new InvalidInputError([{ field: 'message', code: 'REQUIRED', message: hint }]);
  }
  return text;
}

const DECISION_EVENTS = {
  ACCEPT: 'referral.accepted',
  RETURN: 'referral.returned',
  REJECT: 'referral.rejected',
  CLOSE: 'referral.closed',
} as const;

/**
 * Decides a submitted referral. Returning and rejecting say why, in words that the partner reads.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function decideReferral(
  tx: Tx,
  actor: Actor,
  input: DecisionInput,
  now: Date,
): Promise<Referral> {
  assertAllowed(actor, 'REFERRALS_DECIDE');
  const referral = await lockForAction(tx, actor, input, input.action);
  const message = decisionMessageOf(input);
  const decision = {
    decidedAt: now,
    decisionCode: input.code,
    decisionMessage: message,
    ...input.consequences,
  };
  return await move(tx, actor, referral, input.action, DECISION_EVENTS[input.action], now, decision, {
    code: input.code,
  });
}

/**
 * Takes a submitted referral into review, so that colleagues see that somebody looks at it.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function startReview(tx: Tx, actor: Actor, input: VersionedInput, now: Date): Promise<Referral> {
  assertAllowed(actor, 'REFERRALS_DECIDE');
  const referral = await lockForAction(tx, actor, input, 'START_REVIEW');
  return await move(tx, actor, referral, 'START_REVIEW', 'referral.review_started', now, {});
}

/** What happens to a referral by itself, as events say it. */
const SYSTEM_EVENTS = {
  ACCEPT: 'referral.accepted',
  CLOSE: 'referral.closed',
  WAITLIST: 'referral.waitlisted',
  PROMOTE: 'referral.promoted',
  LAPSE: 'referral.lapsed',
  EXPIRE: 'referral.expired',
  RESTORE: 'referral.restored',
  REOPEN: 'referral.reopened',
  OVERRIDE: 'referral.accepted',
  CONTEST: 'referral.contested',
  SETTLE: 'referral.settled',
  CEDE: 'referral.closed',
} as const satisfies Partial<Record<ReferralAction, string>>;

/**
 * Moves a referral that the caller has locked, in a transaction that speaks for a job. Answers null where it has moved on
 * meanwhile, so that whatever is delivered twice or late does nothing.
 */
export async function moveBySystem(
  tx: Tx,
  referral: Referral,
  action: keyof typeof SYSTEM_EVENTS,
  now: Date,
  data: Partial<Referral> = {},
  eventData: EventData = {},
): Promise<Referral | null> {
  if (!referralStates.isAllowed(referral.status as ReferralStatus, action, JOB_ACTOR.roles)) return null;
  return await move(tx, JOB_ACTOR, referral, action, SYSTEM_EVENTS[action], now, data, eventData);
}

export const lockReferral = (tx: Tx, id: string): Promise<Referral | null> => repo.lockReferral(tx, id);

/**
 * Takes a referral back, in any state before its end.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function withdrawReferral(
  tx: Tx,
  actor: Actor,
  input: VersionedInput,
  now: Date,
): Promise<Referral> {
  assertAllowed(actor, 'REFERRALS_REGISTER');
  const referral = await lockForAction(tx, actor, input, 'WITHDRAW');
  return await move(tx, actor, referral, 'WITHDRAW', 'referral.withdrawn', now, {});
}

async function assertInBusiness(tx: Tx, partnerId: string, action: 'REGISTER' | 'EDIT') {
  const status = (await repo.partnerStatusOf(tx, partnerId)) ?? 'UNKNOWN';
  const because = writingBlock(status);
  if (because) throw new InvalidStateError(action, status, [], because);
}

async function assertOnOffer(tx: Tx, productId: string | null | undefined) {
  if (!productId || (await repo.isActiveProduct(tx, productId))) return;
  throw new InvalidInputError([
    {
      field: 'productId',
      code: 'NOT_FOUND',
      message: 'productId is one of the products on offer; list them with products.',
    },
  ]);
}

async function lockForAction(
  tx: Tx,
  actor: Actor,
  input: VersionedInput,
  action: ReferralAction,
): Promise<Referral> {
  const referral = await repo.lockReferral(tx, input.id);
  if (!referral) throw new NotFoundError('referral', 'id');
  const status = referral.status as ReferralStatus;
  if (referral.version !== input.version) throw new StaleVersionError(referral.version);
  if (!referralStates.isAllowed(status, action, actor.roles)) throw stateError(referral, actor, action);
  return referral;
}

const stateError = (referral: Referral, actor: Actor, action: ReferralAction, because?: string) => {
  const status = referral.status as ReferralStatus;
  return new InvalidStateError(action, status, referralStates.actionsFrom(status, actor.roles), because);
};

async function move(
  tx: Tx,
  actor: Actor,
  referral: Referral,
  action: ReferralAction,
  eventType: string,
  now: Date,
  data: Partial<Referral>,
  eventData: EventData = {},
): Promise<Referral> {
  const status = referralStates.next(referral.status as ReferralStatus, action);
  if (!status) throw stateError(referral, actor, action);
  const moved = await repo.updateReferral(tx, referral, { statusSince: now, ...data, status }, now);
  await appendReferralEvent(tx, actor, eventType, moved, now, {
    from: referral.status,
    to: status,
    ...eventData,
  });
  return moved;
}

const appendReferralEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  referral: Referral,
  now: Date,
  data: EventData = {},
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'Referral',
      subjectId: referral.id,
      partnerId: referral.partnerId,
      partnerVisible: true,
      occurredAt: now,
      data: { ...data, version: referral.version },
    },
  ]);
