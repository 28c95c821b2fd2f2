import { QUANTITY_MAX, TERM_MONTHS_MAX } from '../../domains/orders/order-types.rules.ts';
import type {
  AccountFields,
  BillingFields,
  FileKind,
  LearningFields,
  MappedOpportunity,
  MappedOrder,
  MappedProduct,
  PartnerFields,
  Stage,
} from './rows.ts';

/** What to do where a row lacks a value, or has one that cannot be read. */
export type Policy = 'IGNORE' | 'WARN' | 'REJECT';

/** By the row's stage, since an open deal has no close date and a won one should. */
export type StagePolicy = Readonly<Partial<Record<Stage, Policy>> & { otherwise: Policy }>;

export type FieldKind =
  | 'TEXT'
  | 'COMPANY_NAME'
  | 'EMAIL'
  | 'COUNTRY'
  | 'CURRENCY'
  | 'TIME_ZONE'
  | 'STAGE'
  | 'PARTNER_TYPE'
  | 'DATE'
  | 'AMOUNT'
  | 'INTEGER'
  | 'PERCENT'
  | 'LEARNING_KIND'
  | 'OUTCOME'
  | 'BILLING_KIND'
  | 'CHARGE'
  | 'FLAG'
  | 'ORDER_TYPE'
  | 'DECIMAL'
  | 'DISCOUNT';

/** `partners` by their `externalId`, `people` by their `personExternalId` in the same file. */
export type ReferenceTarget = 'accounts' | 'partners' | 'people' | 'products';

export type FieldDefinition = Readonly<{
  kind: FieldKind;
  isRequired: boolean;
  whenMissing: Policy | StagePolicy;
  whenInvalid: 'WARN' | 'REJECT';
  lengthMax: number;
  /** For whole numbers: the bounds, both included. */
  bounds: readonly [min: number, max: number];
  /** What the value must name, and what happens where it names nothing. */
  reference: Readonly<{ to: ReferenceTarget; whenUnknown: 'WARN' | 'REJECT' }> | null;
}>;

const INTEGER_MAX = 2_147_483_647;
const NAME_LENGTH_MAX = 200;
const ID_LENGTH_MAX = 200;

/** A value that describes: its row is worth loading without it. */
const describing = (kind: FieldKind, details: Partial<FieldDefinition> = {}): FieldDefinition => ({
  kind,
  isRequired: false,
  whenMissing: 'IGNORE',
  whenInvalid: 'WARN',
  lengthMax: NAME_LENGTH_MAX,
  bounds: [0, INTEGER_MAX],
  reference: null,
  ...details,
});

/** A value without which, or with a wrong one of which, the row means nothing. */
const required = (kind: FieldKind, details: Partial<FieldDefinition> = {}): FieldDefinition =>
  describing(kind, { isRequired: true, whenMissing: 'REJECT', whenInvalid: 'REJECT', ...details });

/** A value that is a fact of the deal: it may be missing, but a wrong one must not be dropped in silence. */
const factual = (kind: FieldKind, details: Partial<FieldDefinition> = {}): FieldDefinition =>
  describing(kind, { whenInvalid: 'REJECT', ...details });

const id = () => required('TEXT', { lengthMax: ID_LENGTH_MAX });

const referenceTo = (
  to: ReferenceTarget,
  whenUnknown: 'WARN' | 'REJECT',
  whenMissing: Policy,
): FieldDefinition =>
  factual('TEXT', { lengthMax: ID_LENGTH_MAX, whenMissing, reference: { to, whenUnknown } });

type FieldsOf<Row> = Readonly<Record<keyof Row, FieldDefinition>>;

const accounts: FieldsOf<AccountFields> = {
  externalId: id(),
  name: required('COMPANY_NAME'),
  parentExternalId: referenceTo('accounts', 'WARN', 'IGNORE'),
  sector: describing('TEXT', { lengthMax: 100 }),
  location: describing('TEXT'),
  countryCode: describing('COUNTRY'),
  addressLine: describing('TEXT'),
  city: describing('TEXT', { lengthMax: 100 }),
  postalCode: describing('TEXT', { lengthMax: 20 }),
  yearEstablished: describing('INTEGER', { bounds: [1000, 2199] }),
  employees: describing('INTEGER'),
  currency: describing('CURRENCY'),
  annualRevenueMinor: describing('AMOUNT'),
  website: describing('TEXT', { lengthMax: 2_000 }),
  taxId: describing('TEXT', { lengthMax: 60 }),
};

const partners: FieldsOf<PartnerFields> = {
  externalId: id(),
  name: required('COMPANY_NAME'),
  type: describing('PARTNER_TYPE'),
  region: describing('TEXT', { lengthMax: 100 }),
  countryCode: describing('COUNTRY'),
  timeZone: describing('TIME_ZONE'),
  currency: describing('CURRENCY'),
  personExternalId: describing('TEXT', { lengthMax: ID_LENGTH_MAX }),
  personName: describing('TEXT'),
  personEmail: describing('EMAIL', { lengthMax: 254 }),
  managerExternalId: describing('TEXT', { lengthMax: ID_LENGTH_MAX }),
  managerName: describing('TEXT'),
  managerEmail: describing('EMAIL', { lengthMax: 254 }),
};

const products: FieldsOf<MappedProduct> = {
  externalId: id(),
  name: required('TEXT'),
  family: describing('TEXT', { lengthMax: 100 }),
  currency: factual('CURRENCY'),
  listPriceMinor: factual('AMOUNT', { whenMissing: 'WARN' }),
};

