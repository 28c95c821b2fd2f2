import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { anyOf, idsFilter } from '../../graphql/filters.ts';
import { connectionOf } from '../../graphql/list.ts';
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
    resolve: (query, _root, { id }, { db }) => db.enrolment.findUnique({ ...query, where: { id: id.id } }),
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
    resolve: (_root, args, context, info) =>
      resolvePage(context, info, {
        model: 'enrolment',
        typeName: 'Enrolment',
        args,
        where: {
          status: anyOf('status', args.filter?.status),
          programId: idsFilter('programIds', args.filter?.programIds),
          partnerId: idsFilter('partnerIds', args.filter?.partnerIds),
          membershipId: idsFilter('membershipIds', args.filter?.membershipIds),
        },
        own: { partner: 'partnerId', member: 'membershipId' },
        order: { name: 'OPENED_AT', column: { column: 'openedAt', type: 'instant' }, direction: 'DESC' },
      }) as never,
  }),
);
