import { builder } from '../../graphql/builder.ts';
import {
  OrderDirection,
  pageArguments,
  pageComplexity,
  resolvePage,
  totalCountField,
} from '../../graphql/connection.ts';

export const PartnerStatusType = builder.enumType('PartnerStatus', {
  description: 'Where a partner stands in its lifecycle with the vendor.',
  values: {
    APPLIED: { description: 'Has applied; waits for review.' },
    APPROVED: { description: 'Approved; the agreement is being made.' },
    ONBOARDING: { description: 'Getting ready to refer.' },
    ACTIVE: { description: 'Refers customers.' },
    SUSPENDED: { description: 'May not refer for the time being.' },
    TERMINATED: { description: 'The agreement has ended.' },
    DECLINED: { description: 'The application was turned down.' },
  },
});

export const PartnerTypeType = builder.enumType('PartnerType', {
  description: 'What kind of business a partner does.',
  values: {
    REFERRAL: { description: 'Brings customers.' },
    RESELLER: { description: 'Sells in its own name.' },
    SYSTEM_INTEGRATOR: { description: 'Implements at customers.' },
    TECHNOLOGY: { description: 'Builds products that work with the vendor’s.' },
    CONSULTANT: { description: 'Advises customers.' },
  },
});

export const RegionType = builder.prismaNode('Region', {
  name: 'Region',
  description: "One of the vendor's sales regions.",
  authScopes: { permission: 'PARTNERS_READ' },
  id: { field: 'id', description: 'Global id, `Region_<uuid>`.' },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Short code, unique.' }),
    name: t.exposeString('name', { description: 'Name for people.' }),
  }),
});

export const PartnerType = builder.prismaNode('Partner', {
  name: 'Partner',
  description: 'A partner account: a master account, or a sub-account of one.',
  authScopes: { permission: 'PARTNERS_READ' },
  id: { field: 'id', description: 'Global id, `Partner_<uuid>`.' },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name it trades under.' }),
    type: t.field({
      type: PartnerTypeType,
      description: 'What kind of business it does.',
      select: { type: true },
      resolve: ({ type }) => type as 'REFERRAL',
    }),
    status: t.field({
      type: PartnerStatusType,
      description: 'Where it stands in its lifecycle.',
      select: { status: true },
      resolve: ({ status }) => status as 'ACTIVE',
    }),
    statusSince: t.expose('statusSince', {
      type: 'Date',
      description: 'The day from which its status holds.',
    }),
    region: t.relation('region', {
      type: RegionType,
      nullable: true,
      description: 'The sales region it belongs to.',
    }),
    timeZone: t.expose('timeZone', { type: 'TimeZone', description: 'The time zone it works in.' }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency it is paid in.' }),
    master: t.relation('master', {
      nullable: true,
      description: 'The master account it belongs to; null for a master, and where it is hidden from you.',
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the account was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  }),
});
