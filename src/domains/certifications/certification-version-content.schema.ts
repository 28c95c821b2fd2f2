import { builder } from '../../graphql/builder.ts';
import { TemplateType } from '../agreements/agreement-template.schema.ts';
import {
  CertificationGroupModeType,
  CertificationRequirementKindType,
} from './certification-enums.schema.ts';
import { CertificationProgramType } from './certification-program.schema.ts';
import type { VersionContentInput } from './certification-version.rules.ts';

const RequirementInput = builder.inputType('CertificationRequirementInput', {
  description: 'One thing that somebody has to do. Fields that do not go with its kind are refused.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description:
        'Unique within the version: 1 to 40 capitals, digits, hyphens and underscores that begin with a capital.',
    }),
    kind: t.field({
      type: CertificationRequirementKindType,
      required: true,
      description: 'What fulfils it.',
    }),
    title: t.string({ required: true, description: 'Name for people, at most 200 characters.' }),
    externalCode: t.string({
      description:
        'How the learning system calls the course, exam or practicum: required for those, at most 200 characters, once ' +
        'for each kind in a version.',
    }),
    passMarkPercent: t.field({
      type: 'Decimal',
      description:
        'The least score of an exam, required for it: a percentage from 1 to 100 with at most two digits after the point; ' +
        '`"80"` is 80 percent.',
    }),
    attemptsMax: t.int({ description: 'How many attempts at an exam count, 1 to 100; all where left out.' }),
    coolDownDays: t.int({
      description:
        'For how many days after a failed attempt at an exam another one does not count, 0 to 365; none where left out.',
    }),
    templateId: t.globalID({
      for: [TemplateType],
      description: "The template that the person's partner has to have in force: required for AGREEMENT.",
    }),
    isBridge: t.boolean({
      description:
        'Whether those certified on an earlier version need it where the transition is BRIDGE; false where left out.',
    }),
  }),
});

const GroupInput = builder.inputType('CertificationGroupInput', {
  description: 'Requirements that belong together. A version needs each of its groups.',
  fields: (t) => ({
    title: t.string({ required: true, description: 'Name for people, at most 200 characters.' }),
    mode: t.field({
      type: CertificationGroupModeType,
      required: true,
      description: 'How many of the requirements are needed.',
    }),
    needed: t.int({
      description: 'How many for N_OF, from 1 to the number of its requirements; refused for other modes.',
    }),
    requirements: t.field({
      type: [RequirementInput],
      required: true,
      description: 'At least 1; at most 50 in all groups together.',
    }),
  }),
});

export const ContentInput = builder.inputType('CertificationVersionContentInput', {
  description: 'What a version asks for.',
  fields: (t) => ({
    validityMonths: t.int({
      description: 'For how many calendar months an award holds, 1 to 240; without end where left out.',
    }),
    renewalWindowDays: t.int({
      required: true,
      description:
        'From how many days before its end on an award can be renewed: 0 to 1,095, not longer than it holds; 0 where it ' +
        'has no end.',
    }),
    leaverGraceDays: t.int({
      required: true,
      description: 'For how many days a partner still counts a certified person who left it, 0 to 365.',
    }),
    prerequisiteIds: t.globalIDList({
      for: [CertificationProgramType],
      description:
        'What somebody must hold before they are awarded this one: at most 10. Refused where one of them needs this one, ' +
        'directly or over others, by any version that is not retired.',
    }),
    groups: t.field({
      type: [GroupInput],
      required: true,
      description:
        'Its groups in their order, each of which is needed; at most 10. A draft may have none yet.',
    }),
  }),
});

type Id = Readonly<{ id: string }>;
type Given = typeof ContentInput.$inferInput;

/** Ids as the database has them. */
export const contentOf = ({ prerequisiteIds, groups, ...terms }: Given): VersionContentInput => ({
  ...terms,
  prerequisiteIds: prerequisiteIds?.map(({ id }: Id) => id),
  groups: groups.map((group) => ({
    ...group,
    requirements: group.requirements.map((requirement) => ({
      ...requirement,
      templateId: requirement.templateId?.id,
    })),
  })),
});
