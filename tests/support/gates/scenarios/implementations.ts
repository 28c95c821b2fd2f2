import { randomUUID } from 'node:crypto';
import type { Scenarios, World } from './world.ts';

const plan = ({ place }: World) => ({
  customerName: 'Umbrella Ltd',
  plannedGoLiveOn: '2026-09-01',
  members: [{ membershipId: `Membership_${place.first.membershipId}`, role: 'LEAD' }],
});

const planned = (world: World) => world.change(world.place.first, 'implementationPlan', plan(world));

const live = async (world: World) =>
  await world.change(world.place.first, 'implementationGoLive', {
    ...which(await planned(world)),
    actualGoLiveOn: '2026-01-15',
  });

export const implementations: Scenarios = {
  implementationPlan: async (world) => ({ by: world.place.first, input: plan(world) }),
  implementationUpdate: async (world) => ({
    by: world.place.first,
    input: { ...which(await planned(world)), plannedGoLiveOn: '2026-10-01' },
  }),
  implementationGoLive: async (world) => ({
    by: world.place.first,
    input: { ...which(await planned(world)), actualGoLiveOn: '2026-01-15' },
  }),
  implementationSignOff: async (world) => ({
    by: world.staff,
    input: { ...which(await live(world)), note: 'Well done.' },
  }),
  implementationCancel: async (world) => ({ by: world.place.first, input: which(await planned(world)) }),
  satisfactionResponsesRecord: async ({ crm, place }) => ({
    by: crm,
    input: {
      source: 'SURVEYS',
      responses: [
        {
          ...{ sourceId: randomUUID(), partnerId: `Partner_${place.first.partnerId}` },
          ...{ score: 5, answeredAt: '2026-01-20T09:00:00Z' },
        },
      ],
    },
  }),
};

function which({ id, version }: { id: string; version: number }) {
  return { id, version };
}
