import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal, TEST_ISSUER } from '../support/portal.ts';

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
const PEOPLE = `query ($filter: PersonFilter, $first: Int, $after: String) { people(filter: $filter, first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { name kind active staffRoles } } }`;

let portal: Portal;
let administrator: { subject: string; personId: string };
let operations: { subject: string; personId: string };

beforeAll(async () => {
  portal = await startPortal({ poolMax: 10 });
  administrator = await aStaffMember(portal, 'ADMIN');
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

const CHANGES = {
  personDeactivate: mutation('personDeactivate', 'PersonActionInput'),
  personReactivate: mutation('personReactivate', 'PersonActionInput'),
  staffRoleGrant: mutation('staffRoleGrant', 'StaffRoleChangeInput'),
  staffRoleRevoke: mutation('staffRoleRevoke', 'StaffRoleChangeInput'),
  personLinkIdentity: mutation('personLinkIdentity', 'PersonIdentityChangeInput'),
  personUnlinkIdentity: mutation('personUnlinkIdentity', 'PersonIdentityChangeInput'),
} as const;
type ChangeName = keyof typeof CHANGES;

const versionOf = async (personId: string) =>
  (await portal.arrange((tx) => tx.person.findUniqueOrThrow({ where: { id: personId } }))).version;
const change = async (
  name: ChangeName,
  by: { subject: string | null },
  of: { personId: string },
  more: object = {},
) => {
  const input = { id: `Person_${of.personId}`, version: await versionOf(of.personId), ...more };
  return (await portal.send(by.subject, CHANGES[name], { input })).data[name];
};
const create = async (by: { subject: string | null }, input: object) => {
  const defaults = {
    kind: 'HUMAN',
    name: 'New Person',
    email: `${randomUUID()}@vendor.test`,
    roles: ['FINANCE'],
  };
  return (await portal.send(by.subject, CREATE, { input: { ...defaults, ...input } })).data.personCreate;
};
const rolesOf = async (subject: string) =>
  (await portal.send(subject, '{ viewer { kind roles } }')).data.viewer as { kind: string; roles: string[] };
const everything = (personId?: string) =>
  portal.arrange(async (tx) => ({
    people: await tx.person.findMany({ where: { id: personId }, orderBy: { id: 'asc' } }),
    roles: await tx.staffRole.findMany({ where: { personId }, orderBy: { id: 'asc' } }),
    identities: await tx.personIdentity.findMany({ where: { personId }, orderBy: { subject: 'asc' } }),
    cards: await tx.staffMember.findMany({ where: { personId }, orderBy: { personId: 'asc' } }),
  }));
const eventsOf = ({ personId }: { personId: string }) =>
  portal.arrange(async (tx) =>
    (await tx.event.findMany({ where: { subjectId: personId }, orderBy: { id: 'asc' } })).map(
      ({ type, data }) => ({ type, data }),
    ),
  );

describe('a member of staff', () => {
  it('is added with roles, a sign-in and a business card', async () => {
    const subject = `new-${randomUUID()}`;
    const created = await create(operations, {
      ...{
        name: '  Grace  Hopper ',
        email: 'Grace@Vendor.test',
        title: 'Rear Admiral',
        roles: ['FINANCE', 'EXECUTIVE'],
      },
      identity: { issuer: TEST_ISSUER, subject },
    });
    expect(created).toMatchObject({
      ...{
        kind: 'HUMAN',
        name: 'Grace Hopper',
        email: 'grace@vendor.test',
        title: 'Rear Admiral',
        active: true,
        version: 1,
      },
      ...{
        staffRoles: ['EXECUTIVE', 'FINANCE'],
        identities: [{ issuer: TEST_ISSUER, subject }],
        memberships: [],
      },
    });
    expect(await rolesOf(subject)).toEqual({ kind: 'STAFF', roles: ['EXECUTIVE', 'FINANCE'] });
    const personId = created.id.slice('Person_'.length);
    expect((await everything(personId)).cards).toEqual([
      { personId, name: 'Grace Hopper', email: 'grace@vendor.test', title: 'Rear Admiral' },
    ]);
    expect(await eventsOf({ personId })).toEqual([
      { type: 'person.created', data: { kind: 'HUMAN', roles: ['EXECUTIVE', 'FINANCE'], version: 1 } },
    ]);
  });

  it('may be a system, which has no card and may have no address', async () => {
    const subject = `crm-${randomUUID()}`;
    const created = await create(administrator, {
      ...{
        kind: 'SERVICE',
        name: 'CRM',
        email: null,
        roles: ['SERVICE'],
        identity: { issuer: TEST_ISSUER, subject },
      },
    });
    expect(created).toMatchObject({ kind: 'SERVICE', email: null, title: null, staffRoles: ['SERVICE'] });
    expect(await rolesOf(subject)).toEqual({ kind: 'SERVICE', roles: ['SERVICE'] });
    expect((await everything(created.id.slice(7))).cards).toEqual([]);
  });

  it('is added once for a key, and refused where the address or the sign-in is known, whole or not at all', async () => {
    const input = { email: `${randomUUID()}@vendor.test`, idempotencyKey: 'create-1' };
    const first = await create(operations, input);
    expect((await create(operations, input)).id).toBe(first.id);
    expect(await create(operations, { ...input, name: 'Other' })).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    const before = await everything();
    const known = { issuer: TEST_ISSUER, subject: operations.subject };
    expect(await create(operations, { email: input.email })).toMatchObject({
      code: 'CONFLICT',
      field: 'email',
    });
    expect(await create(operations, { identity: known })).toMatchObject({
      code: 'CONFLICT',
      field: 'identity',
    });
    expect(await create(operations, { roles: ['SERVICE'], name: '' })).toMatchObject({
      fields: [{ field: 'name' }, { field: 'roles', code: 'ROLE_NOT_FOR_KIND' }],
    });
    expect(await everything()).toEqual(before);
    expect(portal.unexpected).toEqual([]);
  });

  it('keeps their card in step when their record changes', async () => {
    const person = await aStaffMember(portal, 'FINANCE');
    const send = async (input: object) =>
      (
        await portal.send(operations.subject, UPDATE, {
          input: { id: `Person_${person.personId}`, ...input },
        })
      ).data.personUpdate;
    const email = `${randomUUID()}@vendor.test`;
    expect(await send({ version: 1, name: 'Renamed', email, title: 'Controller' })).toMatchObject({
      name: 'Renamed',
      title: 'Controller',
      version: 2,
    });
    expect(await send({ version: 1, name: 'Again' })).toMatchObject({ code: 'STALE_VERSION' });
    const taken = `${operations.subject}@people.test`;
    expect(await send({ version: 2, email: taken })).toMatchObject({ code: 'CONFLICT', field: 'email' });
    expect(await send({ version: 2, name: 'Renamed Twice' })).toMatchObject({ email, title: 'Controller' });
    const { cards } = await everything(person.personId);
    expect(cards).toEqual([{ personId: person.personId, name: 'Renamed Twice', email, title: 'Controller' }]);
    expect(await send({ version: 3, title: null })).toMatchObject({ title: null });
    expect(portal.unexpected).toEqual([]);
  });
});

describe('staff roles', () => {
  it('are granted and revoked for the next request, and stay on record', async () => {
    const person = await aStaffMember(portal, 'FINANCE');
    expect(await change('staffRoleGrant', operations, person, { role: 'EXECUTIVE' })).toMatchObject({
      staffRoles: ['EXECUTIVE', 'FINANCE'],
    });
    expect((await rolesOf(person.subject)).roles).toEqual(['EXECUTIVE', 'FINANCE']);
    expect(await change('staffRoleGrant', operations, person, { role: 'EXECUTIVE' })).toMatchObject({
      code: 'INVALID_STATE',
    });
    expect(await change('staffRoleRevoke', operations, person, { role: 'FINANCE' })).toMatchObject({
      staffRoles: ['EXECUTIVE'],
    });
    expect((await rolesOf(person.subject)).roles).toEqual(['EXECUTIVE']);
    expect(await change('staffRoleRevoke', operations, person, { role: 'FINANCE' })).toMatchObject({
      code: 'INVALID_STATE',
    });
    const regranted = await change('staffRoleGrant', operations, person, { role: 'FINANCE' });
    expect(
      regranted.staffRoleHistory.filter(({ role }: { role: string }) => role === 'FINANCE'),
    ).toMatchObject([{ validTo: null }, { validTo: expect.any(String) }]);
    expect((await eventsOf(person)).map(({ type, data }) => [type, (data as { role: string }).role])).toEqual(
      [
        ['person.role_granted', 'EXECUTIVE'],
        ['person.role_revoked', 'FINANCE'],
        ['person.role_granted', 'FINANCE'],
      ],
    );
  });

  it('survive being granted, revoked and granted again within one instant', async () => {
    const person = await aStaffMember(portal, 'FINANCE');
    portal.setNow(new Date());
    for (const name of ['staffRoleGrant', 'staffRoleRevoke', 'staffRoleGrant'] as const)
      expect(await change(name, operations, person, { role: 'EXECUTIVE' })).toMatchObject({
        __typename: 'Person',
      });
    portal.setNow(null);
    expect(portal.unexpected).toEqual([]);
  });

  it('end access when the last one is revoked', async () => {
    const person = await aStaffMember(portal, 'FINANCE');
    await change('staffRoleRevoke', operations, person, { role: 'FINANCE' });
    expect(await rolesOf(person.subject)).toEqual({ kind: 'UNKNOWN', roles: [] });
  });

  it('are not for a partner’s people, and systems have one of their own', async () => {
    const member = await aMember(portal, (await aPartner(portal)).id);
    const system = await aStaffMember(portal, 'SERVICE');
    const person = await aStaffMember(portal, 'FINANCE');
    const before = await everything();
    expect(await change('staffRoleGrant', administrator, member, { role: 'FINANCE' })).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await change('staffRoleGrant', administrator, system, { role: 'ADMIN' })).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await change('staffRoleGrant', administrator, person, { role: 'SERVICE' })).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await everything()).toEqual(before);
  });

  it('of administrators are administrators’ to give, and so is everything by which one could become them', async () => {
    const person = await aStaffMember(portal, 'FINANCE');
    const other = await aStaffMember(portal, 'ADMIN');
    const before = await everything();
    const identity = { issuer: TEST_ISSUER, subject: `mine-${randomUUID()}` };
    const refused = [
      await change('staffRoleGrant', operations, person, { role: 'ADMIN' }),
      await create(operations, { roles: ['ADMIN'] }),
      await change('staffRoleRevoke', operations, other, { role: 'ADMIN' }),
      await change('personDeactivate', operations, other),
      await change('personLinkIdentity', operations, other, { identity }),
      await change('personUnlinkIdentity', operations, other, {
        identity: { issuer: TEST_ISSUER, subject: other.subject },
      }),
    ];
    expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 'FORBIDDEN'));
    expect(await everything()).toEqual(before);
    expect(await change('staffRoleGrant', administrator, person, { role: 'ADMIN' })).toMatchObject({
      staffRoles: ['ADMIN', 'FINANCE'],
    });
  });
});

