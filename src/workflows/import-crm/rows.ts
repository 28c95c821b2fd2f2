import type { BillingKind, Charge } from '../../domains/billing/billing-spread.rules.ts';
import type { ResultKind, ResultOutcome } from '../../domains/certifications/enrolment-progress.rules.ts';
import type { IdentityKey } from '../../domains/customers/customer-identity.rules.ts';
import type { OrderType } from '../../domains/orders/order-types.rules.ts';
import type { CurrencyCode } from '../../kernel/currency.ts';
import type { FileDate } from './dates.ts';

export const STAGES = ['PROSPECTING', 'QUALIFIED', 'PROPOSAL', 'COMMITTED', 'WON', 'LOST'] as const;
export type Stage = (typeof STAGES)[number];

export const PARTNER_TYPES = [
  'REFERRAL',
  'RESELLER',
  'SYSTEM_INTEGRATOR',
  'TECHNOLOGY',
  'CONSULTANT',
] as const;
export type PartnerType = (typeof PARTNER_TYPES)[number];

/** What a line of the accounts file says. Amounts are in minor units; a currency stands only with an amount. */
export type AccountFields = Readonly<{
  externalId: string;
  name: string;
  parentExternalId: string | null;
  sector: string | null;
  location: string | null;
  countryCode: string | null;
  addressLine: string | null;
  city: string | null;
  postalCode: string | null;
  yearEstablished: number | null;
  employees: number | null;
  currency: CurrencyCode | null;
  annualRevenueMinor: bigint | null;
  website: string | null;
  taxId: string | null;
}>;

/** With what identifies the company: its name's key, and its strong keys, the CRM account among them. */
export type MappedAccount = AccountFields & Readonly<{ nameKey: string; keys: readonly IdentityKey[] }>;

/**
 * A line of the partners' file: a partner and one of its people, with the vendor's manager. A partner with several
 * people has a line for each; a partner of one person has one line, and `personExternalId` equals `externalId`.
 */
export type PartnerFields = Readonly<{
  externalId: string;
  name: string;
  type: PartnerType | null;
  region: string | null;
  countryCode: string | null;
  timeZone: string | null;
  currency: CurrencyCode | null;
  personExternalId: string | null;
  personName: string | null;
  personEmail: string | null;
  managerExternalId: string | null;
  managerName: string | null;
  managerEmail: string | null;
}>;

export type MappedPartner = PartnerFields &
  Readonly<{ nameKey: string; personExternalId: string; managerExternalId: string | null }>;

export type MappedProduct = Readonly<{
  externalId: string;
  name: string;
  family: string | null;
  currency: CurrencyCode | null;
  listPriceMinor: bigint | null;
}>;

export type MappedOpportunity = Readonly<{
  externalId: string;
  stage: Stage;
  name: string | null;
  lostReason: string | null;
  partnerExternalId: string | null;
  /** Which of the partner's people; null where the file does not tell. */
  personExternalId: string | null;
  accountExternalId: string | null;
  productExternalId: string | null;
  openedOn: FileDate | null;
  closeOn: FileDate | null;
  currency: CurrencyCode | null;
  amountMinor: bigint | null;
  ownerName: string | null;
  ownerEmail: string | null;
}>;

/** What a file can say that somebody did: staff signs implementations off in the portal itself. */
export const LEARNING_KINDS = ['COURSE', 'EXAM', 'PRACTICUM'] as const satisfies ResultKind[];
export type LearningKind = (typeof LEARNING_KINDS)[number];

/** A line of a learning system's file: that somebody took a course, sat an exam or did practical work. */
export type LearningFields = Readonly<{
  externalId: string;
  personEmail: string;
  kind: LearningKind;
  externalCode: string;
  outcome: ResultOutcome | null;
  /** From 0 to 100 with at most two decimals. */
  scorePercent: string | null;
  evidence: string | null;
  happenedAt: FileDate;
}>;

export type MappedLearning = LearningFields & Readonly<{ outcome: ResultOutcome }>;

/** A line of a billing system's file: a fact of an invoice or a payment. */
export type BillingFields = Readonly<{
  externalId: string;
  kind: BillingKind;
  invoiceNumber: string | null;
  paymentNumber: string | null;
  orderSystem: string | null;
  orderNumber: string | null;
  linePosition: number | null;
  accountNumber: string | null;
  billingCode: string | null;
  charge: Charge | null;
  /** Any day of the month that a monthly charge is for. */
  serviceMonth: FileDate | null;
  currency: CurrencyCode | null;
  amountMinor: bigint;
  occurredOn: FileDate;
  isVendorFault: boolean | null;
}>;

export type MappedBilling = BillingFields & Readonly<{ currency: CurrencyCode }>;

/** What an order's line says of the order: any line may say it, and none another thing than the others. */
export type OrderHeader = Readonly<{
  type: OrderType | null;
  orderedOn: FileDate | null;
  currency: CurrencyCode | null;
  customerName: string | null;
  customerDomain: string | null;
  customerTaxId: string | null;
  customerCountryCode: string | null;
  accountExternalId: string | null;
  accountNumber: string | null;
  opportunityExternalId: string | null;
  previousExternalId: string | null;
  /** What the customer signed, in whole units of the currency, as plain decimals. */
  oneOffTotal: string | null;
  monthlyTotal: string | null;
  siteAddress: string | null;
  siteNeedsBuilding: boolean | null;
  surveyedOn: FileDate | null;
  buildingCost: string | null;
  /** Where the paper of each kind is kept. */
  signedOrderForm: string | null;
  terminationNotice: string | null;
  siteSurvey: string | null;
  costEstimate: string | null;
  creditCheck: string | null;
  otherDocument: string | null;
}>;

/** A line of the orders' file: a line of an order, with what it says of the order. Amounts are plain decimals. */
export type MappedOrder = OrderHeader &
  Readonly<{
    /** The order's number, which all of its lines have. */
    externalId: string;
    productCode: string;
    quantity: number;
    oneOff: string | null;
    monthly: string | null;
    termMonths: number | null;
    billingSystem: string | null;
    billingCode: string | null;
    discountPercent: string | null;
    promotionCode: string | null;
    site: string | null;
  }>;

/** In the order in which they must be loaded, since later files refer to earlier ones. */
export const FILE_KINDS = [
  'products',
  'partners',
  'accounts',
  'opportunities',
  'learning',
  'orders',
  'billing',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

export type MappedRowOf = Readonly<{
  accounts: MappedAccount;
  partners: MappedPartner;
  products: MappedProduct;
  opportunities: MappedOpportunity;
  learning: MappedLearning;
  orders: MappedOrder;
  billing: MappedBilling;
}>;
