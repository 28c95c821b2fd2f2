import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const REFUSAL = `... on Error { code message } ... on InvalidInputError { fields { field code message } }
  ... on InvalidStateError { state }`;
const CREATE = `mutation ($input: InvitationCreateInput!) { invitationCreate(input: $input) { __typename
  ... on InvitationCreated { invitationCode invitation { id email name role seesAllReferrals status expiresAt partner { name } } }
  ... on ConflictError { field } ${REFUSAL} } }`;
const REVOKE = `mutation ($input: InvitationRevokeInput!) { invitationRevoke(input: $input) { __typename
  ... on Invitation { id status } ${REFUSAL} } }`;
const ACCEPT = `mutation ($code: String!) { invitationAccept(input: { code: $code }) { __typename
  ... on InvitationAccepted { partnerName role since } ... on Error { code message }
  ... on InvalidInputError { fields { field code message } } ... on RateLimitedError { retryAt } } }`;

let portal: Portal;
let acme: { id: string };
let globex: { id: string };
let admin: Member;
let operations: { subject: string };

beforeAll(async () => {
  portal = await startPortal({ poolMax: 10 });
  [acme, globex] = [await aPartner(portal, { name: 'Acme' }), await aPartner(portal, { name: 'Globex' })];
  admin = await aMember(portal, acme.id);
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

const anAddress = () => `${randomUUID().slice(0, 8)}@acme.test`;
const invite = async (input: object = {}, subject: string | null = admin.subject) =>
  (
    await portal.send(subject, CREATE, {
      input: {
        partnerId: `Partner_${acme.id}`,
        email: anAddress(),
        name: 'New Person',
        role: 'PARTNER_MEMBER',
        ...input,
      },
    })
  ).data.invitationCreate;
const accept = async (subject: string | null, code: string, email?: string) =>
  (await portal.send(subject, ACCEPT, { code }, email)).data.invitationAccept;
const viewer = async (subject: string) =>
  (await portal.send(subject, '{ viewer { kind name roles seesAllReferrals partner { name } } }')).data
    .viewer;
const everything = () =>
  portal.arrange(async (tx) => ({
    invitations: await tx.invitation.findMany({ orderBy: { id: 'asc' } }),
    memberships: await tx.membership.findMany({ orderBy: { id: 'asc' } }),
    people: await tx.person.findMany({ orderBy: { id: 'asc' } }),
    identities: await tx.personIdentity.findMany({ orderBy: { subject: 'asc' } }),
    events: await tx.event.count(),
  }));
const eventsOf = (personOrSubjectId: string) =>
  portal.arrange(async (tx) =>
    (
      await tx.event.findMany({
        where: { OR: [{ subjectId: personOrSubjectId }, { actorId: personOrSubjectId }] },
        orderBy: { id: 'asc' },
      })
    ).map(({ type, partnerId, data }) => ({ type, partnerId, data })),
  );

describe('an invitation', () => {
  it('lets a stranger in, as what they were invited to be', async () => {
    const email = anAddress();
    const { invitationCode: code, invitation } = await invite({
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
    expect(await accept('newcomer', code, email.toUpperCase())).toMatchObject({
      __typename: 'InvitationAccepted',
      partnerName: 'Acme',
      role: 'PARTNER_MEMBER',
    });
    expect(await viewer('newcomer')).toEqual({
      ...{ kind: 'PARTNER', name: 'New Person', roles: ['PARTNER_MEMBER'] },
      ...{ seesAllReferrals: true, partner: { name: 'Acme' } },
    });
    const person = await portal.arrange((tx) => tx.person.findUniqueOrThrow({ where: { email } }));
    expect((await eventsOf(person.id)).map(({ type }) => type)).toEqual([
      'person.created',
      'person.identity_linked',
      'membership.started',
      'invitation.accepted',
    ]);
    const read = await portal.send(
      admin.subject,
      `{ node(id: "${invitation.id}") { ... on Invitation { status } } }`,
    );
    expect(read.data.node).toEqual({ status: 'ACCEPTED' });
  });

  it('keeps its code to itself: only a hash is stored, and events hold neither name nor address', async () => {
    const { invitationCode: code, invitation } = await invite();
    const id = invitation.id.slice('Invitation_'.length);
    const row = await portal.arrange((tx) => tx.invitation.findUniqueOrThrow({ where: { id } }));
    expect(row.codeHash).toHaveLength(32);
    const stored = JSON.stringify([row, await eventsOf(id)], (_key, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    );
    expect(stored).not.toContain(code);
    expect(await eventsOf(id)).toEqual([
      {
        type: 'invitation.created',
        partnerId: acme.id,
        data: { role: 'PARTNER_MEMBER', seesAllReferrals: false },
      },
    ]);
  });

  it('is refused to a wrong address, byte for byte as a wrong code is', async () => {
    const [mine, expired, revoked, used] = [await invite(), await invite(), await invite(), await invite()];
    await accept('earlier', used.invitationCode, used.invitation.email);
    await portal.send(admin.subject, REVOKE, { input: { id: revoked.invitation.id } });
    const gone = await aMember(portal, globex.id);
    await portal.arrange((tx) =>
      tx.person.update({ where: { id: gone.personId }, data: { deactivatedAt: new Date() } }),
    );
    await portal.arrange((tx) =>
      tx.invitation.update({
        where: { id: expired.invitation.id.slice(11) },
        data: { expiresAt: new Date() },
      }),
    );
    const before = await everything();
    const answers = [
      await portal.send('thief-1', ACCEPT, { code: 'no such code' }, mine.invitation.email),
      await portal.send('thief-1', ACCEPT, { code: mine.invitationCode }, 'thief@else.test'),
      await portal.send('thief-1', ACCEPT, { code: mine.invitationCode }),
      await portal.send('thief-1', ACCEPT, { code: '' }, mine.invitation.email),
      await portal.send('thief-2', ACCEPT, { code: expired.invitationCode }, expired.invitation.email),
      await portal.send('thief-2', ACCEPT, { code: revoked.invitationCode }, revoked.invitation.email),
      await portal.send('thief-2', ACCEPT, { code: used.invitationCode }, used.invitation.email),
      await portal.send(gone.subject, ACCEPT, { code: mine.invitationCode }, mine.invitation.email),
    ];
    expect(answers[0]?.data.invitationAccept).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ field: 'code', code: 'NOT_ACCEPTABLE' }],
    });
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await everything()).toEqual(before);
    expect(await accept('rightful', mine.invitationCode, mine.invitation.email)).toMatchObject({
      partnerName: 'Acme',
    });
  });

  it('is refused alike where its address is of the vendor’s staff, of a system, or of somebody deactivated', async () => {
    const staff = await aStaffMember(portal, 'FINANCE');
    const system = await aStaffMember(portal, 'SERVICE');
    await portal.arrange((tx) =>
      tx.staffRole.updateMany({ where: { personId: system.personId }, data: { validTo: new Date() } }),
    );
    const left = await aMember(portal, globex.id);
    await portal.arrange((tx) =>
      tx.person.update({ where: { id: left.personId }, data: { deactivatedAt: new Date() } }),
    );
    const wrong = (await portal.send('prober', ACCEPT, { code: 'wrong' }, 'prober@else.test')).text;
    for (const { subject } of [staff, system, left]) {
      const email = `${subject}@people.test`;
      const { invitationCode: code } = await invite({ email });
      const before = await everything();
      expect((await portal.send(`alias-of-${subject}`, ACCEPT, { code }, email)).text).toBe(wrong);
      expect(await everything()).toEqual(before);
    }
    const { invitationCode: code, invitation } = await invite();
    expect(await accept(staff.subject, code, invitation.email)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await accept(null, code, invitation.email)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is accepted once, though two try at the same moment', async () => {
    for (let round = 0; round < 8; round += 1) {
      const email = anAddress();
      const { invitationCode: code } = await invite({ email });
      const answers = await Promise.all([1, 2].map((place) => accept(`twin-${round}-${place}`, code, email)));
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
      const email = anAddress();
      const codes = [
        await invite({ email }),
        await invite({ email, partnerId: `Partner_${globex.id}` }, operations.subject),
      ];
      const answers = await Promise.all(
        codes.map(({ invitationCode }) => accept(`mover-${round}`, invitationCode, email)),
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

  it('expires after 14 days to the millisecond, and then gives way to a new one', async () => {
    const email = anAddress();
    const start = new Date('2026-03-01T10:00:00.000Z');
    portal.setNow(start);
    const first = await invite({ email });
    expect(first.invitation.expiresAt).toBe('2026-03-15T10:00:00.000Z');
    expect(await invite({ email })).toMatchObject({ code: 'CONFLICT', field: 'email' });
    portal.setNow(new Date('2026-03-15T10:00:00.000Z'));
    expect(await accept('late', first.invitationCode, email)).toMatchObject({ code: 'INVALID_INPUT' });
    const second = await invite({ email });
    expect(second.__typename).toBe('InvitationCreated');
    portal.setNow(new Date('2026-03-29T09:59:59.999Z'));
    expect(await accept('late', first.invitationCode, email)).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await accept('late', second.invitationCode, email)).toMatchObject({ partnerName: 'Acme' });
    portal.setNow(null);
    const read = await portal.send(
      admin.subject,
      `{ node(id: "${first.invitation.id}") { ... on Invitation { status } } }`,
    );
    expect(read.data.node).toEqual({ status: 'EXPIRED' });
  });

  it('is made once for a partner and an address, though two ask at the same moment', async () => {
    const email = anAddress();
    const answers = await Promise.all([invite({ email }), invite({ email })]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'ConflictError',
      'InvitationCreated',
    ]);
    expect(await portal.arrange((tx) => tx.invitation.count({ where: { email } }))).toBe(1);
    expect((await invite({ email, partnerId: `Partner_${globex.id}` }, operations.subject)).__typename).toBe(
      'InvitationCreated',
    );
    expect(portal.unexpected).toEqual([]);
  });

  it('repeats itself for a repeated key, without the code', async () => {
    const input = { email: anAddress(), idempotencyKey: 'invite-1' };
    const first = await invite(input);
    const again = await invite(input);
    expect(again).toMatchObject({ invitationCode: null, invitation: { id: first.invitation.id } });
    expect(await invite({ ...input, email: anAddress() })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('is refused for a member, for a partner that takes in nobody, and with malformed fields', async () => {
    const member = await aMember(portal, acme.id, 'PARTNER_MEMBER');
    expect(await invite({ email: `${member.subject}@people.test` })).toMatchObject({
      code: 'CONFLICT',
      field: 'email',
    });
    const ended = await aPartner(portal, { status: 'TERMINATED' });
    expect(await invite({ partnerId: `Partner_${ended.id}` }, operations.subject)).toMatchObject({
      code: 'INVALID_STATE',
      state: 'TERMINATED',
    });
    const refused = await invite({ email: 'nobody', name: ' ' });
    expect(refused.fields.map(({ field }: { field: string }) => field)).toEqual(['email', 'name']);
  });

  it('is taken back once, and opens nothing afterwards', async () => {
    const { invitationCode: code, invitation } = await invite();
    const revoked = await portal.send(admin.subject, REVOKE, { input: { id: invitation.id } });
    expect(revoked.data.invitationRevoke).toMatchObject({ status: 'REVOKED' });
    const again = await portal.send(admin.subject, REVOKE, { input: { id: invitation.id } });
    expect(again.data.invitationRevoke).toMatchObject({ code: 'INVALID_STATE', state: 'REVOKED' });
    expect(await accept('too-late', code, invitation.email)).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('is for the partner’s admin and operations only, and a denial changes nothing', async () => {
    const { invitation } = await invite();
    const others = [
      (await aMember(portal, acme.id, 'PARTNER_MEMBER', true)).subject,
      (await aMember(portal, acme.id, 'PARTNER_MEMBER')).subject,
      (await aStaffMember(portal, 'CHANNEL_MANAGER')).subject,
      (await aStaffMember(portal, 'FINANCE')).subject,
      (await aStaffMember(portal, 'SERVICE')).subject,
      'stranger',
      null,
    ];
    const rival = (await aMember(portal, globex.id)).subject;
    const before = await everything();
    for (const subject of others) {
      expect(await invite({}, subject)).toMatchObject({ code: 'FORBIDDEN' });
      const revoked = await portal.send(subject, REVOKE, { input: { id: invitation.id } });
      expect(revoked.data.invitationRevoke).toMatchObject({ code: 'FORBIDDEN' });
      const read = await portal.send(
        subject,
        `{ node(id: "${invitation.id}") { ... on Invitation { email } } }`,
      );
      expect(read.text).not.toContain(invitation.email);
    }
    expect(await invite({}, rival)).toMatchObject({ code: 'NOT_FOUND' });
    const revoked = await portal.send(rival, REVOKE, { input: { id: invitation.id } });
    expect(revoked.data.invitationRevoke).toMatchObject({ code: 'NOT_FOUND' });
    expect(await everything()).toEqual(before);
    expect(portal.unexpected).toEqual([]);
  });

  it('can be tried ten times an hour by one sign-in', async () => {
    portal.setNow(new Date('2026-05-01T10:30:00Z'));
    const { invitationCode: code, invitation } = await invite();
    for (let tries = 0; tries < 10; tries += 1)
      expect(await accept('guesser', `guess-${tries}`, invitation.email)).toMatchObject({
        code: 'INVALID_INPUT',
      });
    expect(await accept('guesser', code, invitation.email)).toMatchObject({
      code: 'RATE_LIMITED',
      retryAt: '2026-05-01T11:00:00.000Z',
    });
    portal.setNow(new Date('2026-05-01T11:00:00Z'));
    expect(await accept('guesser', code, invitation.email)).toMatchObject({ partnerName: 'Acme' });
    portal.setNow(null);
  });
});
