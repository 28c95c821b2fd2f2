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

describe('an invitation', () => {
  it('keeps its code to itself: only a hash is stored, and events hold neither name nor address', async () => {
    const { invitationCode: code, invitation } = await desk.invite();
    const id = invitation.id.slice('Invitation_'.length);
    const row = await portal.arrange((tx) => tx.invitation.findUniqueOrThrow({ where: { id } }));
    expect(row.codeHash).toHaveLength(32);
    const stored = JSON.stringify([row, await desk.eventsOf(id)], (_key, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    );
    expect(stored).not.toContain(code);
    expect(await desk.eventsOf(id)).toEqual([
      {
        type: 'invitation.created',
        partnerId: desk.acme.id,
        data: { role: 'PARTNER_MEMBER', seesAllReferrals: false },
      },
    ]);
  });

  it('expires after 14 days to the millisecond, and then gives way to a new one', async () => {
    const email = desk.anAddress();
    const start = new Date('2026-03-01T10:00:00.000Z');
    portal.setNow(start);
    const first = await desk.invite({ email });
    expect(first.invitation.expiresAt).toBe('2026-03-15T10:00:00.000Z');
    expect(await desk.invite({ email })).toMatchObject({ code: 'CONFLICT', field: 'email' });
    portal.setNow(new Date('2026-03-15T10:00:00.000Z'));
    expect(await desk.accept('late', first.invitationCode, email)).toMatchObject({ code: 'INVALID_INPUT' });
    const second = await desk.invite({ email });
    expect(second.__typename).toBe('InvitationCreated');
    portal.setNow(new Date('2026-03-29T09:59:59.999Z'));
    expect(await desk.accept('late', first.invitationCode, email)).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await desk.accept('late', second.invitationCode, email)).toMatchObject({ partnerName: 'Acme' });
    portal.setNow(null);
    const read = await portal.send(
      desk.admin.subject,
      `{ node(id: "${first.invitation.id}") { ... on Invitation { status } } }`,
    );
    expect(read.data.node).toEqual({ status: 'EXPIRED' });
  });

  it('is made once for a partner and an address, though two ask at the same moment', async () => {
    const email = desk.anAddress();
    const answers = await Promise.all([desk.invite({ email }), desk.invite({ email })]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'ConflictError',
      'InvitationCreated',
    ]);
    expect(await portal.arrange((tx) => tx.invitation.count({ where: { email } }))).toBe(1);
    expect(
      (await desk.invite({ email, partnerId: `Partner_${desk.globex.id}` }, desk.operations.subject))
        .__typename,
    ).toBe('InvitationCreated');
    expect(portal.unexpected).toEqual([]);
  });

  it('repeats itself for a repeated key, without the code', async () => {
    const input = { email: desk.anAddress(), idempotencyKey: 'invite-1' };
    const first = await desk.invite(input);
    const again = await desk.invite(input);
    expect(again).toMatchObject({ invitationCode: null, invitation: { id: first.invitation.id } });
    expect(await desk.invite({ ...input, email: desk.anAddress() })).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
  });

  it('is refused for a member, for a partner that takes in nobody, and with malformed fields', async () => {
    const member = await aMember(portal, desk.acme.id, 'PARTNER_MEMBER');
    expect(await desk.invite({ email: `${member.subject}@people.test` })).toMatchObject({
      code: 'CONFLICT',
      field: 'email',
    });
    const ended = await aPartner(portal, { status: 'TERMINATED' });
    expect(await desk.invite({ partnerId: `Partner_${ended.id}` }, desk.operations.subject)).toMatchObject({
      code: 'INVALID_STATE',
      state: 'TERMINATED',
    });
    const refused = await desk.invite({ email: 'nobody', name: ' ' });
    expect(refused.fields.map(({ field }: { field: string }) => field)).toEqual(['email', 'name']);
  });

  it('is taken back once, and opens nothing afterwards', async () => {
    const { invitationCode: code, invitation } = await desk.invite();
    const revoked = await desk.revoke(desk.admin.subject, invitation.id);
    expect(revoked).toMatchObject({ status: 'REVOKED' });
    const again = await desk.revoke(desk.admin.subject, invitation.id);
    expect(again).toMatchObject({ code: 'INVALID_STATE', state: 'REVOKED' });
    expect(await desk.accept('too-late', code, invitation.email)).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('is for the partner’s admin and operations only, and a denial changes nothing', async () => {
    const { invitation } = await desk.invite();
    const others = [
      (await aMember(portal, desk.acme.id, 'PARTNER_MEMBER', true)).subject,
      (await aMember(portal, desk.acme.id, 'PARTNER_MEMBER')).subject,
      (await aStaffMember(portal, 'CHANNEL_MANAGER')).subject,
      (await aStaffMember(portal, 'FINANCE')).subject,
      (await aStaffMember(portal, 'SERVICE')).subject,
      'stranger',
      null,
    ];
    const rival = (await aMember(portal, desk.globex.id)).subject;
    const before = await desk.everything();
    for (const subject of others) {
      expect(await desk.invite({}, subject)).toMatchObject({ code: 'FORBIDDEN' });
      const revoked = await desk.revoke(subject, invitation.id);
      expect(revoked).toMatchObject({ code: 'FORBIDDEN' });
      const read = await portal.send(
        subject,
        `{ node(id: "${invitation.id}") { ... on Invitation { email } } }`,
      );
      expect(read.text).not.toContain(invitation.email);
    }
    expect(await desk.invite({}, rival)).toMatchObject({ code: 'NOT_FOUND' });
    const revoked = await desk.revoke(rival, invitation.id);
    expect(revoked).toMatchObject({ code: 'NOT_FOUND' });
    expect(await desk.everything()).toEqual(before);
    expect(portal.unexpected).toEqual([]);
  });
});
