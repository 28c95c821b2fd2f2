import type { CurrencyCode } from '../../kernel/currency.ts';
import type { InvalidField } from '../../kernel/errors.ts';
import { formatAmount } from '../../kernel/money.ts';
import type { ReadFact } from './billing-row.rules.ts';
import type { BillingKind } from './billing-spread.rules.ts';

/** What is known of an invoice; nothing limits what became of one whose lines are still to come. */
export type InvoiceTotals = Readonly<{
  invoiceNumber: string;
  currency: string;
  isKnown: boolean;
  invoicedMinor: bigint;
  collectedMinor: bigint;
  creditedMinor: bigint;
  refundedMinor: bigint;
  writtenOffMinor: bigint;
}>;

export type PaymentTotals = Readonly<{
  paymentNumber: string;
  currency: string;
  isKnown: boolean;
  paidMinor: bigint;
  allocatedMinor: bigint;
  refundedMinor: bigint;
}>;

export type NamedOrder = Readonly<{ system: string; number: string; currency: string }>;

export type BillingState = Readonly<{
  invoices: readonly InvoiceTotals[];
  payments: readonly PaymentTotals[];
  orders: readonly NamedOrder[];
}>;

type Running<Totals> = { -readonly [Field in keyof Totals]: Totals[Field] };

/** Invoices and payments before what becomes of them, so that one delivery may hold them in any order. */
export const BILLING_RANKS: readonly BillingKind[] = [
  'INVOICE_LINE',
  'PAYMENT',
  'ALLOCATION',
  'CREDIT',
  'WRITE_OFF',
  'REFUND',
];

/**
 * What of these facts cannot be, by what is known and by those before them: null for each that can. Facts are looked at by
 * kind and then in their order; each that can be counts for the next.
 */
export function limitsBroken(facts: readonly ReadFact[], state: BillingState): (InvalidField | null)[] {
  const invoices = new Map(state.invoices.map((one) => [one.invoiceNumber, { ...one }]));
  const payments = new Map(state.payments.map((one) => [one.paymentNumber, { ...one }]));
  const orders = Map.groupBy(state.orders, ({ number }) => number);
  const broken: (InvalidField | null)[] = facts.map(() => null);
  const places = facts
    .map((fact, place) => ({ fact, place }))
    .toSorted(
      (a, b) => BILLING_RANKS.indexOf(a.fact.kind) - BILLING_RANKS.indexOf(b.fact.kind) || a.place - b.place,
    );
  for (const { fact, place } of places) {
    const invoice = fact.invoiceNumber === null ? null : invoiceOf(invoices, fact, fact.invoiceNumber);
    const payment = fact.paymentNumber === null ? null : paymentOf(payments, fact, fact.paymentNumber);
    broken[place] =
      currencyRefused(fact, orders, invoice, payment) ??
      (payment && paymentRefused(fact, payment)) ??
      (invoice && invoiceRefused(fact, invoice));
    if (broken[place] !== null) continue;
    if (invoice) {
      invoice.currency = fact.currency;
      invoices.set(invoice.invoiceNumber, counted(invoice, fact));
    }
    if (payment) {
      payment.currency = fact.currency;
      payments.set(payment.paymentNumber, paid(payment, fact));
    }
  }
  return broken;
}

const invoiceOf = (
  invoices: ReadonlyMap<string, Running<InvoiceTotals>>,
  { currency }: ReadFact,
  invoiceNumber: string,
): Running<InvoiceTotals> =>
  invoices.get(invoiceNumber) ?? {
    ...{ invoiceNumber, currency, isKnown: false, invoicedMinor: 0n, collectedMinor: 0n },
    ...{ creditedMinor: 0n, refundedMinor: 0n, writtenOffMinor: 0n },
  };

const paymentOf = (
  payments: ReadonlyMap<string, Running<PaymentTotals>>,
  { currency }: ReadFact,
  paymentNumber: string,
): Running<PaymentTotals> =>
  payments.get(paymentNumber) ?? {
    ...{ paymentNumber, currency, isKnown: false, paidMinor: 0n, allocatedMinor: 0n, refundedMinor: 0n },
  };

const TOTAL_OF = {
  INVOICE_LINE: 'invoicedMinor',
  ALLOCATION: 'collectedMinor',
  CREDIT: 'creditedMinor',
  REFUND: 'refundedMinor',
  WRITE_OFF: 'writtenOffMinor',
} as const;

