import { ForbiddenError, InvalidInputError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import type { Money } from '../../kernel/money.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { lockPayee } from './payee-account.repo.ts';
import * as repo from './payout-hold.repo.ts';

const REASON_LENGTH_MAX = 1_000;

/** What is one for the whole vendor has no id of its own in events. */
const VENDOR_SUBJECT_ID = '00000000-0000-0000-0000-000000000000';

export type HoldInput = Readonly<{ partnerId: string; reason: string; idempotencyKey?: string | null }>;

/**
 * Stops payouts to a partner until the hold is lifted. Answers its id. The partner learns that there is one, not why.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, IdempotencyConflictError
 */
export async function placeHold(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: HoldInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'PAYOUTS_WRITE');
  const { personId } = actor;
  if (personId === null) throw new ForbiddenError('A person places a hold.');
  return await once(tx, actor, { mutation: 'payoutHoldPlace', key: idempotencyKey, input }, async () => {
    const { partnerId } = input;
    if (!(await repo.isPartner(tx, partnerId))) throw new NotFoundError('partner', 'partnerId');
    const fields = new FieldReader();
    const reason = fields.line('reason', input.reason, REASON_LENGTH_MAX);
    fields.done();
    // A payout that is being sent goes before, or sees the hold.
    await lockPayee(tx, partnerId);
    const hold = await repo.insertHold(tx, { partnerId, reason, placedById: personId, placedAt: now });
    await appendHoldEvent(tx, actor, 'payout_hold.placed', hold, now);
    return hold.id;
  });
}

/** @throws ForbiddenError, NotFoundError, InvalidStateError where it was lifted */
export async function liftHold(
  tx: Tx,
  actor: Actor,
  { id }: Readonly<{ id: string }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'PAYOUTS_WRITE');
  if (actor.personId === null) throw new ForbiddenError('A person lifts a hold.');
  const hold = await repo.lockHold(tx, id);
  if (!hold) throw new NotFoundError('hold', 'id');
  if (hold.liftedAt) throw new InvalidStateError('LIFT', 'LIFTED', []);
  await repo.liftHold(tx, id, { liftedById: actor.personId, liftedAt: now });
  await appendHoldEvent(tx, actor, 'payout_hold.lifted', hold, now);
}

const appendHoldEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, partnerId }: Readonly<{ id: string; partnerId: string }>,
  occurredAt: Date,
) =>
  appendEvents(tx, actor, [
    { type, subjectType: 'PayoutHold', subjectId: id, partnerId, partnerVisible: true, occurredAt, data: {} },
  ]);

/**
 * Sets the least that is paid at once in a currency; less carries forward.
 * @throws ForbiddenError, InvalidInputError
 */
export async function setPayoutMinimum(
  tx: Tx,
  actor: Actor,
  { amountMinor, currency }: Money,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'COMMISSION_SETTINGS_WRITE');
  assertNotNegative(amountMinor);
  if (!(await repo.setMinimum(tx, currency, amountMinor))) return;
  await appendVendorEvent(tx, actor, 'payout_minimum.set', 'PayoutMinimum', now, {
    ...{ currency, amountMinor: amountMinor.toString() },
  });
}

export type ThresholdInput = Readonly<{ countryCode: string; year: number; amount: Money }>;

/**
 * Sets from which total on a year's payments to payees of a country are reported.
 * @throws ForbiddenError, InvalidInputError
 */
export async function setReportingThreshold(
  tx: Tx,
  actor: Actor,
  input: ThresholdInput,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'COMMISSION_SETTINGS_WRITE');
  const { countryCode, year, amount } = input;
  if (year < 2000 || year > 2200)
    throw new InvalidInputError([
      { field: 'year', code: 'OUT_OF_RANGE', message: 'year is from 2000 to 2200.' },
    ]);
  assertNotNegative(amount.amountMinor);
  if (!(await repo.setThreshold(tx, { countryCode, year, ...amount }))) return;
  await appendVendorEvent(tx, actor, 'reporting_threshold.set', 'ReportingThreshold', now, {
    ...{ countryCode, year, currency: amount.currency, amountMinor: amount.amountMinor.toString() },
  });
}

function assertNotNegative(amountMinor: bigint): void {
  if (amountMinor >= 0n) return;
  throw new InvalidInputError([{ field: 'amount', code: 'NEGATIVE', message: 'amount is not negative.' }]);
}

const appendVendorEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  subjectType: string,
  occurredAt: Date,
  data: Readonly<Record<string, string | number>>,
) =>
  appendEvents(tx, actor, [
    { type, subjectType, subjectId: VENDOR_SUBJECT_ID, partnerId: null, occurredAt, data },
  ]);
