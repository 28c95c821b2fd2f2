import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { PartnerTypeType } from '../partners/partner-enums.schema.ts';
import { CertificationTransitionType } from './certification-enums.schema.ts';
import { CertificationProgramType } from './certification-program.schema.ts';
import { publishDraft, retireVersions, reviseDraft } from './certification-version.service.ts';
import { ContentInput, contentOf } from './certification-version-content.schema.ts';

const FOR_OPERATIONS = 'For partner operations.';
const WHICH = 'Which certification.';
const READ_VERSION = 'The version of the program that you read.';

const ReviseInput = builder.inputType('CertificationProgramReviseInput', {
  description: 'What the draft of a certification asks for.',
  fields: (t) => ({
    id: t.globalID({ for: [CertificationProgramType], required: true, description: WHICH }),
    version: t.int({ required: true, description: READ_VERSION }),
    number: t.int({
      description:
        'The version that you mean to change. Refused where it is published; the draft or the next one where left out.',
    }),
    content: t.field({
      type: ContentInput,
      required: true,
      description: 'All that it asks for, in place of what it said before.',
    }),
  }),
});

builder.mutationField('certificationProgramRevise', (t) =>
  t.prismaField({
    type: CertificationProgramType,
    nullable: true,
    description:
      'Writes the draft of a certification: changes the one there is, or begins the next version. What is published never ' +
      `changes. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: ReviseInput, required: true, description: 'The draft.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const draft = { ...input, id, content: contentOf(input.content) };
      await ctx.transaction((tx) => reviseDraft(tx, ctx.actor, draft, ctx.now));
      return await ctx.db.certificationProgram.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const PublishInput = builder.inputType('CertificationProgramPublishInput', {
  description: 'The launch of a draft.',
  fields: (t) => ({
    id: t.globalID({ for: [CertificationProgramType], required: true, description: WHICH }),
    version: t.int({ required: true, description: READ_VERSION }),
    launchOn: t.field({
      type: 'Date',
      description:
        "From which of the vendor's days on it is in effect: today where left out, never in the past, and after the launch " +
        'of the version before.',
    }),
    partnerTypes: t.field({
      type: [PartnerTypeType],
      description: 'For the people of which types of partners it is; of all types where left out or empty.',
    }),
    transition: t.field({
      type: CertificationTransitionType,
      description:
        'What becomes of those certified on an earlier version; UNTIL_EXPIRY where left out, and for a first version. ' +
        'BRIDGE needs a requirement that is marked as bridge.',
    }),
    transitionUntil: t.field({
      type: 'Date',
      description:
        'The first day on which awards of earlier versions no longer hold, the day of the launch or later: required for ' +
        'UNTIL_DATE, possible for BRIDGE, refused for UNTIL_EXPIRY.',
    }),
  }),
});

builder.mutationField('certificationProgramPublish', (t) =>
  t.prismaField({
    type: CertificationProgramType,
    nullable: true,
    description:
      'Launches the draft of a certification, for good. Awards of earlier versions end earlier at once where the ' +
      'transition has a date. Refused where there is no draft, the draft has no requirement, or it builds on a certification ' +
      `that was never published or a template that is not offered. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: PublishInput, required: true, description: 'The launch.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => publishDraft(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.certificationProgram.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const RetireInput = builder.inputType('CertificationProgramRetireInput', {
  description: 'The end of published versions.',
  fields: (t) => ({
    id: t.globalID({ for: [CertificationProgramType], required: true, description: WHICH }),
    version: t.int({ required: true, description: READ_VERSION }),
    number: t.int({
      description:
        'Only this version, with those that it replaced where it was launched already; all published ones where left out.',
    }),
  }),
});

builder.mutationField('certificationProgramRetire', (t) =>
  t.prismaField({
    type: CertificationProgramType,
    nullable: true,
    description:
      'Certifies nobody any more by the published versions. Awards hold until they end, also where a transition shortened ' +
      `them. Refused where none is published. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: RetireInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => retireVersions(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.certificationProgram.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
