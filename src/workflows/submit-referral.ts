import { submitReferral, type VersionedInput } from '../domains/referrals/referral.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { Referral } from '../platform/database/generated/client/client.ts';
import { asJob } from '../platform/database/session.ts';
import { engageReferral } from './engage-referral.ts';
import { followReferrals } from './referral-clocks.ts';

/**
 * Submits a referral and lets the rules of engagement look at it, for the vendor's eyes: what the partner is answered is
 * the same whether the customer is known or not, and whoever else may have claimed it.
 * @throws what `submitReferral` throws
 */
export async function submitReferralForReview(
  tx: Tx,
  actor: Actor,
  input: VersionedInput,
  now: Date,
): Promise<Referral> {
  const referral = await submitReferral(tx, actor, input, now);
  await asJob(tx, actor.scope, () => engageReferral(tx, referral, now));
  await followReferrals(tx, actor, now);
  return referral;
}
