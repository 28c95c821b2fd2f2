import { builder } from '../../graphql/builder.ts';
import { computed } from '../../graphql/computed.ts';
import { ALWAYS } from '../../graphql/refusals.ts';
import { NotificationTopicType } from './notification.schema.ts';
import {
  notificationPreferencesOf,
  PREFERENCE_QUERIES,
  saveNotificationPreferences,
} from './notification.service.ts';
import {
  notificationPreferencesRule,
  type PreferencesTold,
  type PreferenceTold,
  preferencesTold,
} from './notification-preferences.rules.ts';
import type { Channel } from './notification-topics.rules.ts';

const NotificationChannel = builder.enumType('NotificationChannel', {
  description: 'A way of telling.',
  values: {
    PORTAL: { description: 'In the list of notifications.' },
    MAIL: { description: 'By mail, to the address that you use where you work.' },
  } satisfies Record<Channel, object>,
});

const NotificationPreference = builder.objectRef<PreferenceTold>('NotificationPreference').implement({
  description: 'Whether and how you are told about a topic.',
  fields: (t) => ({
    topic: t.expose('topic', {
      type: NotificationTopicType,
      description: 'About what.',
    }),
    portal: t.exposeBoolean('portal', { description: 'Whether you are told in the portal.' }),
    mail: t.exposeBoolean('mail', { description: 'Whether you are told by mail.' }),
    mandatory: t.expose('mandatory', {
      type: [NotificationChannel],
      description: 'The ways that cannot be turned off.',
    }),
  }),
});

const NotificationPreferences = builder.objectRef<PreferencesTold>('NotificationPreferences').implement({
  description: 'What you are told about, and how.',
  fields: (t) => ({
    topics: t.expose('topics', {
      type: [NotificationPreference],
      description: 'One for each topic that you can be told about. Until you say otherwise, every way is on.',
    }),
  }),
});

builder.queryField('notificationPreferences', (t) =>
  t.field({
    type: NotificationPreferences,
    nullable: true,
    description: 'What you are told about, and how.',
    authScopes: { permission: 'NOTIFICATIONS_READ' },
    ...computed(notificationPreferencesRule, { queries: PREFERENCE_QUERIES, given: {} }),
  }),
);

const PreferenceInput = builder.inputType('NotificationPreferenceInput', {
  description: 'Whether and how you want to be told about a topic.',
  fields: (t) => ({
    topic: t.field({ type: NotificationTopicType, required: true, description: 'About what; one of yours.' }),
    portal: t.boolean({
      required: true,
      description: 'In the portal. False is refused where that is mandatory.',
    }),
    mail: t.boolean({ required: true, description: 'By mail. False is refused where that is mandatory.' }),
  }),
});

const UpdateInput = builder.inputType('NotificationPreferencesUpdateInput', {
  description: 'What you want to be told about, and how.',
  fields: (t) => ({
    preferences: t.field({
      type: [PreferenceInput],
      required: true,
      description: 'At most one for each topic. Topics that are left out stay as they are.',
    }),
  }),
});

builder.mutationField('notificationPreferencesUpdate', (t) =>
  t.field({
    type: NotificationPreferences,
    nullable: true,
    description: 'Sets what you are told about from now on, and how. All or nothing.',
    errors: { types: [...ALWAYS] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'What you want.' }) },
    resolve: async (_root, { input }, ctx) => {
      await ctx.transaction((tx) => saveNotificationPreferences(tx, ctx.actor, input.preferences));
      return preferencesTold(await notificationPreferencesOf(ctx.db, ctx.actor));
    },
  }),
);
