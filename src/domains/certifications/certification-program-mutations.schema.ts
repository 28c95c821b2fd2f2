import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { ProductType } from '../products/product.schema.ts';
import { CertificationAudienceType } from './certification-enums.schema.ts';
import { CertificationProgramType } from './certification-program.schema.ts';
import { createProgram, updateProgram } from './certification-program.service.ts';
import { ContentInput, contentOf } from './certification-version-content.schema.ts';

const FOR_OPERATIONS = 'For partner operations.';

type Id = Readonly<{ id: string }>;

/** Undefined leaves as it is, null clears. */
const idOf = (given: Id | null | undefined) => (given === null ? null : given?.id);

const CreateInput = builder.inputType('CertificationProgramCreateInput', {
  description: 'A new certification.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description:
        'Short code, unique: 1 to 40 capitals, digits, hyphens and underscores, such as `SALES_PRO`.',
    }),
    name: t.string({ required: true, description: 'Name for people, at most 200 characters.' }),
    audience: t.field({
      type: CertificationAudienceType,
      required: true,
      description: 'Whose work it is about.',
    }),
    productId: t.globalID({ for: [ProductType], description: 'The product that it is about.' }),
    parentId: t.globalID({
      for: [CertificationProgramType],
      description: 'The certification that it specializes. It is no prerequisite by itself.',
    }),
    content: t.field({ type: ContentInput, required: true, description: 'Its first version, as a draft.' }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('certificationProgramCreate', (t) =>
  t.prismaField({
    type: CertificationProgramType,
    nullable: true,
    description: `Makes a certification whose first version is a draft. Refused where the code is taken. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The certification.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const program = {
        ...input,
        ...{ productId: idOf(input.productId), parentId: idOf(input.parentId) },
        content: contentOf(input.content),
      };
      const id = await ctx.transaction((tx) => createProgram(tx, ctx.actor, program, ctx.now));
      return await ctx.db.certificationProgram.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const UpdateInput = builder.inputType('CertificationProgramUpdateInput', {
  description: 'What a certification is called and where it belongs; what is left out stays.',
  fields: (t) => ({
    id: t.globalID({ for: [CertificationProgramType], required: true, description: 'Which certification.' }),
    version: t.int({ required: true, description: 'The version of the program that you read.' }),
    name: t.string({ description: 'Its name, at most 200 characters.' }),
    audience: t.field({ type: CertificationAudienceType, description: 'Whose work it is about.' }),
    productId: t.globalID({
      for: [ProductType],
      description: 'The product that it is about; null for none.',
    }),
    parentId: t.globalID({
      for: [CertificationProgramType],
      description:
        'The certification that it specializes; null for none. Refused where that one specializes this one, directly or ' +
        'over others.',
    }),
  }),
});

builder.mutationField('certificationProgramUpdate', (t) =>
  t.prismaField({
    type: CertificationProgramType,
    nullable: true,
    description: `Changes what a certification is called and where it belongs; its versions stay as they are. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'The change.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const change = {
        ...input,
        ...{ id, productId: idOf(input.productId), parentId: idOf(input.parentId) },
      };
      await ctx.transaction((tx) => updateProgram(tx, ctx.actor, change, ctx.now));
      return await ctx.db.certificationProgram.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
