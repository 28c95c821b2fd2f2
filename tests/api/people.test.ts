import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { type People, setUpPeople } from '../support/people.ts';
import { type Portal, startPortal, TEST_ISSUER } from '../support/portal.ts';

let portal: Portal;
let desk: People;

beforeAll(async () => {
  portal = await startPortal({ poolMax: 10 });
  desk = await setUpPeople(portal);
});

const PEOPLE = `query ($filter: PersonFilter, $first: Int, $after: String) { people(filter: $filter, first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { name kind active staffRoles } } }`;

describe('a member of staff', () => {
  it('is added with roles, a sign-in and a business card', async () => {
    const subject = `new-${randomUUID()}`;
    const created = await desk.create(desk.operations, {
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
    expect(await desk.accessOf(subject)).toEqual({ kind: 'STAFF', roles: ['EXECUTIVE', 'FINANCE'] });
    const personId = created.id.slice('Person_'.length);
    expect((await desk.everything(personId)).cards).toEqual([
      { personId, name: 'Grace Hopper', email: 'grace@vendor.test', title: 'Rear Admiral' },
    ]);
    expect(await desk.eventsOf({ personId })).toEqual([
      { type: 'person.created', data: { kind: 'HUMAN', roles: ['EXECUTIVE', 'FINANCE'], version: 1 } },
    ]);
  });

  it('may be a system, which has no card and may have no address', async () => {
    const subject = `crm-${randomUUID()}`;
    const created = await desk.create(desk.administrator, {
      ...{
        kind: 'SERVICE',
        name: 'CRM',
        email: null,
        roles: ['SERVICE'],
        identity: { issuer: TEST_ISSUER, subject },
      },
    });
    expect(created).toMatchObject({ kind: 'SERVICE', email: null, title: null, staffRoles: ['SERVICE'] });
    expect(await desk.accessOf(subject)).toEqual({ kind: 'SERVICE', roles: ['SERVICE'] });
    expect((await desk.everything(created.id.slice(7))).cards).toEqual([]);
  });

  it('is added once for a key, and refused where the address or the sign-in is known, whole or not at all', async () => {
    const input = { email: `${randomUUID()}@vendor.test`, idempotencyKey: 'create-1' };
    const first = await desk.create(desk.operations, input);
    expect((await desk.create(desk.operations, input)).id).toBe(first.id);
    expect(await desk.create(desk.operations, { ...input, name: 'Other' })).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    const before = await desk.everything();
    const known = { issuer: TEST_ISSUER, subject: desk.operations.subject };
    expect(await desk.create(desk.operations, { email: input.email })).toMatchObject({
      code: 'CONFLICT',
      field: 'email',
    });
    expect(await desk.create(desk.operations, { identity: known })).toMatchObject({
      code: 'CONFLICT',
      field: 'identity',
    });
    expect(await desk.create(desk.operations, { roles: ['SERVICE'], name: '' })).toMatchObject({
      fields: [{ field: 'name' }, { field: 'roles', code: 'ROLE_NOT_FOR_KIND' }],
    });
    expect(await desk.everything()).toEqual(before);
    expect(portal.unexpected).toEqual([]);
  });

  it('keeps their card in step when their record changes', async () => {
    const person = await aStaffMember(portal, 'FINANCE');
    const send = (input: object) => desk.update(desk.operations, person, input);
    const email = `${randomUUID()}@vendor.test`;
    expect(await send({ version: 1, name: 'Renamed', email, title: 'Controller' })).toMatchObject({
      name: 'Renamed',
      title: 'Controller',
      version: 2,
    });
    expect(await send({ version: 1, name: 'Again' })).toMatchObject({ code: 'STALE_VERSION' });
    const taken = `${desk.operations.subject}@people.test`;
    expect(await send({ version: 2, email: taken })).toMatchObject({ code: 'CONFLICT', field: 'email' });
    expect(await send({ version: 2, name: 'Renamed Twice' })).toMatchObject({ email, title: 'Controller' });
    const { cards } = await desk.everything(person.personId);
    expect(cards).toEqual([{ personId: person.personId, name: 'Renamed Twice', email, title: 'Controller' }]);
    expect(await send({ version: 3, title: null })).toMatchObject({ title: null });
    expect(portal.unexpected).toEqual([]);
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
      await desk.create(desk.operations, { name: `${name} ${tag}`, roles });
    await desk.create(desk.operations, {
      kind: 'SERVICE',
      name: `Robot ${tag}`,
      email: null,
      roles: ['SERVICE'],
    });
    const gone = await portal.arrange((tx) => tx.person.findFirstOrThrow({ where: { name: `Adam ${tag}` } }));
    await desk.change('personDeactivate', desk.operations, { personId: gone.id });
    const namesOf = async (filter: object) => {
      const { nodes } = (
        await portal.send(desk.operations.subject, PEOPLE, { filter: { text: tag.toUpperCase(), ...filter } })
      ).data.people;
      return nodes.map(({ name }: { name: string }) => name.split(' ')[0]);
    };
    expect(await namesOf({})).toEqual(['Adam', 'Bea', 'Cleo', 'Robot']);
    expect(await namesOf({ active: true })).toEqual(['Bea', 'Cleo', 'Robot']);
    expect(await namesOf({ active: false })).toEqual(['Adam']);
    expect(await namesOf({ kind: 'SERVICE' })).toEqual(['Robot']);
    expect(await namesOf({ staffRoles: ['FINANCE', 'SERVICE'] })).toEqual(['Bea', 'Cleo', 'Robot']);
    const first = (await portal.send(desk.operations.subject, PEOPLE, { filter: { text: tag }, first: 3 }))
      .data.people;
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    const second = (
      await portal.send(desk.operations.subject, PEOPLE, {
        filter: { text: tag },
        first: 3,
        after: first.pageInfo.endCursor,
      })
    ).data.people;
    expect(second.nodes.map(({ name }: { name: string }) => name)).toEqual([`Robot ${tag}`]);
  });

  it('are not found by a character that no name has, nor added under such a key', async () => {
    const search = await portal.send(desk.operations.subject, PEOPLE, { filter: { text: 'a\u0000' } });
    expect(search.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    for (const idempotencyKey of ['a\u0000', 'k'.repeat(201)])
      expect(await desk.create(desk.operations, { idempotencyKey })).toMatchObject({
        fields: [{ field: 'idempotencyKey', code: 'NOT_A_KEY' }],
      });
    expect(portal.unexpected).toEqual([]);
  });

  it('show all their times at partners, and are hidden from everybody else', async () => {
    const partner = await aPartner(portal, { name: 'Initrode' });
    const member = await aMember(portal, partner.id);
    const query = `{ node(id: "Person_${member.personId}") { ... on Person { name memberships { partner { name } current } } } }`;
    expect((await portal.send(desk.operations.subject, query)).data.node.memberships).toEqual([
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
