import { describe, expect, it } from 'vitest';
import { type BillingRow, readBillingRow } from '../../../src/domains/billing/billing-row.rules.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const TODAY = day('2026-03-31');

const LINE: BillingRow = {
  ...{ externalId: 'X-1', kind: 'INVOICE_LINE', invoiceNumber: 'I-1', charge: 'ONE_OFF' },
  ...{ amount: '12.5', currency: 'EUR', occurredOn: TODAY },
};
const row = (more: Partial<BillingRow>): BillingRow => ({ ...LINE, ...more });
const of = (kind: BillingRow['kind'], more: Partial<BillingRow> = {}) => row({ kind, charge: null, ...more });

describe('a row of a billing system', () => {
  it.each<[what: string, row: BillingRow, errors: [field: string, code: string][]]>([
    ['an id that is missing', row({ externalId: ' ' }), [['externalId', 'REQUIRED']]],
    ['an id that hides something', row({ externalId: 'X\u200B1' }), [['externalId', 'NOT_PLAIN']]],
    ['an id that is too long', row({ externalId: 'x'.repeat(201) }), [['externalId', 'TOO_LONG']]],
    ['an unknown currency', row({ currency: 'EURO' }), [['currency', 'UNKNOWN_CURRENCY']]],
    ['nothing', row({ amount: '0.00' }), [['amount', 'NOT_POSITIVE']]],
    ['less than nothing', row({ amount: '-1' }), [['amount', 'NOT_POSITIVE']]],
    ['half a cent', row({ amount: '1.005' }), [['amount', 'TOO_MANY_FRACTION_DIGITS']]],
    [
      'a fraction of a yen',
      row({ amount: '1.5', currency: 'JPY' }),
      [['amount', 'TOO_MANY_FRACTION_DIGITS']],
    ],
    ['more than the ledger holds', row({ amount: '92233720368547758.08' }), [['amount', 'AMOUNT_TOO_LARGE']]],
    ['more than can be read', row({ amount: '1'.repeat(30) }), [['amount', 'AMOUNT_TOO_LARGE']]],
    ['tomorrow', row({ occurredOn: day('2026-04-01') }), [['occurredOn', 'IN_THE_FUTURE']]],
    ['a line without charge', row({ charge: null }), [['charge', 'REQUIRED']]],
    ['a line without invoice', row({ invoiceNumber: null }), [['invoiceNumber', 'REQUIRED']]],
    ['a line with a payment', row({ paymentNumber: 'P' }), [['paymentNumber', 'NOT_APPLICABLE']]],
    [
      'a month of a single charge',
      row({ serviceMonth: day('2026-03-01') }),
      [['serviceMonth', 'NOT_APPLICABLE']],
    ],
    [
      'a month from its middle',
      row({ charge: 'MONTHLY', serviceMonth: day('2026-03-15') }),
      [['serviceMonth', 'NOT_A_MONTH']],
    ],
    ['a position of no order', row({ linePosition: 1 }), [['orderNumber', 'REQUIRED']]],
    [
      'a position before the first',
      row({ orderNumber: 'O', linePosition: 0 }),
      [['linePosition', 'OUT_OF_RANGE']],
    ],
    ['a payment of an invoice', of('PAYMENT', { paymentNumber: 'P' }), [['invoiceNumber', 'NOT_APPLICABLE']]],
    [
      'a payment of an order',
      of('PAYMENT', { paymentNumber: 'P', invoiceNumber: null, orderNumber: 'O' }),
      [['orderNumber', 'NOT_APPLICABLE']],
    ],
    ['an allocation of no payment', of('ALLOCATION'), [['paymentNumber', 'REQUIRED']]],
    ['a credit with a charge', of('CREDIT', { charge: 'MONTHLY' }), [['charge', 'NOT_APPLICABLE']]],
    ['an invoice at fault', row({ isVendorFault: true }), [['isVendorFault', 'NOT_APPLICABLE']]],
    [
      'all of it at once',
      row({ externalId: '', amount: '-1', occurredOn: day('2030-01-01') }),
      [
        ['externalId', 'REQUIRED'],
        ['amount', 'NOT_POSITIVE'],
        ['occurredOn', 'IN_THE_FUTURE'],
      ],
    ],
  ])('is refused with %s', (_what, wrong, errors) => {
    const reading = readBillingRow(wrong, TODAY);
    expect(reading.fact).toBeNull();
    expect(reading.errors.map(({ field, code }) => [field, code])).toEqual(errors);
  });

  it.each<[what: string, row: BillingRow, read: object]>([
    ['an invoice line', LINE, { amountMinor: 1_250n, serviceMonth: null, isVendorFault: false }],
    [
      'a monthly charge of the month that it was issued in',
      row({ charge: 'MONTHLY', occurredOn: day('2026-02-28') }),
      { serviceMonth: day('2026-02-01') },
    ],
    [
      'a month to come, billed ahead',
      row({ charge: 'MONTHLY', serviceMonth: day('2026-12-01') }),
      { serviceMonth: day('2026-12-01') },
    ],
    ['yen', row({ amount: '12', currency: 'JPY' }), { amountMinor: 12n }],
    ['fils', row({ amount: '1.234', currency: 'KWD' }), { amountMinor: 1_234n }],
    ['the largest amount', row({ amount: '92233720368547758.07' }), { amountMinor: 2n ** 63n - 1n }],
    ['a payment', of('PAYMENT', { paymentNumber: 'P', invoiceNumber: null }), { paymentNumber: 'P' }],
    [
      'a refund of a payment',
      of('REFUND', { paymentNumber: 'P', isVendorFault: true }),
      { isVendorFault: true },
    ],
    ['a refund of an invoice', of('REFUND'), { paymentNumber: null }],
  ])('is read with %s', (_what, right, read) => {
    expect(readBillingRow(right, TODAY)).toMatchObject({ fact: read, errors: [] });
  });
});
