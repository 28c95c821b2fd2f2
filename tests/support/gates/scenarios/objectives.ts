import type { Scenarios, World } from './world.ts';

const anObjective = (world: World) => ({
  ...{ title: 'More referrals', period: 'FY2026-Q3', ownerId: `Person_${world.staff.personId}` },
  keyResults: [{ kpi: 'REFERRALS_SUBMITTED', baseline: '0', target: '15' }],
});

const made = (world: World) =>
  world.change(world.staff, 'objectiveCreate', anObjective(world), 'id version keyResults { id version }');

const which = ({ id, version }: { id: string; version: number }) => ({ id, version });

export const objectives: Scenarios = {
  objectiveCreate: async (world) => ({ by: world.staff, input: anObjective(world) }),
  objectiveUpdate: async (world) => ({
    by: world.staff,
    input: { ...which(await made(world)), team: 'EMEA' },
  }),
  objectiveClose: async (world) => ({ by: world.staff, input: which(await made(world)) }),
  objectiveCancel: async (world) => ({ by: world.staff, input: which(await made(world)) }),
  keyResultSet: async (world) => ({
    by: world.staff,
    input: { objectiveId: (await made(world)).id, kpi: 'REFERRALS_ACCEPTED', baseline: '0', target: '5' },
  }),
  keyResultRemove: async (world) => ({ by: world.staff, input: which((await made(world)).keyResults[0]) }),
  checkInAdd: async (world) => ({
    by: world.staff,
    input: { keyResultId: (await made(world)).keyResults[0].id, confidence: '0.5' },
  }),
};