describe('access', () => {
  it('ends at once when somebody is deactivated, of staff and partners’ people alike, and comes back', async () => {
    const staff = await aStaffMember(portal, 'FINANCE');
    const member = await aMember(portal, (await aPartner(portal)).id);
    for (const person of [staff, member]) {
      const { kind } = await rolesOf(person.subject);
      expect(await change('personDeactivate', operations, person)).toMatchObject({
        active: false,
        version: 2,
      });
      expect(await rolesOf(person.subject)).toEqual({ kind: 'UNKNOWN', roles: [] });
      const denied = await portal.send(person.subject, '{ partners { nodes { id } } }');
      expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      expect(await change('personDeactivate', operations, person)).toMatchObject({ code: 'INVALID_STATE' });
      expect(await change('personReactivate', operations, person)).toMatchObject({
        active: true,
        version: 3,
      });
      expect((await rolesOf(person.subject)).kind).toBe(kind);
      expect(await change('personReactivate', operations, person)).toMatchObject({ code: 'INVALID_STATE' });
    }
  });

  it('comes and goes with sign-ins, each of which is one person’s', async () => {
    const person = await aStaffMember(portal, 'FINANCE');
    const identity = { issuer: TEST_ISSUER, subject: `second-${randomUUID()}` };
    expect((await change('personLinkIdentity', operations, person, { identity })).identities).toHaveLength(2);
    expect((await rolesOf(identity.subject)).roles).toEqual(['FINANCE']);
    const stranger = await aStaffMember(portal, 'EXECUTIVE');
    expect(await change('personLinkIdentity', operations, stranger, { identity })).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await change('personUnlinkIdentity', operations, stranger, { identity })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await change('personUnlinkIdentity', operations, person, { identity })).identities).toHaveLength(
      1,
    );
    expect((await rolesOf(identity.subject)).kind).toBe('UNKNOWN');
    const bad = { identity: { issuer: TEST_ISSUER, subject: 'nul\u0000' } };
    expect(await change('personLinkIdentity', operations, person, bad)).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await change('personUnlinkIdentity', operations, person, bad)).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(portal.unexpected).toEqual([]);
  });

  it.each<[ChangeName, object]>([
    ['personDeactivate', {}],
    ['personReactivate', {}],
    ['staffRoleGrant', { role: 'FINANCE' }],
    ['staffRoleRevoke', { role: 'ADMIN' }],
    ['personLinkIdentity', { identity: { issuer: TEST_ISSUER, subject: 'own' } }],
    ['personUnlinkIdentity', { identity: { issuer: TEST_ISSUER, subject: 'own' } }],
  ])('is nobody’s own to change: %s', async (name, more) => {
    for (const self of [administrator, operations]) {
      const before = await everything(self.personId);
      expect(await change(name, self, self, more)).toMatchObject({ code: 'FORBIDDEN' });
      expect(await everything(self.personId)).toEqual(before);
    }
  });

  it('is not for others to change, and a denial changes nothing', async () => {
    const person = await aStaffMember(portal, 'FINANCE');
    const partner = await aPartner(portal);
    const others = [
      await aMember(portal, partner.id),
      await aMember(portal, partner.id, 'PARTNER_MEMBER'),
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
      await aStaffMember(portal, 'SALES_OPERATIONS'),
      await aStaffMember(portal, 'SERVICE'),
      { subject: 'stranger' },
      { subject: null },
    ];
    const before = await everything();
    const more = {
      personDeactivate: {},
      personReactivate: {},
      staffRoleGrant: { role: 'EXECUTIVE' },
      staffRoleRevoke: { role: 'FINANCE' },
      personLinkIdentity: { identity: { issuer: TEST_ISSUER, subject: 'theirs' } },
      personUnlinkIdentity: { identity: { issuer: TEST_ISSUER, subject: person.subject } },
    };
    for (const other of others) {
      for (const name of Object.keys(CHANGES) as ChangeName[])
        expect(await change(name, other, person, more[name])).toMatchObject({ code: 'FORBIDDEN' });
      expect(await create(other, {})).toMatchObject({ code: 'FORBIDDEN' });
      const input = { id: `Person_${person.personId}`, version: 1, name: 'Mallory' };
      expect((await portal.send(other.subject, UPDATE, { input })).data.personUpdate).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect(await everything()).toEqual(before);
    expect(portal.unexpected).toEqual([]);
  });

  it('of administrators never ends altogether, though two take it from each other at the same moment', async () => {
    const lonely = await startPortal({ poolMax: 6 });
    const names = ['personDeactivate', 'staffRoleRevoke', 'personUnlinkIdentity'] as const;
    for (const name of names) {
      const [one, two] = [await aStaffMember(lonely, 'ADMIN'), await aStaffMember(lonely, 'ADMIN')];
      const take = async (by: typeof one, from: typeof one) => {
        const more = {
          personDeactivate: {},
          staffRoleRevoke: { role: 'ADMIN' },
          personUnlinkIdentity: { identity: { issuer: TEST_ISSUER, subject: from.subject } },
        }[name];
        const input = { id: `Person_${from.personId}`, version: 1, ...more };
        return (await lonely.send(by.subject, CHANGES[name], { input })).data[name];
      };
      const answers = await Promise.all([take(one, two), take(two, one)]);
      expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['ConflictError', 'Person']);
      await lonely.arrange((tx) =>
        tx.staffRole.updateMany({ where: { validTo: null }, data: { validTo: new Date() } }),
      );
    }
    expect(lonely.unexpected).toEqual([]);
  });
});

