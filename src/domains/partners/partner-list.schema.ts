import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { rowById } from '../../graphql/root-fields.ts';
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
  NAME: { column: 'name', type: 'text', description: 'Their name, by code point.' },
  CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When their account was created.' },
} as const;

const PartnerOrder = orderOf('Partner', 'partners', ORDER_COLUMNS);

const PartnerConnection = connectionOf(PartnerType, 'Partner', { one: 'A partner', many: 'partners' });

builder.queryField('partner', (t) =>
  t.prismaField({
    type: PartnerType,
    nullable: true,
    description: 'One partner; null where it does not exist or is hidden from you.',
    authScopes: { permission: 'PARTNERS_READ' },
    args: { id: t.arg.globalID({ for: [PartnerType], required: true, description: 'Its global id.' }) },
    ...rowById('partner', 'Partner'),
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
        own: { partner: 'id' },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
