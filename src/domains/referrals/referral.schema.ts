import { builder } from '../../graphql/builder.ts';
import { column, columnThrough, moneyOrNull } from '../../graphql/columns.ts';
import { finishedBy } from '../../graphql/finished.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { ProductType } from '../products/product.schema.ts';
import type { ActionAvailability, DecisionCode } from './referral.rules.ts';
import type { ReferralStatus } from './referral.states.ts';
import {
  DecisionCodeType,
  ReferralActionType,
  ReferralOriginType,
  ReferralStatusType,
  SalesStageType,
} from './referral-enums.schema.ts';

const AvailableActionType = builder.objectRef<ActionAvailability>('ReferralAvailableAction').implement({
  description: 'Something that you may do with a referral, or the reason why it is blocked right now.',
  fields: (t) => ({
    action: t.expose('action', { type: ReferralActionType, description: 'What.' }),
    available: t.exposeBoolean('available', { description: 'Whether it would be done if asked for now.' }),
    blockedBecause: t.exposeString('blockedBecause', {
      nullable: true,
      description: 'What stands in the way, and what to do; null where nothing does.',
    }),
  }),
});

export const ReferralType = builder.prismaNode('Referral', {
  name: 'Referral',
  description: 'A customer that a partner brings, as the partner registered it.',
  authScopes: { permission: 'REFERRALS_READ' },
  id: { field: 'id', description: 'Global id, `Referral_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'The partner that registered it.' }),
    registeredByName: t.string({
      nullable: true,
      description: 'Who registered it, by the name they use at that partner.',
      ...columnThrough('registeredBy', 'name').as<string>(),
    }),
    origin: t.field({
      type: ReferralOriginType,
      description: 'How it came to be.',
      ...column('origin').as<'PORTAL'>(),
    }),
    status: t.field({
      type: ReferralStatusType,
      description: 'Where it stands with the vendor.',
      ...column('status').as<ReferralStatus>(),
    }),
    statusSince: t.expose('statusSince', {
      type: 'DateTime',
      description: 'Since when it has had its status.',
    }),
    customerName: t.exposeString('customerName', {
      description: "The customer's company name as the partner gave it.",
    }),
    customerDomain: t.exposeString('customerDomain', {
      nullable: true,
      description: "The customer's web domain.",
    }),
    customerTaxId: t.exposeString('customerTaxId', { nullable: true, description: "The customer's tax id." }),
    customerCountryCode: t.expose('customerCountryCode', {
      type: 'CountryCode',
      nullable: true,
      description: "The customer's country.",
    }),
    customerCity: t.exposeString('customerCity', { nullable: true, description: "The customer's city." }),
    contactName: t.exposeString('contactName', {
      nullable: true,
      description: 'Whom to call at the customer.',
    }),
    contactEmail: t.exposeString('contactEmail', {
      nullable: true,
      description: "The contact's mail address.",
    }),
    contactPhone: t.exposeString('contactPhone', {
      nullable: true,
      description: "The contact's phone number.",
    }),
    product: t.relation('product', {
      type: ProductType,
      nullable: true,
      description: 'What the customer needs.',
    }),
    estimatedAmount: t.field({
      type: MoneyType,
      nullable: true,
      description: "The partner's estimate of the deal.",
      ...moneyOrNull('estimatedAmountMinor', 'estimatedCurrency'),
    }),
    expectedCloseOn: t.expose('expectedCloseOn', {
      type: 'Date',
      nullable: true,
      description: "The partner's estimate of when the customer decides.",
    }),
    notes: t.exposeString('notes', {
      nullable: true,
      description: 'What else the partner tells; at most 4,000 characters.',
    }),
    submittedAt: t.expose('submittedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last submitted.',
    }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the vendor last decided.',
    }),
    decisionCode: t.field({
      type: DecisionCodeType,
      nullable: true,
      description: 'Why it was returned or rejected.',
      ...column('decisionCode').as<DecisionCode | null>(),
    }),
    decisionMessage: t.exposeString('decisionMessage', {
      nullable: true,
      description: "The vendor's words with its decision.",
    }),
    salesStage: t.field({
      type: SalesStageType,
      nullable: true,
      description: 'How far the deal is, from the CRM; null while there is no deal.',
      ...column('salesStage').as<'WON' | null>(),
    }),
    dealAmount: t.field({
      type: MoneyType,
      nullable: true,
      description: "The deal's amount, from the CRM.",
      ...moneyOrNull('dealAmountMinor', 'dealCurrency'),
    }),
    dealCloseOn: t.expose('dealCloseOn', {
      type: 'Date',
      nullable: true,
      description: 'When the deal closed or should close, from the CRM.',
    }),
    protectedUntil: t.expose('protectedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when nobody else can claim the customer; null before acceptance.',
    }),
    lapsesAt: t.expose('lapsesAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when a returned referral keeps its place; null in other statuses.',
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was registered.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
    editableFields: t.stringList({
      description:
        'Which details the partner may change in its status, by their names in `ReferralDetailsInput`; at most 12.',
      ...finishedBy('referral.editableFields', { status: true }),
    }),
    availableActions: t.field({
      type: [AvailableActionType],
      description:
        'What you can do with it now, one for each action of your roles. For the page of one referral rather than for lists.',
      complexity: 5,
      ...finishedBy('referral.availableActions', {
        status: true,
        customerName: true,
        customerDomain: true,
        customerTaxId: true,
        customerCountryCode: true,
        customerCity: true,
        contactName: true,
        contactEmail: true,
        contactPhone: true,
        productId: true,
        estimatedAmountMinor: true,
        estimatedCurrency: true,
        expectedCloseOn: true,
        notes: true,
        partner: { select: { status: true } },
      }),
    }),
  }),
});
