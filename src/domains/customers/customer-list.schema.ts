import { builder } from '../../graphql/builder.ts';
import {
  OrderDirection,
  pageArguments,
  pageComplexity,
  resolvePage,
  totalCountField,
} from '../../graphql/connection.ts';
import { customerWhere } from './customer.filter.ts';
import { CustomerType } from './customer.schema.ts';

const CustomerFilter = builder.inputType('CustomerFilter', {
  description: 'Which customers; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    text: t.string({ description: 'With this in the name, whatever the case; at most 100 characters.' }),
    parentIds: t.globalIDList({
      for: [CustomerType],
      description: 'Belonging to these companies; at most 100.',
    }),
    merged: t.boolean({
      description: 'true: only records that were merged into another one; false: only those that were not.',
    }),
    survivesMerge: t.boolean({
      description: 'true: only records that others were merged into; false: only those that none was.',
    }),
  }),
});

const ORDER_COLUMNS = {
  NAME: { column: 'name', type: 'text' },
  CREATED_AT: { column: 'createdAt', type: 'instant' },
} as const;

const CustomerOrder = builder.inputType('CustomerOrder', {
  description: 'How a list of customers runs; the id settles ties.',
  fields: (t) => ({
    by: t.field({
      type: builder.enumType('CustomerOrderBy', {
        description: 'What customers can be ordered by.',
        values: {
          NAME: { description: 'Their name, by code point.' },
          CREATED_AT: { description: 'When they were added.' },
        } satisfies Record<keyof typeof ORDER_COLUMNS, object>,
      }),
      required: true,
      description: 'By what.',
    }),
    direction: t.field({ type: OrderDirection, required: true, description: 'Which way.' }),
  }),
});

const CustomerConnection = builder.connectionObject(
  {
    type: CustomerType,
    name: 'CustomerConnection',
    description: 'A page of customers.',
    fields: (t) => ({
      totalCount: t.int({
        ...totalCountField,
        resolve: (page) => (page as unknown as { totalCount(): Promise<number> }).totalCount(),
      }),
    }),
  },
  { name: 'CustomerEdge', description: 'A customer in a page.' },
);

builder.queryField('customer', (t) =>
  t.prismaField({
    type: CustomerType,
    nullable: true,
    description: 'One customer; null where it does not exist. For staff.',
    authScopes: { permission: 'CUSTOMERS_READ' },
    args: { id: t.arg.globalID({ for: [CustomerType], required: true, description: 'Its global id.' }) },
    resolve: (query, _root, { id }, { db }) => db.customer.findUnique({ ...query, where: { id: id.id } }),
  }),
);

builder.queryField('customers', (t) =>
  t.field({
    type: CustomerConnection,
    nullable: true,
    description: 'The records of the customer master, by name. For staff.',
    authScopes: { permission: 'CUSTOMERS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: CustomerFilter, description: 'Which.' }),
      orderBy: t.arg({ type: CustomerOrder, description: 'In which order; by name where left out.' }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'NAME' as const, direction: 'ASC' as const };
      return resolvePage(context, info, {
        model: 'customer',
        typeName: 'Customer',
        args,
        where: customerWhere(args.filter),
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
