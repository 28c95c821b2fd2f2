import { builder } from '../../graphql/builder.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { type AccountKind, LIST_LENGTH_MAX } from './customer-details.rules.ts';
import type { IdentityKind } from './customer-identity.rules.ts';

/** A group of companies or a heap of duplicates beyond this is for a list of its own. */
const RELATED_MAX = 100;

export const CustomerKeyKind = builder.enumType('CustomerKeyKind', {
  description: 'What proves by itself which company it is.',
  values: {
    TAX_ID: { description: 'A tax id of a country.' },
    DOMAIN: { description: 'A web domain of its own; companies of one group may share it.' },
    CRM_ACCOUNT: { description: "The account's id in a CRM; one customer's only." },
  } satisfies Record<IdentityKind, object>,
});

export const CustomerAccountKind = builder.enumType('CustomerAccountKind', {
  description: 'What kind of account a customer has.',
  values: {
    SERVICE: { description: 'Where a service is delivered.' },
    BILLING: { description: 'To which invoices go.' },
  } satisfies Record<AccountKind, object>,
});

/** Tax ids are stored behind their country, CRM accounts behind their system; neither holds a colon itself. */
const qualifierOf = (kind: string, value: string, wanted: IdentityKind): string | null =>
  kind === wanted ? value.slice(0, value.indexOf(':')) : null;

const CustomerKeyType = builder.prismaObject('CustomerKey', {
  name: 'CustomerKey',
  description: 'A strong identity of a customer.',
  authScopes: { permission: 'CUSTOMERS_READ' },
  fields: (t) => ({
    kind: t.field({
      type: CustomerKeyKind,
      description: 'What kind of key.',
      select: { kind: true },
      resolve: ({ kind }) => kind as IdentityKind,
    }),
    value: t.string({
      description: 'The tax id without its country, the domain in lower case, or the id of the CRM account.',
      select: { kind: true, value: true },
      resolve: ({ kind, value }) => (kind === 'DOMAIN' ? value : value.slice(value.indexOf(':') + 1)),
    }),
    countryCode: t.field({
      type: 'CountryCode',
      nullable: true,
      description: 'The country of a tax id; null for other kinds.',
      select: { kind: true, value: true },
      resolve: ({ kind, value }) => qualifierOf(kind, value, 'TAX_ID'),
    }),
    system: t.string({
      nullable: true,
      description: 'The system of a CRM account; null for other kinds.',
      select: { kind: true, value: true },
      resolve: ({ kind, value }) => qualifierOf(kind, value, 'CRM_ACCOUNT'),
    }),
  }),
});

export const CustomerContactType = builder.prismaNode('CustomerContact', {
  name: 'CustomerContact',
  description: 'Somebody at a customer.',
  authScopes: { permission: 'CUSTOMERS_READ' },
  id: { field: 'id', description: 'Global id, `CustomerContact_<uuid>`.' },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name.' }),
    email: t.exposeString('email', { nullable: true, description: 'The mail address.' }),
    phone: t.exposeString('phone', { nullable: true, description: 'The phone number.' }),
    title: t.exposeString('title', { nullable: true, description: 'The job title.' }),
  }),
});

const CustomerAccountType = builder.prismaObject('CustomerAccount', {
  name: 'CustomerAccount',
  description: 'The number of a customer in a service or billing system.',
  authScopes: { permission: 'CUSTOMERS_READ' },
  fields: (t) => ({
    kind: t.field({
      type: CustomerAccountKind,
      description: 'What kind of account.',
      select: { kind: true },
      resolve: ({ kind }) => kind as AccountKind,
    }),
    system: t.exposeString('system', { description: 'The system that it is in.' }),
    number: t.exposeString('number', { description: 'Its number there.' }),
  }),
});

export const CustomerType = builder.prismaNode('Customer', {
  name: 'Customer',
  description:
    'A company that buys, as a record of the customer master. A record that was merged into another one keeps what it has and counts as that one.',
  authScopes: { permission: 'CUSTOMERS_READ' },
  id: { field: 'id', description: 'Global id, `Customer_<uuid>`.' },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The company name, as it was written.' }),
    nameKey: t.exposeString('nameKey', {
      description: 'The name by which it is matched: without legal form, accents, case and punctuation.',
    }),
    sector: t.exposeString('sector', { nullable: true, description: 'The industry.' }),
    location: t.exposeString('location', {
      nullable: true,
      description: 'Where it is, as the CRM says it; often a country.',
    }),
    countryCode: t.expose('countryCode', {
      type: 'CountryCode',
      nullable: true,
      description: 'The country of its seat.',
    }),
    addressLine: t.exposeString('addressLine', { nullable: true, description: 'Street and number.' }),
    city: t.exposeString('city', { nullable: true, description: 'The city.' }),
    postalCode: t.exposeString('postalCode', { nullable: true, description: 'The postal code.' }),
    yearEstablished: t.exposeInt('yearEstablished', { nullable: true, description: 'The year of founding.' }),
    employees: t.exposeInt('employees', { nullable: true, description: 'How many people work there.' }),
    annualRevenue: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What it turns over in a year.',
      select: { annualRevenueMinor: true, currency: true },
      resolve: (customer) => moneyFrom(customer.annualRevenueMinor, customer.currency),
    }),
    parent: t.relation('parent', { nullable: true, description: 'The company that it belongs to.' }),
    subsidiaries: t.relation('subsidiaries', {
      description: `The companies that belong to it directly, by name; at most ${RELATED_MAX}, more by \`customers\` with its id as parent.`,
      complexity: { field: 5, multiplier: 10 },
      query: { orderBy: [{ name: 'asc' }, { id: 'asc' }], take: RELATED_MAX },
    }),
    keys: t.relation('keys', {
      type: CustomerKeyType,
      description: `Its strong identities; at most ${LIST_LENGTH_MAX}.`,
      query: { orderBy: [{ kind: 'asc' }, { value: 'asc' }], take: LIST_LENGTH_MAX },
    }),
    contacts: t.relation('contacts', {
      type: CustomerContactType,
      description: `People at the customer, by name; at most ${LIST_LENGTH_MAX}.`,
      query: { orderBy: [{ name: 'asc' }, { id: 'asc' }], take: LIST_LENGTH_MAX },
    }),
    accounts: t.relation('accounts', {
      type: CustomerAccountType,
      description: `Its service and billing accounts; at most ${LIST_LENGTH_MAX}.`,
      query: { orderBy: [{ kind: 'asc' }, { system: 'asc' }, { number: 'asc' }], take: LIST_LENGTH_MAX },
    }),
    canonical: t.relation('canonical', {
      description: 'The customer that it counts as: itself, unless it was merged into another one.',
    }),
    aliases: t.relation('aliases', {
      description: `The records that count as this customer since they were merged into it, directly or over others, by name; at most ${RELATED_MAX}.`,
      complexity: { field: 5, multiplier: 10 },
      query: {
        where: { mergedIn: { some: { undoneAt: null } } },
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        take: RELATED_MAX,
      },
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  }),
});
