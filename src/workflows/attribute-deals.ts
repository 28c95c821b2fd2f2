import { decideAttributions, decideUndecided } from '../domains/engagement/attribution.service.ts';
import { businessCalendarFrom } from '../domains/settings/settings.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';

/**
 * Decides, in a few statements for all of them, whose the deals are: of these referrals, and of whoever is or was credited
 * with these opportunities. Called where a deal is linked, won, lost or reopened, and where protection changes. Speaks for
 * a job or staff. Answers how many decisions changed; a decision that stands is not touched.
 */
export async function attributeDeals(
  tx: Tx,
  actor: Actor,
  deals: Readonly<{ referralIds?: readonly string[]; opportunityIds?: readonly string[] }>,
  now: Date,
): Promise<number> {
  const { timeZone } = await businessCalendarFrom(tx);
  return await decideAttributions(tx, actor, deals, timeZone, now);
}

/** Decides whatever has changed since it was decided: deals of the CRM and of imports, and tails that have ended. */
export async function attributeUndecidedDeals(
  tx: Tx,
  actor: Actor,
  asOf: Date,
  log: (line: string) => void,
): Promise<number> {
  const { timeZone } = await businessCalendarFrom(tx);
  return await decideUndecided(tx, actor, timeZone, asOf, log);
}
