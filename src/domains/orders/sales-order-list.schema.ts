import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity } from '../../graphql/connection.ts';
import { connectionOf, type ListDeclaration, listField, orderOf } from '../../graphql/list.ts';
import { CustomerType } from '../customers/customer.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { CommissionEligibilityType, SalesOrderStatusType, SalesOrderTypeType } from './order-enums.schema.ts';
import { SALES_ORDER_CONDITIONS } from './sales-order.filter.ts';
import { SalesOrderType } from './sales-order.schema.ts';

const SalesOrderFilter = builder.inputType('SalesOrderFilter', {
  description: 'Which orders; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    status: t.field({ type: [SalesOrderStatusType], description: 'In one of these statuses.' }),
    type: t.field({ type: [SalesOrderTypeType], description: 'Of one of these types.' }),
    eligibility: t.field({
      type: [CommissionEligibilityType],
      description: 'With one of these decisions on commission.',
    }),
    partnerIds: t.globalIDList({
      for: [PartnerType],
      description: 'Credited to these partners; at most 100.',
    }),
    customerIds: t.globalIDList({ for: [CustomerType], description: 'Of these customers; at most 100.' }),
    system: t.string({ description: 'From this system.' }),
    text: t.string({ description: "Part of the order's number, whatever the case; at most 100 characters." }),
  }),
});

const ORDER_COLUMNS = {
  CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When they were entered.' },
  STATUS_SINCE: {
    column: 'statusSince',
    type: 'instant',
    description: 'Since when they stand where they do.',
  },
  EXTERNAL_ID: { column: 'externalId', type: 'text', description: 'Their number.' },
} as const;

const SalesOrderOrder = orderOf('SalesOrder', 'orders', ORDER_COLUMNS);

const ORDERS = {
  ...{ model: 'salesOrder', typeName: 'SalesOrder', own: { partner: 'partnerId' } },
  conditions: SALES_ORDER_CONDITIONS,
} as const;

const SALES_ORDERS: ListDeclaration = {
  ...ORDERS,
  orders: ORDER_COLUMNS,
  initial: { by: 'CREATED_AT', direction: 'DESC' },
};

const RATIFICATION_QUEUE: ListDeclaration = {
  ...ORDERS,
  where: { status: { in: ['SUBMITTED', 'IN_REVIEW'] }, submittedAt: { not: null } },
  orders: { SUBMITTED_AT: { column: 'submittedAt', type: 'instant' } },
  initial: { by: 'SUBMITTED_AT', direction: 'ASC' },
};

const SalesOrderConnection = connectionOf(SalesOrderType, 'SalesOrder', { one: 'An order', many: 'orders' });

builder.queryField('salesOrders', (t) =>
  t.field({
    type: SalesOrderConnection,
    nullable: true,
    description:
      'The orders that you may see: all, or for a channel manager those of the portfolio. Newest first.',
    authScopes: { permission: 'ORDERS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: SalesOrderFilter, description: 'Which.' }),
      orderBy: t.arg({ type: SalesOrderOrder, description: 'In which order; newest first where left out.' }),
    },
    ...listField(SALES_ORDERS),
  }),
);

builder.queryField('ratificationQueue', (t) =>
  t.field({
    type: SalesOrderConnection,
    nullable: true,
    description:
      'The submitted orders and those in review, the one that was first handed in first, so that the oldest clock leads. Returned ones ' +
      'wait for somebody else, and are not among them.',
    authScopes: { permission: 'ORDERS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: SalesOrderFilter, description: 'Which of them.' }),
    },
    ...listField(RATIFICATION_QUEUE),
  }),
);
