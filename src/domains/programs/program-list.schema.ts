import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { textFilter } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { PartnerProgramType } from './program.schema.ts';

const PartnerProgramFilter = builder.inputType('PartnerProgramFilter', {
  description: 'Which programs; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    text: t.string({ description: 'With this in the name, whatever the case; at most 100 characters.' }),
    isPublished: t.boolean({
      description: 'True: those of which a version is published; false: those that are drafts only.',
    }),
  }),
});

const ORDER_COLUMNS = {
  NAME: { column: 'name', type: 'text', description: 'Their name.' },
  CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When they were made.' },
} as const;

const PartnerProgramOrder = orderOf('PartnerProgram', 'programs', ORDER_COLUMNS);

const PartnerProgramConnection = connectionOf(PartnerProgramType, 'PartnerProgram', {
  one: 'A program',
  many: 'programs',
});

builder.queryField('partnerProgram', (t) =>
  t.prismaField({
    type: PartnerProgramType,
    nullable: true,
    description: 'One program; null where it does not exist, or is a draft and you are of a partner.',
    authScopes: { permission: 'PROGRAMS_READ' },
    args: {
      id: t.arg.globalID({ for: [PartnerProgramType], required: true, description: 'Its global id.' }),
    },
    resolve: (query, _root, { id }, { db }) =>
      db.partnerProgram.findUnique({ ...query, where: { id: id.id } }),
  }),
);

builder.queryField('partnerPrograms', (t) =>
  t.field({
    type: PartnerProgramConnection,
    nullable: true,
    description:
      "The vendor's programs, by name where no order is given. Partners see those that are published.",
    authScopes: { permission: 'PROGRAMS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: PartnerProgramFilter, description: 'Which.' }),
      orderBy: t.arg({ type: PartnerProgramOrder, description: 'In which order; by name where left out.' }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'NAME' as const, direction: 'ASC' as const };
      const isPublished = args.filter?.isPublished;
      const published = { status: 'PUBLISHED' };
      return resolvePage(context, info, {
        model: 'partnerProgram',
        typeName: 'PartnerProgram',
        args,
        where: {
          name: textFilter(args.filter?.text),
          ...(isPublished != null && { versions: isPublished ? { some: published } : { none: published } }),
        },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
