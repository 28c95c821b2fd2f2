import { grantWaiver, type WaiverInput } from '../domains/programs/requirement-waiver.service.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import { type Actor, assertAllowed } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';

/**
 * Waives a requirement for a partner, at the earliest from the start of the period of the vendor's fiscal calendar.
 * @throws what `grantWaiver` throws
 */
export async function waiveRequirement(tx: Tx, actor: Actor, input: WaiverInput, now: Date): Promise<string> {
  // Asked before anything is read, as whoever is not signed in may not even read the calendar.
  assertAllowed(actor, 'TIERS_WRITE');
  return await grantWaiver(tx, actor, await fiscalCalendarFrom(tx), input, now);
}
