import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { idsFilter } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PartnerProgramType } from '../programs/program.schema.ts';
import { CommissionPlanType } from './plan.schema.ts';

/** Which plan others earn by is the vendor's: partners see the plans that they earned by, not how they came to them. */
const FOR_STAFF = { permission: 'COMMISSIONS_REVIEW_READ' } as const;

export const PlanAssignmentType = builder.prismaNode('PlanAssignment', {
  name: 'PlanAssignment',
  description: 'By which plan the partners of a program, or of one tier of it, earn. For staff.',
  authScopes: FOR_STAFF,
  id: { field: 'id', description: 'Global id, `PlanAssignment_<uuid>`.' },
  fields: (t) => ({
    plan: t.relation('plan', { type: CommissionPlanType, description: 'The plan.' }),
    program: t.relation('program', { type: PartnerProgramType, description: 'The program.' }),
    tierCode: t.exposeString('tierCode', {
      nullable: true,
      description: 'The code of the tier; null for all tiers that have no assignment of their own.',
    }),
    validFrom: t.expose('validFrom', { type: 'Date', description: 'For what is ordered from this day on.' }),
    validTo: t.expose('validTo', {
      type: 'Date',
      nullable: true,
      description: 'Until this day, which no longer belongs to it; null while no end is known.',
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

export const PlanOverrideType = builder.prismaNode('PlanOverride', {
  name: 'PlanOverride',
  description: "A partner's own plan, whatever its tier. For staff.",
  authScopes: FOR_STAFF,
  id: { field: 'id', description: 'Global id, `PlanOverride_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'The partner.' }),
    plan: t.relation('plan', { type: CommissionPlanType, description: 'The plan.' }),
    reason: t.exposeString('reason', { description: 'Why it has one of its own.' }),
    validFrom: t.expose('validFrom', { type: 'Date', description: 'For what is ordered from this day on.' }),
    validTo: t.expose('validTo', {
      type: 'Date',
      nullable: true,
      description: 'Until this day, which no longer belongs to it; null while no end is known.',
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

const ORDER_COLUMNS = {
  VALID_FROM: { column: 'validFrom', type: 'instant', description: 'From when on they hold.' },
} as const;

const holdsOn = (on: Date | null | undefined) =>
  on ? { validFrom: { lte: on }, OR: [{ validTo: null }, { validTo: { gt: on } }] } : {};

const ON = 'That hold on this day.';

const AssignmentFilter = builder.inputType('PlanAssignmentFilter', {
  description: 'Which assignments; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    programIds: t.globalIDList({
      for: [PartnerProgramType],
      description: 'Of one of these programs; at most 100.',
    }),
    planIds: t.globalIDList({
      for: [CommissionPlanType],
      description: 'Of one of these plans; at most 100.',
    }),
    on: t.field({ type: 'Date', description: ON }),
  }),
});

const AssignmentOrder = orderOf('PlanAssignment', 'assignments of plans', ORDER_COLUMNS);
const AssignmentConnection = connectionOf(PlanAssignmentType, 'PlanAssignment', {
  one: 'An assignment of a plan',
  many: 'assignments of plans',
});

builder.queryField('planAssignments', (t) =>
  t.field({
    type: AssignmentConnection,
    nullable: true,
    description: 'By which plans the partners of programs and tiers earn, the latest first. For staff.',
    authScopes: FOR_STAFF,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: AssignmentFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: AssignmentOrder,
        description: 'In which order; the latest first where left out.',
      }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'VALID_FROM' as const, direction: 'DESC' as const };
      const { programIds, planIds, on } = args.filter ?? {};
      return resolvePage(context, info, {
        model: 'planAssignment',
        typeName: 'PlanAssignment',
        args,
        where: {
          programId: idsFilter('programIds', programIds),
          planId: idsFilter('planIds', planIds),
          ...holdsOn(on),
        },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);

const OverrideFilter = builder.inputType('PlanOverrideFilter', {
  description: "Which partners' own plans; conditions add up. What is left out does not restrict.",
  fields: (t) => ({
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of one of these partners; at most 100.' }),
    planIds: t.globalIDList({
      for: [CommissionPlanType],
      description: 'Of one of these plans; at most 100.',
    }),
    on: t.field({ type: 'Date', description: ON }),
  }),
});

const OverrideOrder = orderOf('PlanOverride', "partners' own plans", ORDER_COLUMNS);
const OverrideConnection = connectionOf(PlanOverrideType, 'PlanOverride', {
  one: "A partner's own plan",
  many: "partners' own plans",
});

builder.queryField('planOverrides', (t) =>
  t.field({
    type: OverrideConnection,
    nullable: true,
    description:
      'The partners that have a plan of their own, the latest first: a channel manager sees those of the portfolio. For staff.',
    authScopes: FOR_STAFF,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: OverrideFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: OverrideOrder,
        description: 'In which order; the latest first where left out.',
      }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'VALID_FROM' as const, direction: 'DESC' as const };
      const { partnerIds, planIds, on } = args.filter ?? {};
      return resolvePage(context, info, {
        model: 'planOverride',
        typeName: 'PlanOverride',
        args,
        where: {
          partnerId: idsFilter('partnerIds', partnerIds),
          planId: idsFilter('planIds', planIds),
          ...holdsOn(on),
        },
        own: { partner: 'partnerId' },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
