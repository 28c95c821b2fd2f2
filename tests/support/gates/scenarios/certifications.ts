import { randomUUID } from 'node:crypto';
import { contentOf } from '../../certification-programs.ts';
import type { Scenarios, World } from './world.ts';

const newProgram = () => ({
  code: `CERT-${randomUUID().slice(0, 8).toUpperCase()}`,
  ...{ name: 'Certification', audience: 'SALES', content: contentOf() },
});

const aDraft = (world: World) => world.change(world.staff, 'certificationProgramCreate', newProgram());

const launched = async (world: World) =>
  await world.change(world.staff, 'certificationProgramPublish', which(await aDraft(world)));

export const certifications: Scenarios = {
  certificationProgramCreate: async ({ staff }) => ({ by: staff, input: newProgram() }),
  certificationProgramUpdate: async (world) => ({
    by: world.staff,
    input: { ...which(await aDraft(world)), name: 'Renamed' },
  }),
  certificationProgramRevise: async (world) => ({
    by: world.staff,
    input: { ...which(await launched(world)), content: contentOf() },
  }),
  certificationProgramPublish: async (world) => ({ by: world.staff, input: which(await aDraft(world)) }),
  certificationProgramRetire: async (world) => ({ by: world.staff, input: which(await launched(world)) }),
};

function which({ id, version }: { id: string; version: number }) {
  return { id, version };
}
