import { builder } from '../../graphql/builder.ts';
import type { RootDeclaration } from '../../graphql/root-fields.ts';

export const ProductType = builder.prismaNode('Product', {
  name: 'Product',
  description: 'Something that partners can refer.',
  authScopes: { permission: 'REFERRALS_READ' },
  id: { field: 'id', description: 'Global id, `Product_<uuid>`.' },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Short code, unique.' }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    family: t.exposeString('family', { description: 'The product family it belongs to.' }),
    active: t.exposeBoolean('active', { description: 'Whether it is on offer for new referrals.' }),
  }),
});

/** The catalogue is small: one vendor offers tens of products, not thousands. */
const PRODUCTS_MAX = 500;

const OFFERED = {
  ...{ is: 'rows', model: 'product', where: { active: true }, take: PRODUCTS_MAX },
  orderBy: [{ name: 'asc' as const }, { id: 'asc' as const }],
} as const satisfies RootDeclaration;

builder.queryField('products', (t) =>
  t.prismaField({
    type: [ProductType],
    nullable: true,
    description: `The products on offer, by name; at most ${PRODUCTS_MAX}.`,
    authScopes: { permission: 'REFERRALS_READ' },
    extensions: { compiledRoot: OFFERED },
    args: { includeInactive: t.arg.boolean({ description: 'Also those no longer on offer.' }) },
    resolve: (query, _root, { includeInactive }, { db }) =>
      db.product.findMany({
        ...query,
        where: includeInactive ? {} : OFFERED.where,
        orderBy: [...OFFERED.orderBy],
        take: OFFERED.take,
      }),
  }),
);
