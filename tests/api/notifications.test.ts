import { beforeEach, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import {
  aNotificationScene,
  anEventOf,
  append,
  deliverUntil,
  type NotificationScene,
  type Person,
  toldTo,
} from '../support/notifications.ts';
import { startPortal } from '../support/portal.ts';

const portal = await startPortal();

let scene: NotificationScene;
beforeEach(async () => {
  scene = await aNotificationScene(portal);
  const { referral, admin, registrant, manager } = scene;
  await append(
    portal,
    ...['submitted', 'returned', 'accepted'].map((what) => anEventOf(referral, `referral.${what}`)),
  );
  await deliverUntil(portal, [admin, registrant, manager], 5);
});

const LIST = `query ($first: Int, $after: String, $filter: NotificationFilter) {
  unreadNotificationCount
  notifications(first: $first, after: $after, filter: $filter) { totalCount pageInfo { endCursor hasNextPage }
    nodes { id topic title body referral { id } partner { id } readAt createdAt } } }`;
type Listed = { id: string; title: string; readAt: string | null; createdAt: string };
const list = async (person: Person, variables: object = {}) =>
  (await portal.send(person.subject, LIST, variables)).data;
const listed = async (person: Person, variables: object = {}): Promise<Listed[]> =>
  (await list(person, variables)).notifications.nodes;

const MARK = `mutation ($input: NotificationMarkReadInput!) { notificationMarkRead(input: $input) {
  __typename ... on NotificationsRead { markedCount } ... on Error { code } } }`;
const MARK_ALL = `mutation ($input: NotificationMarkAllReadInput!) { notificationMarkAllRead(input: $input) {
  __typename ... on NotificationsRead { markedCount } ... on Error { code } } }`;
const NODE = `query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }`;

const mark = async (person: Person | null, ...ids: string[]) =>
  (await portal.send(person?.subject ?? null, MARK, { input: { ids } })).data.notificationMarkRead;

describe('notifications', () => {
  it('lists what a person was told, newest first, with what it is about', async () => {
    const { admin, referral, manager } = scene;
    const page = await list(admin, { first: 1 });
    expect(page).toMatchObject({
      unreadNotificationCount: 2,
      notifications: {
        totalCount: 2,
        pageInfo: { hasNextPage: true },
        nodes: [
          {
            topic: 'REFERRAL_PROGRESS',
            title: 'Your referral of Initech was accepted',
            referral: { id: `Referral_${referral.id}` },
            partner: { id: `Partner_${referral.partnerId}` },
            readAt: null,
          },
        ],
      },
    });
    const next = await listed(admin, { after: page.notifications.pageInfo.endCursor });
    expect(next.map(({ title }) => title)).toEqual(['Your referral of Initech needs a correction']);
    const { name } = scene.partner;
    expect((await listed(manager)).map(({ title }) => title)).toEqual([`${name} referred Initech`]);
    expect(portal.unexpected).toEqual([]);
  });

  it('read the names as they are today, and without those that the reader may no longer see', async () => {
    const { admin, manager, referral } = scene;
    await portal.arrange((tx) =>
      tx.referral.update({ where: { id: referral.id }, data: { customerName: 'Initrode' } }),
    );
    expect((await listed(admin))[0]?.title).toBe('Your referral of Initrode was accepted');
    await portal.arrange((tx) =>
      tx.assignment.updateMany({ where: { staffId: manager.personId }, data: { validTo: new Date() } }),
    );
    expect((await listed(manager)).map(({ title }) => title)).toEqual(['a partner referred a customer']);
  });

  it('are nobody else’s: neither a colleague, nor staff, nor another partner sees or changes them', async () => {
    const { admin, registrant, manager } = scene;
    const others = [
      registrant,
      manager,
      await aStaffMember(portal, 'ADMIN'),
      await aStaffMember(portal, 'PARTNER_OPERATIONS'),
      await aMember(portal, (await aPartner(portal)).id),
    ];
    const [{ id } = { id: '' }] = await listed(admin);
    expect((await portal.send(admin.subject, NODE, { id })).data).toEqual({ node: { id }, nodes: [{ id }] });
    for (const other of others) {
      expect((await portal.send(other.subject, NODE, { id })).data).toEqual({ node: null, nodes: [null] });
      expect((await listed(other)).map((each) => each.id)).not.toContain(id);
      expect(await mark(other, id)).toEqual({ __typename: 'NotificationsRead', markedCount: 0 });
    }
    expect((await portal.send(null, NODE, { id })).data).toEqual({ node: null, nodes: [null] });
    expect((await listed(admin)).every(({ readAt }) => readAt === null)).toBe(true);
  });

  it('stay behind when a person moves to another partner', async () => {
    const { admin } = scene;
    const [{ id } = { id: '' }] = await listed(admin);
    const other = await aPartner(portal);
    await portal.arrange(async (tx) => {
      await tx.membership.update({ where: { id: admin.membershipId }, data: { validTo: new Date() } });
      await tx.membership.create({
        data: {
          partnerId: other.id,
          personId: admin.personId,
          name: 'Moved',
          role: 'PARTNER_ADMIN',
          validFrom: new Date(),
        },
      });
    });
    expect(await list(admin)).toMatchObject({ unreadNotificationCount: 0, notifications: { nodes: [] } });
    expect((await portal.send(admin.subject, NODE, { id })).data.node).toBeNull();
    expect(await mark(admin, id)).toMatchObject({ markedCount: 0 });
  });

  it('are read one by one, and the second time changes nothing', async () => {
    const { admin } = scene;
    const [newest, oldest] = await listed(admin);
    expect(await mark(admin, newest!.id)).toMatchObject({ markedCount: 1 });
    const read = (await listed(admin, { filter: { unread: false } }))[0];
    expect(read).toMatchObject({ id: newest!.id, readAt: expect.any(String) });
    expect(await mark(admin, newest!.id)).toMatchObject({ markedCount: 0 });
    expect((await listed(admin, { filter: { unread: false } }))[0]).toEqual(read);
    expect((await listed(admin, { filter: { unread: true } })).map(({ id }) => id)).toEqual([oldest!.id]);
    expect((await list(admin)).unreadNotificationCount).toBe(1);
  });

  it('are read up to what was shown, and what came since stays unread', async () => {
    const { admin, referral } = scene;
    const [shown] = await listed(admin);
    await append(portal, anEventOf(referral, 'referral.expired'));
    await deliverUntil(portal, [admin], 3);
    const answer = await portal.send(admin.subject, MARK_ALL, { input: { before: shown!.createdAt } });
    expect(answer.data.notificationMarkAllRead).toMatchObject({ markedCount: 2 });
    expect((await listed(admin, { filter: { unread: true } })).map(({ title }) => title)).toEqual([
      'The protection of your referral of Initech has ended',
    ]);
  });

  it('refuse too many ids, and whoever is not signed in', async () => {
    const { admin } = scene;
    const before = await toldTo(portal, admin);
    const id = `Notification_${before[0]!.id}`;
    expect(await mark(admin)).toEqual({ __typename: 'InvalidInputError', code: 'INVALID_INPUT' });
    expect(await mark(admin, ...Array(101).fill(id))).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await mark(null, id)).toMatchObject({ code: 'FORBIDDEN' });
    expect(
      (await portal.send(null, '{ notifications { nodes { id } } unreadNotificationCount }')).data,
    ).toEqual({
      notifications: null,
      unreadNotificationCount: null,
    });
    expect((await list(admin)).unreadNotificationCount).toBe(2);
  });
});

