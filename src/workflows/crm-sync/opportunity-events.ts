import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import type { Change } from './opportunities.ts';

/** They belong to the partner that is credited afterwards, whose people may read them. */
export const appendOpportunityEvents = (
  tx: Tx,
  actor: Actor,
  system: string,
  changes: readonly Change[],
): Promise<void> =>
  appendEvents(
    tx,
    actor,
    changes.flatMap(({ id, standing: { partnerId }, history: { happenings } }) =>
      happenings.map(({ type, occurredAt, data }) => ({
        type,
        subjectType: 'Opportunity',
        subjectId: id,
        partnerId,
        partnerVisible: partnerId !== null,
        occurredAt,
        data: { system, ...data },
      })),
    ),
  );
