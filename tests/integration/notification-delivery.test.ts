import { beforeEach, describe, expect, it } from 'vitest';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { appendEvents } from '../../src/platform/events/events.ts';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import {
  aMailer,
  aNotificationScene,
  anEventOf,
  append,
  aReferralOf,
  deliver,
  deliverAtOnce,
  deliverUntil,
  mailTo,
  type NotificationScene,
  type Person,
  toldTo,
} from '../support/notifications.ts';
import { startPortal } from '../support/portal.ts';

const portal = await startPortal();

let scene: NotificationScene;
beforeEach(async () => {
  scene = await aNotificationScene(portal);
});

const templatesOf = async (...people: readonly Person[]) =>
  (await toldTo(portal, ...people)).map(({ template }) => template);
describe('telling', () => {
  it('tells each person concerned once, though it runs again and at once', async () => {
    const { admin, registrant, manager, everybody, referral } = scene;
    await append(
      portal,
      anEventOf(referral, 'referral.submitted'),
      anEventOf(referral, 'referral.accepted'),
      anEventOf(referral, 'referral.edited'),
    );
    const mailer = aMailer();
    const told = await deliverUntil(portal, everybody, 3, mailer);
    expect(told.map(({ personId, template }) => `${personId} ${template}`).sort()).toEqual(
      [
        `${manager.personId} REVIEW_REQUESTED`,
        `${admin.personId} REFERRAL_ACCEPTED`,
        `${registrant.personId} REFERRAL_ACCEPTED`,
      ].sort(),
    );
    await Promise.all(Array.from({ length: 6 }, () => deliver(portal, mailer)));
    expect(await toldTo(portal, ...everybody)).toEqual(told.map((each) => ({ ...each, mail: 'SENT' })));
    expect(
      mailTo(mailer, ...everybody)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(told.map(({ id }) => id).sort());
  });

  it('adds nothing when the log is read again from its start', async () => {
    const { everybody, referral } = scene;
    await append(portal, anEventOf(referral, 'referral.accepted'));
    await deliverUntil(portal, everybody, 2);
    const count = () => portal.arrange((tx) => tx.notification.count());
    const before = await count();
    const rewound = await portal.arrange(
      (tx) => tx.$executeRaw`
        UPDATE event_cursor SET epoch = 0, transaction_id = '0' WHERE consumer = 'notification-delivery'`,
    );
    expect(rewound).toBe(1);
    await append(portal, anEventOf(referral, 'referral.expired'));
    await deliverUntil(portal, everybody, 4);
    expect(await count()).toBe(before + 2);
  });

  it('does not skip what was written first and committed last', async () => {
    const { admin, referral } = scene;
    const commit = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const late = writeTransaction(portal.database, JOB_SCOPE, async (tx) => {
      await appendEvents(tx, JOB_ACTOR, [anEventOf(referral, 'referral.returned')]);
      written.resolve();
      await commit.promise;
    });
    await written.promise;
    await append(portal, anEventOf(referral, 'referral.accepted'));
    await deliverAtOnce(portal);
    expect(await templatesOf(admin)).toEqual([]);
    commit.resolve();
    await late;
    await deliverUntil(portal, [admin], 2);
    expect(await templatesOf(admin)).toEqual(['REFERRAL_RETURNED', 'REFERRAL_ACCEPTED']);
  });

  it('tells nobody of what they did themselves, nor who has left', async () => {
    const { admin, registrant, referral } = scene;
    const left = await aMember(portal, referral.partnerId);
    await portal.arrange((tx) =>
      tx.membership.update({ where: { id: left.membershipId }, data: { validTo: new Date() } }),
    );
    const byAdmin = { ...JOB_ACTOR, kind: 'PARTNER', personId: admin.personId } as const;
    await portal.arrange((tx) => appendEvents(tx, byAdmin, [anEventOf(referral, 'referral.closed')]));
    await deliverUntil(portal, [registrant], 1);
    expect(await toldTo(portal, admin, left)).toEqual([]);
  });

  it("tells partner operations where a partner has no channel manager, and an escalation's people", async () => {
    const { manager, backup, referral } = scene;
    const operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
    const loner = await aMember(portal, (await aPartner(portal)).id);
    const orphan = await aReferralOf(portal, loner);
    await append(
      portal,
      anEventOf(orphan, 'referral.submitted'),
      anEventOf(referral, 'referral.submitted'),
      anEventOf(referral, 'sla.breached', {
        subjectType: 'SlaClock',
        data: { subjectType: 'Referral', subjectId: referral.id, escalatedToIds: [backup.personId] },
      }),
    );
    await deliverUntil(portal, [operations, manager, backup], 3);
    expect(await templatesOf(operations)).toEqual(['REVIEW_REQUESTED']);
    expect(await templatesOf(manager)).toEqual(['REVIEW_REQUESTED']);
    expect(await templatesOf(backup)).toEqual(['CLOCK_BREACHED']);
    await portal.arrange((tx) =>
      tx.staffRole.updateMany({ where: { personId: operations.personId }, data: { validTo: new Date() } }),
    );
  });
});

const SET = `mutation ($input: NotificationPreferencesUpdateInput!) {
  notificationPreferencesUpdate(input: $input) { __typename ... on InvalidInputError { fields { field code } } } }`;
const prefer = async (person: Person, topic: string, portalToo: boolean, mail: boolean) => {
  const input = { preferences: [{ topic, portal: portalToo, mail }] };
  return (await portal.send(person.subject, SET, { input })).data.notificationPreferencesUpdate;
};

describe('preferences', () => {
  it('decide the ways, but not of what is mandatory', async () => {
    const { admin, registrant, manager, everybody, referral } = scene;
    await prefer(admin, 'REFERRAL_PROGRESS', true, false);
    await prefer(registrant, 'REFERRAL_PROGRESS', false, false);
    await prefer(registrant, 'REFERRAL_CONFLICTS', true, false);
    await prefer(manager, 'REFERRALS_TO_REVIEW', false, true);
    await append(
      portal,
      anEventOf(referral, 'referral.accepted'),
      anEventOf(referral, 'referral.contested'),
      anEventOf(referral, 'referral.submitted'),
      anEventOf(referral, 'partner.suspended', { subjectType: 'Partner', subjectId: referral.partnerId }),
    );
    const mailer = aMailer();
    await deliverUntil(portal, everybody, 9, mailer);
    const told = await toldTo(portal, ...everybody);
    const waysOf = ({ personId }: Person) =>
      told
        .filter((each) => each.personId === personId)
        .map(({ template, inPortal, mail }) => `${template} ${inPortal ? 'portal' : ''} ${mail ?? ''}`);
    expect(waysOf(admin)).toEqual([
      'REFERRAL_ACCEPTED portal ',
      'REFERRAL_CONTESTED portal SENT',
      'ACCOUNT_SUSPENDED portal SENT',
    ]);
    expect(waysOf(registrant)).toEqual(['REFERRAL_CONTESTED portal ']);
    expect(waysOf(manager)).toEqual([
      'CONFLICT_IN_PORTFOLIO portal SENT',
      'REVIEW_REQUESTED  SENT',
      'PARTNER_SUSPENDED portal SENT',
    ]);
    expect(mailTo(mailer, ...everybody)).toHaveLength(told.filter(({ mail }) => mail).length);
  });

  it('are refused for what is mandatory, and for what one is not told', async () => {
    const { admin, manager, everybody } = scene;
    for (const [person, topic, field, code] of [
      [admin, 'PARTNER_ACCOUNT', 'preferences.0.mail', 'MANDATORY'],
      [admin, 'DEADLINES', 'preferences.0.topic', 'NOT_YOURS'],
      [manager, 'REFERRAL_PROGRESS', 'preferences.0.topic', 'NOT_YOURS'],
    ] as const)
      expect(await prefer(person, topic, true, false)).toEqual({
        __typename: 'InvalidInputError',
        fields: [{ field, code }],
      });
    const stored = await portal.arrange((tx) =>
      tx.notificationPreference.count({
        where: { personId: { in: everybody.map(({ personId }) => personId) } },
      }),
    );
    expect(stored).toBe(0);
  });
});
