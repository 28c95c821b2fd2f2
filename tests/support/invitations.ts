import { randomUUID } from 'node:crypto';
import { aMember, aPartner, aStaffMember } from './builders.ts';
import type { Portal } from './portal.ts';

const REFUSAL = `... on Error { code message } ... on InvalidInputError { fields { field code message } }`;
const CREATE = `mutation ($input: InvitationCreateInput!) { invitationCreate(input: $input) { __typename
  ... on InvitationCreated { invitationCode invitation { id email name role seesAllReferrals status expiresAt partner { name } } }
  ... on ConflictError { field } ... on InvalidStateError { state } ${REFUSAL} } }`;
const REVOKE = `mutation ($input: InvitationRevokeInput!) { invitationRevoke(input: $input) { __typename
  ... on Invitation { id status } ... on InvalidStateError { state } ${REFUSAL} } }`;
const ACCEPT = `mutation ($code: String!) { invitationAccept(input: { code: $code }) { __typename
  ... on InvitationAccepted { partnerName role since } ... on RateLimitedError { retryAt } ${REFUSAL} } }`;

export type Invitations = Awaited<ReturnType<typeof setUpInvitations>>;

/** Two partners, who may invite to them, and the mutations that they send. */
export async function setUpInvitations(portal: Portal) {
  const [acme, globex] = [
    await aPartner(portal, { name: 'Acme' }),
    await aPartner(portal, { name: 'Globex' }),
  ];
  const admin = await aMember(portal, acme.id);
  const operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  const anAddress = () => `${randomUUID().slice(0, 8)}@acme.test`;
  const partnerId = `Partner_${acme.id}`;
  const newcomer = { partnerId, name: 'New Person', role: 'PARTNER_MEMBER' };
  return {
    ...{ acme, globex, admin, operations, anAddress },
    /** By the admin of Acme, to Acme, unless said otherwise. */
    invite: async (input: object = {}, subject: string | null = admin.subject) =>
      (await portal.send(subject, CREATE, { input: { ...newcomer, email: anAddress(), ...input } })).data
        .invitationCreate,
    revoke: async (subject: string | null, id: string) =>
      (await portal.send(subject, REVOKE, { input: { id } })).data.invitationRevoke,
    /** With a token that vouches for the mail. */
    answerToAccept: (subject: string | null, code: string, email?: string) =>
      portal.send(subject, ACCEPT, { code }, email),
    accept: async (subject: string | null, code: string, email?: string) =>
      (await portal.send(subject, ACCEPT, { code }, email)).data.invitationAccept,
    /** Whatever an invitation could change. */
    everything: () =>
      portal.arrange(async (tx) => ({
        invitations: await tx.invitation.findMany({ orderBy: { id: 'asc' } }),
        memberships: await tx.membership.findMany({ orderBy: { id: 'asc' } }),
        people: await tx.person.findMany({ orderBy: { id: 'asc' } }),
        identities: await tx.personIdentity.findMany({ orderBy: { subject: 'asc' } }),
        events: await tx.event.count(),
      })),
    /** What was logged about somebody or something, or by somebody. */
    eventsOf: (id: string) =>
      portal.arrange(async (tx) =>
        (
          await tx.event.findMany({
            where: { OR: [{ subjectId: id }, { actorId: id }] },
            orderBy: { id: 'asc' },
          })
        ).map(({ type, partnerId, data }) => ({ type, partnerId, data })),
      ),
  };
}
