import { submitReferral, type VersionedInput } from '../domains/referrals/referral.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { Referral } from '../platform/database/generated/client/client.ts';

/** Submits a referral and finds out which customer it is about. */
export async function submitReferralForReview(
  tx: Tx,
  actor: Actor,
  input: VersionedInput,
  now: Date,
): Promise<Referral> {
  return await submitReferral(tx, actor, input, now);
}
