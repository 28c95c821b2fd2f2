import {
  answerDispute,
  appealDispute,
  requestInfo,
  type Versioned,
  withdrawDispute,
} from '../domains/disputes/dispute.service.ts';
import {
  type DecideInput,
  decideDispute,
  type Settlement,
  settlementOfWithdrawal,
} from '../domains/disputes/dispute-decision.service.ts';
import { type OpenInput, openDispute } from '../domains/disputes/dispute-opening.service.ts';
import type { NewEntry } from '../domains/ledger/ledger.rules.ts';
import { postEntries } from '../domains/ledger/ledger.service.ts';
import { readSettings } from '../domains/settings/settings.service.ts';
import { ConflictError } from '../kernel/errors.ts';
import { dayIn } from '../kernel/time.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { Dispute } from '../platform/database/generated/client/client.ts';
import { once } from '../platform/database/idempotency.ts';
import { violates } from '../platform/database/session.ts';
import { pauseClock, resumeClock, startClock, stopClock } from './sla-clocks.ts';

const clockOf = ({ id, partnerId }: Dispute) => ({
  ...{ subjectType: 'Dispute', subjectId: id, partnerId, standard: 'DISPUTE_DECISION' },
});

/**
 * Opens a dispute, holds what the vendor contests as far as it is not paid, and starts its clock. Answers its id.
 * @throws what `openDispute` throws, and IdempotencyConflictError
 */
export async function openAndHold(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: OpenInput & Readonly<{ idempotencyKey: string | null }>,
  now: Date,
): Promise<string> {
  const request = { mutation: 'disputeOpen', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const opened = await openDispute(tx, actor, input, now);
    await post(tx, { ...opened, explanation: {} }, 'hold', now);
    await startClock(tx, actor, clockOf(opened.dispute), now);
    return opened.dispute.id;
  });
}

/** Asks the partner for something; meanwhile no time counts. @throws what `requestInfo` throws */
export async function askPartner(
  tx: Tx,
  actor: Actor,
  input: Parameters<typeof requestInfo>[2],
  now: Date,
): Promise<void> {
  await pauseClock(tx, actor, clockOf(await requestInfo(tx, actor, input, now)), now);
}

/** Answers for the partner; the vendor's time counts again. @throws what `answerDispute` throws */
export async function answerVendor(
  tx: Tx,
  actor: Actor,
  input: Parameters<typeof answerDispute>[2],
  now: Date,
): Promise<void> {
  await resumeClock(tx, actor, clockOf(await answerDispute(tx, actor, input, now)), now);
}

/** Objects to a decision; the clock starts anew. @throws what `appealDispute` throws */
export async function appeal(
  tx: Tx,
  actor: Actor,
  input: Parameters<typeof appealDispute>[2],
  now: Date,
): Promise<void> {
  await startClock(tx, actor, clockOf(await appealDispute(tx, actor, input, now)), now);
}

/** Ends a dispute and lets go of what is held. @throws what `withdrawDispute` throws */
export async function withdrawAndRelease(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  const dispute = await withdrawDispute(tx, actor, input, now);
  await post(tx, await settlementOfWithdrawal(tx, dispute), 'withdrawn', now);
  await stopClock(tx, actor, clockOf(dispute), now);
}

/**
 * Decides a dispute and books what the decision changes, with what the line said and what the decision says.
 * @throws what `decideDispute` throws, and ConflictError where more would be taken than the commission cost
 */
export async function decideAndPost(tx: Tx, actor: Actor, input: DecideInput, now: Date): Promise<void> {
  const settlement = await decideDispute(tx, actor, input, now);
  await post(tx, settlement, settlement.dispute.isAppeal ? 'appeal' : 'decision', now);
  await stopClock(tx, actor, clockOf(settlement.dispute), now);
}

/** Each step of a dispute books once, whatever is repeated. */
async function post(
  tx: Tx,
  { dispute, earningId, movements, explanation }: Settlement,
  step: string,
  now: Date,
): Promise<void> {
  if (movements.length === 0) return;
  const { settings } = await readSettings(tx);
  const { id, partnerId, currency } = dispute;
  const entries = movements.map(
    (movement): NewEntry => ({
      ...{ partnerId, earningId, currency, ...movement, explanation },
      ...{ causeType: 'Dispute', causeId: id, disputeId: id, effectiveOn: dayIn(settings.timeZone, now) },
      postingKey: `dispute:${id}:${step}:${movement.kind}:${movement.from}`,
    }),
  );
  try {
    await postEntries(tx, entries, now);
  } catch (error) {
    if (violates(error, 'would stand at') || violates(error, 'ledger_not_overdrawn'))
      throw new ConflictError('More cannot be taken back than this commission cost.', 'granted');
    throw error;
  }
}
