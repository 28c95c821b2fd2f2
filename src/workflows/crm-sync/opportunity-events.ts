import type { NewEvent } from '../../platform/events/events.ts';
import type { Change } from './opportunities.ts';

/** They belong to the partner that is credited afterwards, whose people may read them. */
export const opportunityEvents = (system: string, changes: readonly Change[]): NewEvent[] =>
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
  );
