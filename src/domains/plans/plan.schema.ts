import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { textFilter } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { DAY_MILLISECONDS } from '../../kernel/days.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import { PlanDisconnectType, PlanPayableType, PlanVersionStatusType } from './plan-enums.schema.ts';
import { PlanRuleType } from './plan-rule.schema.ts';
import { RULES_MAX } from './plan-rule-input.rules.ts';
import {
  type ClawbackBand,
  clawbackOf,
  type DisconnectWay,
  type PayableWay,
} from './plan-version-content.rules.ts';
import { CLAWBACK_BANDS_MAX } from './plan-version-input.rules.ts';

const VERSIONS_MAX = 50;

const ClawbackType = builder.objectRef<ClawbackBand>('PlanClawback').implement({
  description: 'What comes back of a commission within some months of activation.',
  fields: (t) => ({
    untilMonth: t.exposeInt('untilMonth', { description: 'Before so many whole months since activation.' }),
    percent: t.expose('percent', { type: 'Decimal', description: 'How much comes back, in percent.' }),
  }),
});

export const CommissionPlanVersionType = builder.prismaNode('CommissionPlanVersion', {
  name: 'CommissionPlanVersion',
  description: 'The terms of a plan as they hold from one day until another; never changed once published.',
  authScopes: { permission: 'PLANS_READ' },
  id: { field: 'id', description: 'Global id, `CommissionPlanVersion_<uuid>`.' },
  fields: (t) => ({
    plan: t.relation('plan', { description: 'Its plan.' }),
    number: t.exposeInt('number', { description: 'Counts the versions of its plan, from 1.' }),
    status: t.field({
      type: PlanVersionStatusType,
      description: 'Whether it is a draft.',
      select: { status: true },
      resolve: ({ status }) => status as 'DRAFT' | 'PUBLISHED',
    }),
    validFrom: t.expose('validFrom', {
      type: 'Date',
      nullable: true,
      description: 'For what is ordered from this day on; null for a draft.',
    }),
    validTo: t.expose('validTo', {
      type: 'Date',
      nullable: true,
      description: 'Until this day, which no longer belongs to it; null while no end is known.',
    }),
    payable: t.field({
      type: PlanPayableType,
      description: 'When what is earned can be paid.',
      select: { payable: true },
      resolve: ({ payable }) => payable as PayableWay,
    }),
    holdDays: t.exposeInt('holdDays', { description: 'For how many days it is held back then.' }),
    clawback: t.field({
      type: [ClawbackType],
      description: `What comes back by months since activation; at most ${CLAWBACK_BANDS_MAX}. All comes back, always, where it is empty; nothing after the last.`,
      select: { clawback: true },
      resolve: ({ clawback }) => clawbackOf(clawback),
    }),
    disconnectTakes: t.field({
      type: PlanDisconnectType,
      description: 'What a disconnect takes back.',
      select: { disconnectTakes: true },
      resolve: ({ disconnectTakes }) => disconnectTakes as DisconnectWay,
    }),
    usesTierModifier: t.exposeBoolean('usesTierModifier', {
      description: "Whether the commission modifier of the partner's tier multiplies what rules pay.",
    }),
    publishedAt: t.expose('publishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was published; null for a draft.',
    }),
    rules: t.relation('rules', {
      type: PlanRuleType,
      description: `Its rules, in the order in which they are tried; at most ${RULES_MAX}. Partners see none that are hidden from them.`,
      complexity: { field: 5, multiplier: 10 },
      query: { orderBy: { position: 'asc' }, take: RULES_MAX },
    }),
  }),
});

export const CommissionPlanType = builder.prismaNode('CommissionPlan', {
  name: 'CommissionPlan',
  description: 'How commissions are earned. Partners see the plans that they earned by.',
  authScopes: { permission: 'PLANS_READ' },
  id: { field: 'id', description: 'Global id, `CommissionPlan_<uuid>`.' },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Short code, unique, such as `STANDARD`.' }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    versions: t.relation('versions', {
      description: `Its versions, the latest first; at most ${VERSIONS_MAX}. Partners see those that they earned by.`,
      complexity: { field: 5, multiplier: 5 },
      query: { orderBy: { number: 'desc' }, take: VERSIONS_MAX },
    }),
    versionInForce: t.field({
      type: CommissionPlanVersionType,
      nullable: true,
      description: 'The version that holds for what is ordered on a day; null where none does.',
      complexity: 5,
      args: { on: t.arg({ type: 'Date', description: "Which day; the vendor's today where left out." }) },
      select: ({ on }, { now }, nested) => {
        const day = on?.getTime() ?? now.getTime();
        const span = on ? 0 : DAY_MILLISECONDS;
        const [from, until] = [new Date(day - span), new Date(day + span)];
        return {
          versions: nested({
            where: {
              ...{ status: 'PUBLISHED', validFrom: { lte: until } },
              OR: [{ validTo: null }, { validTo: { gt: from } }],
            },
            orderBy: { validFrom: 'desc' as const },
            take: 3,
          }),
        };
      },
      resolve: async ({ versions }, { on }, context) => {
        const day = on ?? (await vendorDay(context));
        const isOn = ({ validFrom, validTo }: { validFrom: Date | null; validTo: Date | null }) =>
          validFrom !== null && validFrom <= day && (validTo === null || validTo > day);
        return versions.find(isOn) ?? null;
      },
    }),
  }),
});

const CommissionPlanFilter = builder.inputType('CommissionPlanFilter', {
  description: 'Which plans; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    text: t.string({ description: 'With this in the name, whatever the case; at most 100 characters.' }),
    isPublished: t.boolean({
      description: 'True: those of which a version is published; false: those that are drafts only.',
    }),
  }),
});

const ORDER_COLUMNS = {
  NAME: { column: 'name', type: 'text', description: 'Their name.' },
} as const;

const CommissionPlanOrder = orderOf('CommissionPlan', 'plans', ORDER_COLUMNS);

const CommissionPlanConnection = connectionOf(CommissionPlanType, 'CommissionPlan', {
  one: 'A plan',
  many: 'plans',
});

builder.queryField('commissionPlan', (t) =>
  t.prismaField({
    type: CommissionPlanType,
    nullable: true,
    description: 'One plan; null where it does not exist, or you are of a partner that never earned by it.',
    authScopes: { permission: 'PLANS_READ' },
    args: {
      id: t.arg.globalID({ for: [CommissionPlanType], required: true, description: 'Its global id.' }),
    },
    resolve: (query, _root, { id }, { db }) =>
      db.commissionPlan.findUnique({ ...query, where: { id: id.id } }),
  }),
);

builder.queryField('commissionPlans', (t) =>
  t.field({
    type: CommissionPlanConnection,
    nullable: true,
    description: 'The plans, by name where no order is given. Partners see those that they earned by.',
    authScopes: { permission: 'PLANS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: CommissionPlanFilter, description: 'Which.' }),
      orderBy: t.arg({ type: CommissionPlanOrder, description: 'In which order; by name where left out.' }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'NAME' as const, direction: 'ASC' as const };
      const isPublished = args.filter?.isPublished;
      const published = { status: 'PUBLISHED' };
      return resolvePage(context, info, {
        model: 'commissionPlan',
        typeName: 'CommissionPlan',
        args,
        where: {
          name: textFilter(args.filter?.text),
          ...(isPublished != null && { versions: isPublished ? { some: published } : { none: published } }),
        },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
