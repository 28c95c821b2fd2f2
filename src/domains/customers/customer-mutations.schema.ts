import { builder } from '../../graphql/builder.ts';
import { moneyInput } from '../../graphql/money-fields.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { MoneyInput } from '../../graphql/scalars.ts';
import { ConflictError } from '../../kernel/errors.ts';
import {
  CustomerAccountKind,
  CustomerContactType,
  CustomerKeyKind,
  CustomerType,
} from './customer.schema.ts';
import { createCustomer, updateCustomer } from './customer.service.ts';
import { LIST_LENGTH_MAX } from './customer-details.rules.ts';

const KeyInput = builder.inputType('CustomerKeyInput', {
  description:
    'A strong identity of a customer. Refused where it identifies nobody, such as a public mail domain.',
  fields: (t) => ({
    kind: t.field({ type: CustomerKeyKind, required: true, description: 'What kind of key.' }),
    value: t.string({
      required: true,
      description: 'The tax id, web address or CRM account id, in any spelling.',
    }),
    countryCode: t.field({
      type: 'CountryCode',
      description: 'The country of a tax id; needed unless the id begins with its own.',
    }),
    system: t.string({
      description: 'The system of a CRM account, such as `SALESFORCE`: capitals and digits.',
    }),
  }),
});

const ContactInput = builder.inputType('CustomerContactInput', {
  description: 'Somebody at a customer.',
  fields: (t) => ({
    id: t.globalID({
      for: [CustomerContactType],
      description: 'Which contact of the customer; left out for a new one.',
    }),
    name: t.string({ required: true, description: 'The name, at most 120 characters.' }),
    email: t.string({ description: 'The mail address.' }),
    phone: t.string({ description: 'The phone number, at most 40 characters.' }),
    title: t.string({ description: 'The job title, at most 120 characters.' }),
  }),
});

const AccountInput = builder.inputType('CustomerAccountInput', {
  description: "The customer's number in a service or billing system; one customer's only.",
  fields: (t) => ({
    kind: t.field({ type: CustomerAccountKind, required: true, description: 'What kind of account.' }),
    system: t.string({ required: true, description: 'The system that it is in, at most 40 characters.' }),
    number: t.string({ required: true, description: 'Its number there, at most 100 characters.' }),
  }),
});

const list = `Replaces the whole list; at most ${LIST_LENGTH_MAX}.`;

const DetailsInput = builder.inputType('CustomerDetailsInput', {
  description: 'What is known of a customer. In a change: what is left out stays, null clears.',
  fields: (t) => ({
    name: t.string({ description: 'The company name, at most 200 characters; required in a new customer.' }),
    sector: t.string({ description: 'The industry, at most 100 characters.' }),
    location: t.string({ description: 'Where it is, in words; at most 100 characters.' }),
    countryCode: t.field({ type: 'CountryCode', description: 'The country of its seat.' }),
    addressLine: t.string({ description: 'Street and number, at most 200 characters.' }),
    city: t.string({ description: 'The city, at most 100 characters.' }),
    postalCode: t.string({ description: 'The postal code, at most 20 characters.' }),
    yearEstablished: t.int({ description: 'The year of founding, 1000 to 2100.' }),
    employees: t.int({ description: 'How many people work there, 0 to 10,000,000.' }),
    annualRevenue: t.field({ type: MoneyInput, description: 'What it turns over in a year; zero or more.' }),
    parentId: t.globalID({
      for: [CustomerType],
      description: 'The company that it belongs to; never itself or one below it.',
    }),
    keys: t.field({ type: [KeyInput], description: `Its strong identities. ${list}` }),
    contacts: t.field({ type: [ContactInput], description: `People at the customer. ${list}` }),
    accounts: t.field({ type: [AccountInput], description: `Its service and billing accounts. ${list}` }),
  }),
});

const detailsOf = (input: typeof DetailsInput.$inferInput) => {
  const { annualRevenue, parentId, contacts, ...details } = input;
  const money = annualRevenue && moneyInput('annualRevenue', annualRevenue);
  return {
    ...details,
    ...(annualRevenue === undefined
      ? {}
      : { annualRevenueMinor: money?.amountMinor ?? null, currency: money?.currency ?? null }),
    ...(parentId === undefined ? {} : { parentId: parentId?.id ?? null }),
    ...(contacts === undefined
      ? {}
      : { contacts: contacts?.map(({ id, ...contact }) => ({ ...contact, id: id?.id })) ?? null }),
  };
};

const CreateInput = builder.inputType('CustomerCreateInput', {
  description: 'A new customer.',
  fields: (t) => ({
    details: t.field({ type: DetailsInput, required: true, description: 'What is known of it.' }),
    idempotencyKey: t.string({
      description: 'Repeating a request with the same key answers the customer that the first one made.',
    }),
  }),
});

builder.mutationField('customerCreate', (t) =>
  t.prismaField({
    type: CustomerType,
    nullable: true,
    description:
      'Adds a customer. Ask `customerMatches` first whether it is known. Refused where a CRM account or an account number is another customer’s. For partner and sales operations.',
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The customer.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const customer = { details: detailsOf(input.details), idempotencyKey: input.idempotencyKey };
      const id = await ctx.transaction((tx) => createCustomer(tx, ctx.actor, customer, ctx.now));
      return await ctx.db.customer.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const UpdateInput = builder.inputType('CustomerUpdateInput', {
  description: 'A change of a customer.',
  fields: (t) => ({
    id: t.globalID({ for: [CustomerType], required: true, description: 'Which customer.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    details: t.field({ type: DetailsInput, required: true, description: 'What changes.' }),
  }),
});

builder.mutationField('customerUpdate', (t) =>
  t.prismaField({
    type: CustomerType,
    nullable: true,
    description:
      'Changes a customer; lists that are given replace the lists that it has. A merged record can be changed too. For partner and sales operations.',
    errors: { types: [...ON_CHANGE, ConflictError] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'The change.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const update = { id: input.id.id, version: input.version, details: detailsOf(input.details) };
      const { id } = await ctx.transaction((tx) => updateCustomer(tx, ctx.actor, update, ctx.now));
      return await ctx.db.customer.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
