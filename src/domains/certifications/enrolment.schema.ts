import { builder } from '../../graphql/builder.ts';
import { column, property } from '../../graphql/columns.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { PersonType } from '../people/person.schema.ts';
import { CertificationRequirementKindType } from './certification-enums.schema.ts';
import { CertificationProgramType } from './certification-program.schema.ts';
import type { RequirementKind } from './certification-requirement.rules.ts';
import { GROUPS_MAX, REQUIREMENTS_MAX } from './certification-version.rules.ts';
import { CertificationRequirementType, CertificationVersionType } from './certification-version.schema.ts';
import { type EnrolmentStatus, enrolmentStates } from './enrolment.states.ts';
import {
  EnrolmentActionType,
  EnrolmentPathType,
  EnrolmentProgressStatusType,
  EnrolmentStatusType,
} from './enrolment-enums.schema.ts';
import { type Missing, type MissingRequirement, missingOf } from './enrolment-missing.rules.ts';
import type { EnrolmentPath, ProgressStatus } from './enrolment-progress.rules.ts';

const MissingRequirementType = builder.objectRef<MissingRequirement>('MissingRequirement').implement({
  description: 'A requirement of a certification that somebody has not fulfilled.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Short code, unique within its version.' }),
    title: t.exposeString('title', { description: 'Name for people.' }),
    kind: t.field({
      type: CertificationRequirementKindType,
      description: 'What fulfils it.',
      resolve: ({ kind }) => kind as RequirementKind,
    }),
    externalCode: t.exposeString('externalCode', {
      nullable: true,
      description: 'How the learning system calls it; null for implementations and agreements.',
    }),
    exhausted: t.exposeBoolean('isExhausted', {
      description: 'Whether no attempt is left that would count.',
    }),
    nextAttemptAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'From when on an attempt counts; null where one counts now, or none does any more.',
      resolve: ({ nextAttemptAt }, _args, { now }) =>
        nextAttemptAt && nextAttemptAt > now ? nextAttemptAt : null,
    }),
  }),
});

export const MissingType = builder.objectRef<Missing>('MissingRequirements').implement({
  description: 'Of some requirements, how many somebody still has to fulfil.',
  fields: (t) => ({
    title: t.exposeString('title', {
      nullable: true,
      description: 'The name of their group; null for those of a bridge.',
    }),
    stillNeeded: t.exposeInt('stillNeeded', { description: 'How many of them are still needed.' }),
    requirements: t.field({
      type: [MissingRequirementType],
      description: `Those that are not fulfilled, of which so many are needed; at most ${REQUIREMENTS_MAX}.`,
      ...property('requirements'),
    }),
  }),
});

const ProgressType = builder.prismaObject('EnrolmentProgress', {
  name: 'EnrolmentProgress',
  description: 'How somebody stands with one requirement, by all that is known of them.',
  authScopes: { permission: 'CERTIFICATIONS_READ' },
  fields: (t) => ({
    requirement: t.relation('requirement', {
      type: CertificationRequirementType,
      description: 'The requirement.',
    }),
    status: t.field({
      type: EnrolmentProgressStatusType,
      description: 'How they stand.',
      ...column('status').as<ProgressStatus>(),
    }),
    attempts: t.exposeInt('attempts', { description: 'How many attempts counted.' }),
    bestPercent: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'The best score of those that counted, in percent from 0 to 100; null where there is none.',
      select: { bestPercent: true },
      resolve: ({ bestPercent }) => bestPercent?.toString() ?? null,
    }),
    fulfilledAt: t.expose('fulfilledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was fulfilled, as the source says; null until then.',
    }),
    nextAttemptAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'From when on an attempt counts; null where one counts now, or none is needed or left.',
      select: { nextAttemptAt: true },
      resolve: ({ nextAttemptAt }, _args, { now }) =>
        nextAttemptAt && nextAttemptAt > now ? nextAttemptAt : null,
    }),
    evidence: t.exposeString('evidence', {
      nullable: true,
      description: 'What the source gave as evidence for what counted last; null where it gave none.',
    }),
  }),
});

