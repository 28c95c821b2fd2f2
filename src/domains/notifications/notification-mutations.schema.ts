import { builder } from '../../graphql/builder.ts';
import { ALWAYS } from '../../graphql/refusals.ts';
import { NotificationType } from './notification.schema.ts';
import { markAllNotificationsRead, markNotificationsRead } from './notification.service.ts';

const NotificationsRead = builder.objectRef<{ markedCount: number }>('NotificationsRead').implement({
  description: 'What was marked as read.',
  fields: (t) => ({
    markedCount: t.exposeInt('markedCount', {
      description: 'How many were unread and are read now. Those of others are not among them.',
    }),
  }),
});

const MarkReadInput = builder.inputType('NotificationMarkReadInput', {
  description: 'Notifications that you have read.',
  fields: (t) => ({
    ids: t.globalIDList({
      for: [NotificationType],
      required: true,
      description: 'Which, 1 to 100. Those that are read already, or not yours, change nothing, alike.',
    }),
  }),
});

builder.mutationField('notificationMarkRead', (t) =>
  t.field({
    type: NotificationsRead,
    nullable: true,
    description: 'Marks notifications as read, and can be repeated.',
    errors: { types: [...ALWAYS] },
    args: { input: t.arg({ type: MarkReadInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input }, ctx) => {
      const ids = input.ids.map(({ id }) => id);
      return {
        markedCount: await ctx.transaction((tx) => markNotificationsRead(tx, ctx.actor, ids, ctx.now)),
      };
    },
  }),
);

const MarkAllReadInput = builder.inputType('NotificationMarkAllReadInput', {
  description: 'Up to when you have read.',
  fields: (t) => ({
    before: t.field({
      type: 'DateTime',
      required: true,
      description:
        'Those with this `createdAt` or an earlier one: take it from the newest that you have shown, so that what came since stays unread.',
    }),
  }),
});

builder.mutationField('notificationMarkAllRead', (t) =>
  t.field({
    type: NotificationsRead,
    nullable: true,
    description: 'Marks all notifications up to an instant as read, and can be repeated.',
    errors: { types: [...ALWAYS] },
    args: { input: t.arg({ type: MarkAllReadInput, required: true, description: 'Up to when.' }) },
    resolve: async (_root, { input }, ctx) => ({
      markedCount: await ctx.transaction((tx) =>
        markAllNotificationsRead(tx, ctx.actor, input.before, ctx.now),
      ),
    }),
  }),
);
