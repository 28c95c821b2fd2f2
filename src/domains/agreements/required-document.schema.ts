import { builder } from '../../graphql/builder.ts';
import { about, dayOfArgument, finishedBy, rowBy } from '../../graphql/finished.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { AgreementType, DocumentType } from './agreement.schema.ts';
import { RequiredNextType, RequiredStatusType } from './agreement-enums.schema.ts';
import { TemplateType } from './agreement-template.schema.ts';
import type { RequiredDocument } from './required-documents.rules.ts';
import { AGREEMENTS_REQUIRED, REQUIREMENTS } from './required-documents.sql.ts';

const RequiredDocumentType = builder.objectRef<RequiredDocument>('RequiredDocument').implement({
  description: 'Something that is required of a partner, how it stands, and what to do about it.',
  fields: (t) => ({
    template: t.prismaField({
      type: TemplateType,
      description: 'What is required; its `offered` version is what to agree to or to hand in.',
      ...rowBy('templateId', 'agreementTemplate', { rows: 'requirements', column: 'templateId' }),
    }),
    status: t.expose('status', {
      type: RequiredStatusType,
      description: 'How it stands.',
    }),
    next: t.expose('next', {
      type: RequiredNextType,
      description: 'What the partner does next.',
    }),
    expiresOn: t.expose('expiresOn', {
      type: 'Date',
      nullable: true,
      description: 'The first day without it; null where it does not hold, or has no end.',
    }),
    agreement: t.prismaField({
      type: AgreementType,
      nullable: true,
      description:
        'The agreement that counts for it, or the latest; null for documents, and where there is none.',
      ...rowBy('agreementId', 'agreement', { rows: 'agreements', column: 'id' }),
    }),
    document: t.prismaField({
      type: DocumentType,
      nullable: true,
      description:
        'The document that counts for it, or the latest; null for agreements, and where there is none.',
      ...rowBy('documentId', 'agreement', { rows: 'agreements', column: 'id' }),
    }),
  }),
});

const ON = dayOfArgument('on');

builder.prismaObjectField(PartnerType, 'requiredDocuments', (t) =>
  t.field({
    type: [RequiredDocumentType],
    description:
      'What is required of it on a day, by code: one for each template. For the page of one partner rather than for lists.',
    complexity: { field: 30, multiplier: 10 },
    args: { on: t.arg({ type: 'Date', description: "On which day; the vendor's today where left out." }) },
    ...finishedBy(
      'partner.requiredDocuments',
      { id: true, type: true },
      {
        with: { on: ON },
        rows: {
          requirements: about(REQUIREMENTS, { partnerType: 'type', on: ON }),
          agreements: about(AGREEMENTS_REQUIRED, { partnerId: 'id', partnerType: 'type', on: ON }),
        },
      },
    ),
  }),
);
