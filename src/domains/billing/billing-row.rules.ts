import { type CurrencyCode, parseCurrencyCode } from '../../kernel/currency.ts';
import type { InvalidField } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { parseMoney } from '../../kernel/money.ts';
import type { BillingKind, Charge } from './billing-spread.rules.ts';

/** So many rows are recorded together, under one lock of their system. */
export const BILLING_ROWS_MAX = 5_000;

const ID_LENGTH_MAX = 200;
const POSITION_MAX = 100_000;

/** What a billing system says of one thing, as it was sent. */
export type BillingRow = Readonly<{
  externalId: string;
  kind: BillingKind;
  invoiceNumber?: string | null;
  paymentNumber?: string | null;
  orderSystem?: string | null;
  orderNumber?: string | null;
  linePosition?: number | null;
  accountNumber?: string | null;
  billingCode?: string | null;
  charge?: Charge | null;
  serviceMonth?: Date | null;
  amount: string;
  currency: string;
  occurredOn: Date;
  isVendorFault?: boolean | null;
}>;

/** A row that is well formed; what it means together with others is asked next. */
export type ReadFact = Readonly<{
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
  serviceMonth: Date | null;
  amountMinor: bigint;
  currency: CurrencyCode;
  occurredOn: Date;
  isVendorFault: boolean;
}>;

export type RowReading =
  | Readonly<{ fact: ReadFact; errors: readonly [] }>
  | Readonly<{ fact: null; errors: readonly InvalidField[] }>;

/** What each kind must name; all else it may not have is refused, so that nothing is dropped in silence. */
const NAMES: Readonly<Record<BillingKind, Readonly<{ invoice: Need; payment: Need }>>> = {
  INVOICE_LINE: { invoice: 'REQUIRED', payment: 'NONE' },
  PAYMENT: { invoice: 'NONE', payment: 'REQUIRED' },
  ALLOCATION: { invoice: 'REQUIRED', payment: 'REQUIRED' },
  CREDIT: { invoice: 'REQUIRED', payment: 'NONE' },
  REFUND: { invoice: 'REQUIRED', payment: 'OPTIONAL' },
  WRITE_OFF: { invoice: 'REQUIRED', payment: 'NONE' },
};
type Need = 'REQUIRED' | 'OPTIONAL' | 'NONE';

/** Reads one row and answers it, or everything that is wrong with it. `today` is the vendor's calendar day. */
export function readBillingRow(row: BillingRow, today: Date): RowReading {
  const fields = new FieldReader();
  const { kind } = row;
  const externalId = fields.foreignId('externalId', row.externalId, ID_LENGTH_MAX);
  const invoiceNumber = named(fields, 'invoiceNumber', row.invoiceNumber, NAMES[kind].invoice, kind);
  const paymentNumber = named(fields, 'paymentNumber', row.paymentNumber, NAMES[kind].payment, kind);
  const order = readOrder(fields, row);
  const [charge, serviceMonth] = readCharge(fields, row);
  const money = readAmount(fields, row);
  if (row.occurredOn > today)
    fields.refuse(
      'occurredOn',
      'IN_THE_FUTURE',
      'occurredOn is today or earlier: nothing of it has happened yet.',
    );
  const isVendorFault = row.isVendorFault ?? false;
  if (isVendorFault && !['CREDIT', 'REFUND', 'WRITE_OFF'].includes(kind))
    fields.refuse(
      'isVendorFault',
      'NOT_APPLICABLE',
      `A fact of kind ${kind} takes nothing back: it is nobody's fault.`,
    );
  if (fields.invalid.length > 0 || !money) return { fact: null, errors: fields.invalid };
  const { occurredOn } = row;
  const fact: ReadFact = {
    ...{ externalId, kind, invoiceNumber, paymentNumber, ...order, charge, serviceMonth, ...money },
    ...{ occurredOn, isVendorFault },
  };
  return { fact, errors: [] };
}

