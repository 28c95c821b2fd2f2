import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Payout } from '../../platform/database/generated/client/client.ts';
import { violates } from '../../platform/database/session.ts';
import { appendEvents, type EventData, type NewEvent } from '../../platform/events/events.ts';
import { PayableChangedError } from './payout.errors.ts';
import * as repo from './payout.repo.ts';
import { type PayoutPlan, storedConversions } from './payout.rules.ts';
import { type PayoutAction, type PayoutStatus, payoutStates } from './payout.states.ts';

export type { DraftedRow, NewPayout } from './payout.repo.ts';

const REASON_LENGTH_MAX = 1_000;

export type Versioned = Readonly<{ id: string; version: number }>;

/**
 * Writes drafts of what was worked out to be due, each with the statements that it pays.
 * @throws ForbiddenError, ConflictError where one is on its way to an account already
 */
export async function draftPayouts(
  tx: Tx,
  actor: Actor,
  payouts: readonly repo.NewPayout[],
  given: Readonly<{ rateOn: Date; now: Date }>,
): Promise<repo.DraftedRow[]> {
  assertAllowed(actor, 'PAYOUTS_WRITE');
  if (payouts.length === 0) return [];
  const drafted = await insertPayouts(tx, payouts, { ...given, draftedById: actor.personId });
  await repo.linkStatements(
    tx,
    drafted.map(({ id }) => id),
  );
  const planOf = new Map(payouts.map(({ payeeAccountId, plan }) => [payeeAccountId, plan]));
  await appendEvents(
    tx,
    actor,
    drafted.map(({ id, partnerId, payeeAccountId }): NewEvent => {
      const { currency, amountMinor } = planOf.get(payeeAccountId)!;
      const data = { currency, amountMinor: amountMinor.toString() };
      return {
        type: EVENTS.DRAFT,
        subjectType: 'Payout',
        subjectId: id,
        partnerId,
        occurredAt: given.now,
        data,
      };
    }),
  );
  return drafted;
}

async function insertPayouts(...input: Parameters<typeof repo.insertPayouts>) {
  try {
    return await repo.insertPayouts(...input);
  } catch (error) {
    if (!violates(error, 'payout_one_on_its_way')) throw error;
    throw new ConflictError(
      'A payout to this account is drafted or approved already. Send or cancel it first.',
    );
  }
}

/**
 * Approves a draft. Whoever drafted it does not.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function approvePayout(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  const before = await lockFor(tx, actor, input, 'APPROVE');
  const refused = 'Somebody else approves what you drafted.';
  if (before.draftedById === actor.personId) throw new ForbiddenError(refused);
  try {
    await move(tx, actor, before, 'APPROVED', now, { approvedById: actor.personId, approvedAt: now });
  } catch (error) {
    if (!violates(error, 'four_eyes')) throw error;
    throw new ForbiddenError(refused);
  }
}

/** @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError */
export async function cancelPayout(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  const before = await lockFor(tx, actor, input, 'CANCEL');
  await move(tx, actor, before, 'CANCELLED', now, {});
}

/** Whose a payout is and where it goes, before anything is locked. @throws ForbiddenError, NotFoundError */
export async function payeeOfPayout(tx: Tx, actor: Actor, id: string) {
  assertAllowed(actor, 'PAYOUTS_WRITE');
  const found = await repo.findPayout(tx, id);
  if (!found) throw new NotFoundError('payout', 'id');
  return { partnerId: found.partnerId, membershipId: found.account.membershipId };
}

/** Locks a payout for a step of it. @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError */
export async function lockFor(tx: Tx, actor: Actor, input: Versioned, action: PayoutAction): Promise<Payout> {
  assertAllowed(actor, 'PAYOUTS_WRITE');
  const payout = await repo.lockPayout(tx, input.id);
  if (!payout) throw new NotFoundError('payout', 'id');
  if (payout.version !== input.version) throw new StaleVersionError(payout.version);
  const status = payout.status as PayoutStatus;
  if (!payoutStates.isAllowed(status, action, actor.roles))
    throw new InvalidStateError(action, status, payoutStates.actionsFrom(status, actor.roles));
  return payout;
}

