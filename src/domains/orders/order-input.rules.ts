import { type CurrencyCode, parseCurrencyCode } from '../../kernel/currency.ts';
import { compareDecimals, type Decimal, decimalOf, formatDecimal } from '../../kernel/decimal.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import { AMOUNT_MINOR_MAX, parseMoney } from '../../kernel/money.ts';
import {
  DOCUMENT_KINDS,
  DOCUMENTS_MAX,
  type DocumentKind,
  LINES_MAX,
  type OrderType,
  QUANTITY_MAX,
  TERM_MONTHS_MAX,
} from './order-types.rules.ts';

const SYSTEM = /^[A-Z][A-Z0-9_]{0,39}$/;
const SHA256 = /^[0-9a-f]{64}$/i;
export const EXTERNAL_ID_LENGTH_MAX = 200;

type Optional<T> = T | null | undefined;

export type LineInput = Readonly<{
  /** Uuid, or its code in the catalogue. */
  productId?: Optional<string>;
  productCode?: Optional<string>;
  billingSystem?: Optional<string>;
  billingCode?: Optional<string>;
  quantity: number;
  oneOff?: Optional<string>;
  monthly?: Optional<string>;
  cost?: Optional<string>;
  termMonths?: Optional<number>;
  site?: Optional<string>;
  discountPercent?: Optional<string>;
  promotionCode?: Optional<string>;
  /** The place of the line in the previous order that this one continues. */
  previousPosition?: Optional<number>;
}>;

export type DocumentInput = Readonly<{
  kind: string;
  reference: string;
  sha256?: Optional<string>;
}>;

/** An order as somebody states it, whole; nothing in it has been checked but its types. */
export type OrderInput = Readonly<{
  type: OrderType;
  currency: string;
  orderedOn?: Optional<Date>;
  customerId?: Optional<string>;
  customerName?: Optional<string>;
  customerDomain?: Optional<string>;
  customerTaxId?: Optional<string>;
  customerCountryCode?: Optional<string>;
  accountNumber?: Optional<string>;
  opportunityId?: Optional<string>;
  referralId?: Optional<string>;
  previousOrderId?: Optional<string>;
  oneOffTotal?: Optional<string>;
  monthlyTotal?: Optional<string>;
  siteAddress?: Optional<string>;
  siteNeedsBuilding?: Optional<boolean>;
  surveyedOn?: Optional<Date>;
  buildingCost?: Optional<string>;
  returnPercent?: Optional<string>;
  isVendorFault?: Optional<boolean>;
  notes?: Optional<string>;
  lines: readonly LineInput[];
}>;

export type OrderLineContent = Readonly<{
  position: number;
  productId: string | null;
  productCode: string | null;
  billingSystem: string | null;
  billingCode: string | null;
  quantity: number;
  oneOffMinor: bigint;
  monthlyMinor: bigint;
  costMinor: bigint | null;
  termMonths: number | null;
  site: string | null;
  /** Canonical text of the percent. */
  discountPercent: string | null;
  promotionCode: string | null;
  previousPosition: number | null;
}>;

/** An order as it was read: amounts in minor units of its currency. */
export type OrderContent = Readonly<{
  type: OrderType;
  currency: string;
  orderedOn: Date | null;
  customerId: string | null;
  customerName: string | null;
  customerDomain: string | null;
  customerTaxId: string | null;
  customerCountryCode: string | null;
  accountNumber: string | null;
  opportunityId: string | null;
  referralId: string | null;
  previousOrderId: string | null;
  oneOffTotalMinor: bigint | null;
  monthlyTotalMinor: bigint | null;
  siteAddress: string | null;
  siteNeedsBuilding: boolean;
  surveyedOn: Date | null;
  buildingCostMinor: bigint | null;
  returnPercent: string | null;
  isVendorFault: boolean;
  notes: string | null;
  lines: readonly OrderLineContent[];
}>;

