import { ForbiddenError, InvalidStateError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import type { Money } from '../../kernel/money.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { RecoverableWriteOff } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { violates } from '../../platform/database/session.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { ExceedsRecoverableError } from './payout.errors.ts';
import type { Position } from './payout-lot.rules.ts';
import { payeePositions } from './payout-position.service.ts';
import * as repo from './recoverable.repo.ts';
import { recoverableIn, type WriteOffPart, writeOffParts } from './recoverable.rules.ts';

const REASON_LENGTH_MAX = 1_000;

export type ProposeInput = Readonly<{
  partnerId: string;
  amount: Money;
  reason: string;
  idempotencyKey?: string | null;
}>;

/**
 * Proposes to give up what a partner owes, or a part of it. Nothing moves before somebody else has approved it.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, ExceedsRecoverableError, IdempotencyConflictError
 */
export async function proposeWriteOff(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: ProposeInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'WRITE_OFFS_WRITE');
  const { personId } = actor;
  if (personId === null) throw new ForbiddenError('A person proposes to write something off.');
  return await once(
    tx,
    actor,
    { mutation: 'recoverableWriteOffPropose', key: idempotencyKey, input },
    async () => {
      const { partnerId, amount } = input;
      const fields = new FieldReader();
      const reason = fields.line('reason', input.reason, REASON_LENGTH_MAX);
      if (amount.amountMinor <= 0n) fields.refuse('amount', 'NOT_POSITIVE', 'amount is above zero.');
      fields.done();
      const positions = await positionsIn(tx, partnerId, amount.currency, now);
      if (!positions) throw new NotFoundError('partner', 'partnerId');
      partsOf(positions, amount.amountMinor, amount.currency);
      const data = { partnerId, ...amount, reason, proposedById: personId, proposedAt: now };
      const writeOff = await repo.insertWriteOff(tx, data);
      await appendEvent(tx, actor, 'recoverable_write_off.proposed', writeOff, now);
      return writeOff.id;
    },
  );
}

type Decision = Readonly<{ id: string; version: number }>;

/** Whose a proposal is, before anything is locked. @throws ForbiddenError, NotFoundError */
export async function partnerOfWriteOff(tx: Tx, actor: Actor, id: string): Promise<string> {
  assertAllowed(actor, 'WRITE_OFFS_WRITE');
  const found = await repo.findWriteOff(tx, id);
  if (!found) throw new NotFoundError('write-off', 'id');
  return found.partnerId;
}

/**
 * Approves a proposal, and says of which earnings how much is given up; the caller books it. The partner's accounts are held.
 * @throws ForbiddenError also for whoever proposed it, NotFoundError, StaleVersionError, InvalidStateError,
 * ExceedsRecoverableError where less is owed by now
 */
export async function approveWriteOff(
  tx: Tx,
  actor: Actor,
  input: Decision,
  now: Date,
): Promise<Readonly<{ writeOff: RecoverableWriteOff; parts: readonly WriteOffPart[] }>> {
  const before = await lockFor(tx, actor, input, 'APPROVE');
  const positions = (await positionsIn(tx, before.partnerId, before.currency, now)) ?? [];
  const parts = partsOf(positions, before.amountMinor, before.currency);
  const writeOff = await decide(tx, actor, before, 'APPROVED', now);
  return { writeOff, parts };
}

/** @throws ForbiddenError also for whoever proposed it, NotFoundError, StaleVersionError, InvalidStateError */
export async function rejectWriteOff(tx: Tx, actor: Actor, input: Decision, now: Date): Promise<void> {
  await decide(tx, actor, await lockFor(tx, actor, input, 'REJECT'), 'REJECTED', now);
}

async function lockFor(
  tx: Tx,
  actor: Actor,
  { id, version }: Decision,
  action: string,
): Promise<RecoverableWriteOff> {
  assertAllowed(actor, 'WRITE_OFFS_WRITE');
  const writeOff = await repo.lockWriteOff(tx, id);
  if (!writeOff) throw new NotFoundError('write-off', 'id');
  if (writeOff.version !== version) throw new StaleVersionError(writeOff.version);
  if (writeOff.status !== 'PROPOSED') throw new InvalidStateError(action, writeOff.status, []);
  if (actor.personId === null || writeOff.proposedById === actor.personId)
    throw new ForbiddenError('Somebody else decides on what you proposed.');
  return writeOff;
}

async function decide(
  tx: Tx,
  actor: Actor,
  before: RecoverableWriteOff,
  status: 'APPROVED' | 'REJECTED',
  now: Date,
): Promise<RecoverableWriteOff> {
  try {
    const after = await repo.updateWriteOff(tx, before, {
      status,
      decidedById: actor.personId,
      decidedAt: now,
    });
    await appendEvent(tx, actor, `recoverable_write_off.${status.toLowerCase()}`, after, now);
    return after;
  } catch (error) {
    if (!violates(error, 'decided_by_somebody_else')) throw error;
    throw new ForbiddenError('Somebody else decides on what you proposed.');
  }
}

/** What each payee of a partner has in a currency; null where there is no such partner. */
async function positionsIn(
  tx: Tx,
  partnerId: string,
  currency: string,
  now: Date,
): Promise<Position[][] | null> {
  const payees = await payeePositions(tx, [partnerId], now);
  if (payees.length === 0) return null;
  return payees.map(({ positions }) => positions.filter((position) => position.currency === currency));
}

function partsOf(
  positions: readonly (readonly Position[])[],
  amountMinor: bigint,
  currency: string,
): WriteOffPart[] {
  const parts = writeOffParts(positions, amountMinor);
  if (parts === null) throw new ExceedsRecoverableError(recoverableIn(positions), currency);
  return parts;
}

const appendEvent = (tx: Tx, actor: Actor, type: string, writeOff: RecoverableWriteOff, occurredAt: Date) =>
  appendEvents(tx, actor, [
    {
      ...{
        type,
        subjectType: 'RecoverableWriteOff',
        subjectId: writeOff.id,
        partnerId: writeOff.partnerId,
        occurredAt,
      },
      data: {
        currency: writeOff.currency,
        amountMinor: writeOff.amountMinor.toString(),
        version: writeOff.version,
      },
    },
  ]);
