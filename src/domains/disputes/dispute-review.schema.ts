import { builder } from '../../graphql/builder.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { dayIn } from '../../kernel/time.ts';
import { isAllowed } from '../../platform/auth/actor.ts';
import { clockStateAt } from '../sla/sla-clock.rules.ts';
import { SlaClockStateType } from '../sla/sla-clock.schema.ts';
import {
  type ActionAvailability,
  type DisputeKind,
  disputeActionsAvailable,
  windowUntil,
} from './dispute.rules.ts';
import { DisputeType } from './dispute.schema.ts';
import type { DisputeStatus } from './dispute.states.ts';
import { DisputeActionType } from './dispute-enums.schema.ts';
import { DisputeDecisionType, DisputeNoteType } from './dispute-talk.schema.ts';

const STAFF_ONLY = { permission: 'COMMISSIONS_REVIEW_READ' } as const;
const NOTES_MAX = 200;

// A partner's database role may not read these tables, so they are not even selected for a partner.
builder.prismaObjectField(DisputeType, 'notes', (t) =>
  t.field({
    type: [DisputeNoteType],
    nullable: true,
    description: `What staff wrote for each other, the latest first; at most ${NOTES_MAX}. For staff.`,
    authScopes: STAFF_ONLY,
    complexity: { field: 5, multiplier: 20 },
    select: (_args, { actor }, nested) =>
      isAllowed(actor, STAFF_ONLY.permission)
        ? {
            notes: {
              ...(nested() as object),
              orderBy: [{ writtenAt: 'desc' as const }, { id: 'desc' as const }],
              take: NOTES_MAX,
            },
          }
        : {},
    resolve: ({ notes }) => notes ?? null,
  }),
);

builder.prismaObjectField(DisputeType, 'decisions', (t) =>
  t.field({
    type: [DisputeDecisionType],
    nullable: true,
    description: 'How it was decided, first and on appeal; at most 2. For staff.',
    authScopes: STAFF_ONLY,
    complexity: 5,
    select: (_args, { actor }, nested) =>
      isAllowed(actor, STAFF_ONLY.permission)
        ? { decisions: { ...(nested() as object), orderBy: { decidedAt: 'asc' as const } } }
        : {},
    resolve: ({ decisions }) => decisions ?? null,
  }),
);

type Clock = Readonly<{ status: string; warnAt: Date; breachAt: Date }>;

const ClockType = builder.objectRef<Clock>('DisputeClock').implement({
  description: 'How long a dispute has waited for the vendor, against its response standard. For staff.',
  fields: (t) => ({
    state: t.field({
      type: SlaClockStateType,
      description: 'Where it stands at the instant of this request.',
      resolve: (clock, _args, { now }) => clockStateAt(clock, now),
    }),
    warnAt: t.expose('warnAt', { type: 'DateTime', description: 'When it warns, if it runs on.' }),
    breachAt: t.expose('breachAt', {
      type: 'DateTime',
      description: 'When the standard is broken, if it runs on.',
    }),
  }),
});

builder.prismaObjectField(DisputeType, 'clock', (t) =>
  t.field({
    type: ClockType,
    nullable: true,
    description: 'Its response clock; null where none runs or waits. For staff.',
    authScopes: STAFF_ONLY,
    complexity: 5,
    select: { id: true },
    resolve: ({ id }, _args, { db }) =>
      db.slaClock.findFirst({
        where: { subjectType: 'Dispute', subjectId: id, status: { not: 'STOPPED' } },
        select: { status: true, warnAt: true, breachAt: true },
      }),
  }),
);

const AvailableActionType = builder.objectRef<ActionAvailability>('DisputeAvailableAction').implement({
  description: 'Something that you may do with a dispute, or the reason why it is blocked right now.',
  fields: (t) => ({
    action: t.field({ type: DisputeActionType, description: 'What.', resolve: ({ action }) => action }),
    available: t.exposeBoolean('available', { description: 'Whether it would be done if asked for now.' }),
    blockedBecause: t.exposeString('blockedBecause', {
      nullable: true,
      description: 'What stands in the way; null where nothing does.',
    }),
  }),
});

type Vendor = Readonly<{ timeZone: string; disputeDays: number }>;

/** Read once for all disputes of an answer. */
const vendors = new WeakMap<RequestContext, Promise<Vendor>>();

function vendorOf(context: RequestContext): Promise<Vendor> {
  const known = vendors.get(context) ?? readVendor(context);
  vendors.set(context, known);
  return known;
}

async function readVendor({ db }: RequestContext): Promise<Vendor> {
  const settings = await db.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { timeZone: true },
  });
  const commissions = await db.commissionSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { disputeDays: true },
  });
  return { ...settings, ...commissions };
}

builder.prismaObjectField(DisputeType, 'availableActions', (t) =>
  t.field({
    type: [AvailableActionType],
    description: 'What you can do with it now, at most 7.',
    complexity: 5,
    select: (_args, { actor }) => ({
      ...{ kind: true, status: true, partnerId: true, isAppeal: true, openedById: true, decidedAt: true },
      ...{ statedMinor: true, claimedMinor: true, grantedMinor: true },
      ...(isAllowed(actor, STAFF_ONLY.permission)
        ? { decisions: { where: { isAppeal: false }, select: { decidedById: true } } }
        : {}),
    }),
    resolve: async (dispute, _args, context) => {
      const { timeZone, disputeDays } = await vendorOf(context);
      const { actor, now } = context;
      const { decidedAt } = dispute;
      const asking = { ...actor, ownPartnerId: actor.membership?.partnerId ?? null };
      const first = (dispute as { decisions?: { decidedById: string }[] }).decisions?.[0];
      return disputeActionsAvailable(
        {
          ...dispute,
          kind: dispute.kind as DisputeKind,
          status: dispute.status as DisputeStatus,
          firstDecidedById: first?.decidedById ?? null,
          appealUntil: decidedAt && windowUntil(dayIn(timeZone, decidedAt), disputeDays),
        },
        asking,
        dayIn(timeZone, now),
      );
    },
  }),
);
