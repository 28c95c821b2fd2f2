import { builder } from '../../graphql/builder.ts';
import { isMissing } from '../../graphql/conditions.ts';
import { pageArguments, pageComplexity } from '../../graphql/connection.ts';
import { finishedBy } from '../../graphql/finished.ts';
import { connectionOf, type ListDeclaration, listField } from '../../graphql/list.ts';
import { ownCount } from '../../graphql/root-fields.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import type { Topic } from './notification-topics.rules.ts';

const OWN_ONLY = { permission: 'NOTIFICATIONS_READ' } as const;
const UNREAD_COUNT_MAX = 1_000;

export const NotificationTopicType = builder.enumType('NotificationTopic', {
  description: 'What people can be told about.',
  values: {
    REFERRAL_PROGRESS: { description: 'For partners: what becomes of the referrals.' },
    REFERRAL_CONFLICTS: {
      description:
        'For partners: referrals that are contested, and what was decided. Always told in the portal.',
    },
    PARTNER_ACCOUNT: {
      description:
        "For partners' admins: what becomes of the account. Always told, in the portal and by mail.",
    },
    CERTIFICATIONS: {
      description:
        "For whom it concerns, and for partners' admins: what is awarded, ends soon, has ended or was taken back.",
    },
    PROGRAM: { description: "For partners' admins: the tier in a program, and what is waived." },
    STATEMENTS: {
      description:
        "For partners' admins: statements that are issued, disputes about them, and payouts. Always told in the portal.",
    },
    REFERRALS_TO_REVIEW: { description: 'For staff: referrals that wait for a decision.' },
    CONFLICTS_TO_DECIDE: { description: 'For staff: claims that collide. Always told in the portal.' },
    DEADLINES: {
      description: 'For staff: what waits too long, or soon will have. Always told in the portal.',
    },
    PORTFOLIO: { description: 'For channel managers: what becomes of their partners.' },
    APPLICATIONS: { description: 'For partner operations: who wants to become a partner.' },
    TIER_REVIEWS: { description: 'For partner operations: changes of tiers that wait for a decision.' },
  } satisfies Record<Topic, object>,
});

/** What the text is made of; what the reader may not see is not there. */
const TEXT_COLUMNS = {
  template: true,
  templateVersion: true,
  arguments: true,
  referral: { select: { customerName: true } },
  partner: { select: { name: true } },
} as const;

export const NotificationType = builder.prismaNode('Notification', {
  id: { field: 'id' },
  description: 'What you are told of something that happened. Nobody else sees it.',
  authScopes: OWN_ONLY,
  fields: (t) => ({
    topic: t.field({
      type: NotificationTopicType,
      nullable: true,
      description: 'What it is about; null where this release no longer tells such a thing.',
      ...finishedBy('notification.topic', { template: true, templateVersion: true }),
    }),
    title: t.string({
      description: 'In one line and in English, with the names as they are today.',
      ...finishedBy('notification.title', TEXT_COLUMNS),
    }),
    body: t.string({
      description: 'In a few sentences and in English, with the names as they are today.',
      ...finishedBy('notification.body', TEXT_COLUMNS),
    }),
    referral: t.relation('referral', {
      type: ReferralType,
      nullable: true,
      description: 'The referral that it is about; null where it is about none, or hidden from you.',
    }),
    partner: t.relation('partner', {
      type: PartnerType,
      nullable: true,
      description: 'The partner that it is about; null where it is about none, or hidden from you.',
    }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When it happened.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When you were told.' }),
    readAt: t.expose('readAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When you marked it as read; null while it is unread.',
    }),
  }),
});

const NotificationFilter = builder.inputType('NotificationFilter', {
  description: 'Which notifications; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    unread: t.boolean({ description: 'True: unread ones only. False: read ones only.' }),
  }),
});

const NotificationConnection = connectionOf(NotificationType, 'Notification', {
  one: 'A notification',
  many: 'notifications',
});

const NOTIFICATIONS: ListDeclaration = {
  ...{ model: 'notification', typeName: 'Notification', person: 'personId', where: { inPortal: true } },
  conditions: { unread: isMissing('readAt') },
  orders: { CREATED_AT: { column: 'createdAt', type: 'instant' } },
  initial: { by: 'CREATED_AT', direction: 'DESC' },
};

builder.queryField('notifications', (t) =>
  t.field({
    type: NotificationConnection,
    nullable: true,
    description: 'What you were told in the portal, newest first. Nobody sees those of others.',
    authScopes: OWN_ONLY,
    complexity: pageComplexity,
    args: { ...pageArguments, filter: t.arg({ type: NotificationFilter, description: 'Which.' }) },
    ...listField(NOTIFICATIONS),
  }),
);

builder.queryField('unreadNotificationCount', (t) =>
  t.int({
    nullable: true,
    description: `How many of your notifications are unread; at most ${UNREAD_COUNT_MAX}, which then means so many or more.`,
    authScopes: OWN_ONLY,
    ...ownCount('notification', 'personId', { inPortal: true, readAt: null }, UNREAD_COUNT_MAX),
  }),
);
