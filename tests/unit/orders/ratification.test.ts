import { describe, expect, it } from 'vitest';
import { plainNumberOf } from '../../../src/domains/orders/accuracy.rules.ts';
import {
  failingCodesOf,
  ratificationOf,
  withWaivers,
} from '../../../src/domains/orders/ratification.rules.ts';
import type {
  FactLine,
  OtherOrder,
  RatificationFacts,
} from '../../../src/domains/orders/ratification-facts.rules.ts';

const TODAY = new Date('2026-06-15');

const aLine = (other: Partial<FactLine> = {}): FactLine => ({
  ...{
    position: 1,
    id: 'line',
    productId: 'product',
    productCode: 'FIBRE',
    billingSystem: null,
    billingCode: null,
  },
  ...{ quantity: 3, oneOffMinor: 30_000n, monthlyMinor: 12_000n, termMonths: 24, site: null },
  ...{ discountPercent: null, promotionCode: null, previous: null },
  ...other,
});

type Other = Partial<Omit<RatificationFacts, 'order'>> & { order?: Partial<RatificationFacts['order']> };

/** An order of three units at EUR 100.00 once and EUR 40.00 a month that passes everything. */
const facts = ({ order, ...other }: Other = {}): RatificationFacts => ({
  order: {
    ...{
      system: 'CRM',
      externalId: '4711',
      type: 'NEW',
      customerId: 'customer',
      accountNumber: null,
      currency: 'EUR',
    },
    ...{ orderedOn: new Date('2026-06-01'), oneOffTotalMinor: 30_000n, monthlyTotalMinor: 12_000n },
    ...{ siteAddress: 'Main street 1', siteNeedsBuilding: false, surveyedOn: null, buildingCostMinor: null },
    ...{ returnPercent: null, previousOrderId: null },
    ...order,
  },
  lines: [aLine()],
  documents: ['SIGNED_ORDER_FORM'],
  prices: [{ productId: 'product', oneOffMinor: 10_000n, monthlyMinor: 4_000n }],
  ...{ promotions: [], billingCodes: [], policies: [], approved: [], previous: null },
  ...{ possibleDuplicates: [], sameAccount: [], today: TODAY },
  ...other,
});

const failing = (other: Other = {}) => failingCodesOf(ratificationOf(facts(other)));
const evidenceOf = (code: string, other: Other) =>
  ratificationOf(facts(other)).find((check) => check.code === code)!.evidence;

const anOther = (other: Partial<OtherOrder> = {}): OtherOrder => ({
  ...{ id: 'other', system: 'CRM', externalId: '0815', type: 'NEW', customerId: 'customer', currency: 'EUR' },
  ...{ accountNumber: null, daysApart: 5 },
  lines: [{ productId: 'product', oneOffMinor: 30_000n, monthlyMinor: 12_000n }],
  ...other,
});

const previous = { status: 'ACTIVATED', customerId: 'customer', accountNumber: 'A-1', isDisconnected: false };
const change = { type: 'CHANGE', accountNumber: 'A-1', previousOrderId: 'previous' } as const;

describe('completeness', () => {
  it.each<{ _case: string; other: Other; codes: string[] }>([
    { _case: 'a whole order passes', other: {}, codes: [] },
    { _case: 'an unknown customer', other: { order: { customerId: null } }, codes: ['CUSTOMER_KNOWN'] },
    { _case: 'no signed form', other: { documents: ['OTHER'] }, codes: ['SIGNED_ORDER_FORM'] },
    { _case: 'no term', other: { lines: [aLine({ termMonths: null })] }, codes: ['TERM_GIVEN'] },
    { _case: 'no site', other: { order: { siteAddress: null } }, codes: ['SITE_GIVEN'] },
    {
      _case: 'a site on each line',
      other: { order: { siteAddress: null }, lines: [aLine({ site: 'Roof' })] },
      codes: [],
    },
    {
      _case: 'no lines',
      other: { lines: [], order: { oneOffTotalMinor: null, monthlyTotalMinor: null } },
      codes: ['LINES_PRESENT'],
    },
    { _case: 'no day', other: { order: { orderedOn: null } }, codes: ['ORDERED_ON_GIVEN'] },
    {
      _case: 'a day to come',
      other: { order: { orderedOn: new Date('2026-06-16') } },
      codes: ['ORDERED_ON_GIVEN'],
    },
    { _case: 'a change of nothing', other: { order: { ...change } }, codes: ['PREVIOUS_ORDER_NAMED'] },
    {
      _case: 'a change without account',
      other: { order: { ...change, accountNumber: null }, previous },
      codes: ['ACCOUNT_GIVEN'],
    },
    {
      _case: 'a change of what is not sold',
      other: { order: change, previous: { ...previous, status: 'DRAFT' } },
      codes: ['PREVIOUS_ORDER_NAMED'],
    },
    {
      _case: 'a change of what was left',
      other: { order: change, previous: { ...previous, isDisconnected: true } },
      codes: ['PREVIOUS_ORDER_NAMED'],
    },
    { _case: 'a whole change', other: { order: change, previous }, codes: [] },
    {
      _case: 'a disconnect by notice, which costs nothing',
      other: {
        order: {
          ...change,
          type: 'DISCONNECT',
          oneOffTotalMinor: null,
          monthlyTotalMinor: null,
          siteAddress: null,
        },
        ...{
          previous,
          documents: ['TERMINATION_NOTICE'],
          lines: [aLine({ oneOffMinor: 0n, monthlyMinor: 0n, termMonths: null })],
        },
      },
      codes: [],
    },
  ])('$_case', ({ other, codes }) => {
    expect(failing(other)).toEqual(codes);
  });
});

