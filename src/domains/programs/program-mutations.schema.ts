import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { ConflictError } from '../../kernel/errors.ts';
import { PartnerProgramType } from './program.schema.ts';
import { createProgram, publishProgram, renameProgram, reviseProgram } from './program.service.ts';
import { contentFields, contentFrom } from './program-inputs.schema.ts';

const FOR_OPERATIONS = 'For partner operations.';

const CreateInput = builder.inputType('PartnerProgramCreateInput', {
  description: 'A new program, with its first version.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description:
        'Short code, unique: 2 to 40 capitals, digits and underscores, such as `REFERRAL_PROGRAM`.',
    }),
    name: t.string({ required: true, description: 'Name for people, at most 200 characters.' }),
    currency: t.field({
      type: 'CurrencyCode',
      required: true,
      description: "What its revenue is counted in: one of the vendor's currencies. Never changes.",
    }),
    ...contentFields(t),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('partnerProgramCreate', (t) =>
  t.prismaField({
    type: PartnerProgramType,
    nullable: true,
    description: `Makes a program whose first version is a draft. Refused with every field that is wrong, by its path. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The program.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const id = await ctx.transaction((tx) => createProgram(tx, ctx.actor, contentFrom(input), ctx.now));
      return await ctx.db.partnerProgram.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const ReviseInput = builder.inputType('PartnerProgramReviseInput', {
  description: 'The next version of a program, as a whole.',
  fields: (t) => ({
    id: t.globalID({ for: [PartnerProgramType], required: true, description: 'Which program.' }),
    version: t.int({ required: true, description: 'The version of the program that you read.' }),
    ...contentFields(t),
  }),
});

builder.mutationField('partnerProgramRevise', (t) =>
  t.prismaField({
    type: PartnerProgramType,
    nullable: true,
    description:
      'Writes the draft of a program as a whole: changes the one there is, or begins the next version. What is published never ' +
      `changes. Refused with every field that is wrong, by its path. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: ReviseInput, required: true, description: 'The version.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => reviseProgram(tx, ctx.actor, { ...contentFrom(input), id }, ctx.now));
      return await ctx.db.partnerProgram.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const PublishInput = builder.inputType('PartnerProgramPublishInput', {
  description: 'When the draft of a program begins.',
  fields: (t) => ({
    id: t.globalID({ for: [PartnerProgramType], required: true, description: 'Which program.' }),
    version: t.int({ required: true, description: 'The version of the program that you read.' }),
    validFrom: t.field({
      type: 'Date',
      description: "From which day on it holds: the vendor's today where left out, or later.",
    }),
  }),
});

builder.mutationField('partnerProgramPublish', (t) =>
  t.prismaField({
    type: PartnerProgramType,
    nullable: true,
    description:
      'Publishes the draft of a program for good, and ends the version before on the day on which it begins. Refused where there is no ' +
      `draft, and where another version begins on that day or later. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CHANGE, ConflictError] },
    args: { input: t.arg({ type: PublishInput, required: true, description: 'Which, and from when on.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => publishProgram(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.partnerProgram.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const UpdateInput = builder.inputType('PartnerProgramUpdateInput', {
  description: 'What can be changed of a program without a new version.',
  fields: (t) => ({
    id: t.globalID({ for: [PartnerProgramType], required: true, description: 'Which program.' }),
    version: t.int({ required: true, description: 'The version of the program that you read.' }),
    name: t.string({ required: true, description: 'Its new name, at most 200 characters.' }),
  }),
});

builder.mutationField('partnerProgramUpdate', (t) =>
  t.prismaField({
    type: PartnerProgramType,
    nullable: true,
    description: `Renames a program. What already is as asked changes nothing. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'The change.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => renameProgram(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.partnerProgram.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
