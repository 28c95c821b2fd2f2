import { builder } from '../../graphql/builder.ts';
import { StaffContactType } from './assignment.schema.ts';
import { PartnerType } from './partner.schema.ts';
import { PartnerStatusChangeKindType, PartnerStatusType } from './partner-enums.schema.ts';

const HISTORY_MAX = 100;

const StatusChangeType = builder.prismaObject('PartnerStatusChange', {
  name: 'PartnerStatusChange',
  description: "One step of a partner's lifecycle; never changed afterwards.",
  fields: (t) => ({
    kind: t.field({
      type: PartnerStatusChangeKindType,
      description: 'What was done.',
      select: { action: true },
      resolve: ({ action }) => action as 'APPROVE',
    }),
    from: t.field({
      type: PartnerStatusType,
      nullable: true,
      description: 'The status before; null for the first.',
      select: { fromStatus: true },
      resolve: ({ fromStatus }) => fromStatus as 'ACTIVE' | null,
    }),
    to: t.field({
      type: PartnerStatusType,
      description: 'The status after.',
      select: { toStatus: true },
      resolve: ({ toStatus }) => toStatus as 'ACTIVE',
    }),
    reason: t.exposeString('reason', { description: 'Why, in words that the partner may read.' }),
    agreementReference: t.exposeString('agreementReference', {
      nullable: true,
      description: 'The agreement that was named with it.',
    }),
    effectiveOn: t.expose('effectiveOn', { type: 'Date', description: 'The day from which it holds.' }),
    bookedAt: t.expose('bookedAt', { type: 'DateTime', description: 'When it was recorded.' }),
    actorKind: t.exposeString('actorKind', {
      description: 'What kind of actor did it: ANONYMOUS, STAFF, SERVICE or JOB.',
    }),
    actor: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who of the staff did it; null for everybody else, and always null for partners.',
      select: { actorId: true },
      resolve: async (query, { actorId }, _args, { actor, db }) =>
        actorId && actor.kind === 'STAFF'
          ? await db.staffMember.findUnique({ ...query, where: { personId: actorId } })
          : null,
    }),
  }),
});

builder.prismaObjectField(PartnerType, 'statusHistory', (t) =>
  t.relation('statusChanges', {
    type: StatusChangeType,
    description: `How it came to its status, latest first; at most ${HISTORY_MAX}.`,
    complexity: { field: 5, multiplier: 10 },
    query: { orderBy: [{ bookedAt: 'desc' }, { id: 'desc' }], take: HISTORY_MAX },
  }),
);
