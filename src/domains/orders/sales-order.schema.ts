import { builder } from '../../graphql/builder.ts';
import { column, declared, moneyOrNull } from '../../graphql/columns.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { CustomerType } from '../customers/customer.schema.ts';
import { OpportunityType } from '../opportunities/opportunity.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import { SlaClockType } from '../sla/sla-clock.schema.ts';
import {
  CommissionEligibilityType,
  OrderCheckOutcomeType,
  SalesOrderActionType,
  SalesOrderStatusType,
  SalesOrderTypeType,
} from './order-enums.schema.ts';
import { DOCUMENTS_MAX, LINES_MAX, type OrderType } from './order-types.rules.ts';
import { availableOrderActions, type OrderStatus, WRITING_ACTIONS } from './sales-order.states.ts';
import {
  OrderChangeType,
  OrderCheckType,
  OrderDocumentType,
  OrderLineType,
} from './sales-order-parts.schema.ts';

const CHECKS_MAX = 50;
const CHANGES_MAX = 100;
const REASONS_MAX = 20;

export const SalesOrderType = builder.prismaNode('SalesOrder', {
  name: 'SalesOrder',
  description:
    'What a customer ordered, from its draft until it is in use. Partners see what they earn by it, not the order.',
  authScopes: { permission: 'ORDERS_READ' },
  id: { field: 'id', description: 'Global id, `SalesOrder_<uuid>`.' },
  fields: (t) => ({
    system: t.exposeString('system', {
      description: 'Which system it comes from; `PORTAL` for what is entered here.',
    }),
    externalId: t.exposeString('externalId', { description: "The order's number in that system." }),
    type: t.field({
      type: SalesOrderTypeType,
      description: 'What it does.',
      ...column('type').as<OrderType>(),
    }),
    status: t.field({
      type: SalesOrderStatusType,
      description: 'Where it stands.',
      ...column('status').as<OrderStatus>(),
    }),
    statusSince: t.expose('statusSince', { type: 'DateTime', description: 'Since when.' }),
    customer: t.relation('customer', {
      type: CustomerType,
      nullable: true,
      description: 'Who ordered; null where nobody that the vendor knows was named or found.',
    }),
    customerName: t.exposeString('customerName', {
      nullable: true,
      description: 'The customer as the order names it.',
    }),
    customerDomain: t.exposeString('customerDomain', {
      nullable: true,
      description: 'Its web address, as given.',
    }),
    customerTaxId: t.exposeString('customerTaxId', { nullable: true, description: 'Its tax id, as given.' }),
    customerCountryCode: t.exposeString('customerCountryCode', {
      nullable: true,
      description: 'Its country, ISO 3166-1.',
    }),
    accountNumber: t.exposeString('accountNumber', {
      nullable: true,
      description: "The customer's account.",
    }),
    opportunity: t.relation('opportunity', {
      type: OpportunityType,
      nullable: true,
      description: 'The deal that it closes.',
    }),
    referral: t.relation('referral', {
      type: ReferralType,
      nullable: true,
      description: 'The referral that it is owed to.',
    }),
    partner: t.relation('partner', {
      type: PartnerType,
      nullable: true,
      description: 'The partner that is credited with it.',
    }),
    previousOrder: t.field({
      type: 'ID',
      nullable: true,
      description: 'The global id of the order that it continues, `SalesOrder_<uuid>`.',
      select: { previousOrderId: true },
      resolve: ({ previousOrderId }) => (previousOrderId ? `SalesOrder_${previousOrderId}` : null),
    }),
    currency: t.exposeString('currency', { description: 'Of all its amounts; ISO 4217.' }),
    orderedOn: t.expose('orderedOn', { type: 'Date', nullable: true, description: 'The day of the order.' }),
    oneOffTotal: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What the customer signed to pay once.',
      ...moneyOrNull('oneOffTotalMinor', 'currency'),
    }),
    monthlyTotal: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What the customer signed to pay each month.',
      ...moneyOrNull('monthlyTotalMinor', 'currency'),
    }),
    siteAddress: t.exposeString('siteAddress', { nullable: true, description: 'Where it is delivered to.' }),
    siteNeedsBuilding: t.exposeBoolean('siteNeedsBuilding', {
      description: 'Whether something must be built there first.',
    }),
    surveyedOn: t.expose('surveyedOn', {
      type: 'Date',
      nullable: true,
      description: 'When the site was surveyed.',
    }),
    buildingCost: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What building is estimated to cost.',
      ...moneyOrNull('buildingCostMinor', 'currency'),
    }),
    returnPercent: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What building returns on its cost, in percent.',
      select: { returnPercent: true },
      resolve: ({ returnPercent }) => returnPercent?.toFixed() ?? null,
    }),
    notes: t.exposeString('notes', {
      nullable: true,
      description: 'Words for whoever works on it; at most 4,000 characters.',
    }),
    submittedAt: t.expose('submittedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was first handed in.',
    }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was ratified or rejected.',
    }),
    decisionReason: t.exposeString('decisionReason', {
      nullable: true,
      description: 'Why it was rejected or cancelled.',
    }),
    activatedOn: t.expose('activatedOn', {
      type: 'Date',
      nullable: true,
      description: 'Since which day it is in use.',
    }),
    cancelledOn: t.expose('cancelledOn', {
      type: 'Date',
      nullable: true,
      description: 'On which day it was cancelled.',
    }),
    disconnectedOn: t.expose('disconnectedOn', {
      type: 'Date',
      nullable: true,
      description: 'The day on which the customer left, as a later order of type DISCONNECT says.',
    }),
    isVendorFault: t.exposeBoolean('isVendorFault', {
      description:
        "Whether the customer left, or it was cancelled, through the vendor's fault; then nothing is clawed back.",
    }),
    eligibility: t.field({
      type: CommissionEligibilityType,
      description: 'Whether it earns commission.',
      ...column('eligibility').as<'PENDING' | 'ELIGIBLE' | 'INELIGIBLE'>(),
    }),
    eligibilityReasons: t.exposeStringList('eligibilityReasons', {
      description: `Codes that say why it earns none, or is not decided yet; at most ${REASONS_MAX}.`,
    }),
    eligibilityAt: t.expose('eligibilityAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When that was decided.',
    }),
    lines: t.relation('lines', {
      type: OrderLineType,
      description: `What is ordered, in its order; at most ${LINES_MAX}.`,
      complexity: { field: 3, multiplier: 10 },
      query: { orderBy: { position: 'asc' }, take: LINES_MAX },
    }),
    documents: t.relation('documents', {
      type: OrderDocumentType,
      description: `Its papers, the earliest first; at most ${DOCUMENTS_MAX}.`,
      complexity: { field: 3, multiplier: 5 },
      query: { orderBy: [{ addedAt: 'asc' }, { id: 'asc' }], take: DOCUMENTS_MAX },
    }),
    checks: t.relation('checks', {
      type: OrderCheckType,
      description: `What the rules of ratification found when it was last checked, by code; at most ${CHECKS_MAX}.`,
      complexity: { field: 3, multiplier: 10 },
      args: {
        outcomes: t.arg({ type: [OrderCheckOutcomeType], description: 'Only these; all where left out.' }),
      },
      query: ({ outcomes }) => ({
        where: outcomes ? { outcome: { in: [...outcomes] } } : {},
        orderBy: { code: 'asc' },
        take: CHECKS_MAX,
      }),
    }),
    changes: t.relation('changes', {
      type: OrderChangeType,
      description: `Who did what to it, the latest ${CHANGES_MAX}, the latest first.`,
      complexity: { field: 3, multiplier: 10 },
      query: { orderBy: [{ changedAt: 'desc' }, { id: 'desc' }], take: CHANGES_MAX },
    }),
    clock: t.field({
      type: SlaClockType,
      nullable: true,
      description:
        'How long its ratification has waited for the vendor; null where no such clock was started.',
      select: (_args, _context, nested) => ({
        clocks: nested({
          where: { standard: 'ORDER_RATIFICATION' },
          orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
          take: 1,
        }),
      }),
      extensions: declared({ is: 'first', relation: 'clocks' }),
      resolve: ({ clocks }) => clocks[0] ?? null,
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was entered.' }),
    availableActions: t.field({
      type: [SalesOrderActionType],
      description:
        'What you can do with it now; without what is kept for others because you entered or edited it.',
      select: (_args, { actor }) => ({
        status: true,
        changes: {
          where: { action: { in: [...WRITING_ACTIONS] }, actorId: actor.personId ?? undefined },
          take: 1,
          select: { actorId: true },
        },
      }),
      resolve: ({ status, changes }, _args, { actor }) =>
        availableOrderActions(
          status as OrderStatus,
          actor.roles,
          actor.personId !== null && changes.some(({ actorId }) => actorId === actor.personId),
        ),
    }),
  }),
});
