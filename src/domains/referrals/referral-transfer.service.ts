import { ConflictError, InvalidInputError, InvalidStateError } from '../../kernel/errors.ts';
import { JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Referral } from '../../platform/database/generated/client/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './referral.repo.ts';
import { moveBySystem } from './referral.service.ts';
import * as reviews from './referral-review.repo.ts';
import * as transfers from './referral-transfer.repo.ts';

const TRANSFERABLE = ['SUBMITTED', 'UNDER_REVIEW', 'ACCEPTED'];
const TRANSFERRED_MESSAGE = 'The vendor gave it to another partner.';

/** @throws InvalidStateError where the referral cannot go to another partner any more, or not yet */
export function assertTransferable({ status, salesStage }: Referral): void {
  if (!TRANSFERABLE.includes(status)) throw new InvalidStateError('TRANSFER', status, []);
  if (salesStage === 'WON')
    throw new InvalidStateError('TRANSFER', status, [], 'its deal is won, and what was earned stays.');
}

/**
 * Who takes over at a partner: the given membership, or the partner's longest serving administrator.
 * @throws InvalidInputError, ConflictError where the partner has nobody who could
 */
export async function successorOf(
  tx: Tx,
  referral: Referral,
  toPartnerId: string,
  membershipId: string | null,
  now: Date,
): Promise<string> {
  if (toPartnerId === referral.partnerId)
    throw refused('toPartnerId', 'SAME_PARTNER', 'The referral is with this partner already.');
  if ((await repo.partnerStatusOf(tx, toPartnerId)) !== 'ACTIVE')
    throw refused('toPartnerId', 'NOT_ACTIVE', 'toPartnerId is a partner that is active.');
  const membership = await transfers.findRegistrant(tx, toPartnerId, membershipId, now);
  if (membership) return membership.id;
  if (membershipId)
    throw refused('registrantId', 'NOT_FOUND', 'registrantId is a member of the new partner now.');
  throw new ConflictError(
    'The partner has no administrator who could take over. Invite one first.',
    'toPartnerId',
  );
}

const refused = (field: string, code: string, message: string) =>
  new InvalidInputError([{ field, code, message }]);

/** The deal and its figures go with the referral: whoever lost it reads nothing of them any more. */
const WITHOUT_DEAL = {
  opportunityId: null,
  salesStage: null,
  dealAmountMinor: null,
  dealCurrency: null,
  dealCloseOn: null,
} as const;

/**
 * Closes a referral and opens its successor with another partner, in the same status and with the protection that is
 * left. The first partner's own words and estimates stay with it. Speaks for staff. Answers the successor.
 */
export async function replaceReferral(
  tx: Tx,
  referral: Referral,
  to: Readonly<{ partnerId: string; registeredById: string }>,
  now: Date,
): Promise<Readonly<{ closed: Referral; successor: Referral }>> {
  const code = 'TRANSFERRED';
  const reading = { decidedAt: now, decisionCode: code, decisionMessage: TRANSFERRED_MESSAGE };
  const action = referral.status === 'ACCEPTED' ? 'CLOSE' : 'CEDE';
  const closed = await moveBySystem(tx, referral, action, now, { ...reading, ...WITHOUT_DEAL }, { code });
  if (!closed) throw new InvalidStateError('TRANSFER', referral.status, []);
  const successor = await transfers.insertSuccessor(tx, referral, to, now);
  const review = await reviews.findReview(tx, referral.id);
  if (review)
    await reviews.writeReview(tx, successor.id, null, {
      customerId: review.customerId,
      matchDecision: review.matchDecision,
      matchEvidence: review.matchEvidence as object,
    });
  await appendEvents(tx, JOB_ACTOR, [
    {
      type: 'referral.received',
      subjectType: 'Referral',
      subjectId: successor.id,
      partnerId: successor.partnerId,
      partnerVisible: true,
      occurredAt: now,
      data: { to: successor.status, version: successor.version },
    },
  ]);
  return { closed, successor };
}