const PREFERENCES = '{ notificationPreferences { topics { topic portal mail mandatory } } }';
const UPDATE = `mutation ($input: NotificationPreferencesUpdateInput!) { notificationPreferencesUpdate(input: $input) {
  __typename ... on NotificationPreferences { topics { topic portal mail } }
  ... on InvalidInputError { fields { field code } } } }`;

describe('preferences', () => {
  it('are on for every way, for the topics of whoever asks', async () => {
    const topics = async ({ subject }: Person) =>
      (await portal.send(subject, PREFERENCES)).data.notificationPreferences.topics;
    expect(await topics(scene.admin)).toEqual([
      { topic: 'REFERRAL_PROGRESS', portal: true, mail: true, mandatory: [] },
      { topic: 'REFERRAL_CONFLICTS', portal: true, mail: true, mandatory: ['PORTAL'] },
      { topic: 'PARTNER_ACCOUNT', portal: true, mail: true, mandatory: ['PORTAL', 'MAIL'] },
      { topic: 'PROGRAM', portal: true, mail: true, mandatory: [] },
      { topic: 'STATEMENTS', portal: true, mail: true, mandatory: ['PORTAL'] },
      { topic: 'CERTIFICATIONS', portal: true, mail: true, mandatory: [] },
    ]);
    expect((await topics(scene.manager)).map(({ topic }: { topic: string }) => topic)).toEqual([
      'REFERRALS_TO_REVIEW',
      'CONFLICTS_TO_DECIDE',
      'DEADLINES',
      'PORTFOLIO',
      'APPLICATIONS',
      'TIER_REVIEWS',
    ]);
  });

  it.each(['registrant', 'admin', 'manager'] as const)(
    'are set by a %s, topic by topic, for themselves',
    async (who) => {
      const person = scene[who];
      const topic = who === 'manager' ? 'PORTFOLIO' : 'REFERRAL_PROGRESS';
      const set = async (portalToo: boolean, mail: boolean) => {
        const input = { preferences: [{ topic, portal: portalToo, mail }] };
        const answer = (await portal.send(person.subject, UPDATE, { input })).data
          .notificationPreferencesUpdate;
        return answer.topics.find((each: { topic: string }) => each.topic === topic);
      };
      expect(await set(true, false)).toEqual({ topic, portal: true, mail: false });
      expect(await set(false, true)).toEqual({ topic, portal: false, mail: true });
      const rows = await portal.arrange((tx) =>
        tx.notificationPreference.findMany({
          where: { personId: { in: scene.everybody.map((each) => each.personId) } },
        }),
      );
      expect(rows).toEqual([{ personId: person.personId, topic, portal: false, mail: true }]);
      expect(portal.unexpected).toEqual([]);
    },
  );

  it('are all or nothing, and name each topic once', async () => {
    const preferences = [
      { topic: 'REFERRAL_PROGRESS', portal: false, mail: false },
      { topic: 'REFERRAL_PROGRESS', portal: true, mail: true },
      { topic: 'REFERRAL_CONFLICTS', portal: false, mail: false },
    ];
    const answer = await portal.send(scene.admin.subject, UPDATE, { input: { preferences } });
    expect(answer.data.notificationPreferencesUpdate).toEqual({
      __typename: 'InvalidInputError',
      fields: [
        { field: 'preferences.1.topic', code: 'REPEATED' },
        { field: 'preferences.2.portal', code: 'MANDATORY' },
      ],
    });
    const count = await portal.arrange((tx) =>
      tx.notificationPreference.count({ where: { personId: scene.admin.personId } }),
    );
    expect(count).toBe(0);
  });
});
