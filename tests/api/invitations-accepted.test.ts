import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { type Invitations, setUpInvitations } from '../support/invitations.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let desk: Invitations;

beforeAll(async () => {
  portal = await startPortal({ poolMax: 10 });
  desk = await setUpInvitations(portal);
});

const viewer = async (subject: string) =>
  (await portal.send(subject, '{ viewer { kind name roles seesAllReferrals partner { name } } }')).data
    .viewer;

describe('accepting an invitation', () => {
  it('lets a stranger in, as what they were invited to be', async () => {
    const email = desk.anAddress();
    const { invitationCode: code, invitation } = await desk.invite({
      email: email.toUpperCase(),
      seesAllReferrals: true,
    });
    expect(code).toMatch(/^[\w-]{43}$/);
    expect(invitation).toMatchObject({
      email,
      status: 'OPEN',
      role: 'PARTNER_MEMBER',
      seesAllReferrals: true,
      partner: { name: 'Acme' },
    });
    expect(await viewer('newcomer')).toMatchObject({ kind: 'UNKNOWN' });
    expect(await desk.accept('newcomer', code, email.toUpperCase())).toMatchObject({
      __typename: 'InvitationAccepted',
      partnerName: 'Acme',
      role: 'PARTNER_MEMBER',
    });
    expect(await viewer('newcomer')).toEqual({
      ...{ kind: 'PARTNER', name: 'New Person', roles: ['PARTNER_MEMBER'] },
      ...{ seesAllReferrals: true, partner: { name: 'Acme' } },
    });
    const person = await portal.arrange((tx) => tx.person.findUniqueOrThrow({ where: { email } }));
    expect((await desk.eventsOf(person.id)).map(({ type }) => type)).toEqual([
      'person.created',
      'person.identity_linked',
      'membership.started',
      'invitation.accepted',
    ]);
    const read = await portal.send(
      desk.admin.subject,
      `{ node(id: "${invitation.id}") { ... on Invitation { status } } }`,
    );
    expect(read.data.node).toEqual({ status: 'ACCEPTED' });
  });

  it('is refused to a wrong address, byte for byte as a wrong code is', async () => {
    const [mine, expired, revoked, used] = [
      await desk.invite(),
      await desk.invite(),
      await desk.invite(),
      await desk.invite(),
    ];
    await desk.accept('earlier', used.invitationCode, used.invitation.email);
    await desk.revoke(desk.admin.subject, revoked.invitation.id);
    const gone = await aMember(portal, desk.globex.id);
    await portal.arrange((tx) =>
      tx.person.update({ where: { id: gone.personId }, data: { deactivatedAt: new Date() } }),
    );
    await portal.arrange((tx) =>
      tx.invitation.update({
        where: { id: expired.invitation.id.slice(11) },
        data: { expiresAt: new Date() },
      }),
    );
    const before = await desk.everything();
    const answers = [
      await desk.answerToAccept('thief-1', 'no such code', mine.invitation.email),
      await desk.answerToAccept('thief-1', mine.invitationCode, 'thief@else.test'),
      await desk.answerToAccept('thief-1', mine.invitationCode),
      await desk.answerToAccept('thief-1', '', mine.invitation.email),
      await desk.answerToAccept('thief-2', expired.invitationCode, expired.invitation.email),
      await desk.answerToAccept('thief-2', revoked.invitationCode, revoked.invitation.email),
      await desk.answerToAccept('thief-2', used.invitationCode, used.invitation.email),
      await desk.answerToAccept(gone.subject, mine.invitationCode, mine.invitation.email),
    ];
    expect(answers[0]?.data.invitationAccept).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ field: 'code', code: 'NOT_ACCEPTABLE' }],
    });
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await desk.everything()).toEqual(before);
    expect(await desk.accept('rightful', mine.invitationCode, mine.invitation.email)).toMatchObject({
      partnerName: 'Acme',
    });
  });

  it('is refused alike where its address is of the vendor’s staff, of a system, or of somebody deactivated', async () => {
    const staff = await aStaffMember(portal, 'FINANCE');
    const system = await aStaffMember(portal, 'SERVICE');
    await portal.arrange((tx) =>
      tx.staffRole.updateMany({ where: { personId: system.personId }, data: { validTo: new Date() } }),
    );
    const left = await aMember(portal, desk.globex.id);
    await portal.arrange((tx) =>
      tx.person.update({ where: { id: left.personId }, data: { deactivatedAt: new Date() } }),
    );
    const wrong = (await desk.answerToAccept('prober', 'wrong', 'prober@else.test')).text;
    for (const { subject } of [staff, system, left]) {
      const email = `${subject}@people.test`;
      const { invitationCode: code } = await desk.invite({ email });
      const before = await desk.everything();
      expect((await desk.answerToAccept(`alias-of-${subject}`, code, email)).text).toBe(wrong);
      expect(await desk.everything()).toEqual(before);
    }
    const { invitationCode: code, invitation } = await desk.invite();
    expect(await desk.accept(staff.subject, code, invitation.email)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await desk.accept(null, code, invitation.email)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is accepted once, though two try at the same moment', async () => {
    for (let round = 0; round < 8; round += 1) {
      const email = desk.anAddress();
      const { invitationCode: code } = await desk.invite({ email });
      const answers = await Promise.all(
        [1, 2].map((place) => desk.accept(`twin-${round}-${place}`, code, email)),
      );
      expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
        'InvalidInputError',
        'InvitationAccepted',
      ]);
      const memberships = await portal.arrange((tx) => tx.membership.findMany({ where: { email } }));
      expect(memberships).toHaveLength(1);
      expect(
        await portal.arrange((tx) =>
          tx.personIdentity.count({ where: { personId: memberships[0]!.personId } }),
        ),
      ).toBe(1);
    }
    expect(portal.unexpected).toEqual([]);
  });

  it('leaves somebody at one partner, though they accept two invitations at the same moment', async () => {
    for (let round = 0; round < 8; round += 1) {
      const email = desk.anAddress();
      const codes = [
        await desk.invite({ email }),
        await desk.invite({ email, partnerId: `Partner_${desk.globex.id}` }, desk.operations.subject),
      ];
      const answers = await Promise.all(
        codes.map(({ invitationCode }) => desk.accept(`mover-${round}`, invitationCode, email)),
      );
      expect(answers.map(({ __typename }) => __typename)).toEqual([
        'InvitationAccepted',
        'InvitationAccepted',
      ]);
      const memberships = await portal.arrange((tx) => tx.membership.findMany({ where: { email } }));
      expect(memberships.filter(({ validTo }) => validTo === null)).toHaveLength(1);
      expect(new Set(memberships.map(({ personId }) => personId)).size).toBe(1);
    }
    expect(portal.unexpected).toEqual([]);
  });

  it('can be tried ten times an hour by one sign-in', async () => {
    portal.setNow(new Date('2026-05-01T10:30:00Z'));
    const { invitationCode: code, invitation } = await desk.invite();
    for (let tries = 0; tries < 10; tries += 1)
      expect(await desk.accept('guesser', `guess-${tries}`, invitation.email)).toMatchObject({
        code: 'INVALID_INPUT',
      });
    expect(await desk.accept('guesser', code, invitation.email)).toMatchObject({
      code: 'RATE_LIMITED',
      retryAt: '2026-05-01T11:00:00.000Z',
    });
    portal.setNow(new Date('2026-05-01T11:00:00Z'));
    expect(await desk.accept('guesser', code, invitation.email)).toMatchObject({ partnerName: 'Acme' });
    portal.setNow(null);
  });

  it('opens nothing once the partner takes in nobody', async () => {
    const partner = await aPartner(portal);
    const { invitationCode, invitation } = await desk.invite(
      { partnerId: `Partner_${partner.id}` },
      desk.operations.subject,
    );
    await portal.arrange((tx) =>
      tx.partner.update({ where: { id: partner.id }, data: { status: 'TERMINATED' } }),
    );
    const before = await desk.everything();
    expect(await desk.accept('too-late', invitationCode, invitation.email)).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await desk.everything()).toEqual(before);
  });
});
