import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity } from '../../graphql/connection.ts';
import { connectionOf, type ListDeclaration, listField } from '../../graphql/list.ts';
import { OnboardingStepType } from './onboarding.schema.ts';

const OnboardingStepConnection = connectionOf(OnboardingStepType, 'OnboardingStep', {
  one: 'A step',
  many: 'steps',
});

const OVERDUE: ListDeclaration = {
  ...{ model: 'onboardingStep', typeName: 'OnboardingStep', own: { partner: 'partnerId' } },
  where: { completedAt: null },
  onDay: {
    where: (today) => ({ dueOn: { lt: today }, onboarding: { status: 'OPEN' } }),
    sql: (row) => `${row.column('dueOn')} < ${row.today} AND ${row.through('onboarding', 'status')} = 'OPEN'`,
  },
  orders: { DUE_ON: { column: 'dueOn', type: 'instant' } },
  initial: { by: 'DUE_ON', direction: 'ASC' },
};

builder.queryField('onboardingOverdue', (t) =>
  t.field({
    type: OnboardingStepConnection,
    nullable: true,
    description:
      'The steps that are late today, of the partners that you may see: staff all, a channel manager those of the portfolio, a ' +
      'partner its own. The latest first.',
    authScopes: { permission: 'PARTNERS_READ' },
    complexity: pageComplexity,
    args: pageArguments,
    ...listField(OVERDUE),
  }),
);
