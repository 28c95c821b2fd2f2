import { builder } from '../../graphql/builder.ts';
import { ALWAYS } from '../../graphql/refusals.ts';
import { ConflictError, NotFoundError } from '../../kernel/errors.ts';
import { CustomerType } from '../customers/customer.schema.ts';
import { addNamedAccount, endNamedAccount } from './engagement-rules-admin.service.ts';

const ACCOUNTS_MAX = 500;

const NamedAccountType = builder.prismaObject('NamedAccount', {
  name: 'NamedAccount',
  description: 'A customer that the vendor keeps for itself. Partners never see any of it.',
  authScopes: { permission: 'ENGAGEMENT_READ' },
  fields: (t) => ({
    customer: t.relation('customer', { type: CustomerType, description: 'The customer.' }),
    reason: t.exposeString('reason', { description: 'Why.' }),
    validFrom: t.expose('validFrom', { type: 'DateTime', description: 'From when on.' }),
    validTo: t.expose('validTo', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when, exclusive; null without end.',
    }),
  }),
});

builder.queryField('namedAccounts', (t) =>
  t.prismaField({
    type: [NamedAccountType],
    nullable: true,
    description: `The named accounts that hold now or later, and with \`ended\` those that ended; the latest first, at most ${ACCOUNTS_MAX}. For staff.`,
    authScopes: { permission: 'ENGAGEMENT_READ' },
    complexity: { field: 5, multiplier: 20 },
    args: {
      customerId: t.arg.globalID({ for: [CustomerType], description: 'Of this customer only.' }),
      ended: t.arg.boolean({ description: 'Whether those that ended are listed too; false where left out.' }),
    },
    resolve: (query, _root, { customerId, ended }, { db, now }) =>
      db.namedAccount.findMany({
        ...query,
        where: {
          ...(customerId && { customerId: customerId.id }),
          ...(!ended && { OR: [{ validTo: null }, { validTo: { gt: now } }] }),
        },
        orderBy: [{ validFrom: 'desc' }, { customerId: 'asc' }],
        take: ACCOUNTS_MAX,
      }),
  }),
);

const AddInput = builder.inputType('NamedAccountAddInput', {
  description: 'A customer to keep.',
  fields: (t) => ({
    customerId: t.globalID({ for: [CustomerType], required: true, description: 'Which customer.' }),
    reason: t.string({ required: true, description: 'Why, at most 1,000 characters.' }),
    validFrom: t.field({ type: 'DateTime', description: 'From when on; now where left out.' }),
  }),
});

builder.mutationField('namedAccountAdd', (t) =>
  t.prismaField({
    type: NamedAccountType,
    nullable: true,
    description:
      'Keeps a customer for the vendor. Refused where it is kept then already. For partner operations.',
    errors: { types: [...ALWAYS, ConflictError] },
    args: { input: t.arg({ type: AddInput, required: true, description: 'The customer.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { customerId: customer, reason, validFrom: from = null } = input;
      const account = { customerId: customer.id, reason, validFrom: from };
      const added = await ctx.transaction((tx) => addNamedAccount(tx, ctx.actor, account, ctx.now));
      const { customerId, validFrom } = added;
      const where = { customerId_validFrom: { customerId, validFrom } };
      return await ctx.db.namedAccount.findUniqueOrThrow({ ...query, where });
    },
  }),
);

const EndInput = builder.inputType('NamedAccountEndInput', {
  description: 'A customer to keep no longer.',
  fields: (t) => ({
    customerId: t.globalID({ for: [CustomerType], required: true, description: 'Which customer.' }),
    validTo: t.field({
      type: 'DateTime',
      description: 'Until when, exclusive, now or later; now where left out.',
    }),
  }),
});

builder.mutationField('namedAccountEnd', (t) =>
  t.prismaField({
    type: NamedAccountType,
    nullable: true,
    description: 'Ends a named account. Refused where the customer is none now. For partner operations.',
    errors: { types: [...ALWAYS, NotFoundError] },
    args: { input: t.arg({ type: EndInput, required: true, description: 'The customer.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const end = { customerId: input.customerId.id, validTo: input.validTo ?? null };
      const { customerId, validFrom } = await ctx.transaction((tx) =>
        endNamedAccount(tx, ctx.actor, end, ctx.now),
      );
      const where = { customerId_validFrom: { customerId, validFrom } };
      return await ctx.db.namedAccount.findUniqueOrThrow({ ...query, where });
    },
  }),
);
