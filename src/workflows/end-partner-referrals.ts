import { cutProtection } from '../domains/engagement/protection.service.ts';
import { lockReferral, moveBySystem } from '../domains/referrals/referral.service.ts';
import {
  appendProtectionEnded,
  changeProtection,
  hasDeal,
  openOfLeavers,
} from '../domains/referrals/referral-protection.service.ts';
import { JOB_ACTOR } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { Referral } from '../platform/database/generated/client/client.ts';
import { attributeDeals } from './attribute-deals.ts';
import { letGo } from './engage-referral.ts';

const CODE = 'PARTNER_LEFT';
const MESSAGE = 'The partner agreement has ended.';

/** So many end with the termination itself; the job for expiry ends the rest within its next runs. */
const ENDED_AT_ONCE_MAX = 200;

/**
 * Ends what a partner that leaves has open. What is not accepted yet, and what was accepted without a deal, closes; with
 * an open deal it stays accepted without protection, and attribution has its tail from now. What a contest holds waits for
 * whoever decides that; drafts stay drafts. All claims are let go, and whoever waited moves up.
 */
export async function endPartnerReferrals(tx: Tx, partnerId: string, now: Date): Promise<void> {
  for (const { id } of await openOfLeavers(tx, partnerId, now, [], ENDED_AT_ONCE_MAX))
    await endReferralOfLeaver(tx, id, now);
}

/** Ends one of them; one that has moved on meanwhile is left as it is. Speaks for a job or staff. */
export async function endReferralOfLeaver(tx: Tx, id: string, now: Date): Promise<void> {
  const referral = await lockReferral(tx, id);
  if (!referral) return;
  const isAccepted = referral.status === 'ACCEPTED';
  if (isAccepted && hasDeal(referral)) await goOnUnprotected(tx, referral, now);
  else await close(tx, referral, isAccepted ? 'CLOSE' : 'CEDE', now);
  if (referral.opportunityId) await attributeDeals(tx, JOB_ACTOR, { referralIds: [id] }, now);
}

async function close(tx: Tx, referral: Referral, action: 'CLOSE' | 'CEDE', now: Date): Promise<void> {
  const decision = { decidedAt: now, decisionCode: CODE, decisionMessage: MESSAGE, lapsesAt: null };
  const closed = await moveBySystem(tx, referral, action, now, decision, { code: CODE });
  if (closed) await letGo(tx, closed, CODE, now);
}

async function goOnUnprotected(tx: Tx, referral: Referral, now: Date): Promise<void> {
  const isCut = await cutProtection(tx, referral, now);
  const until = isCut ? { protectedUntil: now } : {};
  const changed = await changeProtection(tx, referral, { ...until, protectionEndedAt: now }, now);
  await appendProtectionEnded(tx, changed, now, { code: CODE });
  await letGo(tx, changed, CODE, now);
}
