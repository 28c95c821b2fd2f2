import { queryFromInfo } from '@pothos/plugin-prisma';
import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf } from '../../graphql/list.ts';
import type { Partner } from '../../platform/database/generated/client/client.ts';
import { PartnerType } from './partner.schema.ts';
import { DUPLICATES_MAX, findPossibleDuplicates } from './partner-application.service.ts';

type Duplicate = Awaited<ReturnType<typeof findPossibleDuplicates>>[number] & Readonly<{ partner: Partner }>;

const DuplicateType = builder.objectRef<Duplicate>('PossibleDuplicate').implement({
  description: "A partner that may be an applicant's company.",
  fields: (t) => ({
    partner: t.field({ type: PartnerType, description: 'The partner.', resolve: ({ partner }) => partner }),
    score: t.exposeFloat('score', {
      description:
        'From 0 to 1: 1 for the same domain, mail address or name, else how alike the names are; 0.5 or more.',
    }),
    matchedBy: t.field({
      type: [
        builder.enumType('PossibleDuplicateReason', {
          description: 'What two companies have in common.',
          values: {
            NAME: { description: 'Their names are alike, whatever the legal form.' },
            DOMAIN: { description: 'Somebody of both has an address or website on the domain.' },
            EMAIL: { description: 'The applicant works there, worked there or applied for it.' },
          },
        }),
      ],
      description: 'What they have in common.',
      resolve: ({ matchedBy }) => [...matchedBy],
    }),
  }),
});

export const PartnerApplicationType = builder.prismaObject('PartnerApplication', {
  name: 'PartnerApplication',
  description: 'What an applicant told; for partner operations alone.',
  authScopes: { permission: 'PARTNERS_WRITE' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'The account that it asks for.' }),
    companyName: t.exposeString('companyName', { description: 'The company, as the applicant wrote it.' }),
    domain: t.exposeString('domain', {
      nullable: true,
      description: "The company's web domain: of its website, else of the applicant's address.",
    }),
    countryCode: t.expose('countryCode', { type: 'CountryCode', description: 'Where the company is.' }),
    applicantName: t.exposeString('applicantName', { description: 'Who applied.' }),
    applicantEmail: t.exposeString('applicantEmail', {
      description: "The applicant's mail address, which nobody has verified.",
    }),
    message: t.exposeString('message', { nullable: true, description: 'What else the applicant wrote.' }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime', description: 'When it came in.' }),
    possibleDuplicates: t.field({
      type: [DuplicateType],
      description: `Partners that may be the same company, likeliest first; at most ${DUPLICATES_MAX}.`,
      complexity: { field: 20, multiplier: 5 },
      select: { id: true },
      resolve: async ({ id }, _args, context, info) => {
        const { actor, db } = context;
        const found = await findPossibleDuplicates(db, actor, id);
        const selection = queryFromInfo({ context, info, typeName: 'Partner', paths: [['partner']] });
        const where = { id: { in: found.map(({ partnerId }) => partnerId) } };
        const partners: Partner[] = await db.partner.findMany({ ...selection, where });
        const byId = new Map(partners.map((partner) => [partner.id, partner]));
        return found.map((duplicate) => ({ ...duplicate, partner: byId.get(duplicate.partnerId)! }));
      },
    }),
  }),
});

const ApplicationConnection = connectionOf(PartnerApplicationType, 'PartnerApplication', {
  one: 'An application',
  many: 'applications',
});

builder.queryField('partnerApplications', (t) =>
  t.field({
    type: ApplicationConnection,
    nullable: true,
    description: 'The applications that wait for review, longest first. For partner operations.',
    authScopes: { permission: 'PARTNERS_WRITE' },
    complexity: pageComplexity,
    args: pageArguments,
    resolve: (_root, args, context, info) =>
      resolvePage(context, info, {
        model: 'partnerApplication',
        typeName: 'PartnerApplication',
        args,
        where: { partner: { status: 'APPLIED' } },
        order: { name: 'RECEIVED_AT', column: { column: 'receivedAt', type: 'instant' }, direction: 'ASC' },
      }) as never,
  }),
);

builder.prismaObjectField(PartnerType, 'application', (t) =>
  t.prismaField({
    type: PartnerApplicationType,
    nullable: true,
    description: 'The application that it began with; null where staff created it. For partner operations.',
    authScopes: { permission: 'PARTNERS_WRITE' },
    // Not a relation: read with the partner, it would be asked of the database for those who may not see it.
    select: { id: true },
    complexity: 5,
    resolve: (query, { id }, _args, { db }) => db.partnerApplication.findUnique({ ...query, where: { id } }),
  }),
);