/** Reads an order into `fields`, which collects all that is wrong with it; then the content is not to be used. */
export function orderContentOf(fields: FieldReader, input: OrderInput): OrderContent {
  const currency = readCurrency(fields, input.currency);
  const amount = (field: string, text: Optional<string>) => readAmount(fields, field, text, currency);
  if (input.lines.length > LINES_MAX) fields.refuse('lines', 'TOO_MANY', `lines are at most ${LINES_MAX}.`);
  if (input.type === 'NEW' && input.previousOrderId)
    fields.refuse('previousOrderId', 'NOT_FOR_NEW', 'An order of type NEW continues no order.');
  if (input.isVendorFault && input.type !== 'DISCONNECT')
    fields.refuse('isVendorFault', 'NOT_A_DISCONNECT', 'isVendorFault is said of a DISCONNECT only.');
  return {
    type: input.type,
    currency: input.currency,
    orderedOn: input.orderedOn ?? null,
    customerId: input.customerId ?? null,
    customerName: fields.optionalLine('customerName', input.customerName, 200) ?? null,
    customerDomain: fields.optionalLine('customerDomain', input.customerDomain, 253) ?? null,
    customerTaxId: fields.optionalLine('customerTaxId', input.customerTaxId, 50) ?? null,
    customerCountryCode: input.customerCountryCode ?? null,
    accountNumber: fields.optionalForeignId('accountNumber', input.accountNumber, 100) ?? null,
    opportunityId: input.opportunityId ?? null,
    referralId: input.referralId ?? null,
    previousOrderId: input.previousOrderId ?? null,
    oneOffTotalMinor: amount('oneOffTotal', input.oneOffTotal),
    monthlyTotalMinor: amount('monthlyTotal', input.monthlyTotal),
    siteAddress: fields.optionalLine('siteAddress', input.siteAddress, 400) ?? null,
    siteNeedsBuilding: input.siteNeedsBuilding ?? false,
    surveyedOn: input.surveyedOn ?? null,
    buildingCostMinor: amount('buildingCost', input.buildingCost),
    returnPercent: readPercent(fields, 'returnPercent', input.returnPercent, RETURN_BOUNDS),
    isVendorFault: input.isVendorFault ?? false,
    notes: fields.optionalLines('notes', input.notes, 4_000) ?? null,
    lines: input.lines.slice(0, LINES_MAX).map((line, index) => readLine(fields, line, index, amount)),
  };
}

type ReadAmount = (field: string, text: Optional<string>) => bigint | null;

function readLine(fields: FieldReader, line: LineInput, index: number, amount: ReadAmount): OrderLineContent {
  const at = (field: string) => `lines.${index}.${field}`;
  const { quantity, termMonths = null, previousPosition = null } = line;
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > QUANTITY_MAX)
    fields.refuse(at('quantity'), 'OUT_OF_RANGE', `${at('quantity')} is from 1 to ${QUANTITY_MAX}.`);
  if (termMonths !== null && (termMonths < 1 || termMonths > TERM_MONTHS_MAX))
    fields.refuse(at('termMonths'), 'OUT_OF_RANGE', `${at('termMonths')} is from 1 to ${TERM_MONTHS_MAX}.`);
  if (previousPosition !== null && (previousPosition < 1 || previousPosition > LINES_MAX))
    fields.refuse(
      at('previousPosition'),
      'OUT_OF_RANGE',
      `${at('previousPosition')} is from 1 to ${LINES_MAX}.`,
    );
  if ((line.productId == null) === (line.productCode == null))
    fields.refuse(at('productId'), 'ONE_PRODUCT', `${at('productId')} or its productCode says the product.`);
  const billingSystem = fields.optionalLine(at('billingSystem'), line.billingSystem, 40) ?? null;
  return {
    position: index + 1,
    productId: line.productId ?? null,
    productCode: fields.optionalLine(at('productCode'), line.productCode, 100) ?? null,
    billingSystem,
    billingCode: fields.optionalForeignId(at('billingCode'), line.billingCode, 100) ?? null,
    quantity,
    oneOffMinor: amount(at('oneOff'), line.oneOff) ?? 0n,
    monthlyMinor: amount(at('monthly'), line.monthly) ?? 0n,
    costMinor: amount(at('cost'), line.cost),
    termMonths,
    site: fields.optionalLine(at('site'), line.site, 400) ?? null,
    discountPercent: readPercent(fields, at('discountPercent'), line.discountPercent, DISCOUNT_BOUNDS),
    promotionCode: fields.optionalLine(at('promotionCode'), line.promotionCode, 100) ?? null,
    previousPosition,
  };
}

