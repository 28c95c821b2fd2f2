import { matchCustomer } from '../domains/customers/customer-match.service.ts';
import { submitReferral, type VersionedInput } from '../domains/referrals/referral.service.ts';
import { identityOf, recordMatch } from '../domains/referrals/referral-review.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { Referral } from '../platform/database/generated/client/client.ts';
import { asJob } from '../platform/database/session.ts';

/**
 * Submits a referral and finds out which customer it is about, for the vendor's eyes: what the partner is answered is
 * the same whether the customer is known or not.
 * @throws what `submitReferral` throws
 */
export async function submitReferralForReview(
  tx: Tx,
  actor: Actor,
  input: VersionedInput,
  now: Date,
): Promise<Referral> {
  const referral = await submitReferral(tx, actor, input, now);
  await asJob(tx, actor.scope, async () => {
    const { decision, recordId, candidates } = await matchCustomer(tx, identityOf(referral));
    await recordMatch(tx, referral, { decision, recordId, candidates }, now);
  });
  return referral;
}
