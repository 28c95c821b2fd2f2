import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { OpportunityChange } from '../../platform/database/generated/client/client.ts';
import * as repo from './opportunity.repo.ts';

/**
 * How a deal stood at an instant, by what was known at another: the fact that then held, or null where none was known.
 * Without `bookedAt`, by all that is known.
 * @throws ForbiddenError
 */
export async function opportunityAsOf(
  tx: Tx,
  actor: Actor,
  at: Readonly<{ opportunityId: string; effectiveAt: Date; bookedAt: Date | null }>,
): Promise<OpportunityChange | null> {
  assertAllowed(actor, 'CUSTOMERS_READ');
  return await repo.opportunityAsOf(tx, at.opportunityId, at.effectiveAt, at.bookedAt);
}