function readCurrency(fields: FieldReader, text: string): CurrencyCode | null {
  const currency = parseCurrencyCode(text);
  if (currency.ok) return currency.value;
  fields.refuse('currency', 'UNKNOWN_CURRENCY', 'currency is a code of ISO 4217, such as EUR.');
  return null;
}

/** Null where there is none, or where it was refused: every amount of an order is in its currency, zero or more. */
function readAmount(
  fields: FieldReader,
  field: string,
  text: Optional<string>,
  currency: CurrencyCode | null,
): bigint | null {
  if (text == null || currency === null) return null;
  const money = parseMoney(text, currency);
  if (!money.ok) {
    const code = money.reason === 'TOO_MANY_INTEGER_DIGITS' ? 'AMOUNT_TOO_LARGE' : money.reason;
    fields.refuse(field, code, `${field} is a decimal with the fraction digits of ${currency} at most.`);
    return null;
  }
  const { amountMinor } = money.value;
  if (amountMinor < 0n) fields.refuse(field, 'NEGATIVE', `${field} is zero or more.`);
  // Sums of all lines must still be amounts.
  if (amountMinor > AMOUNT_MINOR_MAX / 1_000n)
    fields.refuse(field, 'AMOUNT_TOO_LARGE', `${field} is larger than an order can be.`);
  return amountMinor;
}

type Bounds = Readonly<{ minimum: Decimal; maximum: Decimal; fractionDigits: number; words: string }>;

const DISCOUNT_BOUNDS: Bounds = {
  minimum: decimalOf('0'),
  maximum: decimalOf('100'),
  fractionDigits: 6,
  words: 'from 0 to 100, with at most 6 digits after the point',
};

const RETURN_BOUNDS: Bounds = {
  minimum: decimalOf('-1000000'),
  maximum: decimalOf('1000000'),
  fractionDigits: 4,
  words: 'from -1000000 to 1000000, with at most 4 digits after the point',
};

function readPercent(
  fields: FieldReader,
  field: string,
  text: Optional<string>,
  { minimum, maximum, fractionDigits, words }: Bounds,
): string | null {
  if (text == null) return null;
  const percent = decimalOf(text);
  const fits =
    percent.scale <= fractionDigits &&
    compareDecimals(percent, minimum) >= 0 &&
    compareDecimals(percent, maximum) <= 0;
  if (!fits) fields.refuse(field, 'OUT_OF_RANGE', `${field} is a percent ${words}.`);
  return formatDecimal(percent);
}

export type OrderNumber = Readonly<{ system: string; externalId: string }>;

/** Reads by what an order is known: unique in its system. */
export function orderNumberOf(fields: FieldReader, input: OrderNumber): OrderNumber {
  if (!SYSTEM.test(input.system))
    fields.refuse('system', 'NOT_A_CODE', 'system is a code in capitals such as SALES_CRM.');
  const externalId = fields.foreignId('externalId', input.externalId, EXTERNAL_ID_LENGTH_MAX);
  return { system: input.system, externalId };
}

export type DocumentContent = Readonly<{ kind: DocumentKind; reference: string; sha256: string | null }>;

/** Reads a paper; `path` is where it stands in the input, with its dot. */
export function documentContentOf(fields: FieldReader, input: DocumentInput, path = ''): DocumentContent {
  const kind = DOCUMENT_KINDS.find((known) => known === input.kind);
  if (!kind)
    fields.refuse(`${path}kind`, 'UNKNOWN_KIND', `${path}kind is one of ${DOCUMENT_KINDS.join(', ')}.`);
  const reference = fields.line(`${path}reference`, input.reference, 500);
  const sha256 = input.sha256 ?? null;
  if (sha256 !== null && !SHA256.test(sha256))
    fields.refuse(`${path}sha256`, 'NOT_A_HASH', `${path}sha256 is 64 hexadecimal digits.`);
  return { kind: kind ?? 'OTHER', reference, sha256: sha256?.toLowerCase() ?? null };
}

/** Reads the papers that come with an order. */
export function documentsOf(fields: FieldReader, inputs: readonly DocumentInput[]): DocumentContent[] {
  if (inputs.length > DOCUMENTS_MAX)
    fields.refuse('documents', 'TOO_MANY', `documents are at most ${DOCUMENTS_MAX}.`);
  return inputs
    .slice(0, DOCUMENTS_MAX)
    .map((input, index) => documentContentOf(fields, input, `documents.${index}.`));
}