/** @throws PayableChangedError where what is payable is no longer what the payout says */
export function assertUnchanged(
  payout: Payout,
  plan: PayoutPlan | null,
  payeeAccountId: string | null,
): void {
  const isSame =
    plan !== null &&
    payeeAccountId === payout.payeeAccountId &&
    plan.currency === payout.currency &&
    plan.amountMinor === payout.amountMinor &&
    plan.withheldMinor === payout.withheldMinor &&
    conversionsText(storedConversions(plan)) === conversionsText(payout.conversions);
  if (isSame) return;
  throw new PayableChangedError({
    draftedMinor: payout.amountMinor,
    payableMinor: plan?.currency === payout.currency ? plan.amountMinor : 0n,
    currency: payout.currency,
  });
}

/** The database keeps the keys of JSON in an order of its own. */
const conversionsText = (conversions: unknown): string =>
  (conversions as ReturnType<typeof storedConversions>)
    .map(({ currency, amountMinor, rate, settledMinor }) =>
      [currency, amountMinor, rate, settledMinor].join(' '),
    )
    .sort()
    .join('\n');

export const markSent = (tx: Tx, actor: Actor, payout: Payout, now: Date): Promise<Payout> =>
  move(tx, actor, payout, 'SENT', now, { sentAt: now });

/** @throws InvalidInputError for a day before it was sent or to come */
export async function markSettled(
  tx: Tx,
  actor: Actor,
  payout: Payout,
  day: Readonly<{ settledOn: Date; sentOn: Date; today: Date }>,
  now: Date,
): Promise<Payout> {
  const { settledOn, sentOn, today } = day;
  if (settledOn < sentOn || settledOn > today) {
    const message = `settledOn is a day from ${dayText(sentOn)} to ${dayText(today)}.`;
    throw new InvalidInputError([{ field: 'settledOn', code: 'OUT_OF_RANGE', message }]);
  }
  return await move(tx, actor, payout, 'SETTLED', now, { settledOn }, { settledOn: dayText(settledOn) });
}

/** @throws InvalidInputError where the reason is missing or too long */
export async function markReturned(
  tx: Tx,
  actor: Actor,
  payout: Payout,
  reason: string,
  now: Date,
): Promise<Payout> {
  const fields = new FieldReader();
  const returnReason = fields.line('reason', reason, REASON_LENGTH_MAX);
  fields.done();
  return await move(tx, actor, payout, 'RETURNED', now, { returnedAt: now, returnReason });
}

/** What a payout took out of PAYABLE, as it goes on or comes back. */
export const transferredBy = (tx: Tx, payoutId: string) => repo.movedTo(tx, payoutId, 'IN_TRANSIT');
export const withheldBy = (tx: Tx, payoutId: string) => repo.movedTo(tx, payoutId, 'WITHHOLDING');

const EVENTS: Readonly<Record<PayoutStatus, string>> = {
  DRAFT: 'payout.drafted',
  APPROVED: 'payout.approved',
  SENT: 'payout.sent',
  SETTLED: 'payout.settled',
  RETURNED: 'payout.returned',
  CANCELLED: 'payout.cancelled',
};

const SEEN_BY_PARTNERS: readonly PayoutStatus[] = ['SENT', 'SETTLED', 'RETURNED'];

async function move(
  tx: Tx,
  actor: Actor,
  before: Payout,
  status: PayoutStatus,
  now: Date,
  data: Parameters<typeof repo.updatePayout>[2],
  more: EventData = {},
): Promise<Payout> {
  const after = await repo.updatePayout(tx, before, { ...data, status, statusSince: now });
  const { id, partnerId, currency, amountMinor, version } = after;
  await appendEvents(tx, actor, [
    {
      ...{
        type: EVENTS[status],
        subjectType: 'Payout',
        subjectId: id,
        partnerId,
        occurredAt: now,
      },
      partnerVisible: SEEN_BY_PARTNERS.includes(status),
      data: { ...more, currency, amountMinor: amountMinor.toString(), version },
    },
  ]);
  return after;
}

const dayText = (day: Date): string => day.toISOString().slice(0, 10);
