import { ForbiddenError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Appeal, Referral } from '../../platform/database/generated/client/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './appeal.repo.ts';
import { appealBlock } from './appeal.rules.ts';
import { type AppealAction, type AppealStatus, appealStates } from './appeal.states.ts';

const REASON_LENGTH_MAX = 4_000;
const MESSAGE_LENGTH_MAX = 1_000;

/**
 * Objects to the rejection of a referral that the caller has locked, in words that the vendor reads.
 * @throws InvalidStateError where it is not rejected, or not any more for long enough; InvalidInputError
 */
export async function openAppeal(
  tx: Tx,
  actor: Actor,
  referral: Referral,
  text: string,
  now: Date,
): Promise<Appeal> {
  const last = await repo.findLastAppeal(tx, referral.partnerId, referral.id);
  const { status, decidedAt } = referral;
  if (status !== 'REJECTED' || decidedAt === null) throw new InvalidStateError('APPEAL', status, []);
  const block = appealBlock(decidedAt, last?.openedAt ?? null, now);
  if (block) throw new InvalidStateError('APPEAL', status, [], block);
  const fields = new FieldReader();
  const reason = fields.optionalLines('reason', text, REASON_LENGTH_MAX);
  if (!reason && fields.invalid.length === 0)
    fields.refuse('reason', 'REQUIRED', 'Say what the vendor should look at again.');
  fields.done();
  const appeal = await repo.insertAppeal(tx, {
    partnerId: referral.partnerId,
    referralId: referral.id,
    reason: reason ?? '',
    openedById: actor.personId ?? '',
    openedAt: now,
  });
  await appendAppealEvent(tx, actor, 'referral.appealed', appeal, now);
  return appeal;
}

export type AppealDecisionInput = Readonly<{ id: string; action: AppealAction; message: string | null }>;

/**
 * Decides an appeal. Somebody else than who rejected has to, so that an objection is looked at twice; a denial says why,
 * in words that the partner reads.
 * @throws ForbiddenError, NotFoundError, InvalidStateError, InvalidInputError
 */
export async function decideAppeal(
  tx: Tx,
  actor: Actor,
  { id, action, message: text }: AppealDecisionInput,
  now: Date,
): Promise<Appeal> {
  assertAllowed(actor, 'REFERRALS_DECIDE');
  const appeal = await repo.lockAppeal(tx, id);
  if (!appeal) throw new NotFoundError('appeal', 'id');
  const status = appealStates.next(appeal.status as AppealStatus, action);
  if (!status) throw new InvalidStateError(action, appeal.status, []);
  if ((await repo.findRejecter(tx, appeal.referralId)) === actor.personId)
    throw new ForbiddenError('You rejected this referral: let somebody else decide its appeal.');
  const fields = new FieldReader();
  const message = fields.optionalLines('message', text, MESSAGE_LENGTH_MAX);
  if (action === 'DENY' && !message && fields.invalid.length === 0)
    fields.refuse('message', 'REQUIRED', 'Say why, in words that the partner will read.');
  fields.done();
  return await settle(tx, actor, appeal, { status, message }, now);
}

/** What a referral's open appeal asks for has been given in another way. */
export async function upholdOpenAppeal(tx: Tx, actor: Actor, referral: Referral, now: Date): Promise<void> {
  const last = await repo.findLastAppeal(tx, referral.partnerId, referral.id);
  if (last?.status === 'OPEN') await settle(tx, actor, last, { status: 'UPHELD', message: null }, now);
}

async function settle(
  tx: Tx,
  actor: Actor,
  { id }: Appeal,
  outcome: Readonly<{ status: AppealStatus; message: string | null }>,
  now: Date,
): Promise<Appeal> {
  const appeal = await repo.updateAppeal(tx, id, { ...outcome, decidedAt: now });
  const type = outcome.status === 'UPHELD' ? 'referral.appeal_upheld' : 'referral.appeal_denied';
  await appendAppealEvent(tx, actor, type, appeal, now);
  return appeal;
}

const appendAppealEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, referralId, partnerId }: Appeal,
  occurredAt: Date,
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'Referral',
      subjectId: referralId,
      partnerId,
      partnerVisible: true,
      occurredAt,
      data: { appealId: id },
    },
  ]);
