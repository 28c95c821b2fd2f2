import { beforeEach, describe, expect, it } from 'vitest';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { appendEvents } from '../../src/platform/events/events.ts';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import {
  aMailer,
  anEventOf,
  append,
  aReferralOf,
  deliver,
  deliverUntil,
  toldTo,
} from '../support/notifications.ts';
import { startPortal } from '../support/portal.ts';

const portal = await startPortal();

type Person = Readonly<{ subject: string; personId: string }>;
let admin: Member;
let registrant: Member;
let manager: Person;
let backup: Person;
let everybody: readonly Person[];
let referral: Awaited<ReturnType<typeof aReferralOf>>;

beforeEach(async () => {
  const partner = await aPartner(portal);
  admin = await aMember(portal, partner.id);
  registrant = await aMember(portal, partner.id, 'PARTNER_MEMBER');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  backup = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, partner.id, manager.personId, { backupId: backup.personId });
  everybody = [admin, registrant, manager, backup];
  referral = await aReferralOf(portal, registrant);
});

const templatesOf = async (...people: readonly Person[]) =>
  (await toldTo(portal, ...people)).map(({ template }) => template);
const addressOf = ({ subject }: Person) => `${subject}@people.test`;
const mailTo = ({ sent }: ReturnType<typeof aMailer>, ...people: readonly Person[]) =>
  sent.filter(({ to }) => people.map(addressOf).includes(to));

