import { builder } from '../../graphql/builder.ts';
import { ReferralType } from './referral.schema.ts';
import { type ReferralStatus, referralStates } from './referral.states.ts';
import { ReferralStatusType } from './referral-enums.schema.ts';

type HistoryEntry = Readonly<{ type: string; actorKind: string; occurredAt: Date; data: unknown }>;

/** Longer histories show their latest part. */
const HISTORY_ENTRIES_MAX = 200;

const statusIn = (data: unknown, key: 'from' | 'to'): ReferralStatus | null => {
  const status = (data as Record<string, unknown> | null)?.[key];
  return referralStates.states.find((known) => known === status) ?? null;
};

const HistoryEntryType = builder.objectRef<HistoryEntry>('ReferralHistoryEntry').implement({
  description: 'One thing that happened to a referral, from the event log.',
  fields: (t) => ({
    type: t.exposeString('type', { description: 'What happened, such as `referral.submitted`.' }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When it happened.' }),
    by: t.exposeString('actorKind', {
      description: 'What kind of actor did it: PARTNER, STAFF, SERVICE or JOB.',
    }),
    from: t.field({
      type: ReferralStatusType,
      nullable: true,
      description: 'The status before; null where it did not change.',
      resolve: ({ data }) => statusIn(data, 'from'),
    }),
    to: t.field({
      type: ReferralStatusType,
      nullable: true,
      description: 'The status after; null where it did not change.',
      resolve: ({ data }) => statusIn(data, 'to'),
    }),
  }),
});

builder.prismaObjectField(ReferralType, 'history', (t) =>
  t.field({
    type: [HistoryEntryType],
    nullable: true,
    description: `What happened to it, latest first; at most ${HISTORY_ENTRIES_MAX}. For the page of one referral rather than for lists.`,
    authScopes: { permission: 'EVENTS_READ' },
    complexity: 20,
    select: { id: true },
    resolve: ({ id }, _args, { db }) =>
      db.event.findMany({
        where: { subjectId: id },
        orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
        take: HISTORY_ENTRIES_MAX,
        select: { type: true, actorKind: true, occurredAt: true, data: true },
      }),
  }),
);
