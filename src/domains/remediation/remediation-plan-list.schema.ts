import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity } from '../../graphql/connection.ts';
import { connectionOf, type ListDeclaration, listField, orderOf } from '../../graphql/list.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PersonType } from '../people/person.schema.ts';
import { RemediationStatusType } from './remediation-enums.schema.ts';
import { PLAN_CONDITIONS } from './remediation-plan.filter.ts';
import { RemediationPlanType } from './remediation-plan.schema.ts';
import { RemediationRuleType } from './remediation-rule.schema.ts';

const PlanFilter = builder.inputType('RemediationPlanFilter', {
  description: 'Which plans; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    status: t.field({ type: [RemediationStatusType], description: 'In one of these statuses.' }),
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
    ruleIds: t.globalIDList({ for: [RemediationRuleType], description: 'By these rules; at most 100.' }),
    ownerIds: t.globalIDList({ for: [PersonType], description: 'Of these owners; at most 100.' }),
    isOverdue: t.boolean({
      description:
        'Only active plans that are beyond their day or have an action undone beyond its own, or only others.',
    }),
  }),
});

const ORDER_COLUMNS = {
  PROPOSED_AT: { column: 'proposedAt', type: 'instant', description: 'When they were proposed.' },
  STATUS_SINCE: { column: 'statusSince', type: 'instant', description: 'Since when they stand as they do.' },
} as const;

const PlanOrder = orderOf('RemediationPlan', 'remediation plans', ORDER_COLUMNS);
const PlanConnection = connectionOf(RemediationPlanType, 'RemediationPlan', {
  one: 'A remediation plan',
  many: 'remediation plans',
});

const PLANS: ListDeclaration = {
  ...{ model: 'remediationPlan', typeName: 'RemediationPlan', own: { partner: 'partnerId' } },
  conditions: PLAN_CONDITIONS,
  orders: ORDER_COLUMNS,
  initial: { by: 'PROPOSED_AT', direction: 'DESC' },
};

builder.queryField('remediationPlans', (t) =>
  t.field({
    type: PlanConnection,
    nullable: true,
    description:
      'The remediation plans that you may see, the latest first: a partner’s admins its own once they are taken up, a channel manager those of the portfolio.',
    authScopes: { permission: 'REMEDIATION_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: PlanFilter, description: 'Which.' }),
      orderBy: t.arg({ type: PlanOrder, description: 'In which order; the latest first where left out.' }),
    },
    ...listField(PLANS),
  }),
);

builder.queryField('remediationPlan', (t) =>
  t.prismaField({
    type: RemediationPlanType,
    nullable: true,
    description: 'One remediation plan; null where there is none with this id, or you may not see it.',
    authScopes: { permission: 'REMEDIATION_READ' },
    args: { id: t.arg.globalID({ for: [RemediationPlanType], required: true, description: 'Which.' }) },
    resolve: (query, _root, { id }, { db }) =>
      db.remediationPlan.findUnique({ ...query, where: { id: id.id } }),
  }),
);
