import { builder } from '../../graphql/builder.ts';
import { CustomerType } from '../customers/customer.schema.ts';
import { OpportunityType } from '../opportunities/opportunity.schema.ts';
import { ProductType } from '../products/product.schema.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import type { LineInput } from './order-input.rules.ts';
import {
  DOCUMENT_KINDS,
  DOCUMENTS_MAX,
  LINES_MAX,
  QUANTITY_MAX,
  TERM_MONTHS_MAX,
} from './order-types.rules.ts';
import { SalesOrderType } from './sales-order.schema.ts';

const AMOUNT =
  "in the major unit of the order's currency, zero or more; not more digits after the point than it has";

export const OrderLineInputType = builder.inputType('SalesOrderLineInput', {
  description: 'One thing that is ordered. Charges are of the whole line, all units, after discounts.',
  fields: (t) => ({
    productId: t.globalID({ for: [ProductType], description: 'What; either this or `productCode`.' }),
    productCode: t.string({
      description: 'What, by its code in the catalogue; refused where it is unknown: `UNKNOWN_PRODUCT`.',
    }),
    billingSystem: t.string({ description: 'Which system bills it; at most 40 characters.' }),
    billingCode: t.string({ description: 'How that system calls it; at most 100 characters.' }),
    quantity: t.int({
      required: true,
      description: `How many units: 1 to ${QUANTITY_MAX}. Refused beyond: \`OUT_OF_RANGE\`.`,
    }),
    oneOff: t.field({
      type: 'Decimal',
      description: `What is charged once, ${AMOUNT}; zero where left out.`,
    }),
    monthly: t.field({
      type: 'Decimal',
      description: `What is charged each month, ${AMOUNT}; zero where left out.`,
    }),
    cost: t.field({ type: 'Decimal', description: `What it costs the vendor in its first year, ${AMOUNT}.` }),
    termMonths: t.int({ description: `For how many months the customer is bound: 1 to ${TERM_MONTHS_MAX}.` }),
    site: t.string({ description: 'Where, if not where the order says; at most 400 characters.' }),
    discountPercent: t.field({
      type: 'Decimal',
      description:
        'The discount in percent of the price after the promotion: 0 to 100, at most 6 digits after the point.',
    }),
    promotionCode: t.string({ description: 'The promotion that it is sold under; at most 100 characters.' }),
    previousPosition: t.int({
      description:
        'The place of the line of the previous order that it continues; where left out, the only one of its product. Refused while that ' +
        'order is not ratified.',
    }),
  }),
});

export const OrderDocumentInputType = builder.inputType('SalesOrderDocumentInput', {
  description: 'A paper of an order. Its file stays where it is.',
  fields: (t) => ({
    kind: t.string({ required: true, description: `What it is: ${DOCUMENT_KINDS.join(', ')}.` }),
    reference: t.string({ required: true, description: 'Where the file is, at most 500 characters.' }),
    sha256: t.string({ description: "The SHA-256 of the file's bytes: 64 hexadecimal digits." }),
  }),
});

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never;
type InputFields = PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>;

/** What an order says besides its type, currency and lines: the same wherever one is stated. */
export const statedFields = (t: InputFields) => ({
  orderedOn: t.field({
    type: 'Date',
    description: 'The day of the order; prices, promotions and codes are those of that day.',
  }),
  customerId: t.globalID({
    for: [CustomerType],
    description: 'The customer; where left out it is found by what is said of it.',
  }),
  customerName: t.string({ description: 'The customer in words, at most 200 characters.' }),
  customerDomain: t.string({ description: 'Its web address, which identifies it.' }),
  customerTaxId: t.string({ description: 'Its tax id, which identifies it together with its country.' }),
  customerCountryCode: t.field({ type: 'CountryCode', description: 'Its country.' }),
  accountNumber: t.string({ description: "The customer's account; at most 100 characters." }),
  opportunityId: t.globalID({
    for: [OpportunityType],
    description:
      "The deal that it closes; where left out the customer's only one that is not lost and of a product family that is ordered.",
  }),
  referralId: t.globalID({
    for: [ReferralType],
    description:
      "The referral that it is owed to; where left out the deal's, or the customer's only accepted one.",
  }),
  previousOrderId: t.globalID({
    for: [SalesOrderType],
    description: 'The order that it continues; for all types but NEW, which is refused with one.',
  }),
  oneOffTotal: t.field({ type: 'Decimal', description: `What the customer signed to pay once, ${AMOUNT}.` }),
  monthlyTotal: t.field({
    type: 'Decimal',
    description: `What the customer signed to pay each month, ${AMOUNT}.`,
  }),
  siteAddress: t.string({ description: 'Where it is delivered to; at most 400 characters.' }),
  siteNeedsBuilding: t.boolean({
    description: 'Whether something must be built there first; no where left out.',
  }),
  surveyedOn: t.field({ type: 'Date', description: 'When the site was surveyed.' }),
  buildingCost: t.field({ type: 'Decimal', description: `What building is estimated to cost, ${AMOUNT}.` }),
  returnPercent: t.field({
    type: 'Decimal',
    description: 'What building returns on its cost in percent; at most 4 digits after the point.',
  }),
  isVendorFault: t.boolean({
    description: "Of a DISCONNECT only: whether the customer leaves through the vendor's fault.",
  }),
  notes: t.string({ description: 'Words for whoever works on it; at most 4,000 characters.' }),
});

export const CURRENCY =
  'Of all its amounts: a code of ISO 4217 such as EUR; refused where unknown: `UNKNOWN_CURRENCY`.';
export const LINES = `What is ordered, in its order; at most ${LINES_MAX}.`;
export const DOCUMENTS = `Its papers; at most ${DOCUMENTS_MAX}.`;

type Id = Readonly<{ id: string }> | null | undefined;

type GivenLine = Omit<LineInput, 'productId'> & Readonly<{ productId?: Id }>;

const idOf = (id: Id): string | null | undefined => (id ? id.id : id);

type Given = Readonly<{ customerId?: Id; opportunityId?: Id; referralId?: Id; previousOrderId?: Id }>;

/** Ids of the schema as ids of the database; what is left out stays left out. */
export const withPlainIds = <T extends Given>(input: T) => ({
  ...input,
  customerId: idOf(input.customerId),
  opportunityId: idOf(input.opportunityId),
  referralId: idOf(input.referralId),
  previousOrderId: idOf(input.previousOrderId),
});

export const linesFrom = (lines: readonly GivenLine[]): LineInput[] =>
  lines.map((line) => ({ ...line, productId: idOf(line.productId) }));
