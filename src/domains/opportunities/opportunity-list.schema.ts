import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity } from '../../graphql/connection.ts';
import {
  type CountsDeclaration,
  connectionOf,
  countsField,
  type ListDeclaration,
  listField,
  orderOf,
} from '../../graphql/list.ts';
import { rowById } from '../../graphql/root-fields.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { ProductType } from '../products/product.schema.ts';
import { SalesStageType } from '../referrals/referral-enums.schema.ts';
import { OPPORTUNITY_CONDITIONS } from './opportunity.filter.ts';
import { OpportunityType } from './opportunity.schema.ts';

const OpportunityFilter = builder.inputType('OpportunityFilter', {
  description: 'Which deals; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    stage: t.field({ type: [SalesStageType], description: 'In one of these stages.' }),
    partnerIds: t.globalIDList({
      for: [PartnerType],
      description: 'Credited to one of these partners; at most 100.',
    }),
    productIds: t.globalIDList({
      for: [ProductType],
      description: 'About one of these products; at most 100.',
    }),
    text: t.string({ description: 'With this in the name, whatever the case; at most 100 characters.' }),
    closeFrom: t.field({ type: 'Date', description: 'Closed, or expected to close, on this day or later.' }),
    closeBefore: t.field({ type: 'Date', description: 'Closed, or expected to close, before this day.' }),
  }),
});

const ORDER_COLUMNS = {
  CREATED_AT: { column: 'createdAt', type: 'instant', description: 'Since when the CRM has had them.' },
  UPDATED_AT: { column: 'updatedAt', type: 'instant', description: 'When they last changed.' },
} as const;

const OWN = { partner: 'partnerId', member: 'referredById' } as const;

const OPPORTUNITIES: ListDeclaration = {
  ...{ model: 'opportunity', typeName: 'Opportunity', own: OWN, conditions: OPPORTUNITY_CONDITIONS },
  orders: ORDER_COLUMNS,
  initial: { by: 'CREATED_AT', direction: 'DESC' },
};

const OpportunityOrder = orderOf('Opportunity', 'deals', ORDER_COLUMNS);

const OpportunityConnection = connectionOf(OpportunityType, 'Opportunity', { one: 'A deal', many: 'deals' });

const STAGES = ['PROSPECTING', 'QUALIFIED', 'PROPOSAL', 'COMMITTED', 'WON', 'LOST'] as const;

const COUNTS: CountsDeclaration = {
  ...{ model: 'opportunity', by: 'stage', values: STAGES },
  ...{ conditions: OPPORTUNITY_CONDITIONS, own: OWN },
};

const StageCount = builder
  .objectRef<{ stage: (typeof STAGES)[number]; count: number }>('OpportunityStageCount')
  .implement({
    description: 'How many deals are in a stage.',
    fields: (t) => ({
      stage: t.field({ type: SalesStageType, description: 'The stage.', resolve: ({ stage }) => stage }),
      count: t.exposeInt('count', { description: 'How many.' }),
    }),
  });

builder.queryField('opportunity', (t) =>
  t.prismaField({
    type: OpportunityType,
    nullable: true,
    description: 'One deal; null where it does not exist or is hidden from you.',
    authScopes: { permission: 'OPPORTUNITIES_READ' },
    args: { id: t.arg.globalID({ for: [OpportunityType], required: true, description: 'Its global id.' }) },
    ...rowById('opportunity', 'Opportunity'),
  }),
);

builder.queryField('opportunities', (t) =>
  t.field({
    type: OpportunityConnection,
    nullable: true,
    description:
      'The deals that you may see: staff all, a channel manager those of the portfolio, a partner those it is credited with, a member those it referred. Newest first.',
    authScopes: { permission: 'OPPORTUNITIES_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: OpportunityFilter, description: 'Which.' }),
      orderBy: t.arg({ type: OpportunityOrder, description: 'In which order; newest first where left out.' }),
    },
    ...listField(OPPORTUNITIES),
  }),
);

builder.queryField('opportunityCounts', (t) =>
  t.field({
    type: [StageCount],
    nullable: true,
    description:
      'How many deals that you may see are in each stage, zeros included. The stage of the filter is ignored.',
    authScopes: { permission: 'OPPORTUNITIES_READ' },
    complexity: 20,
    args: { filter: t.arg({ type: OpportunityFilter, description: 'Which.' }) },
    ...countsField(COUNTS),
  }),
);
