import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage, totalCountField } from '../../graphql/connection.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import { OnboardingStepType } from './onboarding.schema.ts';

const OnboardingStepConnection = builder.connectionObject(
  {
    type: OnboardingStepType,
    name: 'OnboardingStepConnection',
    description: 'A page of steps.',
    fields: (t) => ({
      totalCount: t.int({
        ...totalCountField,
        resolve: (page) => (page as unknown as { totalCount(): Promise<number> }).totalCount(),
      }),
    }),
  },
  { name: 'OnboardingStepEdge', description: 'A step in a page.' },
);

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
    resolve: async (_root, args, context, info) =>
      (await resolvePage(context, info, {
        model: 'onboardingStep',
        typeName: 'OnboardingStep',
        args,
        own: { partner: 'partnerId' },
        where: {
          completedAt: null,
          dueOn: { lt: await vendorDay(context) },
          onboarding: { status: 'OPEN' },
        },
        order: { name: 'DUE_ON', column: { column: 'dueOn', type: 'instant' }, direction: 'ASC' },
      })) as never,
  }),
);
