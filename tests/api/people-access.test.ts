import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { ACCESS_CHANGES, type AccessChange, type People, setUpPeople } from '../support/people.ts';
import { type Portal, startPortal, TEST_ISSUER } from '../support/portal.ts';

let portal: Portal;
let desk: People;

beforeAll(async () => {
  portal = await startPortal({ poolMax: 10 });
  desk = await setUpPeople(portal);
});

describe('staff roles', () => {
  it('are granted and revoked for the next request, and stay on record', async () => {
    const person = await aStaffMember(portal, 'FINANCE');
    expect(await desk.change('staffRoleGrant', desk.operations, person, { role: 'EXECUTIVE' })).toMatchObject(
      {
        staffRoles: ['EXECUTIVE', 'FINANCE'],
      },
    );
    expect((await desk.accessOf(person.subject)).roles).toEqual(['EXECUTIVE', 'FINANCE']);
    expect(await desk.change('staffRoleGrant', desk.operations, person, { role: 'EXECUTIVE' })).toMatchObject(
      {
        code: 'INVALID_STATE',
      },
    );
    expect(await desk.change('staffRoleRevoke', desk.operations, person, { role: 'FINANCE' })).toMatchObject({
      staffRoles: ['EXECUTIVE'],
    });
    expect((await desk.accessOf(person.subject)).roles).toEqual(['EXECUTIVE']);
    expect(await desk.change('staffRoleRevoke', desk.operations, person, { role: 'FINANCE' })).toMatchObject({
      code: 'INVALID_STATE',
    });
    const regranted = await desk.change('staffRoleGrant', desk.operations, person, { role: 'FINANCE' });
    expect(
      regranted.staffRoleHistory.filter(({ role }: { role: string }) => role === 'FINANCE'),
    ).toMatchObject([{ validTo: null }, { validTo: expect.any(String) }]);
    expect(
      (await desk.eventsOf(person)).map(({ type, data }) => [type, (data as { role: string }).role]),
    ).toEqual([
      ['person.role_granted', 'EXECUTIVE'],
      ['person.role_revoked', 'FINANCE'],
      ['person.role_granted', 'FINANCE'],
    ]);
  });

  it('survive being granted, revoked and granted again within one instant', async () => {
    const person = await aStaffMember(portal, 'FINANCE');
    portal.setNow(new Date());
    for (const name of ['staffRoleGrant', 'staffRoleRevoke', 'staffRoleGrant'] as const)
      expect(await desk.change(name, desk.operations, person, { role: 'EXECUTIVE' })).toMatchObject({
        __typename: 'Person',
      });
    portal.setNow(null);
    expect(portal.unexpected).toEqual([]);
  });

  it('end access when the last one is revoked', async () => {
    const person = await aStaffMember(portal, 'FINANCE');
    await desk.change('staffRoleRevoke', desk.operations, person, { role: 'FINANCE' });
    expect(await desk.accessOf(person.subject)).toEqual({ kind: 'UNKNOWN', roles: [] });
  });

  it('are not for a partner’s people, and systems have one of their own', async () => {
    const member = await aMember(portal, (await aPartner(portal)).id);
    const system = await aStaffMember(portal, 'SERVICE');
    const person = await aStaffMember(portal, 'FINANCE');
    const before = await desk.everything();
    expect(
      await desk.change('staffRoleGrant', desk.administrator, member, { role: 'FINANCE' }),
    ).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await desk.change('staffRoleGrant', desk.administrator, system, { role: 'ADMIN' })).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(
      await desk.change('staffRoleGrant', desk.administrator, person, { role: 'SERVICE' }),
    ).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await desk.everything()).toEqual(before);
  });

  it('of administrators are administrators’ to give, and so is everything by which one could become them', async () => {
    const person = await aStaffMember(portal, 'FINANCE');
    const other = await aStaffMember(portal, 'ADMIN');
    const before = await desk.everything();
    const identity = { issuer: TEST_ISSUER, subject: `mine-${randomUUID()}` };
    const refused = [
      await desk.change('staffRoleGrant', desk.operations, person, { role: 'ADMIN' }),
      await desk.create(desk.operations, { roles: ['ADMIN'] }),
      await desk.change('staffRoleRevoke', desk.operations, other, { role: 'ADMIN' }),
      await desk.change('personDeactivate', desk.operations, other),
      await desk.change('personLinkIdentity', desk.operations, other, { identity }),
      await desk.change('personUnlinkIdentity', desk.operations, other, {
        identity: { issuer: TEST_ISSUER, subject: other.subject },
      }),
      await desk.update(desk.operations, other, { version: 1, email: `mine-${randomUUID()}@vendor.test` }),
    ];
    expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 'FORBIDDEN'));
    expect(await desk.everything()).toEqual(before);
    expect(await desk.change('staffRoleGrant', desk.administrator, person, { role: 'ADMIN' })).toMatchObject({
      staffRoles: ['ADMIN', 'FINANCE'],
    });
  });
});

