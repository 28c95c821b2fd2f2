import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../../graphql/builder.ts';
import type { RequestContext } from '../../graphql/context.ts';
import type { Agreement, AgreementTemplate } from '../../platform/database/generated/client/client.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import { AgreementType, DocumentType } from './agreement.schema.ts';
import { RequiredNextType, RequiredStatusType } from './agreement-enums.schema.ts';
import { TemplateType } from './agreement-template.schema.ts';
import { type RequiredDocument, requiredDocumentsOf } from './agreements.service.ts';

type Loaded = RequiredDocument &
  Readonly<{ template: AgreementTemplate; agreement: Agreement | null; document: Agreement | null }>;

const RequiredDocumentType = builder.objectRef<Loaded>('RequiredDocument').implement({
  description: 'Something that is required of a partner, how it stands, and what to do about it.',
  fields: (t) => ({
    template: t.field({
      type: TemplateType,
      description: 'What is required; its `offered` version is what to agree to or to hand in.',
      resolve: ({ template }) => template,
    }),
    status: t.field({
      type: RequiredStatusType,
      description: 'How it stands.',
      resolve: ({ status }) => status,
    }),
    next: t.field({
      type: RequiredNextType,
      description: 'What the partner does next.',
      resolve: ({ next }) => next,
    }),
    expiresOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day without it; null where it does not hold, or has no end.',
      resolve: ({ expiresOn }) => expiresOn,
    }),
    agreement: t.field({
      type: AgreementType,
      nullable: true,
      description:
        'The agreement that counts for it, or the latest; null for documents, and where there is none.',
      resolve: ({ agreement }) => agreement,
    }),
    document: t.field({
      type: DocumentType,
      nullable: true,
      description:
        'The document that counts for it, or the latest; null for agreements, and where there is none.',
      resolve: ({ document }) => document,
    }),
  }),
});

/** The rows of one type that the list shows, by one statement. */
async function rowsOf<Row extends { id: string }>(
  context: RequestContext,
  info: GraphQLResolveInfo,
  of: Readonly<{ model: string; typeName: string; field: string; ids: readonly (string | null)[] }>,
): Promise<ReadonlyMap<string, Row>> {
  const ids = of.ids.filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const selection = queryFromInfo({
    ...{ context, info, typeName: of.typeName, path: [of.field] },
    select: { id: true },
  });
  const delegate = (context.db as unknown as Record<string, { findMany(query: object): Promise<Row[]> }>)[
    of.model
  ];
  const rows = (await delegate?.findMany({ ...(selection as object), where: { id: { in: ids } } })) ?? [];
  return new Map(rows.map((row) => [row.id, row]));
}

async function loaded(
  context: RequestContext,
  info: GraphQLResolveInfo,
  required: readonly RequiredDocument[],
): Promise<Loaded[]> {
  const idsOf = (kind: string) => required.map((one) => (one.kind === kind ? one.agreementId : null));
  const templates = await rowsOf<AgreementTemplate>(context, info, {
    ...{ model: 'agreementTemplate', typeName: 'AgreementTemplate', field: 'template' },
    ids: required.map(({ templateId }) => templateId),
  });
  const agreements = await rowsOf<Agreement>(context, info, {
    ...{ model: 'agreement', typeName: 'Agreement', field: 'agreement', ids: idsOf('AGREEMENT') },
  });
  const documents = await rowsOf<Agreement>(context, info, {
    ...{ model: 'agreement', typeName: 'Document', field: 'document', ids: idsOf('DOCUMENT') },
  });
  return required.flatMap((one) => {
    const template = templates.get(one.templateId);
    const agreement = agreements.get(one.agreementId ?? '') ?? null;
    const document = documents.get(one.agreementId ?? '') ?? null;
    return template ? [{ ...one, template, agreement, document }] : [];
  });
}

builder.prismaObjectField(PartnerType, 'requiredDocuments', (t) =>
  t.field({
    type: [RequiredDocumentType],
    description:
      'What is required of it on a day, by code: one for each template. For the page of one partner rather than for lists.',
    complexity: { field: 30, multiplier: 10 },
    select: { id: true, type: true },
    args: { on: t.arg({ type: 'Date', description: "On which day; the vendor's today where left out." }) },
    resolve: async (partner, { on }, context, info) =>
      loaded(context, info, await requiredDocumentsOf(context.db, partner, on ?? (await vendorDay(context)))),
  }),
);
