import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { appendEvents, type NewEvent } from '../../src/platform/events/events.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import type { Mail, Mailer } from '../../src/platform/mail/mail.ts';
import { notificationDelivery } from '../../src/workflows/jobs/notification-delivery.ts';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from './builders.ts';
import { settled } from './event-log.ts';
import type { Portal } from './portal.ts';

/** A relay in memory, which refuses whatever `refuses` says. */
export function aMailer(refuses: (mail: Mail) => boolean = () => false) {
  const sent: Mail[] = [];
  const mailer: Mailer = {
    send: async (mail) => {
      if (refuses(mail)) throw Object.assign(new Error(`no mail for ${mail.to}`), { code: 'ETEST' });
      sent.push(mail);
    },
    close: () => undefined,
  };
  return { sent, openMailer: () => mailer };
}

export type TestMailer = ReturnType<typeof aMailer>;

export const deliverAtOnce = (
  portal: Portal,
  mailer = aMailer(),
  asOf = new Date(),
  log?: (line: string) => void,
) => runJob(portal.database, notificationDelivery, asOf, log ?? (() => undefined), mailer);

/** Delivers all that was told when the log is at rest. */
export async function deliver(...[portal, ...how]: Parameters<typeof deliverAtOnce>) {
  await settled(portal);
  return await deliverAtOnce(portal, ...how);
}

/** Delivers until these people were told so many things: an open write anywhere holds the log's horizon back. */
export async function deliverUntil(
  portal: Portal,
  people: readonly Readonly<{ personId: string }>[],
  count: number,
  mailer = aMailer(),
  asOf = new Date(),
) {
  for (const deadline = Date.now() + 20_000; ; ) {
    await deliver(portal, mailer, asOf);
    const told = await toldTo(portal, ...people);
    if (told.length >= count) return told;
    if (Date.now() > deadline) throw new Error(`Told ${told.length} of ${count} things.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const append = (portal: Portal, ...events: readonly NewEvent[]) =>
  portal.arrange((tx) => appendEvents(tx, JOB_ACTOR, events));

export const aReferralOf = (portal: Portal, member: Member, customerName = 'Initech') =>
  portal.arrange((tx) =>
    tx.referral.create({
      data: {
        partnerId: member.partnerId,
        registeredById: member.membershipId,
        status: 'SUBMITTED',
        customerName,
        statusSince: new Date(),
        submittedAt: new Date(),
      },
    }),
  );

export const anEventOf = (
  referral: Readonly<{ id: string; partnerId: string }>,
  type: string,
  more: Partial<NewEvent> = {},
): NewEvent => ({
  type,
  subjectType: 'Referral',
  subjectId: referral.id,
  partnerId: referral.partnerId,
  occurredAt: new Date(),
  ...more,
});

/** What these people were told, in the order in which it was told. */
export const toldTo = (portal: Portal, ...people: readonly Readonly<{ personId: string }>[]) =>
  portal.arrange(async (tx) => {
    const told = await tx.notification.findMany({
      where: { personId: { in: people.map(({ personId }) => personId) } },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      include: { mail: true },
    });
    return told.map(({ id, personId, template, inPortal, mail }) => ({
      id,
      personId,
      template,
      inPortal,
      mail: mail?.status ?? null,
    }));
  });

export type Person = Readonly<{ subject: string; personId: string }>;

/** A partner with an admin and a member, the member's referral, and the staff who serve the partner. */
export async function aNotificationScene(portal: Portal) {
  const partner = await aPartner(portal);
  const admin = await aMember(portal, partner.id);
  const registrant = await aMember(portal, partner.id, 'PARTNER_MEMBER');
  const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  const backup = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, partner.id, manager.personId, { backupId: backup.personId });
  const everybody: readonly Person[] = [admin, registrant, manager, backup];
  const referral = await aReferralOf(portal, registrant);
  return { partner, admin, registrant, manager, backup, everybody, referral };
}

export type NotificationScene = Awaited<ReturnType<typeof aNotificationScene>>;

export const addressOf = ({ subject }: Person) => `${subject}@people.test`;

export const mailTo = ({ sent }: TestMailer, ...people: readonly Person[]) =>
  sent.filter(({ to }) => people.map(addressOf).includes(to));
