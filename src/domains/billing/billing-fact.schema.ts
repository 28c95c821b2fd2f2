import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { BillingChargeType, BillingFactKindType } from './billing-enums.schema.ts';
import { billingFactWhere } from './billing-fact.filter.ts';

const READS = { permission: 'BILLING_READ' } as const;

export const BillingFactType = builder.prismaNode('BillingFact', {
  name: 'BillingFact',
  description:
    'One fact of a billing system, as it came. Never changed or removed; of which line of an order it is may be found later, once. ' +
    "For staff and service accounts; a channel manager sees those of the portfolio's orders.",
  authScopes: READS,
  id: { field: 'id', description: 'Global id, `BillingFact_<uuid>`.' },
  fields: (t) => ({
    system: t.exposeString('system', { description: 'The billing system that says so.' }),
    externalId: t.exposeString('externalId', { description: 'Its id there.' }),
    kind: t.field({
      type: BillingFactKindType,
      description: 'What it says.',
      select: { kind: true },
      resolve: ({ kind }) => kind as 'PAYMENT',
    }),
    invoiceNumber: t.exposeString('invoiceNumber', {
      nullable: true,
      description: 'The invoice that it is of; null for payments.',
    }),
    paymentNumber: t.exposeString('paymentNumber', {
      nullable: true,
      description: 'The payment that it is, or that it is of.',
    }),
    orderSystem: t.exposeString('orderSystem', {
      nullable: true,
      description: 'The system of the order, as it came.',
    }),
    orderNumber: t.exposeString('orderNumber', {
      nullable: true,
      description: "The order's number, as it came.",
    }),
    linePosition: t.exposeInt('linePosition', {
      nullable: true,
      description: "The line's position, as it came.",
    }),
    accountNumber: t.exposeString('accountNumber', {
      nullable: true,
      description: "The customer's account.",
    }),
    billingCode: t.exposeString('billingCode', { nullable: true, description: 'The code that was billed.' }),
    charge: t.field({
      type: BillingChargeType,
      nullable: true,
      description: 'How often an invoice line is owed; null for all else.',
      select: { charge: true },
      resolve: ({ charge }) => charge as 'ONE_OFF' | null,
    }),
    serviceMonth: t.expose('serviceMonth', {
      type: 'Date',
      nullable: true,
      description: 'The first day of the month that a monthly charge is for; null for all else.',
    }),
    amount: t.field({
      type: MoneyType,
      nullable: true,
      description: 'How much, above zero; the kind says which way it goes.',
      select: { amountMinor: true, currency: true },
      resolve: (fact) => moneyFrom(fact.amountMinor, fact.currency),
    }),
    occurredOn: t.expose('occurredOn', {
      type: 'Date',
      description: 'When it was issued, received or granted.',
    }),
    isVendorFault: t.exposeBoolean('isVendorFault', {
      description: "Whether money went back through the vendor's fault, which no partner pays for.",
    }),
    isResolved: t.boolean({
      description: 'Whether the order that it is of was found, where it is of one.',
      select: { orderId: true, kind: true, orderNumber: true },
      resolve: ({ orderId, kind, orderNumber }) =>
        orderId !== null || kind === 'PAYMENT' || (kind !== 'INVOICE_LINE' && orderNumber === null),
    }),
    bookedAt: t.expose('bookedAt', { type: 'DateTime', description: 'When the portal learnt it.' }),
  }),
});

const BillingFactFilter = builder.inputType('BillingFactFilter', {
  description: 'Which facts; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    system: t.string({ description: 'Of this billing system.' }),
    kind: t.field({ type: [BillingFactKindType], description: 'Of one of these kinds; at most 100.' }),
    orderNumber: t.string({ description: 'Of the order with exactly this number.' }),
    invoiceNumber: t.string({ description: 'Of the invoice with exactly this number.' }),
    paymentNumber: t.string({ description: 'Of the payment with exactly this number.' }),
    occurredFrom: t.field({ type: 'Date', description: 'Issued, received or granted on this day or later.' }),
    occurredBefore: t.field({ type: 'Date', description: 'Issued, received or granted before this day.' }),
    isUnresolved: t.boolean({
      description:
        'Whether the order that it names, or that it must have as an invoice line, is not known or cannot be told.',
    }),
  }),
});

const ORDER_COLUMNS = {
  BOOKED_AT: { column: 'bookedAt', type: 'instant', description: 'When the portal learnt them.' },
  OCCURRED_ON: { column: 'occurredOn', type: 'instant', description: 'When it happened.' },
} as const;

const BillingFactOrder = orderOf('BillingFact', 'facts', ORDER_COLUMNS);

const BillingFactConnection = connectionOf(BillingFactType, 'BillingFact', { one: 'A fact', many: 'facts' });

builder.queryField('billingFacts', (t) =>
  t.field({
    type: BillingFactConnection,
    nullable: true,
    description: 'What billing systems said, the latest learnt first. For staff and service accounts.',
    authScopes: READS,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: BillingFactFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: BillingFactOrder,
        description: 'In which order; the latest learnt first where left out.',
      }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'BOOKED_AT' as const, direction: 'DESC' as const };
      return resolvePage(context, info, {
        model: 'billingFact',
        typeName: 'BillingFact',
        args,
        where: billingFactWhere(args.filter),
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