const priced = (oneOffMinor: bigint, monthlyMinor: bigint, other: Partial<FactLine> = {}): Other => ({
  lines: [aLine({ oneOffMinor, monthlyMinor, ...other })],
  order: { oneOffTotalMinor: oneOffMinor, monthlyTotalMinor: monthlyMinor },
});

const special = {
  kind: 'SPECIAL_PRICE',
  lineId: 'line',
  percent: '10',
  amountMinor: null,
  currency: null,
} as const;
const discount = { ...special, kind: 'DISCOUNT', percent: '20' } as const;
const spring = { code: 'SPRING', productId: null, discountPercent: '10' };
const monthlyCode = { productId: 'product', system: 'BILL', code: 'M1', charge: 'MONTHLY' } as const;

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

const policies = [
  { kind: 'DISCOUNT', threshold: '15', currency: null },
  { kind: 'SPECIAL_PRICE', threshold: '5', currency: null },
  { kind: 'CAPITAL', threshold: '1000', currency: 'EUR' },
] as const;

const building = (other: Partial<RatificationFacts['order']> = {}): Other => ({
  policies,
  order: {
    ...{
      siteNeedsBuilding: true,
      surveyedOn: new Date('2026-05-01'),
      buildingCostMinor: 100_000n,
      returnPercent: '20',
    },
    ...other,
  },
});

const capital = {
  kind: 'CAPITAL',
  lineId: null,
  percent: null,
  amountMinor: 100_000n,
  currency: 'EUR',
} as const;

describe('approvals', () => {
  it.each<{ _case: string; other: Other; codes: string[] }>([
    {
      _case: 'a discount below the threshold',
      other: { ...priced(25_503n, 10_201n, { discountPercent: '14.99' }), policies },
      codes: [],
    },
    {
      _case: 'a discount that reaches it',
      other: { ...priced(24_000n, 9_600n, { discountPercent: '20' }), policies },
      codes: ['DISCOUNT_APPROVED'],
    },
    {
      _case: 'a discount that is approved',
      other: { ...priced(24_000n, 9_600n, { discountPercent: '20' }), policies, approved: [discount] },
      codes: [],
    },
    {
      _case: "another line's approval",
      other: {
        ...priced(24_000n, 9_600n, { discountPercent: '20' }),
        policies,
        approved: [{ ...discount, lineId: 'else' }],
      },
      codes: ['DISCOUNT_APPROVED'],
    },
    {
      _case: 'an approval of less',
      other: {
        ...priced(24_000n, 9_600n, { discountPercent: '20' }),
        policies,
        approved: [{ ...discount, percent: '19.999999' }],
      },
      codes: ['DISCOUNT_APPROVED'],
    },
    {
      _case: 'a special price that reaches the threshold',
      other: { ...priced(28_500n, 11_400n), policies },
      codes: ['PRICE_MATCHES_BOOK', 'SPECIAL_PRICE_APPROVED'],
    },
    { _case: 'a site that needs nothing', other: { order: { surveyedOn: null } }, codes: [] },
    { _case: 'building with everything', other: { ...building(), approved: [capital] }, codes: [] },
    {
      _case: 'building unsurveyed',
      other: { ...building({ surveyedOn: null }), approved: [capital] },
      codes: ['SITE_SURVEYED'],
    },
    {
      _case: 'building without an estimate',
      other: building({ buildingCostMinor: null }),
      codes: ['BUILDING_COST_ESTIMATED', 'CAPITAL_APPROVED'],
    },
    { _case: 'building unapproved', other: building(), codes: ['CAPITAL_APPROVED'] },
    {
      _case: 'building for less than needs approval',
      other: building({ buildingCostMinor: 99_999n, returnPercent: null }),
      codes: [],
    },
    {
      _case: 'building for more than was approved',
      other: { ...building({ buildingCostMinor: 100_001n }), approved: [capital] },
      codes: ['CAPITAL_APPROVED'],
    },
    {
      _case: 'building that returns too little',
      other: { ...building({ returnPercent: '14.9999' }), approved: [capital] },
      codes: ['RETURN_WITHIN_BOUNDS'],
    },
    {
      _case: 'building without a return',
      other: { ...building({ returnPercent: null }), approved: [capital] },
      codes: ['RETURN_WITHIN_BOUNDS'],
    },
    {
      _case: 'building in a currency of no policy',
      other: { ...building(), order: { ...building().order, currency: 'USD' }, prices: facts().prices },
      codes: ['CAPITAL_APPROVED'],
    },
  ])('$_case', ({ other, codes }) => {
    expect(failing(other)).toEqual(codes);
  });
});

describe('a waiver', () => {
  const waiver = { waivedById: 'reviewer', waivedAt: TODAY, waiveReason: 'Agreed by mail.' };
  const found = ratificationOf(facts(priced(30_001n, 12_000n)));
  const stored = found.map(({ code, evidence, outcome }) => ({
    ...{ code, evidence: JSON.parse(JSON.stringify(evidence)), waiver: outcome === 'FAIL' ? waiver : null },
  }));

  it('holds while the check fails in the same way', () => {
    expect(failingCodesOf(withWaivers(found, stored))).toEqual([]);
  });

  it('does not hold for another difference', () => {
    expect(failingCodesOf(withWaivers(ratificationOf(facts(priced(90_000n, 12_000n))), stored))).toEqual([
      'PRICE_MATCHES_BOOK',
    ]);
  });

  it('goes once the check passes', () => {
    const after = withWaivers(ratificationOf(facts()), stored).find(
      ({ code }) => code === 'PRICE_MATCHES_BOOK',
    );
    expect(after).toMatchObject({ outcome: 'PASS', waiver: null });
  });
});
