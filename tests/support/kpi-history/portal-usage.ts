import fc from 'fast-check';
import { always, number, oneOf } from './anything.ts';
import { numbered, ownerOf, partnerOf } from './cast.ts';
import { dayAt, type HistorySource, told } from './history.ts';
import { MEMBERS } from './people.ts';

/** Somebody uses the portal, be they a member still or not, several times or for several things. */
export type UseStep = Readonly<{ what: 'USE'; member: number; operations: readonly string[] }>;

export const portalUsage: HistorySource<UseStep> = {
  kinds: ['USE'],
  sources: ['USAGE'],
  weight: 3,
  steps: () =>
    fc.record({
      what: always('USE'),
      member: number(MEMBERS),
      operations: fc.array(oneOf('HomeDashboard', 'ReferralList'), { minLength: 1, maxLength: 3 }),
    }),
  /** Without an event. */
  async tell(tx, cast, { member, operations, bookedAt: at }) {
    const [personId, partnerId] = [numbered(cast, 'person', member), partnerOf(cast, member)];
    for (const operation of operations)
      await tx.$executeRaw`
        INSERT INTO portal_usage (day, person_id, partner_id, operation, count)
        SELECT (${at}::timestamptz AT TIME ZONE time_zone)::date, ${personId}::uuid, ${partnerId}::uuid, ${operation}, 1
        FROM vendor_settings ON CONFLICT (day, person_id, operation, partner_id) DO UPDATE SET count = portal_usage.count + 1`;
  },
  *facts(history, cast) {
    for (const { member, bookedAt } of told<UseStep>(history, 'USE'))
      yield {
        ...{ partner: ownerOf(member), member: numbered(cast, 'person', member), measure: 'PORTAL_USERS' },
        ...{ day: dayAt(history.zone, bookedAt), value: 1 },
      };
  },
};
