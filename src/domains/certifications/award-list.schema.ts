import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity } from '../../graphql/connection.ts';
import { connectionOf, type ListDeclaration, listField } from '../../graphql/list.ts';
import { rowById } from '../../graphql/root-fields.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import { AWARD_CONDITIONS, awardStatusWhere } from './award.filter.ts';
import { AwardType } from './award.schema.ts';
import { CertificationProgramType } from './certification-program.schema.ts';
import { AwardStatusType } from './enrolment-enums.schema.ts';

const AwardFilter = builder.inputType('CertificationAwardFilter', {
  description: 'Which awards; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    status: t.field({ type: [AwardStatusType], description: 'In one of these statuses.' }),
    on: t.field({
      type: 'Date',
      description: "The day on which the status is asked; the vendor's today where left out.",
    }),
    programIds: t.globalIDList({
      for: [CertificationProgramType],
      description: 'Of these certifications; at most 100.',
    }),
    partnerIds: t.globalIDList({
      for: [PartnerType],
      description: 'Of people who work for these partners now; at most 100.',
    }),
    membershipIds: t.globalIDList({ for: [MembershipType], description: 'Of these people; at most 100.' }),
  }),
});

const AWARDS: ListDeclaration = {
  ...{ model: 'certificationAward', typeName: 'CertificationAward', own: { partner: 'partnerId' } },
  conditions: AWARD_CONDITIONS,
  ordinary: {
    parts: ['status', 'on'],
    where: async (filter, context) => awardStatusWhere(filter, await vendorDay(context)),
  },
  orders: { AWARDED_ON: { column: 'awardedOn', type: 'instant' } },
  initial: { by: 'AWARDED_ON', direction: 'DESC' },
};

const AwardConnection = connectionOf(AwardType, 'CertificationAward', { one: 'An award', many: 'awards' });

builder.queryField('certificationAward', (t) =>
  t.prismaField({
    type: AwardType,
    nullable: true,
    description: 'One award; null where it does not exist or is hidden from you.',
    authScopes: { permission: 'CERTIFICATIONS_READ' },
    args: { id: t.arg.globalID({ for: [AwardType], required: true, description: 'Its global id.' }) },
    ...rowById('certificationAward', 'CertificationAward'),
  }),
);

builder.queryField('certificationAwards', (t) =>
  t.field({
    type: AwardConnection,
    nullable: true,
    description:
      'The awards that you may see: a partner those of its people, a channel manager those of the portfolio. Awarded last first.',
    authScopes: { permission: 'CERTIFICATIONS_READ' },
    complexity: pageComplexity,
    args: { ...pageArguments, filter: t.arg({ type: AwardFilter, description: 'Which.' }) },
    ...listField(AWARDS),
  }),
);
