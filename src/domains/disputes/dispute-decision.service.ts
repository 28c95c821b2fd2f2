import { ForbiddenError, InvalidInputError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import type { Money } from '../../kernel/money.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Dispute } from '../../platform/database/generated/client/client.ts';
import * as repo from './dispute.repo.ts';
import {
  type DisputeKind,
  type DisputeMovement,
  decisionBlock,
  grantOf,
  movementsOf,
  REASON_LENGTH_MAX,
} from './dispute.rules.ts';
import { lockFor, moveTo, textOf, type Versioned } from './dispute.service.ts';
import { type DisputeOutcome, OUTCOME_ACTIONS } from './dispute.states.ts';
import { adjustmentExplanation } from './dispute-explanation.rules.ts';

export type DecideInput = Versioned &
  Readonly<{ outcome: DisputeOutcome; granted: Money | null; message: string }>;

/** What the ledger has to do for a decision or a withdrawal. */
export type Settlement = Readonly<{
  dispute: Dispute;
  /** Of which money it is: the contested earning, whose terms do not count it; of none where that is missing. */
  earningId: string | null;
  movements: readonly DisputeMovement[];
  explanation: object;
}>;

/**
 * Decides a dispute, or its appeal. The old statement stays as it is; what changes is booked in the month that is open.
 * @throws ForbiddenError for who opened it or decided it first, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function decideDispute(
  tx: Tx,
  actor: Actor,
  input: DecideInput,
  now: Date,
): Promise<Settlement> {
  assertAllowed(actor, 'DISPUTES_DECIDE');
  const { personId } = actor;
  if (personId === null) throw new ForbiddenError('A person decides disputes.');
  const { outcome } = input;
  const dispute = await lockFor(tx, actor, input, OUTCOME_ACTIONS[outcome]);
  const first = await repo.firstDecision(tx, dispute.id);
  const block = decisionBlock({ ...dispute, firstDecidedById: first?.decidedById ?? null }, personId);
  if (block) throw new ForbiddenError(block);
  const kind = dispute.kind as DisputeKind;
  const contest = { ...dispute, kind, firstOutcome: (first?.outcome ?? null) as DisputeOutcome | null };
  if (input.granted !== null && input.granted.currency !== dispute.currency)
    throw otherCurrency(dispute.currency);
  const fields = new FieldReader();
  const grant = grantOf(fields, contest, outcome, input.granted?.amountMinor ?? null);
  fields.done();
  const message = textOf('message', input.message, REASON_LENGTH_MAX);
  const { grantedMinor } = grant;
  await repo.insertDecision(tx, {
    ...{ disputeId: dispute.id, outcome, grantedMinor, message, isAppeal: dispute.isAppeal },
    ...{ decidedById: personId, decidedAt: now },
  });
  const line = dispute.entryId === null ? null : await repo.findIssuedLine(tx, dispute.entryId);
  const earningId = line?.earningId ?? null;
  const movements = await movementsFor(tx, dispute, earningId, grant.differenceMinor);
  const after = await moveTo(tx, actor, dispute, grant.status, 'dispute.decided', now, {
    ...{ decidedAt: now, decision: message, grantedMinor, heldMinor: 0n },
  });
  return {
    dispute: after,
    earningId,
    movements,
    explanation: adjustmentExplanation(contest, line, outcome, grant),
  };
}

/** What is held is let go where nobody contests any more. */
export async function settlementOfWithdrawal(tx: Tx, dispute: Dispute): Promise<Settlement> {
  const line = dispute.entryId === null ? null : await repo.findIssuedLine(tx, dispute.entryId);
  const earningId = line?.earningId ?? null;
  const movements = await movementsFor(tx, dispute, earningId, 0n);
  return { dispute, earningId, movements, explanation: {} };
}

async function movementsFor(
  tx: Tx,
  { kind, partnerId, currency, heldMinor }: Dispute,
  earningId: string | null,
  differenceMinor: bigint,
): Promise<DisputeMovement[]> {
  if (kind !== 'OVERPAYMENT' || (heldMinor === 0n && differenceMinor === 0n))
    return movementsOf(differenceMinor, 0n, { payableMinor: 0n, heldMinor: 0n });
  await repo.lockMoney(tx, partnerId, earningId);
  return movementsOf(differenceMinor, heldMinor, await repo.unpaidOf(tx, partnerId, earningId, currency));
}

const otherCurrency = (currency: string) =>
  new InvalidInputError([
    { field: 'granted', code: 'OTHER_CURRENCY', message: `granted is in ${currency}, as the dispute is.` },
  ]);