function named(
  fields: FieldReader,
  field: string,
  text: string | null | undefined,
  need: Need,
  kind: BillingKind,
): string | null {
  if (need === 'REQUIRED') return fields.foreignId(field, text, ID_LENGTH_MAX);
  if (need === 'OPTIONAL') return fields.optionalForeignId(field, text ?? null, ID_LENGTH_MAX);
  if (text != null) fields.refuse(field, 'NOT_APPLICABLE', `A fact of kind ${kind} has no ${field}.`);
  return null;
}

function readOrder(fields: FieldReader, row: BillingRow) {
  const read = (field: 'orderSystem' | 'orderNumber' | 'accountNumber' | 'billingCode') =>
    fields.optionalForeignId(field, row[field] ?? null, ID_LENGTH_MAX);
  const [orderSystem, orderNumber] = [read('orderSystem'), read('orderNumber')];
  const [accountNumber, billingCode] = [read('accountNumber'), read('billingCode')];
  const linePosition = row.linePosition ?? null;
  if (linePosition !== null && (linePosition < 1 || linePosition > POSITION_MAX))
    fields.refuse('linePosition', 'OUT_OF_RANGE', `linePosition is from 1 to ${POSITION_MAX}.`);
  if (row.kind === 'PAYMENT' && [orderSystem, orderNumber, linePosition].some((one) => one !== null))
    fields.refuse(
      'orderNumber',
      'NOT_APPLICABLE',
      'A payment is of an account; its allocations say of what.',
    );
  else if (row.orderNumber == null && (row.orderSystem != null || linePosition !== null))
    fields.refuse('orderNumber', 'REQUIRED', 'orderNumber is required with orderSystem or linePosition.');
  return { orderSystem, orderNumber, linePosition, accountNumber, billingCode };
}

function readCharge(fields: FieldReader, row: BillingRow): [Charge | null, Date | null] {
  const { kind, charge = null, serviceMonth = null, occurredOn } = row;
  if (kind === 'INVOICE_LINE' && charge === null)
    fields.refuse('charge', 'REQUIRED', 'charge is required of an invoice line: ONE_OFF or MONTHLY.');
  if (kind !== 'INVOICE_LINE' && charge !== null)
    fields.refuse('charge', 'NOT_APPLICABLE', `A fact of kind ${kind} has no charge: its invoice has.`);
  if (charge !== 'MONTHLY') {
    if (serviceMonth !== null)
      fields.refuse(
        'serviceMonth',
        'NOT_APPLICABLE',
        'serviceMonth is of a monthly charge of an invoice line alone.',
      );
    return [charge, null];
  }
  if (serviceMonth !== null && serviceMonth.getUTCDate() !== 1)
    fields.refuse('serviceMonth', 'NOT_A_MONTH', 'serviceMonth is the first day of a month.');
  return [charge, serviceMonth ?? monthOf(occurredOn)];
}

/** The first day of the month of a day. */
export const monthOf = (day: Date): Date => new Date(`${day.toISOString().slice(0, 7)}-01T00:00:00Z`);

function readAmount(fields: FieldReader, { amount, currency: code }: BillingRow) {
  const currency = parseCurrencyCode(code);
  if (!currency.ok) {
    fields.refuse('currency', 'UNKNOWN_CURRENCY', 'currency is a code of ISO 4217, such as EUR.');
    return null;
  }
  const money = parseMoney(amount, currency.value);
  if (!money.ok) {
    const code = money.reason === 'TOO_MANY_INTEGER_DIGITS' ? 'AMOUNT_TOO_LARGE' : money.reason;
    fields.refuse('amount', code, `amount is an exact amount of ${currency.value} that the ledger can hold.`);
    return null;
  }
  if (money.value.amountMinor <= 0n)
    fields.refuse('amount', 'NOT_POSITIVE', 'amount is above zero; the kind says which way it goes.');
  return money.value;
}

/** What a system said of one thing, to tell a repeat from a contradiction. */
export const contentOf = ({ externalId: _id, ...content }: ReadFact): object => content;
