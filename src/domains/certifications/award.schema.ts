import { builder } from '../../graphql/builder.ts';
import { column } from '../../graphql/columns.ts';
import { dayOfArgument, finishedBy, TODAY } from '../../graphql/finished.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { PersonType } from '../people/person.schema.ts';
import { renewableFrom } from './award-days.rules.ts';
import { CertificationProgramType } from './certification-program.schema.ts';
import { CertificationVersionType } from './certification-version.schema.ts';
import { AwardStatusType } from './enrolment-enums.schema.ts';

const CHANGES_MAX = 20;

const AwardChangeCauseType = builder.enumType('CertificationAwardChangeCause', {
  description: 'What decided on the days of an award.',
  values: {
    AWARDED: { description: 'It was awarded, or a result that arrived late corrected its days.' },
    RENEWED: { description: 'It was awarded as the renewal of another.' },
    REVOKED: { description: 'It was revoked.' },
    TRANSITION: { description: 'A newer version shortened it.' },
  },
});

const AwardChangeType = builder.prismaObject('CertificationAwardChange', {
  name: 'CertificationAwardChange',
  description: 'How the days of an award stood from an instant on. For staff.',
  authScopes: { permission: 'CERTIFICATIONS_SIGN_OFF' },
  fields: (t) => ({
    cause: t.field({
      type: AwardChangeCauseType,
      description: 'What decided on them.',
      ...column('cause').as<'AWARDED'>(),
    }),
    validFrom: t.expose('validFrom', { type: 'Date', description: 'The first day with it.' }),
    endsOn: t.expose('endsOn', {
      type: 'Date',
      nullable: true,
      description: 'The first day without it; null where it has no end.',
    }),
    bookedAt: t.expose('bookedAt', { type: 'DateTime', description: 'From when on they stood so.' }),
  }),
});

const STANDING = {
  validFrom: true,
  endsOn: true,
  revokedAt: true,
  renewedBy: { select: { revokedAt: true } },
} as const;

export const AwardType = builder.prismaNode('CertificationAward', {
  name: 'CertificationAward',
  description:
    'That somebody is certified, from one day until another. It belongs to the person and goes along to another partner, where it ' +
    'is seen from then on.',
  authScopes: { permission: 'CERTIFICATIONS_READ' },
  id: { field: 'id', description: 'Global id, `CertificationAward_<uuid>`.' },
  fields: (t) => ({
    program: t.relation('program', { type: CertificationProgramType, description: 'The certification.' }),
    certificationVersion: t.relation('certificationVersion', {
      type: CertificationVersionType,
      description: 'The version of it.',
    }),
    code: t.exposeString('code', {
      description: 'What anybody can check it by: `awardCheck`. Six groups of four letters and digits.',
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
    awardedOn: t.expose('awardedOn', {
      type: 'Date',
      description: "The vendor's day on which the last of what it takes was done.",
    }),
    validFrom: t.expose('validFrom', {
      type: 'Date',
      description:
        'The first day with it: the day of the award, or the end of the award that it renews early.',
    }),
    endsOn: t.expose('endsOn', {
      type: 'Date',
      nullable: true,
      description: 'The first day without it, as it stands now; null where it has no end.',
    }),
    renewableFrom: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day on which it can be renewed; null where it has no end or was revoked.',
      select: {
        endsOn: true,
        revokedAt: true,
        certificationVersion: { select: { renewalWindowDays: true } },
      },
      resolve: ({ endsOn, revokedAt, certificationVersion }) =>
        revokedAt ? null : renewableFrom(endsOn, certificationVersion.renewalWindowDays),
    }),
    status: t.field({
      type: AwardStatusType,
      description: 'Where it stands on a day, as is known today.',
      args: { on: t.arg({ type: 'Date', description: "Which day; the vendor's today where left out." }) },
      ...finishedBy('certificationAward.status', STANDING, {
        with: { today: TODAY, on: dayOfArgument('on') },
      }),
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked; null where it was not.',
    }),
    revokeReason: t.exposeString('revokeReason', {
      nullable: true,
      description: 'Why it was revoked; null where it was not.',
    }),
    renewalOf: t.relation('renewalOf', {
      nullable: true,
      description: 'The award that it renews, or whose newer version it is; null where there is none.',
    }),
    renewedBy: t.relation('renewedBy', {
      nullable: true,
      description: 'The award that renews it; null where it is not renewed.',
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

builder.prismaObjectFields(AwardType, (t) => ({
  person: t.prismaField({
    type: PersonType,
    description: 'Who it is, whoever they work for. For staff who may read people.',
    authScopes: { permission: 'PEOPLE_READ' },
    select: { personId: true },
    complexity: 5,
    resolve: (query, { personId }, _args, { db }) =>
      db.person.findUniqueOrThrow({ ...query, where: { id: personId } }),
  }),
  changes: t.prismaField({
    type: [AwardChangeType],
    description: `What decided on its days, the latest first; at most ${CHANGES_MAX}. For staff who sign off.`,
    authScopes: { permission: 'CERTIFICATIONS_SIGN_OFF' },
    select: { id: true },
    complexity: { field: 10, multiplier: 5 },
    resolve: (query, { id }, _args, { db }) =>
      db.certificationAwardChange.findMany({
        ...query,
        where: { awardId: id },
        orderBy: [{ bookedAt: 'desc' }, { id: 'desc' }],
        take: CHANGES_MAX,
      }),
  }),
}));
