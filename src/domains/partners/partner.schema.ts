import { builder } from '../../graphql/builder.ts';
import { column } from '../../graphql/columns.ts';
import { partnerActionsAvailable } from './partner.rules.ts';
import type { PartnerStatus } from './partner.states.ts';
import {
  AddressKindType,
  PartnerActionType,
  PartnerStatusType,
  PartnerTypeType,
} from './partner-enums.schema.ts';

const EXTERNAL_IDS_MAX = 50;
const SUB_ACCOUNTS_MAX = 100;

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

const AddressType = builder.prismaObject('PartnerAddress', {
  name: 'PartnerAddress',
  description: 'An address of a partner.',
  fields: (t) => ({
    kind: t.field({
      type: AddressKindType,
      description: 'What it is for.',
      ...column('kind').as<'BILLING'>(),
    }),
    line1: t.exposeString('line1', { description: 'Street and number.' }),
    line2: t.exposeString('line2', { nullable: true, description: 'What else the post needs.' }),
    city: t.exposeString('city', { description: 'City.' }),
    state: t.exposeString('state', { nullable: true, description: 'State, province or county.' }),
    postalCode: t.exposeString('postalCode', { nullable: true, description: 'Postal code.' }),
    countryCode: t.expose('countryCode', { type: 'CountryCode', description: 'Country.' }),
  }),
});

const ExternalIdType = builder.prismaObject('PartnerExternalId', {
  name: 'PartnerExternalId',
  description: 'What another system knows a partner by.',
  fields: (t) => ({
    system: t.exposeString('system', { description: 'The system, such as `crm`.' }),
    externalId: t.exposeString('externalId', { description: "The partner's id there." }),
  }),
});

const AvailableActionType = builder
  .objectRef<ReturnType<typeof partnerActionsAvailable>[number]>('PartnerAvailableAction')
  .implement({
    description: 'Something that you may do with a partner, or the reason why it is blocked right now.',
    fields: (t) => ({
      action: t.field({ type: PartnerActionType, description: 'What.', resolve: ({ action }) => action }),
      available: t.exposeBoolean('available', { description: 'Whether it would be done if asked for now.' }),
      blockedBecause: t.exposeString('blockedBecause', {
        nullable: true,
        description: 'What stands in the way, and what to do; null where nothing does.',
      }),
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
      ...column('type').as<'REFERRAL'>(),
    }),
    status: t.field({
      type: PartnerStatusType,
      description: 'Where it stands in its lifecycle.',
      ...column('status').as<PartnerStatus>(),
    }),
    statusSince: t.expose('statusSince', {
      type: 'Date',
      description: 'The day from which its status holds.',
    }),
    agreementReference: t.exposeString('agreementReference', {
      nullable: true,
      description: 'What names the agreement that it works under, or last worked under.',
    }),
    region: t.relation('region', {
      type: RegionType,
      nullable: true,
      description: 'The sales region it belongs to.',
    }),
    timeZone: t.expose('timeZone', { type: 'TimeZone', description: 'The time zone it works in.' }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency it is paid in.' }),
    addresses: t.relation('addresses', {
      type: AddressType,
      description: 'Its addresses: at most 3, one of each kind.',
      query: { orderBy: { kind: 'asc' }, take: 3 },
    }),
    externalIds: t.relation('externalIds', {
      type: ExternalIdType,
      description: `What other systems know it by; at most ${EXTERNAL_IDS_MAX}.`,
      query: { orderBy: [{ system: 'asc' }, { externalId: 'asc' }], take: EXTERNAL_IDS_MAX },
    }),
    master: t.relation('master', {
      nullable: true,
      description: 'The master account it belongs to; null for a master, and where it is hidden from you.',
    }),
    subAccounts: t.relation('subAccounts', {
      description: `Its sub-accounts that you may see, by name; at most ${SUB_ACCOUNTS_MAX}.`,
      complexity: { field: 5, multiplier: 10 },
      query: { orderBy: [{ name: 'asc' }, { id: 'asc' }], take: SUB_ACCOUNTS_MAX },
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the account was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
    availableActions: t.field({
      type: [AvailableActionType],
      description: 'What you can do with it now; one for each action that its status and your roles allow.',
      complexity: 5,
      select: { status: true, master: { select: { status: true } } },
      resolve: ({ status, master }, _args, { actor }) =>
        partnerActionsAvailable(status as PartnerStatus, actor.roles, master?.status ?? null),
    }),
  }),
});