describe('people', () => {
  it('are listed by name for staff who may read them, filtered and paged', async () => {
    const tag = randomUUID().slice(0, 8);
    for (const [name, roles] of [
      ['Cleo', ['FINANCE']],
      ['Adam', ['EXECUTIVE']],
      ['Bea', ['FINANCE', 'EXECUTIVE']],
    ] as const)
      await create(operations, { name: `${name} ${tag}`, roles });
    await create(operations, { kind: 'SERVICE', name: `Robot ${tag}`, email: null, roles: ['SERVICE'] });
    const gone = await portal.arrange((tx) => tx.person.findFirstOrThrow({ where: { name: `Adam ${tag}` } }));
    await change('personDeactivate', operations, { personId: gone.id });
    const namesOf = async (filter: object) => {
      const { nodes } = (
        await portal.send(operations.subject, PEOPLE, { filter: { text: tag.toUpperCase(), ...filter } })
      ).data.people;
      return nodes.map(({ name }: { name: string }) => name.split(' ')[0]);
    };
    expect(await namesOf({})).toEqual(['Adam', 'Bea', 'Cleo', 'Robot']);
    expect(await namesOf({ active: true })).toEqual(['Bea', 'Cleo', 'Robot']);
    expect(await namesOf({ active: false })).toEqual(['Adam']);
    expect(await namesOf({ kind: 'SERVICE' })).toEqual(['Robot']);
    expect(await namesOf({ staffRoles: ['FINANCE', 'SERVICE'] })).toEqual(['Bea', 'Cleo', 'Robot']);
    const first = (await portal.send(operations.subject, PEOPLE, { filter: { text: tag }, first: 3 })).data
      .people;
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    const second = (
      await portal.send(operations.subject, PEOPLE, {
        filter: { text: tag },
        first: 3,
        after: first.pageInfo.endCursor,
      })
    ).data.people;
    expect(second.nodes.map(({ name }: { name: string }) => name)).toEqual([`Robot ${tag}`]);
  });

  it('show all their times at partners, and are hidden from everybody else', async () => {
    const partner = await aPartner(portal, { name: 'Initrode' });
    const member = await aMember(portal, partner.id);
    const query = `{ node(id: "Person_${member.personId}") { ... on Person { name memberships { partner { name } current } } } }`;
    expect((await portal.send(operations.subject, query)).data.node.memberships).toEqual([
      { partner: { name: 'Initrode' }, current: true },
    ]);
    const others = [
      member.subject,
      (await aStaffMember(portal, 'FINANCE')).subject,
      (await aStaffMember(portal, 'CHANNEL_MANAGER')).subject,
      'stranger',
      null,
    ];
    for (const subject of others) {
      for (const document of [query, '{ people { nodes { name } } }']) {
        const denied = await portal.send(subject, document);
        expect(denied.text).not.toContain('Member member-');
        expect(denied.data?.people ?? denied.data?.node ?? null).toBeNull();
      }
    }
    expect(portal.unexpected).toEqual([]);
  });
});
