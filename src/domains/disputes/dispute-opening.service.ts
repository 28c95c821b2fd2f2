import { ConflictError, ForbiddenError, NotFoundError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import type { Money } from '../../kernel/money.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Dispute } from '../../platform/database/generated/client/client.ts';
import { asJob, violates } from '../../platform/database/session.ts';
import * as repo from './dispute.repo.ts';
import {
  checkClaim,
  contestedMinorOf,
  type DisputeKind,
  type DisputeMovement,
  EVIDENCE_LENGTH_MAX,
  heldMinorOf,
  ORDER_NUMBER_LENGTH_MAX,
  REASON_LENGTH_MAX,
} from './dispute.rules.ts';
import { append, assertInWindow, assertInWindowOf, textOf } from './dispute.service.ts';

export type OpenInput = Readonly<{
  kind: DisputeKind;
  entryId: string | null;
  referralId: string | null;
  orderNumber: string | null;
  claimed: Money;
  reason: string;
  evidence: string | null;
}>;

/** What was opened, and what the ledger is to hold meanwhile. */
export type Opened = Readonly<{
  dispute: Dispute;
  earningId: string | null;
  movements: readonly DisputeMovement[];
}>;

/**
 * Opens a dispute: a partner about a line of an issued statement or a commission that is missing, the vendor about a line
 * that is too much. What is already decided is appealed instead.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, ConflictError where the line is in dispute or was decided on,
 * DisputeWindowClosedError
 */
export async function openDispute(tx: Tx, actor: Actor, input: OpenInput, now: Date): Promise<Opened> {
  assertAllowed(actor, 'DISPUTES_OPEN');
  if ((input.kind === 'OVERPAYMENT') === (actor.membership !== null))
    throw new ForbiddenError('LINE and MISSING are for the partner’s own admins, OVERPAYMENT for finance.');
  return input.kind === 'MISSING'
    ? await openMissing(tx, actor, input, now)
    : await openOfLine(tx, actor, input, now);
}

async function openMissing(tx: Tx, actor: Actor, input: OpenInput, now: Date): Promise<Opened> {
  const fields = new FieldReader();
  checkClaim(fields, 'MISSING', null, input.claimed.amountMinor);
  if (input.entryId !== null)
    fields.refuse('entryId', 'NOT_MISSING', 'entryId is left out: of what is missing there is no line.');
  const orderNumber = fields.optionalLine('orderNumber', input.orderNumber, ORDER_NUMBER_LENGTH_MAX);
  if (orderNumber === null && input.referralId === null && fields.invalid.length === 0)
    fields.refuse('referralId', 'REQUIRED', 'referralId or orderNumber says of what it is missing.');
  const words = wordsOf(fields, input);
  const { partnerId } = actor.membership!;
  if (input.referralId !== null && (await repo.referralPartnerOf(tx, input.referralId)) !== partnerId)
    throw new NotFoundError('referral', 'referralId');
  const about = { partnerId, orderNumber, referralId: input.referralId };
  // Orders are the vendor's to read. Only the partner's own give a day; what is not sold yet, or not to its credit, gives none.
  const soldOn = await asJob(tx, actor.scope, () => repo.soldOn(tx, about));
  if (soldOn) await assertInWindowOf(tx, soldOn, now);
  const dispute = await insert(tx, actor, now, {
    ...{ partnerId, kind: 'MISSING', referralId: input.referralId, orderNumber, ...words },
    ...{ currency: input.claimed.currency, claimedMinor: input.claimed.amountMinor },
  });
  return { dispute, earningId: null, movements: [] };
}

async function openOfLine(tx: Tx, actor: Actor, input: OpenInput, now: Date): Promise<Opened> {
  const { kind, claimed } = input;
  const line = input.entryId === null ? null : await repo.findIssuedLine(tx, input.entryId);
  if (!line) throw new NotFoundError('line of an issued statement', 'entryId');
  if (actor.membership && actor.membership.partnerId !== line.partnerId)
    throw new ForbiddenError('Only the people of the partner that a statement is for dispute its lines.');
  const fields = new FieldReader();
  if (claimed.currency !== line.currency)
    fields.refuse('claimed', 'OTHER_CURRENCY', `claimed is in ${line.currency}, as the line is.`);
  else checkClaim(fields, kind, line.statedMinor, claimed.amountMinor);
  if (input.referralId !== null || input.orderNumber !== null)
    fields.refuse(
      'orderNumber',
      'NOT_NEEDED',
      'orderNumber and referralId are left out: the line says both.',
    );
  const words = wordsOf(fields, input);
  if (kind === 'LINE') await assertInWindow(tx, line.issuedAt, now);
  const amounts = { statedMinor: line.statedMinor, claimedMinor: claimed.amountMinor };
  let heldMinor = 0n;
  if (kind === 'OVERPAYMENT') {
    await repo.lockMoney(tx, line.partnerId, line.earningId);
    const unpaid = await repo.unpaidOf(tx, line.partnerId, line.earningId, line.currency);
    heldMinor = heldMinorOf(contestedMinorOf(amounts), unpaid);
  }
  const dispute = await insert(tx, actor, now, {
    ...{ partnerId: line.partnerId, kind, statementId: line.statementId, entryId: line.entryId },
    ...{ currency: line.currency, ...amounts, heldMinor, ...words },
  });
  // Looked up only now: while this one is open no other can be decided, so what is decided was so before.
  if (await repo.wasDecided(tx, dispute))
    throw new ConflictError('This line was decided on before; that decision can be appealed.', 'entryId');
  const hold = { kind: 'HOLD', from: 'PAYABLE', to: 'HELD', amountMinor: heldMinor } as const;
  return { dispute, earningId: line.earningId, movements: heldMinor > 0n ? [hold] : [] };
}

/** @throws InvalidInputError with every refused field. */
function wordsOf(fields: FieldReader, input: OpenInput): { reason: string; evidence: string | null } {
  const evidence = fields.optionalLines('evidence', input.evidence, EVIDENCE_LENGTH_MAX) || null;
  fields.done();
  return { reason: textOf('reason', input.reason, REASON_LENGTH_MAX), evidence };
}

async function insert(
  tx: Tx,
  actor: Actor,
  now: Date,
  data: Omit<
    Parameters<typeof repo.insertDispute>[1],
    'openedAt' | 'openedById' | 'status' | 'statusSince' | 'id'
  >,
): Promise<Dispute> {
  try {
    const dispute = await repo.insertDispute(tx, {
      ...data,
      ...{ status: 'OPEN', statusSince: now, openedAt: now, openedById: actor.personId },
    });
    const type = data.kind === 'OVERPAYMENT' ? 'dispute.opened_by_vendor' : 'dispute.opened';
    await append(tx, actor, type, dispute, now);
    return dispute;
  } catch (error) {
    if (violates(error, 'dispute_one_for_a_line') || violates(error, 'entry_id'))
      throw new ConflictError('This line is in dispute already; add a comment there.', 'entryId');
    throw error;
  }
}
