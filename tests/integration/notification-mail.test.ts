import { beforeEach, describe, expect, it } from 'vitest';
import type { Mail } from '../../src/platform/mail/mail.ts';
import { aMember } from '../support/builders.ts';
import {
  addressOf,
  aMailer,
  aNotificationScene,
  anEventOf,
  append,
  deliver,
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
    const { admin, registrant, referral, everybody } = scene;
    await append(portal, anEventOf(referral, 'referral.accepted'));
    const killed = {
      sent: [],
      openMailer: () => {
        throw new Error('killed');
      },
    };
    for (let told = 0; told < 2; told = (await toldTo(portal, ...everybody)).length)
      await deliver(portal, killed).catch((error: Error) => expect(error.message).toBe('killed'));
    expect(await mailRows(admin, registrant)).toEqual(Array(2).fill({ status: 'WAITING', attempts: 0 }));
    const mailer = aMailer();
    await deliver(portal, mailer);
    expect(mailTo(mailer, admin, registrant)).toHaveLength(2);
  });

  it('is left to an attempt under way, and repeated once, as the same message, where that died', async () => {
    const { admin, registrant, everybody, referral } = scene;
    await append(portal, anEventOf(referral, 'referral.accepted'));
    const { promise: forever } = Promise.withResolvers<never>();
    const started = Promise.withResolvers<void>();
    const first: string[] = [];
    const hanging = {
      sent: [],
      openMailer: () => ({
        close: () => undefined,
        send: async ({ id, to }: Mail) => {
          if (![admin, registrant].map(addressOf).includes(to)) return;
          first.push(id);
          started.resolve();
          await forever;
        },
      }),
    };
    void deliverUntil(portal, everybody, 2, hanging).catch(() => undefined);
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
    const { admin, registrant, everybody, referral } = scene;
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
    const { admin, registrant, everybody, referral } = scene;
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
    const { referral, everybody } = scene;
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
    const { admin, registrant, referral } = scene;
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
