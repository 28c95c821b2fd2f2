import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { PartnerProgramType } from '../programs/program.schema.ts';
import type { BreachSide, RuleKind } from './remediation.rules.ts';
import { BreachSideType, RuleGrainType, RuleKindType } from './remediation-enums.schema.ts';

/** Rules are the vendor's own: a partner is told the terms of its plans, and not what else is watched. */
export const STAFF_ONLY = { permission: 'REFERRALS_REVIEW_READ' } as const;

export const RemediationRuleType = builder.prismaNode('RemediationRule', {
  name: 'RemediationRule',
  description:
    'When a partner’s KPI or attainment is so bad, for so long, that something must be done. For staff.',
  authScopes: STAFF_ONLY,
  id: { field: 'id', description: 'Global id, `RemediationRule_<uuid>`.' },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Its code, which never changes.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    kind: t.field({
      type: RuleKindType,
      description: 'What it measures.',
      select: { kind: true },
      resolve: ({ kind }) => kind as RuleKind,
    }),
    kpi: t.exposeString('kpi', {
      nullable: true,
      description: 'The code of the KPI; null of a REQUIREMENT.',
    }),
    program: t.relation('program', {
      type: PartnerProgramType,
      nullable: true,
      description: 'The program of the requirement; null of a KPI.',
    }),
    requirementCode: t.exposeString('requirementCode', {
      nullable: true,
      description: 'The code of the requirement; null of a KPI.',
    }),
    grain: t.field({
      type: RuleGrainType,
      description: 'The fiscal periods that it looks at; one that is not over yet never counts.',
      select: { grain: true },
      resolve: ({ grain }) => grain as 'MONTH',
    }),
    breaches: t.field({
      type: BreachSideType,
      description: 'On which side of the threshold it breaches.',
      select: { breaches: true },
      resolve: ({ breaches }) => breaches as BreachSide,
    }),
    threshold: t.field({
      type: 'Decimal',
      description:
        'In the unit of the KPI, amounts in major units of `currency`; in percent of a REQUIREMENT.',
      select: { threshold: true },
      resolve: ({ threshold }) => threshold.toFixed(),
    }),
    clearsAt: t.field({
      type: 'Decimal',
      description:
        'What has to be reached for it to be over; on the good side of the threshold, or the same.',
      select: { clearsAt: true },
      resolve: ({ clearsAt }) => clearsAt.toFixed(),
    }),
    currency: t.exposeString('currency', {
      nullable: true,
      description: 'ISO 4217 code that amounts are converted to; null where none are measured.',
    }),
    breachPeriods: t.exposeInt('breachPeriods', {
      description: 'For so many periods in a row until a plan is proposed; 1 to 24.',
    }),
    clearPeriods: t.exposeInt('clearPeriods', {
      description: 'For so many periods in a row until a plan has succeeded; 1 to 24.',
    }),
    dueDays: t.exposeInt('dueDays', { description: 'How many days a plan may take; 1 to 730.' }),
    isActive: t.exposeBoolean('isActive', { description: 'Whether it opens proposals.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

const ORDER_COLUMNS = {
  CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When they were made.' },
} as const;

const RuleFilter = builder.inputType('RemediationRuleFilter', {
  description: 'Which rules; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    isActive: t.boolean({ description: 'Only those that open proposals, or only others.' }),
  }),
});
const RuleOrder = orderOf('RemediationRule', 'remediation rules', ORDER_COLUMNS);
const RuleConnection = connectionOf(RemediationRuleType, 'RemediationRule', {
  one: 'A remediation rule',
  many: 'remediation rules',
});

builder.queryField('remediationRules', (t) =>
  t.field({
    type: RuleConnection,
    nullable: true,
    description: 'The rules by which remediation is proposed, the latest first. For staff.',
    authScopes: STAFF_ONLY,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: RuleFilter, description: 'Which.' }),
      orderBy: t.arg({ type: RuleOrder, description: 'In which order; the latest first where left out.' }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'CREATED_AT' as const, direction: 'DESC' as const };
      return resolvePage(context, info, {
        ...{ model: 'remediationRule', typeName: 'RemediationRule', args },
        where: { isActive: args.filter?.isActive ?? undefined },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
