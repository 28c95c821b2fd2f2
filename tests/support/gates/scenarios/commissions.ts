import { aPartner, aProduct, aStaffMember } from '../../builders.ts';
import { anOrder, aPlanVersion, percent } from '../../frozen-orders.ts';
import type { Scenarios, World } from './world.ts';

async function aProposal({ portal }: World) {
  const version = await aPlanVersion(portal, [percent('0.1')]);
  const partner = await aPartner(portal);
  return {
    ...{ planVersionId: `CommissionPlanVersion_${version.id}`, partnerId: `Partner_${partner.id}` },
    ...{ fromOn: '2026-04-01', reason: 'Agreed in March.' },
  };
}

async function aProposed(world: World) {
  const { id, version } = await world.change(
    await aStaffMember(world.portal, 'FINANCE'),
    'commissionCorrectionPropose',
    await aProposal(world),
  );
  return { id, version };
}

export const commissions: Scenarios = {
  commissionCorrectionPropose: async (world) => ({ by: world.staff, input: await aProposal(world) }),
  commissionCorrectionApprove: async (world) => ({ by: world.staff, input: await aProposed(world) }),
  commissionCorrectionReject: async (world) => ({ by: world.staff, input: await aProposed(world) }),
  salesOrderDecideEligibility: async (world) => {
    const order = await anOrder(world.portal, (await aProduct(world.portal)).id);
    return { by: world.staff, input: { id: `SalesOrder_${order.id}` } };
  },
};
