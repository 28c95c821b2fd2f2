import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { InvalidStateError } from '../../kernel/errors.ts';
import { PartnerTypeType } from '../partners/partner-enums.schema.ts';
import { TemplateKindType } from './agreement-enums.schema.ts';
import { RequirementType, TemplateType } from './agreement-template.schema.ts';
import {
  createTemplate,
  publishTemplate,
  retireTemplate,
  reviseTemplate,
} from './agreement-template.service.ts';
import { endRequirement, setRequirement } from './document-requirement.service.ts';

const KEY = 'Repeating a request with the same key repeats its answer.';
const FOR_OPERATIONS = 'For partner operations.';

const ContentInput = builder.inputType('AgreementTemplateContentInput', {
  description: 'What a version says: either `text`, or `url` with `sha256`.',
  fields: (t) => ({
    text: t.string({
      description: 'What it says, at most 100,000 characters; for a document, what to hand in.',
    }),
    url: t.string({ description: 'Where it is found, by https; at most 2,000 characters.' }),
    sha256: t.string({
      description: 'The SHA-256 of what is found at `url`: 64 hexadecimal digits. Refused with a text.',
    }),
    validityMonths: t.int({
      description: 'For how many months it holds, 1 to 240; without end where left out.',
    }),
  }),
});

const CreateInput = builder.inputType('AgreementTemplateCreateInput', {
  description: 'A new template.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: 'Short code, unique: 2 to 40 capitals, digits and underscores, such as `TAX_FORM`.',
    }),
    title: t.string({ required: true, description: 'Name for people, at most 200 characters.' }),
    kind: t.field({
      type: TemplateKindType,
      required: true,
      description: 'Whether it is agreed to or handed in.',
    }),
    content: t.field({ type: ContentInput, required: true, description: 'Its first version, as a draft.' }),
    idempotencyKey: t.string({ description: KEY }),
  }),
});

builder.mutationField('agreementTemplateCreate', (t) =>
  t.prismaField({
    type: TemplateType,
    nullable: true,
    description: `Makes a template whose first version is a draft. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The template.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const id = await ctx.transaction((tx) => createTemplate(tx, ctx.actor, input, ctx.now));
      return await ctx.db.agreementTemplate.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const ReviseInput = builder.inputType('AgreementTemplateReviseInput', {
  description: 'The next wording of a template.',
  fields: (t) => ({
    id: t.globalID({ for: [TemplateType], required: true, description: 'Which template.' }),
    version: t.int({ required: true, description: 'The version of the template that you read.' }),
    title: t.string({ description: 'Its new name, at most 200 characters; stays where left out.' }),
    content: t.field({ type: ContentInput, required: true, description: 'What the draft says.' }),
  }),
});

builder.mutationField('agreementTemplateRevise', (t) =>
  t.prismaField({
    type: TemplateType,
    nullable: true,
    description: `Writes the draft of a template: changes the one there is, or begins the next version. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: ReviseInput, required: true, description: 'The wording.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => reviseTemplate(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.agreementTemplate.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const ActionInput = builder.inputType('AgreementTemplateActionInput', {
  description: 'A template, as you read it.',
  fields: (t) => ({
    id: t.globalID({ for: [TemplateType], required: true, description: 'Which template.' }),
    version: t.int({ required: true, description: 'The version of the template that you read.' }),
  }),
});

const ACTIONS = {
  agreementTemplatePublish: {
    change: publishTemplate,
    description:
      'Offers the draft of a template to partners, for good, and retires the version before it. Refused where there is no draft.',
  },
  agreementTemplateRetire: {
    change: retireTemplate,
    description:
      'Stops offering a template. What was agreed to or handed in stays in force. Refused where none is offered.',
  },
} as const;

for (const [name, { change, description }] of Object.entries(ACTIONS)) {
  builder.mutationField(name, (t) =>
    t.prismaField({
      type: TemplateType,
      nullable: true,
      description: `${description} ${FOR_OPERATIONS}`,
      errors: { types: [...ON_CHANGE] },
      args: { input: t.arg({ type: ActionInput, required: true, description: 'Which.' }) },
      resolve: async (query, _root, { input }, ctx) => {
        const which = { id: input.id.id, version: input.version };
        await ctx.transaction((tx) => change(tx, ctx.actor, which, ctx.now));
        return await ctx.db.agreementTemplate.findUniqueOrThrow({ ...query, where: { id: which.id } });
      },
    }),
  );
}

const SetInput = builder.inputType('DocumentRequirementSetInput', {
  description: 'That partners of a type need a template.',
  fields: (t) => ({
    partnerType: t.field({ type: PartnerTypeType, required: true, description: 'Which partners.' }),
    templateId: t.globalID({ for: [TemplateType], required: true, description: 'What they need.' }),
    validFrom: t.field({
      type: 'Date',
      description: "From which day on: the vendor's today where left out, or later.",
    }),
    validTo: t.field({
      type: 'Date',
      description: 'Until which day, which no longer belongs to it; without an end where left out.',
    }),
    idempotencyKey: t.string({ description: KEY }),
  }),
});

builder.mutationField('documentRequirementSet', (t) =>
  t.prismaField({
    type: RequirementType,
    nullable: true,
    description:
      'Requires a template of all partners of a type. Refused where it is required within that time already, or no version ' +
      `is offered. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CREATE, InvalidStateError] },
    args: { input: t.arg({ type: SetInput, required: true, description: 'The requirement.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const requirement = { ...input, templateId: input.templateId.id };
      const id = await ctx.transaction((tx) => setRequirement(tx, ctx.actor, requirement, ctx.now));
      return await ctx.db.documentRequirement.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const EndInput = builder.inputType('DocumentRequirementEndInput', {
  description: 'The end of a requirement.',
  fields: (t) => ({
    id: t.globalID({ for: [RequirementType], required: true, description: 'Which requirement.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    validTo: t.field({
      type: 'Date',
      description: "The first day without it: the vendor's today where left out, or later.",
    }),
  }),
});

builder.mutationField('documentRequirementEnd', (t) =>
  t.prismaField({
    type: RequirementType,
    nullable: true,
    description: `Ends a requirement; one that has not begun by then never holds. Refused where it has ended. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: EndInput, required: true, description: 'The end.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => endRequirement(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.documentRequirement.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
