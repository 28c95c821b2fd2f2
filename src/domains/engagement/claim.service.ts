import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './claim.repo.ts';
import type { ClaimTarget } from './claim.rules.ts';

/*
 * Claims belong to the vendor: every function here runs in a transaction that speaks for a job or staff, and nothing of
 * what it answers may reach a partner but whether its own referral waits.
 */

export type ClaimingReferral = Readonly<{ id: string; partnerId: string }>;
export type ClaimAnswer = Readonly<
  { held: true; claimId: string | null } | { held: false; behindClaimId: string }
>;

/**
 * Takes the claim for a referral, or says behind which one it waits. A referral that holds its claim already keeps it
 * and adds what it learnt. Without a strong key nothing is decided here, and a person has to look.
 */
export async function takeClaim(
  tx: Tx,
  actor: Actor,
  referral: ClaimingReferral,
  target: ClaimTarget,
  now: Date,
): Promise<ClaimAnswer> {
  if (target.keys.length === 0) return { held: true, claimId: null };
  const before = await repo.findLiveClaim(tx, referral.id);
  const isSame = before?.productFamily === target.productFamily && before.territory === target.territory;
  if (before && isSame && target.keys.every((key) => before.keys.includes(key)))
    return { held: true, claimId: before.id };
  if (before) await release(tx, actor, referral, before.id, 'REPLACED', now);
  const claim = await repo.insertClaim(tx, referral.id, target, before?.takenAt ?? now);
  const got = await repo.insertKeys(tx, claim.id, target);
  if (got.length === target.keys.length) {
    await appendClaimEvent(tx, actor, 'claim.taken', referral, claim.id, now, { keys: got.length });
    return { held: true, claimId: claim.id };
  }
  await repo.deleteKeys(tx, claim.id);
  // The attempt stays on record: who asked for what, and when.
  await repo.markReleased(tx, claim.id, now, 'LOST');
  const holder = await repo.findHolder(tx, target, referral.id);
  // The holder let go between our insert and our look: whoever is free now is ours at the next try.
  if (!holder) return await takeClaim(tx, actor, referral, target, now);
  return { held: false, behindClaimId: holder.id };
}

/** Whether a target is free, and who holds it where it is not; takes nothing. */
export const claimHolder = (tx: Tx, target: ClaimTarget) => repo.findHolder(tx, target, null);

export const waitBehind = (tx: Tx, referral: ClaimingReferral, claimId: string, now: Date) =>
  repo.enterWaitlist(tx, referral.id, claimId, now);

export const stopWaiting = (tx: Tx, referral: ClaimingReferral, now: Date) =>
  repo.leaveWaitlist(tx, referral.id, now);

/** Lets a referral's claim go and answers who waited behind it, in their order; whoever promotes them locks them next. */
export async function releaseClaim(
  tx: Tx,
  actor: Actor,
  referral: ClaimingReferral,
  reason: string,
  now: Date,
): Promise<string[]> {
  const claim = await repo.findLiveClaim(tx, referral.id);
  if (!claim) return [];
  await release(tx, actor, referral, claim.id, reason, now);
  const waiting = await repo.lockWaiting(tx, claim.id);
  return waiting.map(({ referralId }) => referralId);
}

async function release(
  tx: Tx,
  actor: Actor,
  referral: ClaimingReferral,
  claimId: string,
  reason: string,
  now: Date,
) {
  await repo.deleteKeys(tx, claimId);
  await repo.markReleased(tx, claimId, now, reason);
  await appendClaimEvent(tx, actor, 'claim.released', referral, claimId, now, { reason });
}

const appendClaimEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, partnerId }: ClaimingReferral,
  claimId: string,
  occurredAt: Date,
  data: EventData,
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'Referral',
      subjectId: id,
      partnerId,
      partnerVisible: false,
      occurredAt,
      data: { claimId, ...data },
    },
  ]);
