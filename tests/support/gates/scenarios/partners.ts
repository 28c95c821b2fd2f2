import { randomUUID } from 'node:crypto';
import { anAssignment, aPartner, aStaffMember } from '../../builders.ts';
import type { Scenarios, World } from './world.ts';

const AN_ADDRESS = { kind: 'BILLING', line1: '1 Main St', city: 'Austin', countryCode: 'US' };
const SYSTEM = 'SALES_CRM';

const aPartnerOf = async ({ portal }: World, status: string) => {
  const { id, version } = await aPartner(portal, { status });
  return { id: `Partner_${id}`, version };
};

/** A step of the lifecycle from a status. */
const step =
  (status: string, more: object = {}) =>
  async (world: World) => ({
    by: world.staff,
    input: { ...(await aPartnerOf(world, status)), reason: 'So it was agreed.', ...more },
  });

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

async function anApplicant({ portal }: World) {
  const partner = await aPartner(portal, { status: 'APPLIED' });
  const application = { companyName: partner.name, nameKey: partner.nameKey, countryCode: 'GB' };
  const applicant = { applicantName: 'Nora', applicantEmail: 'nora@newcomer.example' };
  await portal.arrange((tx) =>
    tx.partnerApplication.create({ data: { id: partner.id, ...application, ...applicant } }),
  );
  return { id: `Partner_${partner.id}`, version: partner.version, reason: 'Reviewed.' };
}

async function anAssigned({ portal, staff }: World) {
  const [partner, leaver] = [await aPartner(portal), await aStaffMember(portal, 'CHANNEL_MANAGER')];
  const { id } = await anAssignment(portal, partner.id, leaver.personId, { backupId: staff.personId });
  return { id: `Assignment_${id}`, leaver: `Person_${leaver.personId}` };
}

export const partners: Scenarios = {
  partnerApply: async () => ({
    by: { subject: null },
    input: {
      ...{ companyName: 'Newcomer Ltd', type: 'REFERRAL', countryCode: 'GB' },
      ...{ applicantName: 'Nora', applicantEmail: 'nora@newcomer.example' },
    },
  }),
  partnerCreate: async (world) => ({
    by: world.staff,
    input: {
      ...{ name: 'Vandelay LLC', type: 'RESELLER', timeZone: 'America/New_York', currency: 'USD' },
      ...{ reason: 'Signed at the fair.', addresses: [AN_ADDRESS] },
    },
  }),
  partnerUpdate: async (world) => ({
    by: world.staff,
    input: { ...(await aPartnerOf(world, 'ACTIVE')), name: 'Vandelay Imports' },
  }),
  partnerSetAddresses: async (world) => ({
    by: world.staff,
    input: { ...(await aPartnerOf(world, 'ACTIVE')), addresses: [AN_ADDRESS] },
  }),
  partnerLinkExternalId: async (world) => ({
    by: world.staff,
    input: { ...(await aPartnerOf(world, 'ACTIVE')), system: SYSTEM, externalId: randomUUID() },
  }),
  partnerUnlinkExternalId: async (world) => {
    const external = { system: SYSTEM, externalId: randomUUID() };
    const partner = await aPartnerOf(world, 'ACTIVE');
    const linked = await world.change(world.staff, 'partnerLinkExternalId', { ...partner, ...external });
    return { by: world.staff, input: { ...partner, version: linked.version, ...external } };
  },
  partnerApprove: async (world) => ({ by: world.staff, input: await anApplicant(world) }),
  partnerDecline: async (world) => ({ by: world.staff, input: await anApplicant(world) }),
  partnerStartOnboarding: step('APPROVED'),
  partnerActivate: step('ONBOARDING', { agreementReference: 'A-1' }),
  partnerSuspend: step('ACTIVE'),
  partnerResume: step('SUSPENDED'),
  partnerTerminate: step('ACTIVE'),
  partnerReinstate: step('TERMINATED', { agreementReference: 'A-2' }),
  regionCreate: async (world) => ({ by: world.staff, input: { code: 'NORTH', name: 'North' } }),
  assignmentSet: async (world) => {
    const [partner, manager] = [
      await aPartner(world.portal),
      await aStaffMember(world.portal, 'CHANNEL_MANAGER'),
    ];
    return {
      by: world.staff,
      input: {
        ...{ partnerId: `Partner_${partner.id}`, staffId: `Person_${manager.personId}` },
        ...{ function: 'CHANNEL_MANAGER', backupId: `Person_${world.colleague.personId}` },
      },
    };
  },
  assignmentEnd: async (world) => ({
    by: world.staff,
    input: { id: (await anAssigned(world)).id, at: inDays(1) },
  }),
  assignmentsReassign: async (world) => ({
    by: world.staff,
    input: { fromStaffId: (await anAssigned(world)).leaver, toStaffId: `Person_${world.colleague.personId}` },
  }),
};
