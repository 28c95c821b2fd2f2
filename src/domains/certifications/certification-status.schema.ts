import { builder } from '../../graphql/builder.ts';
import { idProperty, property } from '../../graphql/columns.ts';
import { computed } from '../../graphql/computed.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import type { Asked, Holder } from './certification-status.rules.ts';
import { CERTIFICATION_STATUS_QUERIES } from './certification-status.service.ts';
import { GROUPS_MAX } from './certification-version.rules.ts';
import { MissingType } from './enrolment.schema.ts';
import {
  ASKED_MAX,
  CLOSEST_MAX,
  type Closest,
  certificationStatusRule,
  HOLDERS_MAX,
  type PartnerCertification,
  STATUS_PROGRAMS_MAX,
} from './partner-certification.rules.ts';

const AskedType = builder.objectRef<Asked & Readonly<{ held: number }>>('CertificationAsked').implement({
  description: 'How many certified people a tier of a partner program asks of a partner.',
  fields: (t) => ({
    partnerProgramCode: t.exposeString('partnerProgramCode', {
      description: 'The code of the partner program.',
    }),
    tierCode: t.exposeString('tierCode', { description: 'The code of the tier.' }),
    tierName: t.exposeString('tierName', { description: 'The name of the tier.' }),
    isNextTier: t.exposeBoolean('isNextTier', {
      description: "Whether it is the next tier above the partner's, rather than the one that it is in.",
    }),
    needed: t.exposeInt('needed', { description: 'How many people it asks for.' }),
    ofMasterAccount: t.exposeBoolean('isOfMasterAccount', {
      description: 'Whether the people of the whole master account count, each once, or the own ones alone.',
    }),
    held: t.exposeInt('held', { description: 'How many count.' }),
  }),
});

const HolderType = builder.objectRef<Holder>('CertificationHolder').implement({
  description:
    'Somebody who counts as certified for a partner. Who has left counts for some days more, and is a person who left: nothing ' +
    'else is said of them.',
  fields: (t) => ({
    hasLeft: t.exposeBoolean('hasLeft', { description: 'Whether it is a person who left.' }),
    membershipId: t.globalID({
      nullable: true,
      description: 'Who it is; null for a person who left.',
      ...idProperty('membershipId', 'Membership'),
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'The name that they use at the partner; null for a person who left.',
    }),
    countsUntil: t.expose('countsUntil', {
      type: 'Date',
      nullable: true,
      description: 'The first day on which they no longer count, as things stand; null where there is none.',
    }),
  }),
});

const ClosestType = builder.objectRef<Closest>('CertificationClosest').implement({
  description: 'Somebody who is enrolled and does not hold the certification yet.',
  fields: (t) => ({
    enrolmentId: t.globalID({
      description: 'The enrolment.',
      ...idProperty('enrolmentId', 'Enrolment'),
    }),
    membershipId: t.globalID({
      description: 'Who it is.',
      ...idProperty('membershipId', 'Membership'),
    }),
    name: t.exposeString('name', { description: 'The name that they use at the partner.' }),
    missing: t.field({
      type: [MissingType],
      description: `What they still miss, by group; at most ${GROUPS_MAX}.`,
      ...property('missing'),
    }),
  }),
});

const PartnerCertificationType = builder
  .objectRef<PartnerCertification>('PartnerCertificationStatus')
  .implement({
    description: 'How a partner stands on a day in one thing that its people can be certified in.',
    fields: (t) => ({
      programId: t.globalID({
        description: 'The certification.',
        ...idProperty('programId', 'CertificationProgram'),
      }),
      programCode: t.exposeString('programCode', { description: 'Its code.' }),
      programName: t.exposeString('programName', { description: 'Its name.' }),
      on: t.expose('on', { type: 'Date', description: 'The day that is told of.' }),
      held: t.exposeInt('held', {
        description:
          'How many people count as certified, each once: from the day on which they join, and for the grace days of the version ' +
          'after they leave.',
      }),
      requiredForTier: t.exposeInt('requiredForTier', {
        nullable: true,
        description: 'The most that the present tier asks for in any partner program; null where none asks.',
      }),
      requiredForNextTier: t.exposeInt('requiredForNextTier', {
        nullable: true,
        description: 'The most that the next tier asks for in any partner program; null where none asks.',
      }),
      required: t.field({
        type: [AskedType],
        description: `What asks for it: the present tier and the next one of each partner program; at most ${ASKED_MAX}.`,
        ...property('asked'),
      }),
      expiringWithin30Days: t.exposeInt('expiringWithin30Days', {
        description: 'How many of them no longer count 30 days later, as things stand.',
      }),
      expiringWithin60Days: t.exposeInt('expiringWithin60Days', {
        description: 'How many of them no longer count 60 days later, as things stand.',
      }),
      expiringWithin90Days: t.exposeInt('expiringWithin90Days', {
        description: 'How many of them no longer count 90 days later, as things stand.',
      }),
      nextLossOn: t.expose('nextLossOn', {
        type: 'Date',
        nullable: true,
        description:
          'The first day on which one of them no longer counts, as things stand; null where there is none.',
      }),
      holders: t.field({
        type: [HolderType],
        description: `Who counts, whoever stops to count first first; at most ${HOLDERS_MAX}.`,
        ...property('holders'),
      }),
      closest: t.field({
        type: [ClosestType],
        description: `Who is closest to it today, whoever misses least first; at most ${CLOSEST_MAX}. Members are told of themselves alone.`,
        ...property('closest'),
      }),
    }),
  });

/** What tiers ask for, of all that is told. */
const REQUIRED = ['requiredForTier', 'requiredForNextTier', 'asked'];

builder.queryField('certificationStatus', (t) =>
  t.field({
    type: [PartnerCertificationType],
    nullable: true,
    description:
      `How a partner stands in everything that people can be certified in, by name; at most ${STATUS_PROGRAMS_MAX}. Null where the ` +
      'partner does not exist or is hidden from you.',
    authScopes: { permission: 'CERTIFICATIONS_READ' },
    complexity: { field: 50, multiplier: 5 },
    args: {
      partnerId: t.arg.globalID({ for: [PartnerType], required: true, description: 'Which partner.' }),
      on: t.arg({
        type: 'Date',
        description: "Which day, as is known now; the vendor's today where left out.",
      }),
    },
    ...computed(certificationStatusRule, {
      queries: CERTIFICATION_STATUS_QUERIES,
      given: { partnerId: { reads: { as: 'id', types: ['Partner'] } }, on: { reads: { as: 'day' } } },
      onlyFor: {
        ...{ tiers: REQUIRED, placed: REQUIRED },
        ...{ onTheWay: ['closest'], versions: ['closest'] },
      },
    }),
  }),
);
