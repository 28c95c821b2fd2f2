import { randomUUID } from 'node:crypto';
import { CONTENT } from '../../programs.ts';
import type { Scenarios, World } from './world.ts';

const input = () => ({
  ...{ ...CONTENT, code: `P_${randomUUID().slice(0, 8).toUpperCase()}`, name: 'Program', currency: 'USD' },
});

const which = ({ id, version }: { id: string; version: number }) => ({ id, version });
const aDraft = (world: World) => world.change(world.staff, 'partnerProgramCreate', input());

export const programs: Scenarios = {
  partnerProgramCreate: async ({ staff }) => ({ by: staff, input: input() }),
  partnerProgramRevise: async (world) => ({
    by: world.staff,
    input: { ...which(await aDraft(world)), ...CONTENT },
  }),
  partnerProgramPublish: async (world) => ({ by: world.staff, input: which(await aDraft(world)) }),
  partnerProgramUpdate: async (world) => ({
    by: world.staff,
    input: { ...which(await aDraft(world)), name: 'Another name' },
  }),
};
