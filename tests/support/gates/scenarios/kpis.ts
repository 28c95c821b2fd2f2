import type { Scenarios, World } from './world.ts';

const TARGET = { kpi: 'WIN_RATE', period: 'FY2026-Q3', value: '50' } as const;

const aTarget = (world: World, period: string) =>
  world.change(world.staff, 'kpiTargetSet', { ...TARGET, period });

export const kpis: Scenarios = {
  kpiTargetSet: async ({ staff, place }) => ({
    by: staff,
    input: { ...TARGET, scope: { kind: 'PARTNER', key: `Partner_${place.first.partnerId}` } },
  }),
  kpiTargetRemove: async (world) => {
    const { id, version } = await aTarget(world, 'FY2026-P07');
    return { by: world.staff, input: { id, version } };
  },
};
