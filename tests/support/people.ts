import { randomUUID } from 'node:crypto';
import { aStaffMember } from './builders.ts';
import type { Portal } from './portal.ts';

const FIELDS = `id kind name email title active staffRoles version staffRoleHistory { role validTo }
  identities { issuer subject } memberships { partner { name } current }`;
const mutation = (
  name: string,
  input: string,
) => `mutation ($input: ${input}!) { ${name}(input: $input) { __typename
  ... on Person { ${FIELDS} } ... on Error { code message } ... on InvalidInputError { fields { field code } }
  ... on ConflictError { field } } }`;
const CREATE = mutation('personCreate', 'PersonCreateInput');
const UPDATE = mutation('personUpdate', 'PersonUpdateInput');

/** Everything by which access changes. */
export const ACCESS_CHANGES = {
  personDeactivate: mutation('personDeactivate', 'PersonActionInput'),
  personReactivate: mutation('personReactivate', 'PersonActionInput'),
  staffRoleGrant: mutation('staffRoleGrant', 'StaffRoleChangeInput'),
  staffRoleRevoke: mutation('staffRoleRevoke', 'StaffRoleChangeInput'),
  personLinkIdentity: mutation('personLinkIdentity', 'PersonIdentityChangeInput'),
  personUnlinkIdentity: mutation('personUnlinkIdentity', 'PersonIdentityChangeInput'),
} as const;
export type AccessChange = keyof typeof ACCESS_CHANGES;

type Somebody = Readonly<{ personId: string }>;
type Sender = Readonly<{ subject: string | null }>;
export type People = Awaited<ReturnType<typeof setUpPeople>>;

/** An administrator, somebody of partner operations, and the mutations that they send. */
export async function setUpPeople(portal: Portal) {
  const versionOf = ({ personId: id }: Somebody) =>
    portal.arrange(async (tx) => (await tx.person.findUniqueOrThrow({ where: { id } })).version);
  return {
    administrator: await aStaffMember(portal, 'ADMIN'),
    operations: await aStaffMember(portal, 'PARTNER_OPERATIONS'),
    /** Of the present version, unless `more` names another. */
    change: async (name: AccessChange, by: Sender, of: Somebody, more: object = {}) => {
      const input = { id: `Person_${of.personId}`, version: await versionOf(of), ...more };
      return (await portal.send(by.subject, ACCESS_CHANGES[name], { input })).data[name];
    },
    update: async (by: Sender, { personId }: Somebody, input: object) =>
      (await portal.send(by.subject, UPDATE, { input: { id: `Person_${personId}`, ...input } })).data
        .personUpdate,
    create: async (by: Sender, input: object) => {
      const defaults = {
        kind: 'HUMAN',
        name: 'New Person',
        email: `${randomUUID()}@vendor.test`,
        roles: ['FINANCE'],
      };
      return (await portal.send(by.subject, CREATE, { input: { ...defaults, ...input } })).data.personCreate;
    },
    accessOf: async (subject: string) =>
      (await portal.send(subject, '{ viewer { kind roles } }')).data.viewer as {
        kind: string;
        roles: string[];
      },
    /** What is stored of somebody, or of everybody. */
    everything: (personId?: string) =>
      portal.arrange(async (tx) => ({
        people: await tx.person.findMany({ where: { id: personId }, orderBy: { id: 'asc' } }),
        roles: await tx.staffRole.findMany({ where: { personId }, orderBy: { id: 'asc' } }),
        identities: await tx.personIdentity.findMany({ where: { personId }, orderBy: { subject: 'asc' } }),
        cards: await tx.staffMember.findMany({ where: { personId }, orderBy: { personId: 'asc' } }),
      })),
    eventsOf: ({ personId }: Somebody) =>
      portal.arrange(async (tx) =>
        (await tx.event.findMany({ where: { subjectId: personId }, orderBy: { id: 'asc' } })).map(
          ({ type, data }) => ({ type, data }),
        ),
      ),
  };
}
