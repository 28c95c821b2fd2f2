import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
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
  NAME: { column: 'name', type: 'text', description: 'Their name, by code point.' },
  CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When they were added.' },
} as const;

const CustomerOrder = orderOf('Customer', 'customers', ORDER_COLUMNS);

const CustomerConnection = connectionOf(CustomerType, 'Customer', { one: 'A customer', many: 'customers' });

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
