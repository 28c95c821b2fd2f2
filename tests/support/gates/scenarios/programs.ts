import { randomUUID } from 'node:crypto';
import { aPartner } from '../../builders.ts';
import { aPublishedProgram, CONTENT, entitlements, place, tierOf, waive } from '../../programs.ts';
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
  tierPlacementSet: async (world) => {
    const { partner, program } = await takingPart(world);
    const ids = {
      partnerId: `Partner_${partner.id}`,
      programId: program.id,
      tierId: tierOf(program, 'GOLD'),
    };
    return { by: world.staff, input: { ...ids, reason: 'Agreed with the partner.' } };
  },
  benefitEntitlementProvision: async (world) => {
    const { partner, program } = await takingPart(world);
    await place(world.portal, world.staff, [partner, program, 'GOLD']);
    const [owed] = await entitlements(world.portal, world.staff, partner);
    return { by: world.staff, input: { ...which(owed), reference: 'BUDGET-1' } };
  },
  requirementWaiverGrant: async (world) => {
    const { partner, program } = await takingPart(world);
    const ids = { partnerId: `Partner_${partner.id}`, programId: program.id, requirementCode: 'DEALS' };
    return { by: world.staff, input: { ...ids, validTo: aYearFrom(), reason: 'The market is new.' } };
  },
  requirementWaiverRevoke: async (world) => {
    const { partner, program } = await takingPart(world);
    const more = { validTo: aYearFrom() };
    const { id } = await waive(world.portal, world.staff, [partner, program], more);
    return { by: world.staff, input: { id } };
  },
};

const takingPart = async ({ portal, staff }: World) => ({
  partner: await aPartner(portal),
  program: await aPublishedProgram(portal, staff),
});

const YEAR_MILLISECONDS = 365 * 86_400_000;
const aYearFrom = (): string => new Date(Date.now() + YEAR_MILLISECONDS).toISOString().slice(0, 10);
