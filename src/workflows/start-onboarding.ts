import { cancelOnboarding, openOnboarding } from '../domains/onboarding/onboarding.service.ts';
import { changePartnerStatus, type TransitionInput } from '../domains/partners/partner-lifecycle.service.ts';
import { businessCalendarFrom } from '../domains/settings/settings.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { Partner } from '../platform/database/generated/client/client.ts';
import { endPartnerReferrals } from './end-partner-referrals.ts';
import { followReferrals } from './referral-clocks.ts';

/**
 * Moves a partner along its lifecycle. One that begins to onboard gets the checklist of its type; with one that is
 * terminated, what is open of it ends.
 * @throws what `changePartnerStatus` throws
 */
export async function movePartner(tx: Tx, actor: Actor, input: TransitionInput, now: Date): Promise<Partner> {
  const partner = await changePartnerStatus(tx, actor, input, now);
  if (partner.status === 'ONBOARDING')
    await openOnboarding(tx, actor, partner, await businessCalendarFrom(tx), now);
  if (partner.status === 'TERMINATED') {
    await cancelOnboarding(tx, actor, partner.id, now);
    await endPartnerReferrals(tx, partner.id, now);
    await followReferrals(tx, actor, now);
  }
  return partner;
}
