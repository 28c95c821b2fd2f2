import { builder } from '../../graphql/builder.ts';
import { TemplateType } from '../agreements/agreement-template.schema.ts';
import { PartnerTypeType } from '../partners/partner-enums.schema.ts';
import {
  CertificationGroupModeType,
  CertificationRequirementKindType,
  CertificationTransitionType,
  CertificationVersionStatusType,
} from './certification-enums.schema.ts';
import type { RequirementKind } from './certification-requirement.rules.ts';
import { GROUPS_MAX, type GroupMode, REQUIREMENTS_MAX } from './certification-version.rules.ts';
import type { CertificationVersionStatus } from './certification-version.states.ts';
import type { Transition } from './certification-version-launch.rules.ts';

export const CertificationRequirementType = builder.prismaNode('CertificationRequirement', {
  name: 'CertificationRequirement',
  description: 'One thing that somebody has to do to be certified.',
  authScopes: { permission: 'CERTIFICATIONS_READ' },
  id: { field: 'id', description: 'Global id, `CertificationRequirement_<uuid>`.' },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Short code, unique within its version.' }),
    kind: t.field({
      type: CertificationRequirementKindType,
      description: 'What fulfils it.',
      select: { kind: true },
      resolve: ({ kind }) => kind as RequirementKind,
    }),
    title: t.exposeString('title', { description: 'Name for people.' }),
    externalCode: t.exposeString('externalCode', {
      nullable: true,
      description:
        'How the learning system calls the course, exam or practicum; null for implementations and agreements.',
    }),
    passMarkPercent: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The least score of an exam, in percent from 1 to 100; null for other kinds.',
      select: { passMarkPercent: true },
      resolve: ({ passMarkPercent }) => passMarkPercent?.toString() ?? null,
    }),
    attemptsMax: t.exposeInt('attemptsMax', {
      nullable: true,
      description: 'How many attempts at an exam count; null where all do, and for other kinds.',
    }),
    coolDownDays: t.exposeInt('coolDownDays', {
      nullable: true,
      description:
        'For how many days after a failed attempt another one does not count; null where it does at once, and for other kinds.',
    }),
    template: t.relation('template', {
      type: TemplateType,
      nullable: true,
      description: "What the person's partner has to agree to or hand in; null for other kinds.",
    }),
    isBridge: t.exposeBoolean('isBridge', {
      description:
        'Whether those who are certified on an earlier version need it where the transition is BRIDGE.',
    }),
  }),
});

export const CertificationGroupType = builder.prismaObject('CertificationGroup', {
  name: 'CertificationGroup',
  description: 'Requirements of which all, any, or so many are needed. A version needs each of its groups.',
  authScopes: { permission: 'CERTIFICATIONS_READ' },
  fields: (t) => ({
    title: t.exposeString('title', { description: 'Name for people.' }),
    mode: t.field({
      type: CertificationGroupModeType,
      description: 'How many of its requirements are needed.',
      select: { mode: true },
      resolve: ({ mode }) => mode as GroupMode,
    }),
    needed: t.exposeInt('needed', {
      nullable: true,
      description: 'How many are needed where the mode is N_OF; null otherwise.',
    }),
    requirements: t.relation('requirements', {
      type: CertificationRequirementType,
      description: `Its requirements, in their order; at most ${REQUIREMENTS_MAX} in all groups of a version.`,
      complexity: { field: 2, multiplier: 10 },
      query: { orderBy: { position: 'asc' }, take: REQUIREMENTS_MAX },
    }),
  }),
});

/** Asked alike by every field that needs groups, so that they are read once. */
export const GROUPS = { orderBy: { position: 'asc' as const }, take: GROUPS_MAX };

export const CertificationVersionType = builder.prismaNode('CertificationVersion', {
  name: 'CertificationVersion',
  description: 'What it takes to be certified, from its launch on; never changed once it is published.',
  authScopes: { permission: 'CERTIFICATIONS_READ' },
  id: { field: 'id', description: 'Global id, `CertificationVersion_<uuid>`.' },
  fields: (t) => ({
    program: t.relation('program', { description: 'The certification that it is a version of.' }),
    number: t.exposeInt('number', { description: 'Counts the versions of its program, from 1.' }),
    status: t.field({
      type: CertificationVersionStatusType,
      description: 'Where it stands.',
      select: { status: true },
      resolve: ({ status }) => status as CertificationVersionStatus,
    }),
    validityMonths: t.exposeInt('validityMonths', {
      nullable: true,
      description: 'For how many calendar months an award holds; null where it has no end.',
    }),
    renewalWindowDays: t.exposeInt('renewalWindowDays', {
      description: 'From how many days before its end on an award can be renewed.',
    }),
    leaverGraceDays: t.exposeInt('leaverGraceDays', {
      description: 'For how many days a partner still counts a certified person who left it.',
    }),
    partnerTypes: t.field({
      type: [PartnerTypeType],
      description: 'For the people of which types of partners it is; of all types where it is empty.',
      select: { partnerTypes: true },
      resolve: ({ partnerTypes }) => partnerTypes as 'REFERRAL'[],
    }),
    launchOn: t.expose('launchOn', {
      type: 'Date',
      nullable: true,
      description: "From which of the vendor's days on it is in effect; null for a draft.",
    }),
    transition: t.field({
      type: CertificationTransitionType,
      nullable: true,
      description: 'What becomes of those certified on an earlier version; null for a draft.',
      select: { transition: true },
      resolve: ({ transition }) => transition as Transition | null,
    }),
    transitionUntil: t.expose('transitionUntil', {
      type: 'Date',
      nullable: true,
      description:
        'The first day on which awards of earlier versions no longer hold; null where none is set.',
    }),
    publishedAt: t.expose('publishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was published; null for a draft.',
    }),
    retiredAt: t.expose('retiredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was retired; null until then.',
    }),
    groups: t.relation('groups', {
      type: CertificationGroupType,
      description: `Its groups of requirements, in their order, each of which is needed; at most ${GROUPS_MAX}.`,
      complexity: { field: 2, multiplier: 3 },
      query: GROUPS,
    }),
  }),
});
