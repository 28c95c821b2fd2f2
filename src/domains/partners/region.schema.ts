import { builder } from '../../graphql/builder.ts';
import { ON_CREATE } from '../../graphql/refusals.ts';
import { RegionType } from './partner.schema.ts';
import { createRegion } from './region.service.ts';

const REGIONS_MAX = 200;

builder.queryField('regions', (t) =>
  t.prismaField({
    type: [RegionType],
    nullable: true,
    description: `The vendor's sales regions, by code; at most ${REGIONS_MAX}.`,
    authScopes: { permission: 'PARTNERS_READ' },
    complexity: { field: 5, multiplier: 10 },
    resolve: (query, _root, _args, { db }) =>
      db.region.findMany({ ...query, orderBy: { code: 'asc' }, take: REGIONS_MAX }),
  }),
);

const RegionCreateInput = builder.inputType('RegionCreateInput', {
  description: 'A new sales region.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: 'Short and unique: letters, digits, `_` and `-`, at most 40; kept in upper case.',
    }),
    name: t.string({ required: true, description: 'Name for people, at most 100 characters.' }),
    idempotencyKey: t.string({
      description: 'Repeating a request with the same key answers the region that the first one made.',
    }),
  }),
});

builder.mutationField('regionCreate', (t) =>
  t.prismaField({
    type: RegionType,
    nullable: true,
    description: 'Adds a sales region. For partner operations.',
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: RegionCreateInput, required: true, description: 'The region.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const id = await ctx.transaction((tx) => createRegion(tx, ctx.actor, input, ctx.now));
      return await ctx.db.region.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
