import { describe, expect, it } from 'vitest';
import {
  failingCodesOf,
  ratificationOf,
  withWaivers,
} from '../../../src/domains/orders/ratification.rules.ts';
import type { RatificationFacts } from '../../../src/domains/orders/ratification-facts.rules.ts';
import {
  aLine,
  change,
  discount,
  facts,
  failing,
  type Other,
  previous,
  priced,
  TODAY,
} from '../../support/ratification.ts';

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
