import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { ProductType } from '../products/product.schema.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import { CertificationAudienceType } from './certification-enums.schema.ts';
import { certificationProgramWhere } from './certification-program.filter.ts';
import { CertificationProgramType } from './certification-program.schema.ts';

const CertificationProgramFilter = builder.inputType('CertificationProgramFilter', {
  description: 'Which certifications; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    audience: t.field({ type: [CertificationAudienceType], description: 'About the work of one of these.' }),
    productId: t.globalID({ for: [ProductType], description: 'About this product.' }),
    text: t.string({
      description: 'With this in the name or the code, whatever the case; at most 100 characters.',
    }),
    launched: t.boolean({
      description:
        "Whether a version is in effect on the vendor's today: true for those, false for the others.",
    }),
  }),
});

const ORDER_COLUMNS = {
  NAME: { column: 'name', type: 'text', description: 'Their name, by code point.' },
  CODE: { column: 'code', type: 'text', description: 'Their code, by code point.' },
  CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When they were created.' },
} as const;

const CertificationProgramOrder = orderOf('CertificationProgram', 'certifications', ORDER_COLUMNS);

const CertificationProgramConnection = connectionOf(CertificationProgramType, 'CertificationProgram', {
  one: 'A certification',
  many: 'certifications',
});

builder.queryField('certificationProgram', (t) =>
  t.prismaField({
    type: CertificationProgramType,
    nullable: true,
    description: 'One certification; null where it does not exist or is hidden from you.',
    authScopes: { permission: 'CERTIFICATIONS_READ' },
    args: {
      id: t.arg.globalID({ for: [CertificationProgramType], required: true, description: 'Its global id.' }),
    },
    resolve: (query, _root, { id }, { db }) =>
      db.certificationProgram.findUnique({ ...query, where: { id: id.id } }),
  }),
);

builder.queryField('certificationPrograms', (t) =>
  t.field({
    type: CertificationProgramConnection,
    nullable: true,
    description:
      'What people can be certified in: staff sees all, partners what was ever published. By name where no order is given.',
    authScopes: { permission: 'CERTIFICATIONS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: CertificationProgramFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: CertificationProgramOrder,
        description: 'In which order; by name where left out.',
      }),
    },
    resolve: async (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'NAME' as const, direction: 'ASC' as const };
      const today = args.filter?.launched == null ? null : await vendorDay(context);
      return (await resolvePage(context, info, {
        model: 'certificationProgram',
        typeName: 'CertificationProgram',
        args,
        where: certificationProgramWhere(args.filter, today),
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      })) as never;
    },
  }),
);
