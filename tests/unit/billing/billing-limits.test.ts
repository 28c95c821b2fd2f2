import { describe, expect, it } from 'vitest';
import {
  type BillingState,
  type InvoiceTotals,
  limitsBroken,
  type PaymentTotals,
} from '../../../src/domains/billing/billing-limits.rules.ts';
import type { ReadFact } from '../../../src/domains/billing/billing-row.rules.ts';
import type { BillingKind } from '../../../src/domains/billing/billing-spread.rules.ts';

const fact = (kind: BillingKind, amountMinor: bigint, more: Partial<ReadFact> = {}): ReadFact => ({
  ...{ externalId: 'X', kind, amountMinor, currency: 'EUR', occurredOn: new Date('2026-03-01T00:00:00Z') },
  ...{ invoiceNumber: kind === 'PAYMENT' ? null : 'I', paymentNumber: null, orderSystem: null },
  ...{ orderNumber: null, linePosition: null, accountNumber: null, billingCode: null },
  ...{ charge: null, serviceMonth: null, isVendorFault: false },
  ...((kind === 'PAYMENT' || kind === 'ALLOCATION') && { paymentNumber: 'P' }),
  ...more,
});

const NOTHING: BillingState = { invoices: [], payments: [], orders: [] };
const invoice = (more: Partial<InvoiceTotals> = {}): BillingState => ({
  ...NOTHING,
  invoices: [
    {
      ...{ invoiceNumber: 'I', currency: 'EUR', isKnown: true, invoicedMinor: 1_000n, collectedMinor: 0n },
      ...{ creditedMinor: 0n, refundedMinor: 0n, writtenOffMinor: 0n },
      ...more,
    },
  ],
});
const payment = (more: Partial<PaymentTotals> = {}): BillingState => ({
  ...NOTHING,
  payments: [
    {
      ...{ paymentNumber: 'P', currency: 'EUR', isKnown: true, paidMinor: 500n },
      ...{ allocatedMinor: 0n, refundedMinor: 0n, ...more },
    },
  ],
});
const order = (currency: string, system = 'CRM'): BillingState => ({
  ...NOTHING,
  orders: [{ system, number: 'O', currency }],
});

describe('what can be, by what is known', () => {
  it.each<[what: string, facts: ReadFact[], state: BillingState, codes: (string | null)[]]>([
    [
      'anything of what is not known yet',
      [fact('ALLOCATION', 9n), fact('REFUND', 9n)],
      NOTHING,
      [null, null],
    ],
    ['all of an open invoice', [fact('ALLOCATION', 1_000n)], invoice(), [null]],
    ['a cent more than it is open for', [fact('ALLOCATION', 1_001n)], invoice(), ['ABOVE_OPEN']],
    [
      'one that is paid, again',
      [fact('ALLOCATION', 1n)],
      invoice({ collectedMinor: 1_000n }),
      ['PAID_TWICE'],
    ],
    ['one that is credited', [fact('ALLOCATION', 1n)], invoice({ creditedMinor: 1_000n }), ['ABOVE_OPEN']],
    ['a bad debt of all that is open', [fact('WRITE_OFF', 600n)], invoice({ collectedMinor: 400n }), [null]],
    [
      'a bad debt of what was paid',
      [fact('WRITE_OFF', 601n)],
      invoice({ collectedMinor: 400n }),
      ['ABOVE_OPEN'],
    ],
    ['a credit on what was paid', [fact('CREDIT', 1_000n)], invoice({ collectedMinor: 1_000n }), [null]],
    ['a credit above the invoice', [fact('CREDIT', 1_001n)], invoice(), ['ABOVE_INVOICED']],
    ['a second credit above it', [fact('CREDIT', 2n)], invoice({ creditedMinor: 999n }), ['ABOVE_INVOICED']],
    ['a refund of what was paid', [fact('REFUND', 400n)], invoice({ collectedMinor: 400n }), [null]],
    ['a refund of nothing', [fact('REFUND', 1n)], invoice(), ['ABOVE_COLLECTED']],
    [
      'a refund given before',
      [fact('REFUND', 1n)],
      invoice({ collectedMinor: 400n, refundedMinor: 400n }),
      ['ABOVE_COLLECTED'],
    ],
    ['all of a payment', [fact('ALLOCATION', 500n)], payment(), [null]],
    ['more than it has', [fact('ALLOCATION', 501n)], payment(), ['OVER_ALLOCATED']],
    [
      'more than it has left',
      [fact('ALLOCATION', 2n)],
      payment({ allocatedMinor: 499n }),
      ['OVER_ALLOCATED'],
    ],
    [
      'a refund above its payment',
      [fact('REFUND', 501n, { paymentNumber: 'P' })],
      payment(),
      ['OVER_ALLOCATED'],
    ],
    ['a payment that came before', [fact('PAYMENT', 500n)], payment(), ['PAID_TWICE']],
    [
      'a payment smaller than what was allocated of it',
      [fact('PAYMENT', 500n)],
      payment({ isKnown: false, paidMinor: 0n, allocatedMinor: 501n }),
      ['OVER_ALLOCATED'],
    ],
    [
      'an order in another currency',
      [fact('CREDIT', 1n, { orderNumber: 'O' })],
      order('USD'),
      ['CURRENCY_DIFFERS'],
    ],
    ['an order in its currency', [fact('CREDIT', 1n, { orderNumber: 'O' })], order('EUR'), [null]],
    [
      "another system's order of that number",
      [fact('CREDIT', 1n, { orderNumber: 'O', orderSystem: 'ERP' })],
      order('USD'),
      [null],
    ],
    [
      'an invoice in another currency',
      [fact('ALLOCATION', 1n)],
      invoice({ currency: 'USD' }),
      ['CURRENCY_DIFFERS'],
    ],
    [
      'a payment in another currency',
      [fact('ALLOCATION', 1n)],
      payment({ currency: 'USD' }),
      ['CURRENCY_DIFFERS'],
    ],
    [
      'one delivery, in any order',
      [fact('REFUND', 300n), fact('ALLOCATION', 500n), fact('PAYMENT', 500n), fact('INVOICE_LINE', 500n)],
      NOTHING,
      [null, null, null, null],
    ],
    [
      'what the same delivery used up',
      [fact('ALLOCATION', 300n), fact('ALLOCATION', 300n), fact('ALLOCATION', 200n)],
      payment(),
      [null, 'OVER_ALLOCATED', null],
    ],
    [
      'two currencies in one delivery',
      [fact('INVOICE_LINE', 5n), fact('INVOICE_LINE', 5n, { currency: 'USD' })],
      NOTHING,
      [null, 'CURRENCY_DIFFERS'],
    ],
    [
      'a payment twice in one delivery',
      [fact('PAYMENT', 5n), fact('PAYMENT', 5n)],
      NOTHING,
      [null, 'PAID_TWICE'],
    ],
  ])('%s', (_what, facts, state, codes) => {
    expect(limitsBroken(facts, state).map((one) => one?.code ?? null)).toEqual(codes);
  });
});
