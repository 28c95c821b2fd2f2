import { randomUUID } from 'node:crypto';
import type { Scenarios, World } from './world.ts';

const DRAFT = {
  ...{ claimScope: 'CUSTOMER_AND_FAMILY', autoAccept: false, rules: { otherClaim: { onMatch: 'FAIL' } } },
  ...{ protectionDays: 90, extensionDaysMax: 60, returnedBusinessDays: 10, attributionTailDays: 30 },
};

async function aNamedAccount(world: World) {
  const customer = await world.place.aCustomer(`Customer ${randomUUID()}`);
  return { customerId: `Customer_${customer.id}` };
}

const because = { reason: 'Served by the strategic team.' };

export const engagement: Scenarios = {
  engagementRulesDraft: async ({ staff }) => ({ by: staff, input: DRAFT }),
  engagementRulesPublish: async (world) => ({
    by: world.staff,
    input: { id: (await world.change(world.staff, 'engagementRulesDraft', DRAFT, 'id')).id },
  }),
  namedAccountAdd: async (world) => ({
    by: world.staff,
    input: { ...(await aNamedAccount(world)), ...because },
  }),
  namedAccountEnd: async (world) => {
    const account = await aNamedAccount(world);
    await world.change(world.staff, 'namedAccountAdd', { ...account, ...because }, '__typename');
    return { by: world.staff, input: account };
  },
};
