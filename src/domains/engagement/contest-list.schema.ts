import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage, totalCountField } from '../../graphql/connection.ts';
import { ContestType } from './contest.schema.ts';

const ContestFilter = builder.inputType('ContestFilter', {
  description: 'Which contests; what is left out does not restrict.',
  fields: (t) => ({
    open: t.boolean({ description: 'True: those that wait for a decision; false: those that ended.' }),
  }),
});

const ContestConnection = builder.connectionObject(
  {
    type: ContestType,
    name: 'ContestConnection',
    description: 'A page of contests.',
    fields: (t) => ({
      totalCount: t.int({
        ...totalCountField,
        resolve: (page) => (page as unknown as { totalCount(): Promise<number> }).totalCount(),
      }),
    }),
  },
  { name: 'ContestEdge', description: 'A contest in a page.' },
);

builder.queryField('contest', (t) =>
  t.prismaField({
    type: ContestType,
    nullable: true,
    description: 'One contest; null where it does not exist or is hidden from you. For staff.',
    authScopes: { permission: 'ENGAGEMENT_READ' },
    args: { id: t.arg.globalID({ for: [ContestType], required: true, description: 'Its global id.' }) },
    resolve: (query, _root, { id }, { db }) => db.contest.findUnique({ ...query, where: { id: id.id } }),
  }),
);

builder.queryField('contests', (t) =>
  t.field({
    type: ContestConnection,
    nullable: true,
    description:
      'Contests, the latest first; a channel manager sees those of the portfolio, and of their parties only those within it. For staff.',
    authScopes: { permission: 'ENGAGEMENT_READ' },
    complexity: pageComplexity,
    args: { ...pageArguments, filter: t.arg({ type: ContestFilter, description: 'Which.' }) },
    resolve: (_root, args, context, info) => {
      const open = args.filter?.open;
      const where = open == null ? {} : { resolvedAt: open ? null : { not: null } };
      return resolvePage(context, info, {
        model: 'contest',
        typeName: 'Contest',
        args,
        where,
        order: { name: 'OPENED_AT', column: { column: 'openedAt', type: 'instant' }, direction: 'DESC' },
      }) as never;
    },
  }),
);
