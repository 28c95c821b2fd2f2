import { JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Referral } from '../../platform/database/generated/client/client.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import { claimTargetOf } from './claim.rules.ts';
import * as repo from './contest.repo.ts';
import { type AcceptedReferral, type Collision, collisionsOf } from './contest.rules.ts';
import * as claims from './contest-claim.repo.ts';
import { attributionAsHeld, type Held } from './contest-held.rules.ts';
import { directOpportunities } from './engagement.repo.ts';
import { rulesInForce } from './engagement.service.ts';
import { dealsBefore } from './engagement-rules.rules.ts';

/*
 * Contests belong to the vendor: every function here runs in a transaction that speaks for a job or staff. What a
 * partner learns is the status, the date and one code, which are the same whoever the other party is.
 */

/** Locks a customer, so that its collisions are looked for once at a time, and answers what it counts as. */
export async function lockCanonicalCustomer(tx: Tx, customerId: string): Promise<string | null> {
  for (let before = await repo.canonicalOf(tx, customerId); before !== null; ) {
    await repo.lockCustomer(tx, before);
    const after = await repo.canonicalOf(tx, customerId);
    if (after === before) return after;
    before = after;
  }
  return null;
}

/** Accepted registrations that a strong key of the customer names, and that nobody linked to it yet. */
export const unlinkedAbout = async (tx: Tx, canonicalId: string): Promise<string[]> =>
  (await repo.acceptedByKeyOf(tx, canonicalId)).map(({ referralId }) => referralId);

/** Of these customers, those about which there may be something to contest; found in one statement. */
export const customersToRecheck = async (tx: Tx, customerIds: readonly string[]): Promise<string[]> =>
  customerIds.length === 0 ? [] : (await repo.withRegistrations(tx, customerIds)).map(({ id }) => id);

/** The accepted referrals about a customer that cannot both be right, less what a person decided before. */
export async function findCollisions(tx: Tx, canonicalId: string, now: Date): Promise<Collision[]> {
  const referrals = await repo.acceptedAbout(tx, canonicalId);
  if (referrals.length === 0) return [];
  const { rules, claimScope } = await rulesInForce(tx, now);
  const direct = rules.find((rule) => rule.code === 'DIRECT_OPPORTUNITY');
  const deals = direct ? await directOpportunities(tx, canonicalId) : [];
  const earlier = referrals.flatMap(({ id, submittedAt }: AcceptedReferral) =>
    direct
      ? dealsBefore(submittedAt, direct.arguments, deals).map((deal) => ({
          referralId: id,
          opportunityId: deal.id,
        }))
      : [],
  );
  const decided = await repo.decidedAbout(
    tx,
    referrals.map(({ id }) => id),
  );
  return collisionsOf(referrals, earlier, decided, claimScope);
}

export type ContestSubject = Readonly<{ customerId: string | null; mergeId: string | null }>;

/**
 * Opens a contest for a collision, or adds to the one that is open: contests that turn out to be about one customer
 * become one. What is unpaid is held. Answers the referrals that are contested from now on.
 */
export async function openContest(
  tx: Tx,
  collision: Collision,
  { customerId, mergeId }: ContestSubject,
  now: Date,
): Promise<string[]> {
  const [first, ...others] = await repo.lockOpenContests(tx, collision.referralIds);
  const { opportunityId } = collision;
  const cause = mergeId ? 'MERGE' : 'LATE_FINDING';
  const contest =
    first ?? (await repo.insertContest(tx, { cause, customerId, mergeId, opportunityId, openedAt: now }));
  if (first && first.opportunityId === null && opportunityId !== null)
    await repo.updateContest(tx, first.id, { opportunityId });
  const isParty = new Set(first?.parties.map(({ referralId }) => referralId));
  for (const other of others) {
    for (const { referralId, statusBefore, held } of other.parties) {
      const kept = { ...(held as object), mergeId };
      await repo.insertParty(tx, {
        contestId: contest.id,
        referralId,
        statusBefore,
        held: repo.asJson(kept),
      });
      isParty.add(referralId);
    }
    await repo.updateContest(tx, other.id, { resolvedAt: now, resolution: 'UNDONE' });
  }
  const joined = collision.referralIds.filter((id) => !isParty.has(id));
  for (const referralId of joined) await addParty(tx, contest.id, referralId, mergeId);
  if (joined.length > 0 || others.length > 0)
    await appendContestEvent(tx, first ? 'contest.extended' : 'contest.opened', contest.id, now, {
      customerId,
      mergeId,
      opportunityId,
      referralIds: collision.referralIds,
    });
  return joined;
}

async function addParty(tx: Tx, contestId: string, referralId: string, mergeId: string | null) {
  const referral = await repo.findReferral(tx, referralId);
  const attributions = await repo.liveAttributions(tx, [referralId]);
  const held: Held = {
    mergeId,
    referral: {
      statusSince: referral.statusSince.toISOString(),
      decidedAt: referral.decidedAt?.toISOString() ?? null,
      decisionCode: referral.decisionCode,
      decisionMessage: referral.decisionMessage,
    },
    claim: await claims.findClaimAsHeld(tx, referralId),
    attributions: attributions.map(attributionAsHeld),
  };
  await repo.insertParty(tx, {
    contestId,
    referralId,
    statusBefore: referral.status,
    held: repo.asJson(held),
  });
  await repo.holdAttributions(tx, referralId);
}

/** Adds the customer that a late finding named to an accepted referral's claim, as far as nobody else holds it. */
export async function learnCustomer(
  tx: Tx,
  referral: Referral,
  canonicalId: string,
  productFamily: string,
  now: Date,
): Promise<void> {
  if (referral.origin !== 'PORTAL' || referral.status !== 'ACCEPTED') return;
  const { claimScope } = await rulesInForce(tx, now);
  const target = claimTargetOf([], canonicalId, productFamily, claimScope, referral.customerCountryCode);
  await claims.widenClaim(tx, referral.id, target, now);
}

const appendContestEvent = (tx: Tx, type: string, contestId: string, occurredAt: Date, data: EventData) =>
  appendEvents(tx, JOB_ACTOR, [
    { type, subjectType: 'Contest', subjectId: contestId, partnerId: null, occurredAt, data },
  ]);
