import type { Tx } from '../../platform/database/client.ts';
import type { OpportunityChange } from '../../platform/database/generated/client/client.ts';

/**
 * What was known at `bookedAt` of how a deal stood at `effectiveAt`: the latest fact that had taken effect, and of two
 * that took effect at one instant, the one booked later. Without `bookedAt`, by all that is known. Null where nothing was.
 */
export const opportunityAsOf = (
  tx: Tx,
  opportunityId: string,
  effectiveAt: Date,
  bookedAt: Date | null,
): Promise<OpportunityChange | null> =>
  tx.opportunityChange.findFirst({
    where: { opportunityId, effectiveAt: { lte: effectiveAt }, bookedAt: { lte: bookedAt ?? undefined } },
    orderBy: [{ effectiveAt: 'desc' }, { bookedAt: 'desc' }, { id: 'desc' }],
  });
