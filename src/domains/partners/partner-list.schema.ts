import { builder } from '../../graphql/builder.ts';
import {
  OrderDirection,
  pageArguments,
  pageComplexity,
  resolvePage,
  totalCountField,
} from '../../graphql/connection.ts';
import { partnerWhere } from './partner.filter.ts';
import { PartnerType, RegionType } from './partner.schema.ts';
import { PartnerStatusType } from './partner-enums.schema.ts';

const PartnerFilter = builder.inputType('PartnerFilter', {
  description: 'Which partners; conditions add up.',
  fields: (t) => ({
    status: t.field({ type: [PartnerStatusType], description: 'In one of these statuses.' }),
    regionIds: t.globalIDList({ for: [RegionType], description: 'In one of these regions; at most 100.' }),
    text: t.string({ description: 'With this in the name, whatever the case; at most 100 characters.' }),
  }),
});

const ORDER_COLUMNS = {
  NAME: { column: 'name', type: 'text' },
  CREATED_AT: { column: 'createdAt', type: 'instant' },
} as const;

const PartnerOrder = builder.inputType('PartnerOrder', {
  description: 'How a list of partners runs; the id settles ties.',
  fields: (t) => ({
    by: t.field({
      type: builder.enumType('PartnerOrderBy', {
        description: 'What partners can be ordered by.',
        values: {
          NAME: { description: 'Their name, by code point.' },
          CREATED_AT: { description: 'When their account was created.' },
        } satisfies Record<keyof typeof ORDER_COLUMNS, object>,
      }),
      required: true,
      description: 'By what.',
    }),
    direction: t.field({ type: OrderDirection, required: true, description: 'Which way.' }),
  }),
});

const PartnerConnection = builder.connectionObject(
  {
    type: PartnerType,
    name: 'PartnerConnection',
    description: 'A page of partners.',
    fields: (t) => ({
      totalCount: t.int({
        ...totalCountField,
        resolve: (page) => (page as unknown as { totalCount(): Promise<number> }).totalCount(),
      }),
    }),
  },
  { name: 'PartnerEdge', description: 'A partner in a page.' },
);

builder.queryField('partner', (t) =>
  t.prismaField({
    type: PartnerType,
    nullable: true,
    description: 'One partner; null where it does not exist or is hidden from you.',
    authScopes: { permission: 'PARTNERS_READ' },
    args: { id: t.arg.globalID({ for: [PartnerType], required: true, description: 'Its global id.' }) },
    resolve: (query, _root, { id }, { db }) => db.partner.findUnique({ ...query, where: { id: id.id } }),
  }),
);

builder.queryField('partners', (t) =>
  t.field({
    type: PartnerConnection,
    nullable: true,
    description:
      'The partners that you may see: staff all, a channel manager the portfolio, a partner itself and its sub-accounts. By name.',
    authScopes: { permission: 'PARTNERS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: PartnerFilter, description: 'Which.' }),
      orderBy: t.arg({ type: PartnerOrder, description: 'In which order; by name where left out.' }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'NAME' as const, direction: 'ASC' as const };
      return resolvePage(context, info, {
        model: 'partner',
        typeName: 'Partner',
        args,
        where: partnerWhere(args.filter),
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
