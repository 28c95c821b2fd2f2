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
import { REFERRAL_CONDITIONS } from './referral.filter.ts';
import { ReferralType } from './referral.schema.ts';
import { type ReferralStatus, referralStates } from './referral.states.ts';
import { ReferralStatusType, SalesStageType } from './referral-enums.schema.ts';

export const ReferralFilter = builder.inputType('ReferralFilter', {
  description: 'Which referrals; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    status: t.field({ type: [ReferralStatusType], description: 'In one of these statuses.' }),
    salesStage: t.field({ type: [SalesStageType], description: 'With a deal in one of these stages.' }),
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
    text: t.string({
      description: 'With this in the customer name, whatever the case; at most 100 characters.',
    }),
    createdFrom: t.field({ type: 'DateTime', description: 'Registered at this instant or later.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Registered before this instant.' }),
    statusSinceBefore: t.field({
      type: 'DateTime',
      description: 'In its status since before this instant: what has waited longer.',
    }),
  }),
});

const ORDER_COLUMNS = {
  CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When they were registered.' },
  STATUS_SINCE: {
    column: 'statusSince',
    type: 'instant',
    description: 'How long they have had their status.',
  },
  CUSTOMER_NAME: { column: 'customerName', type: 'text', description: "The customer's name, by code point." },
} as const;

const OWN = { partner: 'partnerId', member: 'registeredById' } as const;

const REFERRALS: ListDeclaration = {
  ...{ model: 'referral', typeName: 'Referral', own: OWN, conditions: REFERRAL_CONDITIONS },
  orders: ORDER_COLUMNS,
  initial: { by: 'CREATED_AT', direction: 'DESC' },
};

const COUNTS: CountsDeclaration = {
  ...{ model: 'referral', by: 'status', values: referralStates.states },
  ...{ conditions: REFERRAL_CONDITIONS, own: OWN },
};

const ReferralOrder = orderOf('Referral', 'referrals', ORDER_COLUMNS);

const ReferralStatusCount = builder
  .objectRef<{ status: string; count: number }>('ReferralStatusCount')
  .implement({
    description: 'How many referrals are in a status.',
    fields: (t) => ({
      status: t.field({
        type: ReferralStatusType,
        description: 'The status.',
        resolve: ({ status }) => status as ReferralStatus,
      }),
      count: t.exposeInt('count', { description: 'How many.' }),
    }),
  });

const ReferralConnection = connectionOf(ReferralType, 'Referral', { one: 'A referral', many: 'referrals' });

builder.queryField('referral', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description: 'One referral; null where it does not exist or is hidden from you.',
    authScopes: { permission: 'REFERRALS_READ' },
    args: { id: t.arg.globalID({ for: [ReferralType], required: true, description: 'Its global id.' }) },
    ...rowById('referral', 'Referral'),
  }),
);

builder.queryField('referrals', (t) =>
  t.field({
    type: ReferralConnection,
    nullable: true,
    description:
      'The referrals that you may see: a partner its own, a channel manager those of the portfolio. Newest first.',
    authScopes: { permission: 'REFERRALS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: ReferralFilter, description: 'Which.' }),
      orderBy: t.arg({ type: ReferralOrder, description: 'In which order; newest first where left out.' }),
    },
    ...listField(REFERRALS),
  }),
);

builder.queryField('referralCounts', (t) =>
  t.field({
    type: [ReferralStatusCount],
    nullable: true,
    description:
      'How many referrals that you may see are in each status, zeros included. The status of the filter is ignored.',
    authScopes: { permission: 'REFERRALS_READ' },
    complexity: 20,
    args: { filter: t.arg({ type: ReferralFilter, description: 'Which.' }) },
    ...countsField(COUNTS),
  }),
);