describe('telling', () => {
  it('tells each person concerned once, though it runs again and at once', async () => {
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
    const commit = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const late = writeTransaction(portal.database, JOB_SCOPE, async (tx) => {
      await appendEvents(tx, JOB_ACTOR, [anEventOf(referral, 'referral.returned')]);
      written.resolve();
      await commit.promise;
    });
    await written.promise;
    await append(portal, anEventOf(referral, 'referral.accepted'));
    await deliver(portal);
    expect(await templatesOf(admin)).toEqual([]);
    commit.resolve();
    await late;
    await deliverUntil(portal, [admin], 2);
    expect(await templatesOf(admin)).toEqual(['REFERRAL_RETURNED', 'REFERRAL_ACCEPTED']);
  });

  it('tells nobody of what they did themselves, nor who has left', async () => {
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

describe('mail', () => {
  const mailRows = (...people: readonly Person[]) =>
    portal.arrange((tx) =>
      tx.notificationMail.findMany({
        where: { notification: { personId: { in: people.map(({ personId }) => personId) } } },
        select: { status: true, attempts: true },
      }),
    );
  const makeDue = () =>
    portal.arrange((tx) =>
      tx.notificationMail.updateMany({ where: { endedAt: null }, data: { dueAt: new Date(0) } }),
    );

  it('is sent by the next run where the first was killed between storing and sending', async () => {
    await append(portal, anEventOf(referral, 'referral.accepted'));
    const dying = { openMailer: () => Promise.reject as never };
    dying.openMailer = () => {
      throw new Error('killed');
    };
    for (let told = 0; told < 2; told = (await toldTo(portal, ...everybody)).length)
      await deliver(portal, dying as never).catch((error: Error) => expect(error.message).toBe('killed'));
    expect(await mailRows(admin, registrant)).toEqual(Array(2).fill({ status: 'WAITING', attempts: 0 }));
    const mailer = aMailer();
    await deliver(portal, mailer);
    expect(mailTo(mailer, admin, registrant)).toHaveLength(2);
  });

  it('is left to an attempt under way, and repeated once, as the same message, where that died', async () => {
    await append(portal, anEventOf(referral, 'referral.accepted'));
    const { promise: forever } = Promise.withResolvers<never>();
    const started = Promise.withResolvers<void>();
    const first: string[] = [];
    const hanging = {
      openMailer: () => ({
        close: () => undefined,
        send: ({ id }: { id: string }) => {
          first.push(id);
          started.resolve();
          return forever;
        },
      }),
    };
    void deliverUntil(portal, everybody, 2, hanging as never).catch(() => undefined);
    await started.promise;
    const mailer = aMailer();
    await deliver(portal, mailer);
    expect(mailTo(mailer, admin, registrant)).toEqual([]);
    await makeDue();
    await deliver(portal, mailer);
    expect(mailTo(mailer, admin, registrant)).toHaveLength(2);
    expect(mailTo(mailer, admin, registrant).map(({ id }) => id)).toContain(first[0]);
    await makeDue();
    await deliver(portal, mailer);
    expect(mailTo(mailer, admin, registrant)).toHaveLength(2);
    expect((await mailRows(admin, registrant)).map(({ status }) => status)).toEqual(['SENT', 'SENT']);
  });

  it('that dies twice is given up rather than sent for ever', async () => {
    await append(portal, anEventOf(referral, 'referral.accepted'));
    await deliverUntil(
      portal,
      everybody,
      2,
      aMailer(() => true),
    );
    await portal.arrange(
      (tx) => tx.$executeRaw`
        UPDATE notification_mail SET status = 'SENDING', attempts = 8, due_at = 'epoch', attempt_id = gen_random_uuid()
        WHERE ended_at IS NULL`,
    );
    const mailer = aMailer();
    await deliver(portal, mailer);
    expect(mailTo(mailer, ...everybody)).toEqual([]);
    expect((await mailRows(admin, registrant)).map(({ status }) => status)).toEqual(['FAILED', 'FAILED']);
  });

  it('that is not accepted is tried again later, each by itself, and in the end given up', async () => {
    await append(portal, anEventOf(referral, 'referral.accepted'));
    const stubborn = aMailer(({ to }) => to === addressOf(admin));
    await deliverUntil(portal, everybody, 2, stubborn);
    expect(mailTo(stubborn, registrant)).toHaveLength(1);
    expect(await mailRows(admin)).toEqual([{ status: 'WAITING', attempts: 1 }]);
    await deliver(portal, stubborn);
    expect(await mailRows(admin)).toEqual([{ status: 'WAITING', attempts: 1 }]);
    for (let attempt = 2; attempt <= 9; attempt += 1) {
      await makeDue();
      await deliver(portal, stubborn);
    }
    expect(await mailRows(admin)).toEqual([{ status: 'FAILED', attempts: 8 }]);
  });

  it('waits unharmed while the relay is down', async () => {
    const more = await Promise.all(Array.from({ length: 6 }, () => aMember(portal, referral.partnerId)));
    await append(
      portal,
      anEventOf(referral, 'partner.suspended', { subjectType: 'Partner', subjectId: referral.partnerId }),
    );
    const lines: string[] = [];
    for (let told = 0; told < 9; told = (await toldTo(portal, ...everybody, ...more)).length)
      await deliver(
        portal,
        aMailer(() => true),
        new Date(),
        (line) => lines.push(line),
      );
    const attempts = (await mailRows(...everybody, ...more)).map((row) => row.attempts).sort();
    expect(attempts).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1]);
    expect(lines.join('\n')).toContain('ETEST');
    expect(lines.join('\n')).not.toContain('@');
    await makeDue();
    const mailer = aMailer();
    await deliver(portal, mailer);
    expect(mailTo(mailer, ...everybody, ...more)).toHaveLength(9);
  });

  it('is not sent of history, nor to somebody who has left meanwhile', async () => {
    const eightDaysAgo = new Date(Date.now() - 8 * 24 * 60 * 60_000);
    await append(portal, anEventOf(referral, 'referral.accepted', { occurredAt: eightDaysAgo }));
    await append(portal, anEventOf(referral, 'referral.expired'));
    await deliverUntil(
      portal,
      [admin, registrant],
      4,
      aMailer(() => true),
    );
    await portal.arrange((tx) =>
      tx.membership.update({ where: { id: admin.membershipId }, data: { validTo: new Date() } }),
    );
    await makeDue();
    const mailer = aMailer();
    await deliver(portal, mailer);
    expect(mailTo(mailer, admin)).toEqual([]);
    expect(mailTo(mailer, registrant).map(({ subject }) => subject)).toEqual([
      'The protection of your referral of Initech has ended',
    ]);
    expect((await mailRows(admin)).map(({ status }) => status)).toEqual(['DROPPED']);
  });
});
