import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { idsFilter } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import { PartnerProgramType } from './program.schema.ts';
import { waiverActions, waiverStatusOf } from './requirement-waiver.rules.ts';
import type { RequirementWaiverAction, RequirementWaiverStatus } from './requirement-waiver.states.ts';

const WAIVERS_MAX = 100;

const StatusType = builder.enumType('RequirementWaiverStatus', {
  description: "Where a waiver stands on the vendor's day today.",
  values: {
    SCHEDULED: { description: 'Begins later.' },
    IN_FORCE: { description: 'Holds today.' },
    ENDED: { description: 'Its time is over.' },
    REVOKED: { description: 'Was taken back.' },
  } satisfies Record<RequirementWaiverStatus, object>,
});

const ActionType = builder.enumType('RequirementWaiverAction', {
  description: 'What can be done with a waiver.',
  values: {
    REVOKE: { description: 'Take it back: `requirementWaiverRevoke`.' },
  } satisfies Record<RequirementWaiverAction, object>,
});

const DAYS = { validFrom: true, validTo: true, revokedAt: true } as const;

export const RequirementWaiverType = builder.prismaNode('RequirementWaiver', {
  name: 'RequirementWaiver',
  description:
    'That a requirement counts as met for a partner for a time, in every tier that asks for it by that code.',
  authScopes: { permission: 'PROGRAMS_READ' },
  id: { field: 'id', description: 'Global id, `RequirementWaiver_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'For whom.' }),
    program: t.relation('program', { type: PartnerProgramType, description: 'The program.' }),
    requirementCode: t.exposeString('requirementCode', { description: 'The code of the requirement.' }),
    validFrom: t.expose('validFrom', { type: 'Date', description: 'From this day on.' }),
    validTo: t.expose('validTo', {
      type: 'Date',
      description: 'Until this day, which no longer belongs to it.',
    }),
    reason: t.exposeString('reason', { description: 'Why, in words that the partner reads.' }),
    grantedAt: t.expose('grantedAt', { type: 'DateTime', description: 'When it was granted.' }),
    grantedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who of the staff granted it; always null for partners.',
      select: { grantedById: true },
      resolve: async (query, { grantedById }, _args, { actor, db }) =>
        actor.kind === 'STAFF'
          ? await db.staffMember.findUnique({ ...query, where: { personId: grantedById } })
          : null,
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken back; it does not count from then on. Null where it was not.',
    }),
    status: t.field({
      type: StatusType,
      description: 'Where it stands today.',
      select: DAYS,
      resolve: async (days, _args, context) => waiverStatusOf(days, await vendorDay(context)),
    }),
    availableActions: t.field({
      type: [ActionType],
      description: 'What you can do with it now.',
      select: DAYS,
      resolve: async (days, _args, context) =>
        waiverActions(days, await vendorDay(context), context.actor.roles),
    }),
  }),
});

builder.prismaObjectField(PartnerType, 'requirementWaivers', (t) =>
  t.relation('waivers', {
    type: RequirementWaiverType,
    description: `What it was excused from, in all programs, the latest first; at most ${WAIVERS_MAX}.`,
    complexity: { field: 5, multiplier: 10 },
    query: { orderBy: [{ validFrom: 'desc' }, { id: 'desc' }], take: WAIVERS_MAX },
  }),
);

const RequirementWaiverFilter = builder.inputType('RequirementWaiverFilter', {
  description: 'Which waivers; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    partnerIds: t.globalIDList({
      for: [PartnerType],
      description: 'For one of these partners; at most 100.',
    }),
    programIds: t.globalIDList({
      for: [PartnerProgramType],
      description: 'Of one of these programs; at most 100.',
    }),
    on: t.field({ type: 'Date', description: 'That hold on this day, and were not taken back.' }),
  }),
});

const ORDER_COLUMNS = {
  GRANTED_AT: { column: 'grantedAt', type: 'instant', description: 'When they were granted.' },
  VALID_TO: { column: 'validTo', type: 'instant', description: 'When they end.' },
} as const;

const RequirementWaiverOrder = orderOf('RequirementWaiver', 'waivers', ORDER_COLUMNS);

const RequirementWaiverConnection = connectionOf(RequirementWaiverType, 'RequirementWaiver', {
  one: 'A waiver',
  many: 'waivers',
});

builder.queryField('requirementWaivers', (t) =>
  t.field({
    type: RequirementWaiverConnection,
    nullable: true,
    description:
      'The waivers that you may see: staff all, a channel manager those of the portfolio, a partner its own. The latest granted first.',
    authScopes: { permission: 'PROGRAMS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: RequirementWaiverFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: RequirementWaiverOrder,
        description: 'In which order; the latest granted first where left out.',
      }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'GRANTED_AT' as const, direction: 'DESC' as const };
      const { partnerIds, programIds, on } = args.filter ?? {};
      return resolvePage(context, info, {
        model: 'requirementWaiver',
        typeName: 'RequirementWaiver',
        args,
        where: {
          partnerId: idsFilter('partnerIds', partnerIds),
          programId: idsFilter('programIds', programIds),
          ...(on && { validFrom: { lte: on }, validTo: { gt: on }, revokedAt: null }),
        },
        own: { partner: 'partnerId' },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
