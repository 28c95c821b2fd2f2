import { upholdOpenAppeal } from '../domains/engagement/appeal.service.ts';
import { stopWaiting, waitBehind } from '../domains/engagement/claim.service.ts';
import { openContest } from '../domains/engagement/contest.service.ts';
import { rulesInForce } from '../domains/engagement/engagement.service.ts';
import {
  holderOf,
  recordOverride,
  takeOverClaim,
  transferClaim,
} from '../domains/engagement/transfer.service.ts';
import { lockReferral, moveBySystem, type VersionedInput } from '../domains/referrals/referral.service.ts';
import {
  assertTransferable,
  replaceReferral,
  successorOf,
} from '../domains/referrals/referral-transfer.service.ts';
import { InvalidStateError, NotFoundError, StaleVersionError } from '../kernel/errors.ts';
import { FieldReader } from '../kernel/fields.ts';
import { type Actor, assertAllowed } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { Referral } from '../platform/database/generated/client/client.ts';
import { once } from '../platform/database/idempotency.ts';
import { attributeDeals } from './attribute-deals.ts';
import { contestReferral } from './contest-referrals.ts';
import { claimForAcceptance, letGo, protectAccepted, protectionFrom } from './engage-referral.ts';
import { followReferrals } from './referral-clocks.ts';

const REASON_LENGTH_MAX = 1_000;

export type TransferInput = VersionedInput &
  Readonly<{
    toPartnerId: string;
    registrantId: string | null;
    reason: string;
    idempotencyKey?: string | null;
  }>;

/**
 * Gives a referral to another partner: this one is closed, and a linked successor has its status, its claim, its deal and
 * what is left of its protection. Nobody else can claim the customer in between. Answers the successor's id.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError, ConflictError,
 *   IdempotencyConflictError
 */
export async function transferReferral(
  tx: Tx,
  actor: Actor,
  input: TransferInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'ENGAGEMENT_WRITE');
  const { idempotencyKey: key, ...request } = input;
  return await once(tx, actor, { mutation: 'referralTransfer', key, input: request }, async () => {
    const reason = reasonOf(input.reason);
    const referral = await lockAsRead(tx, input);
    assertTransferable(referral);
    const partnerId = input.toPartnerId;
    const registeredById = await successorOf(tx, referral, partnerId, input.registrantId, now);
    const { closed, successor } = await replaceReferral(tx, referral, { partnerId, registeredById }, now);
    await transferClaim(tx, actor, referral, successor, reason, now);
    await protectAccepted(tx, successor);
    await letGo(tx, closed, 'TRANSFERRED', now);
    await attributeDeals(tx, actor, { referralIds: [closed.id, successor.id] }, now);
    await followReferrals(tx, actor, now);
    return successor.id;
  });
}

/**
 * Accepts a waitlisted or rejected referral against the rules. Where somebody else holds the claim and is not decided yet,
 * the claim is taken over and that one waits behind it. Somebody who was accepted is not overruled in silence: then both
 * are contested, and a person decides that openly.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function overrideReferral(
  tx: Tx,
  actor: Actor,
  input: VersionedInput & Readonly<{ reason: string }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'ENGAGEMENT_WRITE');
  const reason = reasonOf(input.reason);
  const referral = await lockAsRead(tx, input);
  const rules = await rulesInForce(tx, now);
  const reading = { decidedAt: now, decisionCode: null, decisionMessage: null, lapsesAt: null };
  const accepted = await moveBySystem(tx, referral, 'OVERRIDE', now, {
    ...reading,
    ...protectionFrom(now, rules),
  });
  if (!accepted) throw new InvalidStateError('OVERRIDE', referral.status, []);
  await recordOverride(tx, actor, referral, reason, now);
  await upholdOpenAppeal(tx, actor, referral, now);
  await protectAccepted(tx, accepted);
  await stopWaiting(tx, accepted, now);
  const claim = await claimForAcceptance(tx, accepted, now);
  if (!claim.held) await displace(tx, await holderOf(tx, claim.behindClaimId), accepted, now);
  await attributeDeals(tx, actor, { referralIds: [accepted.id] }, now);
  await followReferrals(tx, actor, now);
}

const UNDECIDED = ['SUBMITTED', 'UNDER_REVIEW', 'RETURNED'];

async function displace(tx: Tx, holderId: string, accepted: Referral, now: Date): Promise<void> {
  const holder = (await lockReferral(tx, holderId)) as Referral;
  if (UNDECIDED.includes(holder.status)) {
    const claimId = await takeOverClaim(tx, holder.id, accepted.id, now);
    // A returned one asks again when it is submitted.
    if (await moveBySystem(tx, holder, 'WAITLIST', now)) await waitBehind(tx, holder, claimId, now);
    return;
  }
  const collision = { referralIds: [holder.id, accepted.id].sort(), opportunityId: null };
  const joined = await openContest(tx, collision, { customerId: null, mergeId: null }, now);
  for (const id of joined) await contestReferral(tx, id, now);
}

async function lockAsRead(tx: Tx, { id, version }: VersionedInput): Promise<Referral> {
  const referral = await lockReferral(tx, id);
  if (!referral) throw new NotFoundError('referral', 'id');
  if (referral.version !== version) throw new StaleVersionError(referral.version);
  return referral;
}

function reasonOf(text: string): string {
  const fields = new FieldReader();
  const reason = fields.optionalLines('reason', text, REASON_LENGTH_MAX) ?? '';
  if (reason === '' && fields.invalid.length === 0)
    fields.refuse('reason', 'REQUIRED', 'Say why, for whoever looks at it later.');
  fields.done();
  return reason;
}
