import { matchCustomer } from '../domains/customers/customer-match.service.ts';
import { CONTESTED_MESSAGE } from '../domains/engagement/contest.rules.ts';
import {
  customersToRecheck,
  findCollisions,
  learnCustomer,
  lockCanonicalCustomer,
  openContest,
  unlinkedAbout,
} from '../domains/engagement/contest.service.ts';
import { productFamilyOf } from '../domains/engagement/engagement.service.ts';
import { lockReferral, moveBySystem } from '../domains/referrals/referral.service.ts';
import {
  customerOf,
  identityOf,
  linkCustomer,
  recordMatch,
} from '../domains/referrals/referral-review.service.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { type Actor, assertAllowed } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { Referral } from '../platform/database/generated/client/client.ts';
import { asJob } from '../platform/database/session.ts';

/**
 * Looks whether accepted referrals about a customer collide, after something new was learnt of it: a merge, a key, a
 * deal of direct sales, a link by staff. Those that do become CONTESTED. Doing it again changes nothing. The transaction
 * must speak for a job or for staff who see all partners.
 */
export async function recheckCustomer(
  tx: Tx,
  customerId: string,
  now: Date,
  mergeId: string | null = null,
): Promise<void> {
  const canonicalId = await lockCanonicalCustomer(tx, customerId);
  if (!canonicalId) return;
  for (const id of await unlinkedAbout(tx, canonicalId)) await matchAgain(tx, id, now);
  for (const collision of await findCollisions(tx, canonicalId, now)) {
    const joined = await openContest(tx, collision, { customerId: canonicalId, mergeId }, now);
    for (const id of joined) await contestReferral(tx, id, now);
  }
}

/** Looks at many customers of which something new was learnt, as the CRM tells it; see `recheckCustomer`. */
export async function recheckCustomers(tx: Tx, customerIds: readonly string[], now: Date): Promise<void> {
  for (const id of await customersToRecheck(tx, customerIds)) await recheckCustomer(tx, id, now);
}

/** Tells a referral's partner that it is contested, in words that are the same whoever the other party is. */
export async function contestReferral(tx: Tx, id: string, now: Date): Promise<void> {
  const referral = await lockReferral(tx, id);
  const code = 'CUSTOMER_OVERLAP';
  const reading = { decisionCode: code, decisionMessage: CONTESTED_MESSAGE };
  if (referral) await moveBySystem(tx, referral, 'CONTEST', now, reading, { code });
}

/** The customer master may know a referral's customer by now, which it did not when it was submitted. */
async function matchAgain(tx: Tx, id: string, now: Date): Promise<void> {
  const referral = await lockReferral(tx, id);
  if (!referral) return;
  const { decision, recordId, candidates } = await matchCustomer(tx, identityOf(referral));
  await recordMatch(tx, referral, { decision, recordId, candidates }, now);
  await learn(tx, referral, now);
}

/** Adds the customer that a referral is known to be about to its claim; answers that customer. */
async function learn(tx: Tx, referral: Referral, now: Date): Promise<string | null> {
  const customerId = await customerOf(tx, referral.id);
  if (customerId) await learnCustomer(tx, referral, customerId, await productFamilyOf(tx, referral), now);
  return customerId;
}

/**
 * Decides which customer a referral is about, and looks whether it collides with others about that customer.
 * @throws what `linkCustomer` throws
 */
export async function linkReferralCustomer(
  tx: Tx,
  actor: Actor,
  input: Parameters<typeof linkCustomer>[2],
  now: Date,
): Promise<void> {
  await linkCustomer(tx, actor, input, now);
  await asJob(tx, actor.scope, async () => {
    const referral = await lockReferral(tx, input.id);
    const customerId = referral && (await learn(tx, referral, now));
    if (customerId) await recheckCustomer(tx, customerId, now);
  });
}

/**
 * Matches a referral with the customers as they are known now, and looks whether it collides with others.
 * @throws ForbiddenError, NotFoundError
 */
export async function recheckReferral(tx: Tx, actor: Actor, id: string, now: Date): Promise<void> {
  assertAllowed(actor, 'REFERRALS_DECIDE');
  const referral = await lockReferral(tx, id);
  if (!referral) throw new NotFoundError('referral', 'id');
  if (referral.submittedAt === null) return;
  await asJob(tx, actor.scope, async () => {
    await matchAgain(tx, id, now);
    const customerId = await customerOf(tx, id);
    if (customerId) await recheckCustomer(tx, customerId, now);
  });
}