/** Asked alike by every field that needs them, so that they are read once. */
export const MISSING = {
  path: true,
  status: true,
  progress: { select: { requirementId: true, status: true, nextAttemptAt: true } },
  certificationVersion: {
    select: {
      groups: { orderBy: { position: 'asc' as const }, take: GROUPS_MAX },
      requirements: { orderBy: [{ group: { position: 'asc' as const } }, { position: 'asc' as const }] },
    },
  },
} as const;

export const EnrolmentType = builder.prismaNode('Enrolment', {
  name: 'Enrolment',
  description:
    'Somebody on the way to a certification. It goes with the person to another partner, where it is seen from then on. ' +
    'Members see their own.',
  authScopes: { permission: 'CERTIFICATIONS_READ' },
  id: { field: 'id', description: 'Global id, `Enrolment_<uuid>`.' },
  fields: (t) => ({
    program: t.relation('program', { type: CertificationProgramType, description: 'The certification.' }),
    certificationVersion: t.relation('certificationVersion', {
      type: CertificationVersionType,
      description: 'The version that was in effect when it was opened, which decides what it takes.',
    }),
    partner: t.relation('partner', {
      type: PartnerType,
      nullable: true,
      description: 'For whom the person works now; null where for nobody.',
    }),
    membership: t.relation('membership', {
      type: MembershipType,
      nullable: true,
      description: 'Who it is at that partner; null where they work for nobody.',
    }),
    path: t.field({
      type: EnrolmentPathType,
      description: 'What it asks of the person.',
      ...column('path').as<EnrolmentPath>(),
    }),
    status: t.field({
      type: EnrolmentStatusType,
      description: 'Where it stands.',
      ...column('status').as<EnrolmentStatus>(),
    }),
    openedAt: t.expose('openedAt', { type: 'DateTime', description: 'When it was opened.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was completed or withdrawn; null while it is open.',
    }),
    progress: t.relation('progress', {
      type: ProgressType,
      description: `How the person stands with each requirement, in their order; at most ${REQUIREMENTS_MAX}.`,
      complexity: { field: 5, multiplier: 10 },
      query: {
        orderBy: [
          { requirement: { group: { position: 'asc' } } },
          { requirement: { position: 'asc' } },
          { requirementId: 'asc' },
        ],
        take: REQUIREMENTS_MAX,
      },
    }),
    missing: t.field({
      type: [MissingType],
      description: `What is still to do, by group; at most ${GROUPS_MAX}. Empty once it has ended.`,
      complexity: { field: 5, multiplier: 3 },
      select: MISSING,
      resolve: ({ path, status, progress, certificationVersion }) =>
        status === 'OPEN' ? missingOf(path, certificationVersion, progress) : [],
    }),
    availableActions: t.field({
      type: [EnrolmentActionType],
      description: 'What you can do with it now; at most 1.',
      select: { status: true, membershipId: true },
      resolve: ({ status, membershipId }, _args, { actor }) => {
        const isOthers = actor.roles.includes('PARTNER_MEMBER') && membershipId !== actor.membership?.id;
        return isOthers ? [] : (enrolmentStates.actionsFrom(status as 'OPEN', actor.roles) as 'WITHDRAW'[]);
      },
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

builder.prismaObjectField(EnrolmentType, 'person', (t) =>
  t.prismaField({
    type: PersonType,
    description: 'Who it is, whoever they work for. For staff who may read people.',
    authScopes: { permission: 'PEOPLE_READ' },
    select: { personId: true },
    complexity: 5,
    resolve: (query, { personId }, _args, { db }) =>
      db.person.findUniqueOrThrow({ ...query, where: { id: personId } }),
  }),
);
