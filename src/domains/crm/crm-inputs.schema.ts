import { builder } from '../../graphql/builder.ts';
import { MoneyInput } from '../../graphql/scalars.ts';
import { REPORTED_ROWS_MAX } from '../../workflows/crm-sync/report-back.ts';
import { SalesStageType } from '../referrals/referral-enums.schema.ts';

const SYSTEM =
  'The CRM’s code, in capitals such as `SALES_CRM`: ids are unique within it. The same in every request.';
const ID = 'at most 200 characters, plain: one that holds control or invisible characters rejects the row';
const SCALARS =
  'Values that are not of their type, such as a date that does not exist, refuse the whole request; all else that is wrong ' +
  'rejects only its row.';

const AccountInput = builder.inputType('CrmAccountRowInput', {
  description: `An account of the CRM. What is left out or null stays as it is. ${SCALARS}`,
  fields: (t) => ({
    externalId: t.string({ required: true, description: `The account’s id in the CRM, ${ID}.` }),
    name: t.string({ required: true, description: 'The company’s name, at most 200 characters.' }),
    parentExternalId: t.string({
      description: 'The parent company’s id; it was sent before, or stands anywhere in the same request.',
    }),
    sector: t.string({ description: 'Its industry, at most 100 characters.' }),
    location: t.string({ description: 'Where it is, in words; at most 200 characters.' }),
    countryCode: t.field({ type: 'CountryCode', description: 'Its country.' }),
    addressLine: t.string({ description: 'Street and number, at most 200 characters.' }),
    city: t.string({ description: 'Its city, at most 100 characters.' }),
    postalCode: t.string({ description: 'At most 20 characters.' }),
    yearEstablished: t.int({ description: 'A year from 1000 to 2199.' }),
    employees: t.int({ description: 'How many people work there; zero or more.' }),
    annualRevenue: t.field({ type: MoneyInput, description: 'Revenue of a year; zero or more.' }),
    webAddress: t.string({ description: 'Its own domain or web address, which identifies it.' }),
    taxId: t.string({ description: 'Its tax id, which identifies it together with its country.' }),
  }),
});

export const AccountsUpsertInput = builder.inputType('CrmAccountsUpsertInput', {
  description: 'Accounts of a CRM.',
  fields: (t) => ({
    system: t.string({ required: true, description: SYSTEM }),
    rows: t.field({
      type: [AccountInput],
      required: true,
      description: `The accounts; at most ${REPORTED_ROWS_MAX}.`,
    }),
  }),
});

const OpportunityInput = builder.inputType('CrmOpportunityRowInput', {
  description: `A deal with all that the CRM knows of it: what is left out or null, it does not know. ${SCALARS}`,
  fields: (t) => ({
    externalId: t.string({ required: true, description: `The deal’s id in the CRM, ${ID}.` }),
    name: t.string({
      description:
        'At most 200 characters; made of customer and product where left out. Partners that are credited read it.',
    }),
    stage: t.field({ type: SalesStageType, required: true, description: 'How far it is.' }),
    lostReason: t.string({ description: 'Why it was lost, for lost deals only; at most 200 characters.' }),
    amount: t.field({ type: MoneyInput, description: 'What it is worth; zero or more.' }),
    openedOn: t.field({
      type: 'Date',
      description: 'The day on which it opened, in the vendor’s time zone.',
    }),
    closeOn: t.field({
      type: 'Date',
      description:
        'The day on which it closed or should close, in the vendor’s time zone; not before `openedOn`.',
    }),
    accountExternalId: t.string({ description: 'The account’s id; sent before by `crmAccountsUpsert`.' }),
    productExternalId: t.string({
      description: 'The product’s id in the CRM, or its code in the catalogue.',
    }),
    partnerExternalId: t.string({
      description: 'The partner’s id in the CRM. Without a partner it is direct sales’.',
    }),
    partnerId: t.id({
      description:
        'The partner’s id in the portal, where that in the CRM is not known here. An id of another type rejects the row.',
    }),
    personExternalId: t.string({
      description: 'Which of the partner’s people brought it, by the id in the CRM.',
    }),
    referralId: t.id({
      description:
        'The referral that this deal came from. Rejects the row where it is an id of another type, is not accepted, is another ' +
        'partner’s, or has another deal.',
    }),
    ownerName: t.string({
      description: 'Who of sales owns it, at most 200 characters; partners never see it.',
    }),
    ownerEmail: t.string({ description: 'The owner’s mail address; partners never see it.' }),
    changedAt: t.field({
      type: 'DateTime',
      description:
        'When the CRM last changed it; the instant of the request where left out or later than that. A row that says an instant ' +
        'before the deal’s latest change here comes too late: it writes nothing and is `UNCHANGED`.',
    }),
  }),
});

export const OpportunitiesUpsertInput = builder.inputType('CrmOpportunitiesUpsertInput', {
  description: 'Deals of a CRM.',
  fields: (t) => ({
    system: t.string({ required: true, description: SYSTEM }),
    rows: t.field({
      type: [OpportunityInput],
      required: true,
      description: `The deals; at most ${REPORTED_ROWS_MAX}.`,
    }),
  }),
});
