import { aMember, anAssignment, aPartner, aStaffMember, type Member } from './builders.ts';
import { change } from './change.ts';
import type { Portal } from './portal.ts';

export type Who = Readonly<{ subject: string }>;

/** The first of July where the vendor is, though still June in UTC. */
export const NOW = new Date('2026-06-30T22:30:00Z');
export const FIELDS =
  'id version status plannedGoLiveOn actualGoLiveOn availableActions members { name role }';

export const as = ({ membershipId }: Readonly<{ membershipId: string }>, role: 'LEAD' | 'MEMBER') => ({
  membershipId: `Membership_${membershipId}`,
  role,
});

/** A partner with an admin and a member, somebody of another partner, and the staff around both. */
export async function setUpImplementations(portal: Portal) {
  portal.setNow(NOW);
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Europe/Berlin' } }),
  );
  const { id } = await aPartner(portal);
  const admin = await aMember(portal, id);
  const member = await aMember(portal, id, 'PARTNER_MEMBER');
  const stranger: Member = await aMember(portal, (await aPartner(portal)).id);
  const operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  const otherManager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, id, manager.personId);
  await anAssignment(portal, stranger.partnerId, otherManager.personId);
  const plan = (more: object = {}) => ({
    ...{ customerName: 'Umbrella Ltd', plannedGoLiveOn: '2026-09-01' },
    members: [as(admin, 'MEMBER'), as(member, 'LEAD')],
    ...more,
  });
  const send = (who: Who | null, name: string, input: object, fields = FIELDS) =>
    change(portal, who?.subject ?? null, [`implementation${name}`, input], fields);
  const planned = async () => await send(admin, 'Plan', plan());
  return {
    ...{ admin, member, stranger, operations, manager, otherManager },
    ...{ plan, send, planned },
    live: async () => {
      const { id: implementationId, version } = await planned();
      return await send(admin, 'GoLive', { id: implementationId, version, actualGoLiveOn: '2026-06-20' });
    },
    /** All that a change of an implementation could write. */
    stored: () =>
      portal.arrange(async (tx) => ({
        implementations: await tx.implementation.findMany({
          orderBy: { id: 'asc' },
          include: { members: { orderBy: { membershipId: 'asc' } } },
        }),
        reviews: await tx.implementationReview.findMany({ orderBy: { implementationId: 'asc' } }),
        events: await tx.event.count(),
      })),
    eventsOf: (globalId: string) =>
      portal.arrange((tx) =>
        tx.event.findMany({
          where: { subjectId: globalId.replace('Implementation_', '') },
          orderBy: { id: 'asc' },
          select: { type: true, partnerId: true, partnerVisible: true, subjectType: true },
        }),
      ),
  };
}

export type Implementations = Awaited<ReturnType<typeof setUpImplementations>>;
