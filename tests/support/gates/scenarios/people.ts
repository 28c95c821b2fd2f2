import { randomUUID } from 'node:crypto';
import { aMember, aStaffMember } from '../../builders.ts';
import { TEST_ISSUER } from '../../portal.ts';
import type { Scenarios, World } from './world.ts';

const anIdentity = () => ({ issuer: TEST_ISSUER, subject: `second-${randomUUID()}` });

/** A change of access or details of a member of staff. */
const ofSomebody =
  (more: () => object = () => ({})) =>
  async ({ portal, staff }: World) => {
    const { personId } = await aStaffMember(portal, 'FINANCE');
    return { by: staff, input: { id: `Person_${personId}`, version: 1, ...more() } };
  };

const aColleagueOf = async ({ portal, place }: World) => {
  const { membershipId } = await aMember(portal, place.first.partnerId, 'PARTNER_MEMBER');
  return { id: `Membership_${membershipId}`, version: 1 };
};

const anInvitation = ({ place, change }: World, email = `${randomUUID()}@acme.test`) =>
  change(
    place.first,
    'invitationCreate',
    { partnerId: `Partner_${place.first.partnerId}`, name: 'New Person', role: 'PARTNER_MEMBER', email },
    'invitationCode invitation { id }',
  );

/** Leads from somebody to a change of them that needs another change first. */
async function after(world: World, name: string, more: object = {}) {
  const { personId } = await aStaffMember(world.portal, 'FINANCE');
  const id = `Person_${personId}`;
  const { version } = await world.change(world.staff, name, { id, version: 1, ...more });
  return { id, version };
}

export const people: Scenarios = {
  personCreate: async ({ staff }) => ({
    by: staff,
    input: { kind: 'HUMAN', name: 'New Person', email: `${randomUUID()}@vendor.test`, roles: ['FINANCE'] },
  }),
  personUpdate: ofSomebody(() => ({ title: 'Controller' })),
  personDeactivate: ofSomebody(),
  personReactivate: async (world) => ({ by: world.staff, input: await after(world, 'personDeactivate') }),
  personErase: ofSomebody(() => ({ reason: 'REQUESTED' })),
  customerContactErase: async ({ staff }) => ({
    by: staff,
    input: { email: `${randomUUID()}@customer.test` },
  }),
  personLinkIdentity: ofSomebody(() => ({ identity: anIdentity() })),
  personUnlinkIdentity: async (world) => {
    const identity = anIdentity();
    return {
      by: world.staff,
      input: { ...(await after(world, 'personLinkIdentity', { identity })), identity },
    };
  },
  staffRoleGrant: ofSomebody(() => ({ role: 'EXECUTIVE' })),
  staffRoleRevoke: async (world) => {
    const role = 'EXECUTIVE';
    return { by: world.staff, input: { ...(await after(world, 'staffRoleGrant', { role })), role } };
  },
  membershipUpdate: async (world) => ({
    by: world.staff,
    input: { ...(await aColleagueOf(world)), seesAllReferrals: true },
  }),
  membershipEnd: async (world) => ({ by: world.staff, input: await aColleagueOf(world) }),
  invitationCreate: async ({ place }) => ({
    by: place.first,
    input: {
      ...{ partnerId: `Partner_${place.first.partnerId}`, name: 'New Person' },
      ...{ role: 'PARTNER_MEMBER', email: `${randomUUID()}@acme.test` },
    },
  }),
  invitationRevoke: async (world) => ({
    by: world.place.first,
    input: { id: (await anInvitation(world)).invitation.id },
  }),
  invitationAccept: async (world) => {
    const email = `${randomUUID()}@acme.test`;
    const { invitationCode: code } = await anInvitation(world, email);
    return { by: { subject: `new-${randomUUID()}` }, input: { code }, email };
  },
};