function counted(invoice: InvoiceTotals, { kind, amountMinor }: ReadFact): Running<InvoiceTotals> {
  if (kind === 'PAYMENT') return { ...invoice };
  const total = TOTAL_OF[kind];
  const isKnown = invoice.isKnown || kind === 'INVOICE_LINE';
  return { ...invoice, isKnown, [total]: invoice[total] + amountMinor };
}

function paid(payment: PaymentTotals, { kind, amountMinor }: ReadFact): Running<PaymentTotals> {
  const { paidMinor, allocatedMinor, refundedMinor } = payment;
  if (kind === 'PAYMENT') return { ...payment, isKnown: true, paidMinor: paidMinor + amountMinor };
  if (kind === 'REFUND') return { ...payment, refundedMinor: refundedMinor + amountMinor };
  return { ...payment, allocatedMinor: allocatedMinor + amountMinor };
}

function currencyRefused(
  { currency, orderNumber, orderSystem }: ReadFact,
  orders: ReadonlyMap<string, readonly NamedOrder[]>,
  invoice: InvoiceTotals | null,
  payment: PaymentTotals | null,
): InvalidField | null {
  const refuse = (what: string, other: string) => ({
    ...{ field: 'currency', code: 'CURRENCY_DIFFERS' },
    message: `The ${what} is in ${other}. What is of it is in its currency.`,
  });
  const named = (orderNumber === null ? [] : (orders.get(orderNumber) ?? [])).filter(
    ({ system }) => orderSystem === null || system === orderSystem,
  );
  const [order] = named;
  if (order && named.every((one) => one.currency !== currency)) return refuse('order', order.currency);
  if (invoice && invoice.currency !== currency) return refuse('invoice', invoice.currency);
  return payment && payment.currency !== currency ? refuse('payment', payment.currency) : null;
}

function paymentRefused(
  { kind, amountMinor, currency }: ReadFact,
  payment: PaymentTotals,
): InvalidField | null {
  if (kind === 'PAYMENT') {
    if (payment.isKnown)
      return {
        ...{ field: 'paymentNumber', code: 'PAID_TWICE' },
        message: 'This payment is known already, under another externalId. A payment comes once.',
      };
    const taken = [payment.allocatedMinor, payment.refundedMinor].find((one) => one > amountMinor);
    return taken === undefined
      ? null
      : above(
          'OVER_ALLOCATED',
          'More of this payment was allocated or refunded before it came',
          taken,
          currency,
        );
  }
  if (!payment.isKnown) return null;
  const used = kind === 'REFUND' ? payment.refundedMinor : payment.allocatedMinor;
  const left = payment.paidMinor - used;
  return amountMinor <= left ? null : above('OVER_ALLOCATED', 'The payment still has', left, currency);
}

function invoiceRefused(
  { kind, amountMinor, currency }: ReadFact,
  invoice: InvoiceTotals,
): InvalidField | null {
  if (!invoice.isKnown) return null;
  const { invoicedMinor, collectedMinor, creditedMinor, refundedMinor, writtenOffMinor } = invoice;
  const billed = invoicedMinor - writtenOffMinor - creditedMinor;
  const open = billed - collectedMinor;
  switch (kind) {
    case 'ALLOCATION':
      if (amountMinor <= open) return null;
      return open <= 0n && collectedMinor > 0n
        ? above('PAID_TWICE', 'The invoice is paid already; it is open for', 0n, currency)
        : above('ABOVE_OPEN', 'The invoice is open for', open, currency);
    case 'WRITE_OFF':
      return amountMinor <= open ? null : above('ABOVE_OPEN', 'The invoice is open for', open, currency);
    case 'CREDIT':
      return amountMinor <= billed
        ? null
        : above(
            'ABOVE_INVOICED',
            'What was invoiced and is neither credited nor written off is',
            billed,
            currency,
          );
    case 'REFUND':
      return amountMinor <= collectedMinor - refundedMinor
        ? null
        : above(
            'ABOVE_COLLECTED',
            'What was collected and is not refunded is',
            collectedMinor - refundedMinor,
            currency,
          );
    default:
      return null;
  }
}

function above(code: string, message: string, leftMinor: bigint, currency: CurrencyCode): InvalidField {
  const amountMinor = leftMinor > 0n ? leftMinor : 0n;
  return {
    field: 'amount',
    code,
    message: `${message} ${formatAmount({ amountMinor, currency })} ${currency}.`,
  };
}
