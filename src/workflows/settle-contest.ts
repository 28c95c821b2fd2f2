import { CEDED_MESSAGE } from '../domains/engagement/contest.rules.ts';
import {
  type ResolveInput,
  resolveContest,
  undoContest,
} from '../domains/engagement/contest-decision.service.ts';
import { lockReferral, moveBySystem } from '../domains/referrals/referral.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { letGo } from './engage-referral.ts';
import { followReferrals } from './referral-clocks.ts';

/**
 * Decides a contest: whoever is credited is accepted again, the others are closed. Only staff who see all partners may.
 * @throws what `resolveContest` throws
 */
export async function settleContest(tx: Tx, actor: Actor, input: ResolveInput, now: Date): Promise<void> {
  const { settled, ceded } = await resolveContest(tx, actor, input, now);
  for (const { referralId, reading } of settled) {
    const referral = await lockReferral(tx, referralId);
    if (referral) await moveBySystem(tx, referral, 'SETTLE', now, reading);
  }
  for (const referralId of ceded) {
    const referral = await lockReferral(tx, referralId);
    if (!referral) continue;
    const code = 'CUSTOMER_OVERLAP';
    const reading = { decidedAt: now, decisionCode: code, decisionMessage: CEDED_MESSAGE };
    const closed = await moveBySystem(tx, referral, 'CEDE', now, reading, { code });
    // Where somebody inherited the claim, there is none left to let go.
    if (closed) await letGo(tx, closed, 'CONTEST', now);
  }
  await followReferrals(tx, actor, now);
}

/** Makes the parties of a contest what they were before it; see `undoContest`. */
export async function restoreParties(tx: Tx, contestId: string, now: Date): Promise<void> {
  for (const { referralId, reading } of await undoContest(tx, contestId, now)) {
    const referral = await lockReferral(tx, referralId);
    if (referral?.status === 'CONTESTED') await moveBySystem(tx, referral, 'SETTLE', now, reading);
    if (referral?.status === 'CLOSED') await moveBySystem(tx, referral, 'RESTORE', now, reading);
  }
}
