import { rulesInForce } from '../domains/engagement/engagement.service.ts';
import {
  type DecisionInput,
  decideReferral,
  type VersionedInput,
  withdrawReferral,
} from '../domains/referrals/referral.service.ts';
import { businessCalendarFrom } from '../domains/settings/settings.service.ts';
import { addBusinessDaysAt } from '../kernel/business-time.ts';
import { InvalidStateError } from '../kernel/errors.ts';
import { dateOf, instantOf } from '../kernel/time.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { Referral } from '../platform/database/generated/client/client.ts';
import { asJob } from '../platform/database/session.ts';
import { claimForAcceptance, letGo, protectAccepted, protectionFrom } from './engage-referral.ts';
import { followReferrals } from './referral-clocks.ts';

/**
 * Decides a referral and does what follows: an acceptance takes the claim and starts the protection, a return keeps the
 * place for some business days, and whatever ends a referral lets the next one move up.
 * @throws what `decideReferral` throws, and InvalidStateError where somebody else holds the claim
 */
export async function decideReferralByRules(
  tx: Tx,
  actor: Actor,
  input: DecisionInput,
  now: Date,
): Promise<Referral> {
  const consequences = await consequencesOf(tx, actor, input, now);
  const referral = await decideReferral(tx, actor, { ...input, consequences }, now);
  await asJob(tx, actor.scope, async () => {
    if (input.action === 'ACCEPT') {
      await assertClaimed(tx, referral, now);
      await protectAccepted(tx, referral);
    } else if (input.action !== 'RETURN') await letGo(tx, referral, input.action, now);
  });
  await followReferrals(tx, actor, now);
  return referral;
}

/** @throws what `withdrawReferral` throws */
export async function withdrawReferralByRules(
  tx: Tx,
  actor: Actor,
  input: VersionedInput,
  now: Date,
): Promise<Referral> {
  const referral = await withdrawReferral(tx, actor, input, now);
  await asJob(tx, actor.scope, () => letGo(tx, referral, 'WITHDRAW', now));
  await followReferrals(tx, actor, now);
  return referral;
}

async function consequencesOf(tx: Tx, actor: Actor, { action }: DecisionInput, now: Date) {
  if (action !== 'ACCEPT' && action !== 'RETURN') return {};
  return await asJob(tx, actor.scope, async () => {
    const rules = await rulesInForce(tx, now);
    if (action === 'ACCEPT') return protectionFrom(now, rules);
    const calendar = await businessCalendarFrom(tx);
    return { lapsesAt: dateOf(addBusinessDaysAt(calendar, instantOf(now), rules.returnedBusinessDays)) };
  });
}

async function assertClaimed(tx: Tx, referral: Referral, now: Date): Promise<void> {
  const claim = await claimForAcceptance(tx, referral, now);
  if (claim.held) return;
  throw new InvalidStateError(
    'ACCEPT',
    'SUBMITTED',
    ['REJECT', 'RETURN'],
    'an earlier registration holds the claim on this customer and product family. Wait until that one ends, or reject.',
  );
}
