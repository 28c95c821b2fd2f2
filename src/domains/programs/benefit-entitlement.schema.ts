import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { idsFilter } from '../../graphql/filters.ts';
import { finishedBy, TODAY } from '../../graphql/finished.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import type { BenefitEntitlementAction, BenefitEntitlementStatus } from './benefit-entitlement.states.ts';
import { PartnerProgramType } from './program.schema.ts';
import { TierBenefitType } from './program-tier.schema.ts';
import { TierPlacementType } from './tier-placement.schema.ts';

const ENTITLEMENTS_MAX = 100;

const StatusType = builder.enumType('BenefitEntitlementStatus', {
  description: "How something that the vendor owes to a partner stands on the vendor's day today.",
  values: {
    PENDING: { description: 'Owed, and not late yet.' },
    OVERDUE: { description: 'Owed, and late.' },
    PROVISIONED: { description: 'The partner has it.' },
    ENDED: { description: 'Gone with the tier that gave it.' },
  } satisfies Record<BenefitEntitlementStatus, object>,
});

const ActionType = builder.enumType('BenefitEntitlementAction', {
  description: 'What can be done with something that the vendor owes.',
  values: {
    PROVISION: { description: 'Say that the partner has it: `benefitEntitlementProvision`.' },
  } satisfies Record<BenefitEntitlementAction, object>,
});

const DAYS = { dueOn: true, endedOn: true, provisionedAt: true } as const;

export const BenefitEntitlementType = builder.prismaNode('BenefitEntitlement', {
  name: 'BenefitEntitlement',
  description: 'A benefit that the vendor owes to one partner since it was placed in a tier.',
  authScopes: { permission: 'PROGRAMS_READ' },
  id: { field: 'id', description: 'Global id, `BenefitEntitlement_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'To whom.' }),
    program: t.relation('program', { type: PartnerProgramType, description: 'The program.' }),
    benefit: t.relation('benefit', { type: TierBenefitType, description: 'What.' }),
    placement: t.relation('placement', { type: TierPlacementType, description: 'Since which placement.' }),
    startsOn: t.expose('startsOn', { type: 'Date', description: 'The first day of the tier.' }),
    dueOn: t.expose('dueOn', { type: 'Date', description: 'The day until which the vendor owes it.' }),
    endedOn: t.expose('endedOn', {
      type: 'Date',
      nullable: true,
      description: 'The first day without it; null while no end is known.',
    }),
    status: t.field({
      type: StatusType,
      description: 'How it stands today.',
      ...finishedBy('benefitEntitlement.status', DAYS, { with: { today: TODAY } }),
    }),
    provisionedAt: t.expose('provisionedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was provisioned, in this tier or in the former; null where it was not.',
    }),
    provisionedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who of the staff provisioned it; null where nobody did, and always null for partners.',
      select: { provisionedById: true },
      resolve: async (query, { provisionedById }, _args, { actor, db }) =>
        provisionedById && actor.kind === 'STAFF'
          ? await db.staffMember.findUnique({ ...query, where: { personId: provisionedById } })
          : null,
    }),
    reference: t.exposeString('reference', {
      nullable: true,
      description: 'What names it where it was provisioned, such as a budget; null where nothing does.',
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    availableActions: t.field({
      type: [ActionType],
      description: 'What you can do with it now.',
      ...finishedBy('benefitEntitlement.availableActions', DAYS, { with: { today: TODAY } }),
    }),
  }),
});

builder.prismaObjectField(PartnerType, 'benefitEntitlements', (t) =>
  t.relation('entitlements', {
    type: BenefitEntitlementType,
    description: `What the vendor owes to it or gave it, in all programs, the latest due first; at most ${ENTITLEMENTS_MAX}.`,
    complexity: { field: 5, multiplier: 10 },
    query: { orderBy: [{ dueOn: 'desc' }, { id: 'desc' }], take: ENTITLEMENTS_MAX },
  }),
);

const BenefitEntitlementFilter = builder.inputType('BenefitEntitlementFilter', {
  description: 'Which entitlements; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of one of these partners; at most 100.' }),
    programIds: t.globalIDList({
      for: [PartnerProgramType],
      description: 'Of one of these programs; at most 100.',
    }),
    status: t.field({ type: [StatusType], description: 'With one of these today.' }),
    dueBefore: t.field({ type: 'Date', description: 'Due before this day.' }),
  }),
});

/** As `entitlementStatusOf` says, so that a list is filtered where its rows are. */
function inStatus(state: BenefitEntitlementStatus, today: Date) {
  if (state === 'ENDED') return { endedOn: { lte: today } };
  const isOpen = { OR: [{ endedOn: null }, { endedOn: { gt: today } }] };
  if (state === 'PROVISIONED') return { ...isOpen, provisionedAt: { not: null } };
  return { ...isOpen, provisionedAt: null, dueOn: state === 'OVERDUE' ? { lt: today } : { gte: today } };
}

const ORDER_COLUMNS = {
  DUE_ON: { column: 'dueOn', type: 'instant', description: 'Until when they are owed.' },
} as const;

const BenefitEntitlementOrder = orderOf('BenefitEntitlement', 'entitlements', ORDER_COLUMNS);

const BenefitEntitlementConnection = connectionOf(BenefitEntitlementType, 'BenefitEntitlement', {
  one: 'An entitlement',
  many: 'entitlements',
});

builder.queryField('benefitEntitlements', (t) =>
  t.field({
    type: BenefitEntitlementConnection,
    nullable: true,
    description:
      'What the vendor owes and has given, of the partners that you may see: staff all, a channel manager those of the portfolio, a ' +
      'partner its own. What is due first comes first.',
    authScopes: { permission: 'PROGRAMS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: BenefitEntitlementFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: BenefitEntitlementOrder,
        description: 'In which order; what is due first where left out.',
      }),
    },
    resolve: async (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'DUE_ON' as const, direction: 'ASC' as const };
      const { partnerIds, programIds, status, dueBefore } = args.filter ?? {};
      const today = await vendorDay(context);
      const statuses = status ? [...new Set(status)].map((one) => inStatus(one, today)) : null;
      return (await resolvePage(context, info, {
        model: 'benefitEntitlement',
        typeName: 'BenefitEntitlement',
        args,
        where: {
          partnerId: idsFilter('partnerIds', partnerIds),
          programId: idsFilter('programIds', programIds),
          dueOn: { lt: dueBefore ?? undefined },
          ...(statuses && { OR: statuses }),
        },
        own: { partner: 'partnerId' },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      })) as never;
    },
  }),
);
