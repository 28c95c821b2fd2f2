import { randomUUID } from 'node:crypto';
import type { Scenarios, World } from './world.ts';

const SYSTEM = 'SALES_CRM';

const aCustomer = async ({ place }: World) => {
  const { id, version } = await place.aCustomer(`Customer ${randomUUID()}`);
  return { id: `Customer_${id}`, version };
};

const twoToMerge = async (world: World) => ({
  survivor: await aCustomer(world),
  merged: await aCustomer(world),
  reason: 'One company.',
});

export const customers: Scenarios = {
  customerCreate: async ({ staff }) => ({
    by: staff,
    input: { details: { name: 'Umbrella Ltd', countryCode: 'GB', contacts: [{ name: 'Alice' }] } },
  }),
  customerUpdate: async (world) => ({
    by: world.staff,
    input: { ...(await aCustomer(world)), details: { city: 'Leeds' } },
  }),
  customerMerge: async (world) => ({ by: world.staff, input: await twoToMerge(world) }),
  customerUnmerge: async (world) => {
    const { id } = await world.change(world.staff, 'customerMerge', await twoToMerge(world), 'id');
    return { by: world.staff, input: { mergeId: id, reason: 'Two after all.' } };
  },
  crmAccountsUpsert: async ({ crm }) => ({
    by: crm,
    input: { system: SYSTEM, rows: [{ externalId: randomUUID(), name: 'Umbrella Ltd' }] },
  }),
  crmOpportunitiesUpsert: async ({ crm }) => ({
    by: crm,
    input: { system: SYSTEM, rows: [{ externalId: randomUUID(), name: 'A deal', stage: 'PROSPECTING' }] },
  }),
};