describe('access', () => {
  it('ends at once when somebody is deactivated, of staff and partners’ people alike, and comes back', async () => {
    const staff = await aStaffMember(portal, 'FINANCE');
    const member = await aMember(portal, (await aPartner(portal)).id);
    for (const person of [staff, member]) {
      const { kind } = await desk.accessOf(person.subject);
      expect(await desk.change('personDeactivate', desk.operations, person)).toMatchObject({
        active: false,
        version: 2,
      });
      expect(await desk.accessOf(person.subject)).toEqual({ kind: 'UNKNOWN', roles: [] });
      const denied = await portal.send(person.subject, '{ partners { nodes { id } } }');
      expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      expect(await desk.change('personDeactivate', desk.operations, person)).toMatchObject({
        code: 'INVALID_STATE',
      });
      expect(await desk.change('personReactivate', desk.operations, person)).toMatchObject({
        active: true,
        version: 3,
      });
      expect((await desk.accessOf(person.subject)).kind).toBe(kind);
      expect(await desk.change('personReactivate', desk.operations, person)).toMatchObject({
        code: 'INVALID_STATE',
      });
    }
  });

  it('comes and goes with sign-ins, each of which is one person’s', async () => {
    const person = await aStaffMember(portal, 'FINANCE');
    const identity = { issuer: TEST_ISSUER, subject: `second-${randomUUID()}` };
    expect(
      (await desk.change('personLinkIdentity', desk.operations, person, { identity })).identities,
    ).toHaveLength(2);
    expect((await desk.accessOf(identity.subject)).roles).toEqual(['FINANCE']);
    const stranger = await aStaffMember(portal, 'EXECUTIVE');
    expect(await desk.change('personLinkIdentity', desk.operations, stranger, { identity })).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await desk.change('personUnlinkIdentity', desk.operations, stranger, { identity })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(
      (await desk.change('personUnlinkIdentity', desk.operations, person, { identity })).identities,
    ).toHaveLength(1);
    expect((await desk.accessOf(identity.subject)).kind).toBe('UNKNOWN');
    const bad = { identity: { issuer: TEST_ISSUER, subject: 'nul\u0000' } };
    expect(await desk.change('personLinkIdentity', desk.operations, person, bad)).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await desk.change('personUnlinkIdentity', desk.operations, person, bad)).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(portal.unexpected).toEqual([]);
  });

  it.each<[AccessChange, object]>([
    ['personDeactivate', {}],
    ['personReactivate', {}],
    ['staffRoleGrant', { role: 'FINANCE' }],
    ['staffRoleRevoke', { role: 'ADMIN' }],
    ['personLinkIdentity', { identity: { issuer: TEST_ISSUER, subject: 'own' } }],
    ['personUnlinkIdentity', { identity: { issuer: TEST_ISSUER, subject: 'own' } }],
  ])('is nobody’s own to change: %s', async (name, more) => {
    for (const self of [desk.administrator, desk.operations]) {
      const before = await desk.everything(self.personId);
      expect(await desk.change(name, self, self, more)).toMatchObject({ code: 'FORBIDDEN' });
      expect(await desk.everything(self.personId)).toEqual(before);
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
    const before = await desk.everything();
    const more = {
      personDeactivate: {},
      personReactivate: {},
      staffRoleGrant: { role: 'EXECUTIVE' },
      staffRoleRevoke: { role: 'FINANCE' },
      personLinkIdentity: { identity: { issuer: TEST_ISSUER, subject: 'theirs' } },
      personUnlinkIdentity: { identity: { issuer: TEST_ISSUER, subject: person.subject } },
    };
    for (const other of others) {
      for (const name of Object.keys(ACCESS_CHANGES) as AccessChange[])
        expect(await desk.change(name, other, person, more[name])).toMatchObject({ code: 'FORBIDDEN' });
      expect(await desk.create(other, {})).toMatchObject({ code: 'FORBIDDEN' });
      expect(await desk.update(other, person, { version: 1, name: 'Mallory' })).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect(await desk.everything()).toEqual(before);
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
        return (await lonely.send(by.subject, ACCESS_CHANGES[name], { input })).data[name];
      };
      const answers = await Promise.all([take(one, two), take(two, one)]);
      const [refused, taken] = answers.map(({ __typename }) => __typename).sort();
      expect(taken).toBe('Person');
      // Whoever was known only after the other one's commit was no administrator any more.
      expect(['ConflictError', 'ForbiddenError']).toContain(refused);
      await lonely.arrange((tx) =>
        tx.staffRole.updateMany({ where: { validTo: null }, data: { validTo: new Date() } }),
      );
    }
    expect(lonely.unexpected).toEqual([]);
  });
});
