import { builder } from '../../graphql/builder.ts';
import { column, declared } from '../../graphql/columns.ts';
import { PartnerTypeType } from '../partners/partner-enums.schema.ts';
import { TemplateKindType, TemplateVersionStatusType } from './agreement-enums.schema.ts';
import type { TemplateKind } from './agreement-template.rules.ts';
import type { TemplateVersionStatus } from './agreement-template.states.ts';

const TEMPLATES_MAX = 200;
const VERSIONS_MAX = 50;
const REQUIREMENTS_MAX = 100;

export const TemplateVersionType = builder.prismaNode('AgreementTemplateVersion', {
  name: 'AgreementTemplateVersion',
  description: 'What a template says, at one time; never changed once it is published.',
  authScopes: { permission: 'PARTNERS_READ' },
  id: { field: 'id', description: 'Global id, `AgreementTemplateVersion_<uuid>`.' },
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Counts the versions of its template, from 1.' }),
    status: t.field({
      type: TemplateVersionStatusType,
      description: 'Where it stands.',
      ...column('status').as<TemplateVersionStatus>(),
    }),
    text: t.exposeString('text', {
      nullable: true,
      description: 'What it says; null where it is found at `url`.',
    }),
    url: t.exposeString('url', {
      nullable: true,
      description: 'Where it is found; null where it has a `text`.',
    }),
    sha256: t.exposeString('sha256', {
      description:
        'The SHA-256 of the text in UTF-8, or of what is found at the address: 64 hexadecimal digits.',
    }),
    validityMonths: t.exposeInt('validityMonths', {
      nullable: true,
      description: 'For how many months it holds from the day on which it begins; null where it has no end.',
    }),
    publishedAt: t.expose('publishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was published; null for a draft.',
    }),
    retiredAt: t.expose('retiredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last offered; null while it is, or never was.',
    }),
  }),
});

export const RequirementType = builder.prismaNode('DocumentRequirement', {
  name: 'DocumentRequirement',
  description: 'That partners of a type need a template, for a time.',
  authScopes: { permission: 'PARTNERS_READ' },
  id: { field: 'id', description: 'Global id, `DocumentRequirement_<uuid>`.' },
  fields: (t) => ({
    partnerType: t.field({
      type: PartnerTypeType,
      description: 'Which partners.',
      ...column('partnerType').as<'REFERRAL'>(),
    }),
    template: t.relation('template', { description: 'What they need.' }),
    validFrom: t.expose('validFrom', { type: 'Date', description: 'From this day on.' }),
    validTo: t.expose('validTo', {
      type: 'Date',
      nullable: true,
      description: 'Until this day, which no longer belongs to it; null while no end is set.',
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

export const TemplateType = builder.prismaNode('AgreementTemplate', {
  name: 'AgreementTemplate',
  description: 'What the vendor asks partners to agree to, or to hand in.',
  authScopes: { permission: 'PARTNERS_READ' },
  id: { field: 'id', description: 'Global id, `AgreementTemplate_<uuid>`.' },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Short code, unique, such as `TAX_FORM`.' }),
    title: t.exposeString('title', { description: 'Name for people.' }),
    kind: t.field({
      type: TemplateKindType,
      description: 'Whether it is agreed to or handed in.',
      ...column('kind').as<TemplateKind>(),
    }),
    offered: t.field({
      type: TemplateVersionType,
      nullable: true,
      description: 'The version that can be agreed to or handed in now; null where none is offered.',
      select: (_args, _context, nested) => ({
        versions: nested({ where: { status: 'PUBLISHED' }, take: 1 }),
      }),
      resolve: ({ versions }) => versions[0] ?? null,
      extensions: declared({ is: 'first', relation: 'versions' }),
    }),
    versions: t.relation('versions', {
      description: `Its versions, the latest first; at most ${VERSIONS_MAX}. Partners see no drafts.`,
      complexity: { field: 5, multiplier: 10 },
      query: { orderBy: { number: 'desc' }, take: VERSIONS_MAX },
    }),
    requirements: t.relation('requirements', {
      description: `Of whom it is, was or will be required, the latest first; at most ${REQUIREMENTS_MAX}.`,
      complexity: { field: 5, multiplier: 10 },
      query: { orderBy: [{ validFrom: 'desc' }, { id: 'desc' }], take: REQUIREMENTS_MAX },
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

builder.queryField('agreementTemplates', (t) =>
  t.prismaField({
    type: [TemplateType],
    nullable: true,
    description: `What the vendor asks of partners, by code; at most ${TEMPLATES_MAX}. Partners see what was ever offered.`,
    authScopes: { permission: 'PARTNERS_READ' },
    complexity: { field: 5, multiplier: 20 },
    args: { kind: t.arg({ type: TemplateKindType, description: 'Only of this kind.' }) },
    // Row security hides drafts from partners, and with them what has no other version.
    resolve: (query, _root, { kind }, { db }) =>
      db.agreementTemplate.findMany({
        ...query,
        where: { kind: kind ?? undefined, versions: { some: {} } },
        orderBy: { code: 'asc' },
        take: TEMPLATES_MAX,
      }),
  }),
);