/** The stage comes first, because what else may be missing depends on it; the currency before the amount. */
const opportunities: FieldsOf<MappedOpportunity> = {
  externalId: id(),
  stage: required('STAGE'),
  name: describing('TEXT'),
  lostReason: describing('TEXT'),
  partnerExternalId: referenceTo('partners', 'REJECT', 'WARN'),
  personExternalId: referenceTo('people', 'WARN', 'IGNORE'),
  accountExternalId: referenceTo('accounts', 'REJECT', 'WARN'),
  productExternalId: referenceTo('products', 'REJECT', 'WARN'),
  openedOn: factual('DATE', { whenMissing: 'WARN' }),
  closeOn: factual('DATE', { whenMissing: { WON: 'WARN', LOST: 'WARN', otherwise: 'IGNORE' } }),
  currency: factual('CURRENCY'),
  amountMinor: factual('AMOUNT', { whenMissing: { WON: 'WARN', otherwise: 'IGNORE' } }),
  ownerName: describing('TEXT'),
  ownerEmail: describing('EMAIL', { lengthMax: 254 }),
};

/** A result means nothing without any of what identifies it; where a file has outcomes, each row states its own. */
const learning: FieldsOf<LearningFields> = {
  externalId: id(),
  personEmail: required('EMAIL', { lengthMax: 254 }),
  kind: required('LEARNING_KIND'),
  externalCode: required('TEXT', { lengthMax: ID_LENGTH_MAX }),
  outcome: factual('OUTCOME', { whenMissing: 'REJECT' }),
  scorePercent: factual('PERCENT'),
  evidence: describing('TEXT', { lengthMax: 1_000 }),
  happenedAt: required('DATE'),
};

/** The currency comes before the amount, which is read by its digits. */
const billing: FieldsOf<BillingFields> = {
  externalId: id(),
  kind: required('BILLING_KIND'),
  invoiceNumber: factual('TEXT', { lengthMax: ID_LENGTH_MAX }),
  paymentNumber: factual('TEXT', { lengthMax: ID_LENGTH_MAX }),
  orderSystem: factual('TEXT', { lengthMax: ID_LENGTH_MAX }),
  orderNumber: factual('TEXT', { lengthMax: ID_LENGTH_MAX }),
  linePosition: factual('INTEGER', { bounds: [1, 100_000] }),
  accountNumber: factual('TEXT', { lengthMax: ID_LENGTH_MAX }),
  billingCode: factual('TEXT', { lengthMax: ID_LENGTH_MAX }),
  charge: factual('CHARGE'),
  serviceMonth: factual('DATE'),
  currency: factual('CURRENCY'),
  amountMinor: required('AMOUNT'),
  occurredOn: required('DATE'),
  isVendorFault: factual('FLAG'),
};

/**
 * What is said of an order stands on any of its lines. Amounts are read as they are written, since the order's currency may
 * stand on another line.
 */
const orders: FieldsOf<MappedOrder> = {
  externalId: id(),
  type: required('ORDER_TYPE', { whenMissing: 'IGNORE' }),
  orderedOn: factual('DATE'),
  currency: factual('CURRENCY'),
  customerName: factual('TEXT'),
  customerDomain: factual('TEXT', { lengthMax: 253 }),
  customerTaxId: factual('TEXT', { lengthMax: 50 }),
  customerCountryCode: factual('COUNTRY'),
  accountExternalId: referenceTo('accounts', 'WARN', 'IGNORE'),
  accountNumber: factual('TEXT', { lengthMax: 100 }),
  opportunityExternalId: factual('TEXT', { lengthMax: ID_LENGTH_MAX }),
  previousExternalId: factual('TEXT', { lengthMax: ID_LENGTH_MAX }),
  oneOffTotal: factual('DECIMAL'),
  monthlyTotal: factual('DECIMAL'),
  siteAddress: factual('TEXT', { lengthMax: 400 }),
  siteNeedsBuilding: factual('FLAG'),
  surveyedOn: factual('DATE'),
  buildingCost: factual('DECIMAL'),
  signedOrderForm: factual('TEXT', { lengthMax: 500 }),
  terminationNotice: factual('TEXT', { lengthMax: 500 }),
  siteSurvey: factual('TEXT', { lengthMax: 500 }),
  costEstimate: factual('TEXT', { lengthMax: 500 }),
  creditCheck: factual('TEXT', { lengthMax: 500 }),
  otherDocument: factual('TEXT', { lengthMax: 500 }),
  productCode: required('TEXT', { lengthMax: 100 }),
  quantity: required('INTEGER', { bounds: [1, QUANTITY_MAX] }),
  oneOff: factual('DECIMAL'),
  monthly: factual('DECIMAL'),
  termMonths: factual('INTEGER', { bounds: [1, TERM_MONTHS_MAX] }),
  billingSystem: factual('TEXT', { lengthMax: 40 }),
  billingCode: factual('TEXT', { lengthMax: 100 }),
  discountPercent: factual('DISCOUNT'),
  promotionCode: factual('TEXT', { lengthMax: 100 }),
  site: factual('TEXT', { lengthMax: 400 }),
};

/** What a mapping can fill, file by file. A mapping names these fields; docs/import.md lists them. */
export const FIELDS: Readonly<Record<FileKind, Readonly<Record<string, FieldDefinition>>>> = {
  accounts,
  partners,
  products,
  opportunities,
  learning,
  orders,
  billing,
};
