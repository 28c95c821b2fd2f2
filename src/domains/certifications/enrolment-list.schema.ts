import { builder } from '../../graphql/builder.ts';
import { isAnyOf, isOneOfIds } from '../../graphql/conditions.ts';
import { pageArguments, pageComplexity } from '../../graphql/connection.ts';
import { connectionOf, type ListDeclaration, listField } from '../../graphql/list.ts';
import { rowById } from '../../graphql/root-fields.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { CertificationProgramType } from './certification-program.schema.ts';
import { EnrolmentType } from './enrolment.schema.ts';
import { EnrolmentStatusType } from './enrolment-enums.schema.ts';

const EnrolmentFilter = builder.inputType('EnrolmentFilter', {
  description: 'Which enrolments; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    status: t.field({ type: [EnrolmentStatusType], description: 'In one of these statuses.' }),
    programIds: t.globalIDList({
      for: [CertificationProgramType],
      description: 'In these certifications; at most 100.',
    }),
    partnerIds: t.globalIDList({
      for: [PartnerType],
      description: 'Of people who work for these partners now; at most 100.',
    }),
    membershipIds: t.globalIDList({ for: [MembershipType], description: 'Of these people; at most 100.' }),
  }),
});

const ENROLMENTS: ListDeclaration = {
  ...{ model: 'enrolment', typeName: 'Enrolment', own: { partner: 'partnerId', member: 'membershipId' } },
  conditions: {
    status: isAnyOf('status'),
    programIds: isOneOfIds('programId', 'CertificationProgram'),
    partnerIds: isOneOfIds('partnerId', 'Partner'),
    membershipIds: isOneOfIds('membershipId', 'Membership'),
  },
  orders: { OPENED_AT: { column: 'openedAt', type: 'instant' } },
  initial: { by: 'OPENED_AT', direction: 'DESC' },
};

const EnrolmentConnection = connectionOf(EnrolmentType, 'Enrolment', {
  one: 'An enrolment',
  many: 'enrolments',
});

builder.queryField('enrolment', (t) =>
  t.prismaField({
    type: EnrolmentType,
    nullable: true,
    description: 'One enrolment; null where it does not exist or is hidden from you.',
    authScopes: { permission: 'CERTIFICATIONS_READ' },
    args: { id: t.arg.globalID({ for: [EnrolmentType], required: true, description: 'Its global id.' }) },
    ...rowById('enrolment', 'Enrolment'),
  }),
);

builder.queryField('enrolments', (t) =>
  t.field({
    type: EnrolmentConnection,
    nullable: true,
    description:
      "The enrolments that you may see: a partner's admin those of its people, a member its own, a channel manager those of the " +
      'portfolio. Newest first.',
    authScopes: { permission: 'CERTIFICATIONS_READ' },
    complexity: pageComplexity,
    args: { ...pageArguments, filter: t.arg({ type: EnrolmentFilter, description: 'Which.' }) },
    ...listField(ENROLMENTS),
  }),
);
