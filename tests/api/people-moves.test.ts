import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let operations: { subject: string };

beforeAll(async () => {
  portal = await startPortal();
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

const rowsOf = (partnerId: string) =>
  portal.arrange((tx) => tx.membership.findMany({ where: { partnerId }, orderBy: { id: 'asc' } }));
const eventsOf = (membershipId: string) =>
  portal.arrange(async (tx) =>
    (await tx.event.findMany({ where: { subjectId: membershipId }, orderBy: { id: 'asc' } })).map(
      ({ type, data }) => ({ type, data }),
    ),
  );

describe('a person who moves to another partner', () => {
  const INVITE = `mutation ($input: InvitationCreateInput!) { invitationCreate(input: $input) { __typename
    ... on InvitationCreated { invitationCode } ... on Error { code message } } }`;
  const ACCEPT = `mutation ($code: String!) { invitationAccept(input: { code: $code }) { __typename
    ... on InvitationAccepted { partnerName } ... on Error { code message } } }`;
  const REGISTER = `mutation ($name: String!) { referralRegister(input: { details: { customerName: $name } }) {
    ... on Referral { id } ... on Error { code } } }`;
  const REFERRALS = '{ referrals { nodes { id partner { name } registeredByName } } }';

  const move = async (subject: string, partnerId: string, email: string) => {
    const input = { partnerId: `Partner_${partnerId}`, email, name: 'Mo Ver', role: 'PARTNER_ADMIN' };
    const { invitationCode: code } = (await portal.send(operations.subject, INVITE, { input })).data
      .invitationCreate;
    return (await portal.send(subject, ACCEPT, { code }, email)).data.invitationAccept;
  };

  it('keeps who they are; what they registered stays with the partner they left', async () => {
    const [old, next] = [await aPartner(portal, { name: 'Old' }), await aPartner(portal, { name: 'Next' })];
    const [boss, mover] = [await aMember(portal, old.id), await aMember(portal, old.id, 'PARTNER_MEMBER')];
    const referral = (await portal.send(mover.subject, REGISTER, { name: 'Initech' })).data.referralRegister;
    expect(await move(mover.subject, next.id, `${randomUUID()}@next.test`)).toMatchObject({
      partnerName: 'Next',
    });
    const memberships = await portal.arrange((tx) =>
      tx.membership.findMany({ where: { personId: mover.personId }, orderBy: { validFrom: 'asc' } }),
    );
    expect(memberships.map(({ partnerId }) => partnerId)).toEqual([old.id, next.id]);
    expect(memberships[0]?.validTo).toEqual(memberships[1]?.validFrom);
    expect(
      (await portal.send(mover.subject, '{ viewer { partner { name } } }')).data.viewer.partner.name,
    ).toBe('Next');
    expect((await portal.send(mover.subject, REFERRALS)).data.referrals.nodes).toEqual([]);
    expect((await portal.send(mover.subject, `{ node(id: "${referral.id}") { id } }`)).data.node).toBeNull();
    expect((await portal.send(boss.subject, REFERRALS)).data.referrals.nodes).toMatchObject([
      { id: referral.id, partner: { name: 'Old' } },
    ]);
    expect((await eventsOf(mover.membershipId)).map(({ data }) => data)).toEqual([
      { reason: 'MOVED', version: 2 },
    ]);
    const log = await portal.arrange((tx) =>
      tx.event.findMany({ where: { actorId: mover.personId, type: { startsWith: 'membership.' } } }),
    );
    expect(log.map(({ type, partnerId }) => ({ type, partnerId }))).toEqual([
      { type: 'membership.ended', partnerId: old.id },
      { type: 'membership.started', partnerId: next.id },
    ]);
  });

  it('is known by the verified address too, with a sign-in that the portal has not seen', async () => {
    const [old, next] = [await aPartner(portal), await aPartner(portal, { name: 'Next' })];
    const mover = await aMember(portal, old.id, 'PARTNER_MEMBER');
    expect(await move('other-sign-in', next.id, `${mover.subject}@people.test`)).toMatchObject({
      partnerName: 'Next',
    });
    for (const subject of ['other-sign-in', mover.subject])
      expect((await portal.send(subject, '{ viewer { partner { name } } }')).data.viewer.partner).toEqual({
        name: 'Next',
      });
  });

  it('is refused where they belong already, and nothing changes', async () => {
    const partner = await aPartner(portal);
    const member = await aMember(portal, partner.id, 'PARTNER_MEMBER');
    const before = await rowsOf(partner.id);
    expect(await move(member.subject, partner.id, `${randomUUID()}@elsewhere.test`)).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await rowsOf(partner.id)).toEqual(before);
  });

  it('may come back, and begins a new time there', async () => {
    const [home, away] = [await aPartner(portal, { name: 'Home' }), await aPartner(portal)];
    const member = await aMember(portal, home.id, 'PARTNER_MEMBER');
    await move(member.subject, away.id, `${randomUUID()}@away.test`);
    expect(await move(member.subject, home.id, `${randomUUID()}@home.test`)).toMatchObject({
      partnerName: 'Home',
    });
    expect((await rowsOf(home.id)).map(({ validTo }) => validTo === null)).toEqual([false, true]);
    expect(portal.unexpected).toEqual([]);
  });
});
