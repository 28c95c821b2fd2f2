import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Referral } from '../../platform/database/generated/client/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as claims from './contest-claim.repo.ts';
import { rulesInForce } from './engagement.service.ts';
import * as repo from './transfer.repo.ts';

/** Gives a referral's claim, those who wait behind it, and its deal to its successor, all at once. */
export async function transferClaim(
  tx: Tx,
  actor: Actor,
  from: Referral,
  to: Referral,
  reason: string,
  now: Date,
): Promise<void> {
  const claim = await claims.findClaimAsHeld(tx, from.id);
  if (claim) {
    const successor = await repo.insertSuccessorClaim(tx, claim.id, to.id);
    await claims.moveClaim(tx, claim, successor, now, 'TRANSFERRED');
  }
  if (to.opportunityId && to.registeredById)
    await repo.creditDeal(tx, to.opportunityId, to.partnerId, to.registeredById, now);
  await repo.insertTransfer(tx, {
    fromReferralId: from.id,
    toReferralId: to.id,
    reason,
    transferredById: actor.personId ?? '',
    transferredAt: now,
  });
  await appendEvents(tx, actor, [
    {
      type: 'referral.transferred',
      subjectType: 'Referral',
      subjectId: from.id,
      partnerId: null,
      occurredAt: now,
      data: { toReferralId: to.id },
    },
  ]);
}

/** Whose claim it is. */
export const holderOf = async (tx: Tx, claimId: string): Promise<string> =>
  (await repo.findClaim(tx, claimId)).referralId;

/** Takes over the claim that another referral holds, with what this one asked for besides; answers the new claim. */
export async function takeOverClaim(
  tx: Tx,
  holderId: string,
  referralId: string,
  now: Date,
): Promise<string> {
  const asked = await repo.findLastClaim(tx, referralId);
  const held = await claims.findClaimAsHeld(tx, holderId);
  if (!held || !asked) throw new RangeError('Nobody holds a claim that could be taken over.');
  const claim = await claims.insertClaimLike(tx, referralId, held, now);
  await claims.moveClaim(tx, held, claim, now, 'OVERRIDDEN');
  await claims.widenClaim(tx, referralId, asked, now);
  return claim.id;
}

/** Stores that a person accepted against the rules, with what the rules had said last. */
export async function recordOverride(
  tx: Tx,
  actor: Actor,
  referral: Referral,
  reason: string,
  now: Date,
): Promise<void> {
  const said = await repo.findLastDecision(tx, referral.id);
  const rulesId = said?.rulesId ?? (await rulesInForce(tx, now)).id;
  await repo.insertDecision(tx, {
    referralId: referral.id,
    rulesId,
    outcome: 'OVERRIDE',
    inputs: (said?.inputs ?? {}) as object,
    results: (said?.results ?? []) as object[],
    reason,
    actorKind: actor.kind,
    actorId: actor.personId,
    decidedAt: now,
  });
}
