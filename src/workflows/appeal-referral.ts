import { type AppealDecisionInput, decideAppeal, openAppeal } from '../domains/engagement/appeal.service.ts';
import { waitBehind } from '../domains/engagement/claim.service.ts';
import { lockReferral, moveBySystem, type VersionedInput } from '../domains/referrals/referral.service.ts';
import { InvalidStateError, NotFoundError, StaleVersionError } from '../kernel/errors.ts';
import { type Actor, assertAllowed } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { Appeal, Referral } from '../platform/database/generated/client/client.ts';
import { asJob } from '../platform/database/session.ts';
import { claimForAcceptance } from './engage-referral.ts';
import { followReferrals } from './referral-clocks.ts';

/**
 * Objects to the rejection of a referral, once and within some days of it.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function appealReferral(
  tx: Tx,
  actor: Actor,
  input: VersionedInput & Readonly<{ reason: string }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'REFERRALS_REGISTER');
  const referral = await lockReferral(tx, input.id);
  if (!referral) throw new NotFoundError('referral', 'id');
  if (referral.version !== input.version) throw new StaleVersionError(referral.version);
  await openAppeal(tx, actor, referral, input.reason, now);
}

/**
 * Decides an appeal. One that is upheld puts the referral under review again: with its claim where that is free, and
 * behind whoever holds it where it is not.
 * @throws what `decideAppeal` throws
 */
export async function decideReferralAppeal(
  tx: Tx,
  actor: Actor,
  input: AppealDecisionInput,
  now: Date,
): Promise<Appeal> {
  const appeal = await decideAppeal(tx, actor, input, now);
  if (appeal.status === 'UPHELD') {
    await asJob(tx, actor.scope, () => reopen(tx, appeal.referralId, now));
    await followReferrals(tx, actor, now);
  }
  return appeal;
}

const UNDECIDED = { decidedAt: null, decisionCode: null, decisionMessage: null };

async function reopen(tx: Tx, id: string, now: Date): Promise<void> {
  const rejected = (await lockReferral(tx, id)) as Referral;
  const reopened = await moveBySystem(tx, rejected, 'REOPEN', now, UNDECIDED);
  if (!reopened)
    throw new InvalidStateError('UPHOLD', rejected.status, ['DENY'], 'it is not rejected any more.');
  const claim = await claimForAcceptance(tx, reopened, now);
  if (claim.held) return;
  await waitBehind(tx, reopened, claim.behindClaimId, now);
  await moveBySystem(tx, reopened, 'WAITLIST', now);
}
