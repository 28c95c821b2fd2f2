import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { ProductType } from '../products/product.schema.ts';
import { datedWhere } from './price-catalogue.filter.ts';
import {
  ApprovalKindType,
  ApprovalPolicyType,
  BillingCodeType,
  PriceBookEntryType,
  PromotionType,
} from './price-catalogue.schema.ts';

const READERS = { permission: 'PRICING_READ' } as const;
const VALID_ON = 'That hold on this day.';
const PRODUCTS = 'Of these products; at most 100.';

const ORDER_COLUMNS = {
  VALID_FROM: { column: 'validFrom', type: 'instant', description: 'The first day on which they hold.' },
} as const;

const PriceBookFilter = builder.inputType('PriceBookFilter', {
  description: 'Which prices; conditions add up.',
  fields: (t) => ({
    productIds: t.globalIDList({ for: [ProductType], description: PRODUCTS }),
    validOn: t.field({ type: 'Date', description: VALID_ON }),
  }),
});
const CodeFilter = builder.inputType('PricingCodeFilter', {
  description: 'Which codes; conditions add up.',
  fields: (t) => ({
    productIds: t.globalIDList({ for: [ProductType], description: PRODUCTS }),
    text: t.string({ description: 'Part of the code, whatever the case; at most 100 characters.' }),
    validOn: t.field({ type: 'Date', description: VALID_ON }),
  }),
});
const PolicyFilter = builder.inputType('ApprovalPolicyFilter', {
  description: 'Which policies; conditions add up.',
  fields: (t) => ({
    kinds: t.field({ type: [ApprovalKindType], description: 'For one of these.' }),
    validOn: t.field({ type: 'Date', description: VALID_ON }),
  }),
});

const DatedOrder = orderOf('Pricing', 'prices, promotions, codes and policies', ORDER_COLUMNS);

const pageOf = (
  context: Parameters<typeof resolvePage>[0],
  info: Parameters<typeof resolvePage>[1],
  list: Readonly<{
    model: string;
    typeName: string;
    args: Readonly<{
      first?: number | null;
      after?: string | null;
      filter?: Parameters<typeof datedWhere>[0];
      orderBy?: Readonly<{ by: 'VALID_FROM'; direction: 'ASC' | 'DESC' }> | null;
    }>;
  }>,
) =>
  resolvePage(context, info, {
    ...list,
    where: datedWhere(list.args.filter),
    order: {
      name: 'VALID_FROM',
      column: ORDER_COLUMNS.VALID_FROM,
      direction: list.args.orderBy?.direction ?? 'DESC',
    },
  }) as never;

const ORDER_BY = 'In which order; what began last comes first where left out.';

const PriceBookConnection = connectionOf(PriceBookEntryType, 'PriceBook', { one: 'A price', many: 'prices' });

builder.queryField('priceBookEntries', (t) =>
  t.field({
    type: PriceBookConnection,
    nullable: true,
    description: 'The price book.',
    authScopes: READERS,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: PriceBookFilter, description: 'Which.' }),
      orderBy: t.arg({ type: DatedOrder, description: ORDER_BY }),
    },
    resolve: (_root, args, context, info) =>
      pageOf(context, info, { model: 'priceBookEntry', typeName: 'PriceBookEntry', args }),
  }),
);

const PromotionConnection = connectionOf(PromotionType, 'Promotion', {
  one: 'A promotion',
  many: 'promotions',
});

builder.queryField('promotions', (t) =>
  t.field({
    type: PromotionConnection,
    nullable: true,
    description: 'The promotions.',
    authScopes: READERS,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: CodeFilter, description: 'Which.' }),
      orderBy: t.arg({ type: DatedOrder, description: ORDER_BY }),
    },
    resolve: (_root, args, context, info) =>
      pageOf(context, info, { model: 'promotion', typeName: 'Promotion', args }),
  }),
);

const BillingCodeConnection = connectionOf(BillingCodeType, 'BillingCode', {
  one: 'A billing code',
  many: 'billing codes',
});

builder.queryField('billingCodes', (t) =>
  t.field({
    type: BillingCodeConnection,
    nullable: true,
    description: 'The codes by which billing systems call charges.',
    authScopes: READERS,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: CodeFilter, description: 'Which.' }),
      orderBy: t.arg({ type: DatedOrder, description: ORDER_BY }),
    },
    resolve: (_root, args, context, info) =>
      pageOf(context, info, { model: 'billingCode', typeName: 'BillingCode', args }),
  }),
);

const PolicyConnection = connectionOf(ApprovalPolicyType, 'ApprovalPolicy', {
  one: 'A policy',
  many: 'approval policies',
});

builder.queryField('approvalPolicies', (t) =>
  t.field({
    type: PolicyConnection,
    nullable: true,
    description: 'From when on what needs approval, and by whom.',
    authScopes: READERS,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: PolicyFilter, description: 'Which.' }),
      orderBy: t.arg({ type: DatedOrder, description: ORDER_BY }),
    },
    resolve: (_root, args, context, info) =>
      pageOf(context, info, { model: 'approvalPolicy', typeName: 'ApprovalPolicy', args }),
  }),
);
