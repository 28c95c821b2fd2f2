import { builder } from '../../graphql/builder.ts';
import { ALWAYS, InvalidFieldType } from '../../graphql/refusals.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import { REPORTED_FACTS_MAX, reportBilling } from '../../workflows/record-billing.ts';
import { BillingChargeType, BillingFactKindType } from './billing-enums.schema.ts';
import type { BillingAnswer } from './billing-fact.service.ts';

const ID = 'at most 200 characters, plain: one that holds control or invisible characters rejects the row';

const RowInput = builder.inputType('BillingFactRowInput', {
  description:
    'A fact of the billing system. Values that are not of their type, such as a date that does not exist, refuse the whole request; ' +
    'all else that is wrong rejects only its row.',
  fields: (t) => ({
    externalId: t.string({
      required: true,
      description: `Your id of this one fact, ${ID}. It is recorded once.`,
    }),
    kind: t.field({ type: BillingFactKindType, required: true, description: 'What it says.' }),
    invoiceNumber: t.string({
      description: 'The invoice that it is of; required of all but payments, which have none.',
    }),
    paymentNumber: t.string({
      description:
        'The payment: required of payments and allocations, may stand with refunds, and with nothing else.',
    }),
    orderSystem: t.string({
      description: "The order's system; left out, the number must be one order's alone.",
    }),
    orderNumber: t.string({
      description:
        "The order's number in its system. A fact whose order is not known yet is kept, and joins once it is ratified.",
    }),
    linePosition: t.int({
      description:
        "The line's position in the order; left out, the billing code must be one line's alone, or the order have one.",
    }),
    accountNumber: t.string({
      description:
        "The customer's account: with the billing code, it finds the line of an invoice line without an order.",
    }),
    billingCode: t.string({ description: 'The code that is billed.' }),
    charge: t.field({
      type: BillingChargeType,
      description: 'Required of invoice lines; with nothing else.',
    }),
    serviceMonth: t.field({
      type: 'Date',
      description:
        'The first day of the month that a monthly charge is for; the month of `occurredOn` where left out.',
    }),
    amount: t.field({
      type: 'Decimal',
      required: true,
      description:
        "Above zero, in the currency's major unit; not more digits after the point than the currency has.",
    }),
    currency: t.string({
      required: true,
      description:
        'By its ISO 4217 code; the same as of the order, the invoice and the payment that it is of.',
    }),
    occurredOn: t.field({
      type: 'Date',
      required: true,
      description: 'When it was issued, received or granted: the vendor’s today or earlier.',
    }),
    isVendorFault: t.boolean({
      description:
        'Whether a credit, refund or write-off is the vendor’s fault, so that no partner pays for it; false where left out.',
    }),
  }),
});

const RecordInput = builder.inputType('BillingFactRecordInput', {
  description: 'What a billing system tells.',
  fields: (t) => ({
    system: t.string({
      required: true,
      description:
        'The billing system’s code, in capitals such as `BILLING`: its ids and numbers are unique within it.',
    }),
    rows: t.field({
      type: [RowInput],
      required: true,
      description: `In any order; what was sent before is known. At most ${REPORTED_FACTS_MAX}.`,
    }),
  }),
});

const OutcomeType = builder.enumType('BillingFactRowOutcome', {
  description: 'What became of a row.',
  values: {
    CREATED: { description: 'It is new.' },
    UNCHANGED: { description: 'It is known already, with the same content.' },
    REJECTED: { description: 'It was not recorded; see the errors.' },
  } satisfies Record<BillingAnswer['outcome'], object>,
});

const ResultType = builder.objectRef<BillingAnswer>('BillingFactRowResult').implement({
  description: 'What became of a row of what was sent.',
  fields: (t) => ({
    externalId: t.exposeString('externalId', { description: 'The id as it was sent.' }),
    outcome: t.field({
      type: OutcomeType,
      description: 'What became of it.',
      resolve: ({ outcome }) => outcome,
    }),
    factId: t.string({
      nullable: true,
      description: 'How the portal knows it, `BillingFact_<uuid>`; null where it was rejected.',
      resolve: ({ factId }) => factId && globalIdOf('BillingFact', factId),
    }),
    errors: t.field({
      type: [InvalidFieldType],
      description: 'Why it was rejected, one for each field that is wrong; empty otherwise.',
      resolve: ({ errors }) => [...errors],
    }),
  }),
});

const ReceiptType = builder
  .objectRef<Readonly<{ results: readonly BillingAnswer[] }>>('BillingFactReceipt')
  .implement({
    description: 'What became of the rows that were sent.',
    fields: (t) => ({
      results: t.field({
        type: [ResultType],
        description: `One for each row, in the order of the rows; at most ${REPORTED_FACTS_MAX}.`,
        resolve: ({ results }) => [...results],
      }),
    }),
  });

builder.mutationField('billingFactRecord', (t) =>
  t.field({
    type: ReceiptType,
    nullable: true,
    description:
      `Records what a billing system tells, each fact by its id once, in any order, and books what partners earn by it. At most ${REPORTED_FACTS_MAX} ` +
      'rows; each is answered by itself, and sending it again repeats the answer. A row is rejected where its id was used for other content ' +
      '(`CONTENT_DIFFERS`), its currency is unknown or differs (`UNKNOWN_CURRENCY`, `CURRENCY_DIFFERS`), its amount is not above zero ' +
      '(`NOT_POSITIVE`), its day is in the future (`IN_THE_FUTURE`), a payment comes twice or pays what is paid (`PAID_TWICE`), more is ' +
      'allocated than the payment has left (`OVER_ALLOCATED`), or more is paid, credited, written off or refunded than the invoice, once ' +
      'it is known, has for it (`ABOVE_OPEN`, `ABOVE_INVOICED`, `ABOVE_COLLECTED`). For billing systems and finance.',
    errors: { types: [...ALWAYS] },
    args: { input: t.arg({ type: RecordInput, required: true, description: 'The rows.' }) },
    resolve: async (_root, { input }, ctx) => ({
      results: await ctx.transaction((tx) => reportBilling(tx, ctx.actor, input, ctx.now)),
    }),
  }),
);
