import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './eligibility.repo.ts';
import type { EligibilityDecision } from './eligibility.rules.ts';

export const { findUndecided, isWaiting, markLookedAt } = repo;

/**
 * Writes what was decided of a locked order beside it. A decision that stands is written again with what was looked at now,
 * and told nobody. The caller has decided who may do this.
 */
export async function recordEligibility(
  tx: Tx,
  actor: Actor,
  orderId: string,
  decision: EligibilityDecision,
  now: Date,
): Promise<void> {
  const before = await repo.findDecision(tx, orderId);
  await repo.writeEligibility(tx, orderId, decision, now);
  const isSame =
    before.eligibilityAt !== null &&
    before.eligibility === decision.eligibility &&
    before.eligibilityReasons.join() === decision.reasons.join();
  if (isSame) return;
  await appendEvents(tx, actor, [
    {
      type: 'order.eligibility_decided',
      subjectType: 'SalesOrder',
      subjectId: orderId,
      partnerId: null,
      occurredAt: now,
      data: {
        before: before.eligibilityAt === null ? null : before.eligibility,
        eligibility: decision.eligibility,
        reasons: [...decision.reasons],
      },
    },
  ]);
}
