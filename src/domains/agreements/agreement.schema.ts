import { builder } from '../../graphql/builder.ts';
import { column, columnThrough, declared, textOrEmpty } from '../../graphql/columns.ts';
import { finishedBy, TODAY } from '../../graphql/finished.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import {
  AgreementActionType,
  AgreementMethodType,
  AgreementOutcomeType,
  AgreementStatusType,
} from './agreement-enums.schema.ts';
import { TemplateVersionType } from './agreement-template.schema.ts';

const AGREEMENTS_MAX = 100;

const DecisionType = builder.prismaObject('AgreementDecision', {
  name: 'AgreementDecision',
  description:
    'What staff decided on something that a partner agreed to or handed in; never changed afterwards.',
  fields: (t) => ({
    outcome: t.field({
      type: AgreementOutcomeType,
      description: 'What was decided.',
      ...column('outcome').as<'VERIFIED'>(),
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description:
        'Why, in words that the partner reads; always there where something was refused or revoked.',
    }),
    effectiveOn: t.expose('effectiveOn', { type: 'Date', description: 'The day from which it holds.' }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', description: 'When it was decided.' }),
    decidedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who of the staff decided; always null for partners.',
      select: { decidedById: true },
      resolve: async (query, { decidedById }, _args, { actor, db }) =>
        decidedById && actor.kind === 'STAFF'
          ? await db.staffMember.findUnique({ ...query, where: { personId: decidedById } })
          : null,
    }),
  }),
});

const FACTS = {
  method: true,
  effectiveFrom: true,
  effectiveTo: true,
  recordedAt: true,
  decisions: { select: { outcome: true, effectiveOn: true } },
} as const;

export const AgreementType = builder.prismaNode('Agreement', {
  name: 'Agreement',
  description: 'What a partner agreed to. It is never changed: what ends it is decided beside it.',
  authScopes: { permission: 'PARTNERS_READ' },
  id: { field: 'id', description: 'Global id, `Agreement_<uuid>`.' },
  findUnique: (id) => ({ id, method: { not: 'SUBMITTED' } }),
  fields: (t) => ({
    method: t.field({
      type: AgreementMethodType,
      description: 'How it agreed.',
      ...column('method').as<'ACCEPTED'>(),
    }),
    signedOn: t.expose('signedOn', {
      type: 'Date',
      nullable: true,
      description: 'The day on which it was signed; null where it was accepted in the portal.',
    }),
    signatureReference: t.exposeString('signatureReference', {
      nullable: true,
      description:
        'What the signing service knows the signature by; null where it was accepted in the portal.',
    }),
  }),
});

export const DocumentType = builder.prismaNode('Agreement', {
  variant: 'Document',
  description: 'What a partner handed in. It is never changed: whether it holds is decided beside it.',
  authScopes: { permission: 'PARTNERS_READ' },
  id: { field: 'id', description: 'Global id, `Document_<uuid>`.' },
  findUnique: (id) => ({ id, method: 'SUBMITTED' }),
  fields: (t) => ({
    fileReference: t.string({
      description: 'Where its file is, as the partner said; the portal does not hold it.',
      ...textOrEmpty('fileReference'),
    }),
    fileSha256: t.string({
      description: "The SHA-256 of the file's bytes: 64 hexadecimal digits.",
      ...textOrEmpty('fileSha256'),
    }),
  }),
});

/** What both kinds tell. */
for (const type of [AgreementType, DocumentType] as const) {
  builder.prismaObjectFields(type as typeof AgreementType, (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'The partner.' }),
    templateVersion: t.relation('templateVersion', {
      type: TemplateVersionType,
      description: 'The version that it is about.',
    }),
    templateCode: t.string({
      description: 'The code of its template.',
      select: { templateVersion: { select: { template: { select: { code: true } } } } },
      resolve: ({ templateVersion }) => templateVersion.template.code,
      extensions: declared({ is: 'column', path: ['templateVersion', 'template', 'code'] }),
    }),
    byName: t.string({
      nullable: true,
      description:
        'Who of the partner did it, by the name they use there; null where staff recorded a signature.',
      ...columnThrough('membership', 'name').as<string>(),
    }),
    effectiveFrom: t.expose('effectiveFrom', { type: 'Date', description: 'From this day on.' }),
    effectiveTo: t.expose('effectiveTo', {
      type: 'Date',
      nullable: true,
      description: 'Until this day, which no longer belongs to it; null where it has no end.',
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it came in.' }),
    status: t.field({
      type: AgreementStatusType,
      description: 'Where it stands today.',
      ...finishedBy('agreement.status', FACTS, { with: { today: TODAY } }),
    }),
    decisions: t.relation('decisions', {
      type: DecisionType,
      description: 'What was decided on it, the latest first; at most 2.',
      query: { orderBy: [{ decidedAt: 'desc' }, { id: 'desc' }], take: 2 },
    }),
    availableActions: t.field({
      type: [AgreementActionType],
      description: 'What you can do with it now.',
      ...finishedBy('agreement.availableActions', FACTS, { with: { today: TODAY } }),
    }),
  }));
}

builder.prismaObjectField(PartnerType, 'agreements', (t) =>
  t.relation('agreements', {
    type: AgreementType,
    description: `What it agreed to, the latest first; at most ${AGREEMENTS_MAX}.`,
    complexity: { field: 5, multiplier: 10 },
    query: {
      where: { method: { not: 'SUBMITTED' } },
      orderBy: [{ recordedAt: 'desc' }, { id: 'desc' }],
      take: AGREEMENTS_MAX,
    },
  }),
);

builder.prismaObjectField(PartnerType, 'documents', (t) =>
  t.relation('agreements', {
    type: DocumentType,
    description: `What it handed in, the latest first; at most ${AGREEMENTS_MAX}.`,
    complexity: { field: 5, multiplier: 10 },
    query: {
      where: { method: 'SUBMITTED' },
      orderBy: [{ recordedAt: 'desc' }, { id: 'desc' }],
      take: AGREEMENTS_MAX,
    },
  }),
);
