import { describe, expect, it } from 'vitest';
import { plainNumberOf } from '../../../src/domains/orders/accuracy.rules.ts';
import {
  aLine,
  anOther,
  change,
  evidenceOf,
  failing,
  monthlyCode,
  type Other,
  previous,
  priced,
  special,
  spring,
} from '../../support/ratification.ts';

describe('accuracy', () => {
  it.each<{ _case: string; other: Other; codes: string[] }>([
    { _case: 'a price above the book', other: priced(30_001n, 12_000n), codes: ['PRICE_MATCHES_BOOK'] },
    { _case: 'a price below the book', other: priced(30_000n, 11_999n), codes: ['PRICE_MATCHES_BOOK'] },
    { _case: 'no price in the book', other: { prices: [] }, codes: ['PRICE_MATCHES_BOOK'] },
    {
      _case: 'a special price that is approved',
      other: { ...priced(27_000n, 10_800n), approved: [special] },
      codes: [],
    },
    {
      _case: 'one that goes further',
      other: { ...priced(26_999n, 10_800n), approved: [special] },
      codes: ['PRICE_MATCHES_BOOK'],
    },
    {
      _case: 'a promotion',
      other: { ...priced(27_000n, 10_800n, { promotionCode: 'SPRING' }), promotions: [spring] },
      codes: [],
    },
    {
      _case: 'a promotion that does not hold',
      other: priced(30_000n, 12_000n, { promotionCode: 'SPRING' }),
      codes: ['PROMOTION_VALID'],
    },
    {
      _case: 'a promotion of another product',
      other: {
        ...priced(30_000n, 12_000n, { promotionCode: 'SPRING' }),
        promotions: [{ ...spring, productId: 'other' }],
      },
      codes: ['PROMOTION_VALID'],
    },
    {
      _case: 'a promotion and a discount of the rest, rounded once',
      other: {
        ...priced(25_650n, 10_260n, { promotionCode: 'SPRING', discountPercent: '5' }),
        promotions: [spring],
      },
      codes: [],
    },
    {
      _case: 'half a cent, away from zero',
      other: { ...priced(29_850n, 11_940n, { discountPercent: '0.5' }) },
      codes: [],
    },
    {
      _case: 'a move that keeps what was agreed',
      other: {
        ...priced(0n, 9_000n, { previous: { quantity: 3, monthlyMinor: 9_000n } }),
        order: { ...change, type: 'MOVE', oneOffTotalMinor: 0n, monthlyTotalMinor: 9_000n },
        previous,
      },
      codes: [],
    },
    {
      _case: 'a billing code',
      other: { ...priced(30_000n, 12_000n, { billingCode: 'M1' }), billingCodes: [monthlyCode] },
      codes: [],
    },
    {
      _case: 'no billing code where there are some',
      other: { billingCodes: [monthlyCode] },
      codes: ['BILLING_CODE_VALID'],
    },
    {
      _case: 'a code of another system',
      other: {
        ...priced(30_000n, 12_000n, { billingCode: 'M1', billingSystem: 'ELSE' }),
        billingCodes: [monthlyCode],
      },
      codes: ['BILLING_CODE_VALID'],
    },
    {
      _case: 'a code of another product',
      other: {
        ...priced(30_000n, 12_000n, { billingCode: 'M1' }),
        billingCodes: [{ ...monthlyCode, productId: 'other' }],
      },
      codes: ['BILLING_CODE_VALID'],
    },
    {
      _case: 'an unknown code',
      other: priced(30_000n, 12_000n, { billingCode: 'M9' }),
      codes: ['BILLING_CODE_VALID'],
    },
    {
      _case: 'totals that differ',
      other: { order: { monthlyTotalMinor: 12_001n } },
      codes: ['TOTALS_MATCH'],
    },
    {
      _case: 'a term that is not offered',
      other: { lines: [aLine({ termMonths: 13 })] },
      codes: ['TERM_OFFERED'],
    },
    { _case: 'the same again', other: { possibleDuplicates: [anOther()] }, codes: ['NOT_A_DUPLICATE'] },
    {
      _case: 'the same after 30 days',
      other: { possibleDuplicates: [anOther({ daysApart: 30 })] },
      codes: ['NOT_A_DUPLICATE'],
    },
    {
      _case: 'the same after 31 days',
      other: { possibleDuplicates: [anOther({ daysApart: 31 })] },
      codes: [],
    },
    {
      _case: 'the same of another customer',
      other: { possibleDuplicates: [anOther({ customerId: 'else' })] },
      codes: [],
    },
    { _case: 'another amount', other: { possibleDuplicates: [anOther({ lines: [] })] }, codes: [] },
    {
      _case: 'the same number with zeros before it',
      other: { possibleDuplicates: [anOther({ externalId: '004711', customerId: null, daysApart: 900 })] },
      codes: ['NOT_A_DUPLICATE'],
    },
    {
      _case: "another system's number",
      other: { possibleDuplicates: [anOther({ externalId: '4711', system: 'ERP', customerId: 'else' })] },
      codes: [],
    },
    {
      _case: "another customer's account",
      other: { order: { accountNumber: 'A-1' }, sameAccount: [anOther({ customerId: 'else' })] },
      codes: ['ACCOUNT_OF_CUSTOMER'],
    },
    {
      _case: "a change of another customer's order",
      other: { order: change, previous: { ...previous, customerId: 'else' } },
      codes: ['ACCOUNT_OF_CUSTOMER'],
    },
    {
      _case: "a transfer of another customer's order",
      other: { order: { ...change, type: 'TRANSFER' }, previous: { ...previous, customerId: 'else' } },
      codes: [],
    },
  ])('$_case', ({ other, codes }) => {
    expect(failing(other)).toEqual(codes);
  });

  it('says by how much a price differs', () => {
    expect(evidenceOf('PRICE_MATCHES_BOOK', priced(30_100n, 11_000n))).toMatchObject({
      lines: [
        {
          line: 1,
          expectedOneOffMinor: '30000',
          oneOffDifferenceMinor: '100',
          monthlyDifferenceMinor: '-1000',
        },
      ],
    });
  });

  it.each([
    ['0047-11', '4711'],
    ['SO-007/a', 'so7A'],
    ['000', '0'],
  ])('takes %s for %s', (one, other) => {
    expect(plainNumberOf(one)).toBe(plainNumberOf(other));
  });
});
