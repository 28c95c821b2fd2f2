import { aMember, aPartner } from '../../builders.ts';
import { aPlanCode, VERSION } from '../../plans.ts';
import { aPublishedProgram } from '../../programs.ts';
import type { Scenarios, World } from './world.ts';

const input = () => ({ code: aPlanCode(), name: 'Plan', ...VERSION });
const which = ({ id, version }: { id: string; version: number }) => ({ id, version });
const aDraft = (world: World) => world.change(world.staff, 'commissionPlanCreate', input());

const spiff = (more: object = {}) => ({
  ...{ code: aPlanCode(), name: 'Bonus', formula: 'FLAT', validFrom: '2026-03-01', validTo: '2030-06-01' },
  amount: { amount: '100', currency: 'EUR' },
  budget: { amount: '1000', currency: 'EUR' },
  ...more,
});

const assignmentInput = async (world: World) => ({
  planId: (await aDraft(world)).id,
  programId: (await aPublishedProgram(world.portal, world.staff)).id,
  validFrom: '2026-01-01',
});

const overrideInput = async (world: World) => ({
  planId: (await aDraft(world)).id,
  partnerId: `Partner_${(await aPartner(world.portal)).id}`,
  reason: 'Agreed with the partner.',
  validFrom: '2026-01-01',
});

const consenting = async (world: World) => {
  const partner = await aPartner(world.portal);
  const by = await aMember(world.portal, partner.id);
  const draft = await world.change(world.staff, 'spiffCreate', spiff({ paysPerson: true }));
  const { id } = await world.change(world.staff, 'spiffPublish', which(draft));
  return { by, input: { partnerId: `Partner_${partner.id}`, spiffId: id } };
};

export const plans: Scenarios = {
  commissionPlanCreate: async ({ staff }) => ({ by: staff, input: input() }),
  commissionPlanRevise: async (world) => ({
    by: world.staff,
    input: { ...which(await aDraft(world)), ...VERSION },
  }),
  commissionPlanPublish: async (world) => ({
    by: world.staff,
    input: { ...which(await aDraft(world)), validFrom: '2026-01-01' },
  }),
  planAssignmentSet: async (world) => ({ by: world.staff, input: await assignmentInput(world) }),
  planAssignmentEnd: async (world) => {
    const set = await world.change(world.staff, 'planAssignmentSet', await assignmentInput(world));
    return { by: world.staff, input: { ...which(set), validTo: '2026-06-01' } };
  },
  planOverrideSet: async (world) => ({ by: world.staff, input: await overrideInput(world) }),
  planOverrideEnd: async (world) => {
    const set = await world.change(world.staff, 'planOverrideSet', await overrideInput(world));
    return { by: world.staff, input: { ...which(set), validTo: '2026-06-01' } };
  },
  commissionSimulationRequest: async (world) => {
    const plan = await world.change(world.staff, 'commissionPlanCreate', input(), 'versions { id }');
    const days = { from: '2026-01-01', until: '2026-07-01' };
    return { by: world.staff, input: { planVersionId: plan.versions[0].id, ...days } };
  },
  spiffCreate: async ({ staff }) => ({ by: staff, input: spiff() }),
  spiffPublish: async (world) => {
    const draft = await world.change(world.staff, 'spiffCreate', spiff());
    return { by: world.staff, input: which(draft) };
  },
  spiffClose: async (world) => {
    const draft = await world.change(world.staff, 'spiffCreate', spiff());
    return { by: world.staff, input: which(draft) };
  },
  spiffConsentGive: consenting,
  spiffConsentRevoke: async (world) => {
    const { by, input: given } = await consenting(world);
    const { id } = await world.change(by, 'spiffConsentGive', given, 'id');
    return { by, input: { id } };
  },
};
