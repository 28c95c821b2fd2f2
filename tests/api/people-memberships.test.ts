import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const FIELDS = 'id name email role seesAllReferrals current validTo version partner { name }';
const mutation = (
  name: string,
  input: string,
) => `mutation ($input: ${input}!) { ${name}(input: $input) { __typename
  ... on Membership { ${FIELDS} } ... on Error { code message } ... on InvalidInputError { fields { field code } }
  ... on InvalidStateError { state } ... on StaleVersionError { currentVersion } } }`;
const UPDATE = mutation('membershipUpdate', 'MembershipUpdateInput');
const END = mutation('membershipEnd', 'MembershipEndInput');
const MEMBERS = `query ($id: ID!, $first: Int, $after: String, $includeFormer: Boolean) { partner(id: $id) {
  members(first: $first, after: $after, includeFormer: $includeFormer) { totalCount
    pageInfo { hasNextPage endCursor } nodes { ${FIELDS} } } } }`;

let portal: Portal;
let operations: { subject: string };

beforeAll(async () => {
  portal = await startPortal({ poolMax: 10 });
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

const idOf = ({ membershipId }: Member) => `Membership_${membershipId}`;
const update = async (subject: string | null, input: object) =>
  (await portal.send(subject, UPDATE, { input: { version: 1, ...input } })).data.membershipUpdate;
const end = async (subject: string | null, member: Member, version = 1) =>
  (await portal.send(subject, END, { input: { id: idOf(member), version } })).data.membershipEnd;
const members = async (subject: string, partnerId: string, variables = {}) =>
  (await portal.send(subject, MEMBERS, { id: `Partner_${partnerId}`, ...variables })).data.partner?.members;
const kindOf = async (subject: string) =>
  (await portal.send(subject, '{ viewer { kind } }')).data.viewer.kind;
const rowsOf = (partnerId: string) =>
  portal.arrange((tx) => tx.membership.findMany({ where: { partnerId }, orderBy: { id: 'asc' } }));
const eventsOf = (membershipId: string) =>
  portal.arrange(async (tx) =>
    (await tx.event.findMany({ where: { subjectId: membershipId }, orderBy: { id: 'asc' } })).map(
      ({ type, data }) => ({ type, data }),
    ),
  );

describe('the people of a partner', () => {
  it('are listed in the order in which they joined, page by page, former ones only when asked for', async () => {
    const partner = await aPartner(portal, { name: 'Acme' });
    const people: Member[] = [];
    for (let count = 0; count < 4; count += 1)
      people.push(await aMember(portal, partner.id, count ? 'PARTNER_MEMBER' : 'PARTNER_ADMIN'));
    for (const [place, { membershipId }] of people.entries()) {
      const validFrom = new Date(Date.UTC(2024, 0, 10 - place));
      await portal.arrange((tx) =>
        tx.membership.update({ where: { id: membershipId }, data: { validFrom } }),
      );
    }
    const [admin, , former] = people as [Member, Member, Member, Member];
    await end(operations.subject, former);
    const inOrder = [...people].reverse().map(idOf);
    const all = await members(admin.subject, partner.id, { includeFormer: true });
    expect(all.nodes.map(({ id }: { id: string }) => id)).toEqual(inOrder);
    expect(
      all.nodes.filter(({ current }: { current: boolean }) => !current).map(({ id }: { id: string }) => id),
    ).toEqual([idOf(former)]);
    const first = await members(people[1]!.subject, partner.id, { first: 2 });
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    const second = await members(operations.subject, partner.id, {
      first: 2,
      after: first.pageInfo.endCursor,
    });
    expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(
      inOrder.filter((id) => id !== idOf(former)),
    );
    expect(second.nodes[0].partner).toEqual({ name: 'Acme' });
  });

  it('are shown to the partner, to its master’s admin and to staff, and to nobody else', async () => {
    const master = await aPartner(portal);
    const partner = await aPartner(portal, { masterId: master.id });
    const admin = await aMember(portal, partner.id);
    const masters = await aMember(portal, master.id);
    const mastersMember = await aMember(portal, master.id, 'PARTNER_MEMBER', true);
    const rival = await aMember(portal, (await aPartner(portal)).id);
    expect((await members(masters.subject, partner.id)).nodes).toHaveLength(1);
    expect(await members(admin.subject, master.id)).toBeUndefined();
    expect(await members(mastersMember.subject, partner.id)).toBeUndefined();
    expect(await members(rival.subject, partner.id)).toBeUndefined();
    const node = `{ node(id: "${idOf(admin)}") { ... on Membership { name } } }`;
    expect((await portal.send(rival.subject, node)).data).toEqual({ node: null });
    const crm = await aStaffMember(portal, 'SERVICE');
    const denied = await portal.send(crm.subject, MEMBERS, { id: `Partner_${partner.id}` });
    expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(portal.unexpected).toEqual([]);
  });

  it('are linked to persons for staff who may read people, and for nobody else', async () => {
    const member = await aMember(portal, (await aPartner(portal)).id);
    const query = `{ node(id: "${idOf(member)}") { ... on Membership { person { id } } } }`;
    expect((await portal.send(operations.subject, query)).data.node).toEqual({
      person: { id: `Person_${member.personId}` },
    });
    for (const { subject } of [member, await aStaffMember(portal, 'FINANCE')]) {
      const denied = await portal.send(subject, query);
      expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      expect(denied.text).not.toContain(member.personId);
    }
    expect(portal.unexpected).toEqual([]);
  });
});

describe('a membership', () => {
  it('changes for the next request, counts up and leaves an event', async () => {
    const partner = await aPartner(portal);
    const [admin, member] = [
      await aMember(portal, partner.id),
      await aMember(portal, partner.id, 'PARTNER_MEMBER'),
    ];
    const changed = await update(admin.subject, {
      id: idOf(member),
      seesAllReferrals: true,
      name: ' New  Name ',
    });
    expect(changed).toMatchObject({
      name: 'New Name',
      seesAllReferrals: true,
      role: 'PARTNER_MEMBER',
      version: 2,
    });
    const viewer = await portal.send(member.subject, '{ viewer { seesAllReferrals } }');
    expect(viewer.data.viewer.seesAllReferrals).toBe(true);
    expect(await update(admin.subject, { id: idOf(member), role: 'PARTNER_ADMIN' })).toMatchObject({
      code: 'STALE_VERSION',
      currentVersion: 2,
    });
    expect(
      await update(admin.subject, { id: idOf(member), version: 2, role: 'PARTNER_ADMIN' }),
    ).toMatchObject({ role: 'PARTNER_ADMIN' });
    expect(await update(admin.subject, { id: idOf(member), version: 3, name: '\u200b' })).toMatchObject({
      fields: [{ field: 'name' }],
    });
    expect(await eventsOf(member.membershipId)).toEqual([
      {
        type: 'membership.changed',
        data: {
          changed: ['name', 'seesAllReferrals'],
          role: 'PARTNER_MEMBER',
          seesAllReferrals: true,
          version: 2,
        },
      },
      {
        type: 'membership.changed',
        data: { changed: ['role'], role: 'PARTNER_ADMIN', seesAllReferrals: true, version: 3 },
      },
    ]);
  });

  it('ends at once: the next request is a stranger’s', async () => {
    const partner = await aPartner(portal);
    const [admin, member] = [
      await aMember(portal, partner.id),
      await aMember(portal, partner.id, 'PARTNER_MEMBER'),
    ];
    expect(await kindOf(member.subject)).toBe('PARTNER');
    expect(await end(admin.subject, member)).toMatchObject({ current: false, version: 2 });
    expect(await kindOf(member.subject)).toBe('UNKNOWN');
    const denied = await portal.send(member.subject, '{ partners { nodes { id } } }');
    expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await end(admin.subject, member, 2)).toMatchObject({ code: 'INVALID_STATE', state: 'ENDED' });
    expect(await update(admin.subject, { id: idOf(member), version: 2, name: 'X' })).toMatchObject({
      code: 'INVALID_STATE',
    });
    expect(await eventsOf(member.membershipId)).toEqual([
      { type: 'membership.ended', data: { reason: 'ENDED', version: 2 } },
    ]);
  });

  it('of the last admin is the vendor’s to end, not the partner’s', async () => {
    const master = await aPartner(portal);
    const partner = await aPartner(portal, { masterId: master.id });
    const admin = await aMember(portal, partner.id);
    const masters = await aMember(portal, master.id);
    await aMember(portal, partner.id, 'PARTNER_MEMBER');
    const before = await rowsOf(partner.id);
    for (const { subject } of [admin, masters]) {
      expect(await end(subject, admin)).toMatchObject({ code: 'INVALID_STATE', state: 'LAST_ADMIN' });
      expect(await update(subject, { id: idOf(admin), role: 'PARTNER_MEMBER' })).toMatchObject({
        state: 'LAST_ADMIN',
      });
    }
    expect(await rowsOf(partner.id)).toEqual(before);
    expect(await update(admin.subject, { id: idOf(admin), name: 'Still Admin' })).toMatchObject({
      version: 2,
    });
    expect(await end(operations.subject, admin, 2)).toMatchObject({ current: false });
  });

  it('keeps one admin, though two step down at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const partner = await aPartner(portal);
      const [one, two] = [await aMember(portal, partner.id), await aMember(portal, partner.id)];
      const answers = await Promise.all([
        round % 2 ? end(one.subject, one) : update(one.subject, { id: idOf(one), role: 'PARTNER_MEMBER' }),
        end(two.subject, two),
      ]);
      expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['InvalidStateError', 'Membership']);
      const admins = (await rowsOf(partner.id)).filter(
        ({ role, validTo }) => role === 'PARTNER_ADMIN' && validTo === null,
      );
      expect(admins).toHaveLength(1);
    }
    expect(portal.unexpected).toEqual([]);
  });

  it('is the admin’s and operations’ to change, and a denial changes nothing', async () => {
    const partner = await aPartner(portal);
    const [admin, member] = [
      await aMember(portal, partner.id),
      await aMember(portal, partner.id, 'PARTNER_MEMBER'),
    ];
    await aMember(portal, partner.id);
    const before = await rowsOf(partner.id);
    const forbidden = [
      member.subject,
      (await aMember(portal, partner.id, 'PARTNER_MEMBER', true)).subject,
      (await aStaffMember(portal, 'CHANNEL_MANAGER')).subject,
      (await aStaffMember(portal, 'EXECUTIVE')).subject,
      (await aStaffMember(portal, 'SERVICE')).subject,
      'stranger',
      null,
    ];
    for (const subject of forbidden) {
      expect(await end(subject, admin)).toMatchObject({ code: 'FORBIDDEN' });
      expect(await update(subject, { id: idOf(member), seesAllReferrals: true })).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    const rival = await aMember(portal, (await aPartner(portal)).id);
    expect(await end(rival.subject, admin)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await update(rival.subject, { id: idOf(member), seesAllReferrals: true })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await rowsOf(partner.id)).filter(({ id }) => before.some((row) => row.id === id))).toEqual(
      before,
    );
    expect(portal.unexpected).toEqual([]);
  });
});
