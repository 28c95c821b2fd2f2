import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity } from '../../graphql/connection.ts';
import { connectionOf, type ListDeclaration, listField, orderOf } from '../../graphql/list.ts';
import { rowById } from '../../graphql/root-fields.ts';
import { PARTNER_CONDITIONS } from './partner.filter.ts';
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

const PARTNERS: ListDeclaration = {
  ...{ model: 'partner', typeName: 'Partner', own: { partner: 'id' }, conditions: PARTNER_CONDITIONS },
  orders: ORDER_COLUMNS,
  initial: { by: 'NAME', direction: 'ASC' },
};

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
    ...listField(PARTNERS),
  }),
);
