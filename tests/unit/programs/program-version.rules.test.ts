import { describe, expect, it } from 'vitest';
import {
  commissionDateOf,
  readVersionContent,
  type VersionContentInput,
} from '../../../src/domains/programs/program-version.rules.ts';
import { FieldReader } from '../../../src/kernel/fields.ts';

const SETTING = { currency: 'EUR', vendorCurrencies: ['EUR', 'USD'] } as const;
const REQUIREMENT = {
  ...{ code: 'DEALS', title: 'Deals', metric: 'DEALS_WON', threshold: '2' },
  ...{ level: 'LOCATION', window: 'FISCAL_YEAR' },
} as const;
const TIER = { code: 'GOLD', name: 'Gold', rank: 2, mode: 'ALL' } as const;
const CONTENT: VersionContentInput = {
  ...{ approval: 'MANUAL', reviewGrain: 'YEAR', graceDays: 0, noticeDays: 0 },
  tiers: [TIER],
};

/** What is refused of a content, as `path code`. */
function refusals(content: object): string[] {
  const fields = new FieldReader();
  readVersionContent(fields, { ...CONTENT, ...content }, SETTING);
  return fields.invalid.map(({ field, code }) => `${field} ${code}`);
}

const ofRequirement = (more: object, tier: object = {}) =>
  refusals({ tiers: [{ ...TIER, ...tier, requirements: [{ ...REQUIREMENT, ...more }] }] });
const at = (field: string, code: string) => [`tiers.0.requirements.0.${field} ${code}`];

describe('a threshold is in the unit of its metric', () => {
  const POINT = { window: 'POINT_IN_TIME' } as const;
  const id = { certificationProgramId: '00000000-0000-4000-8000-000000000000' };
  it.each([
    ['DEALS_WON', '1', {}, true],
    ['DEALS_WON', '2.50', {}, false],
    ['DEALS_WON', '2.00', {}, true],
    ['DEALS_WON', '0', {}, false],
    ['DEALS_WON', '-1', {}, false],
    ['ACCEPTANCE_RATE', '100', {}, true],
    ['ACCEPTANCE_RATE', '62.5', {}, true],
    ['ACCEPTANCE_RATE', '100.000001', {}, false],
    ['ACCEPTANCE_RATE', '0', {}, false],
    ['REVENUE_WON', '1000.25', {}, true],
    ['REVENUE_WON', '1000.255', {}, false],
    ['REVENUE_WON', '92233720368547758.07', {}, true],
    ['REVENUE_WON', '92233720368547758.08', {}, false],
    ['SATISFACTION', '4.5', {}, true],
    ['SATISFACTION', '0.9', {}, false],
    ['SATISFACTION', '5.1', {}, false],
    ['ONBOARDING_DONE', '1', POINT, true],
    ['ONBOARDING_DONE', '2', POINT, false],
    ['DOCUMENTS_IN_FORCE', '0.5', POINT, false],
    ['CERTIFIED_PEOPLE', '3', { ...POINT, ...id }, true],
    ['CERTIFIED_PEOPLE', '3.5', { ...POINT, ...id }, false],
  ])('%s of %s', (metric, threshold, more, isRight) => {
    expect(ofRequirement({ metric, threshold, ...more })).toEqual(
      isRight ? [] : at('threshold', 'WRONG_UNIT'),
    );
  });
});

describe('a requirement', () => {
  it.each([
    ['a stock over a window', { metric: 'ONBOARDING_DONE', threshold: '1' }, at('window', 'WRONG_WINDOW')],
    ['a flow on a day', { window: 'POINT_IN_TIME' }, at('window', 'WRONG_WINDOW')],
    ['a ratio on a day', { metric: 'SATISFACTION', window: 'POINT_IN_TIME' }, at('window', 'WRONG_WINDOW')],
    ['trailing without months', { window: 'TRAILING_MONTHS' }, at('windowMonths', 'REQUIRED')],
    ['months of a year', { windowMonths: 12 }, at('windowMonths', 'NOT_NEEDED')],
    ['no months', { window: 'TRAILING_MONTHS', windowMonths: 0 }, at('windowMonths', 'OUT_OF_BOUNDS')],
    ['61 months', { window: 'TRAILING_MONTHS', windowMonths: 61 }, at('windowMonths', 'OUT_OF_BOUNDS')],
    ['60 months', { window: 'TRAILING_MONTHS', windowMonths: 60 }, []],
    ['a flow of a year pro rata', { isProRated: true }, []],
    [
      'trailing pro rata',
      { window: 'TRAILING_MONTHS', windowMonths: 3, isProRated: true },
      at('isProRated', 'NOT_POSSIBLE'),
    ],
    ['a ratio pro rata', { metric: 'SATISFACTION', isProRated: true }, at('isProRated', 'NOT_POSSIBLE')],
    ['points without a score', { points: '5' }, at('points', 'NOT_NEEDED')],
    ['a floor without a score', { floor: '1' }, at('floor', 'NOT_NEEDED')],
    ['a certification of deals', { certificationProgramId: 'x' }, at('certificationProgramId', 'NOT_NEEDED')],
    ['no effort', { effort: '0' }, at('effort', 'OUT_OF_BOUNDS')],
    ['a code in small letters', { code: 'deals' }, at('code', 'NOT_A_CODE')],
    ['no title', { title: ' ' }, at('title', 'REQUIRED')],
  ])('%s', (_case, more, expected) => {
    expect(ofRequirement(more)).toEqual(expected);
  });

  const score = { mode: 'SCORE', scoreNeeded: '5' };
  it.each([
    ['points as many as needed', { points: '5' }, {}, []],
    ['fewer points than needed', { points: '4.999999' }, {}, ['tiers.0.scoreNeeded OUT_OF_REACH']],
    ['no points', {}, {}, [...at('points', 'REQUIRED'), 'tiers.0.scoreNeeded OUT_OF_REACH']],
    ['a floor of nothing', { points: '5', floor: '0' }, {}, []],
    ['a floor as high as the threshold', { points: '5', floor: '2' }, {}, []],
    ['a floor above the threshold', { points: '5', floor: '3' }, {}, at('floor', 'ABOVE_THRESHOLD')],
    ['a floor of half a deal', { points: '5', floor: '0.5' }, {}, at('floor', 'WRONG_UNIT')],
    ['a score of no mode', { points: '5' }, { scoreNeeded: null }, ['tiers.0.scoreNeeded REQUIRED']],
    ['no score at all', { points: '5' }, { scoreNeeded: '0' }, ['tiers.0.scoreNeeded OUT_OF_BOUNDS']],
  ])('of a score: %s', (_case, more, tier, expected) => {
    expect(ofRequirement(more, { ...score, ...tier })).toEqual(expected);
  });
});

describe('a tier', () => {
  const many = (count: number, one: object) => Array.from({ length: count }, () => one);
  it.each([
    ['no tiers', [], ['tiers REQUIRED']],
    ['too many tiers', many(11, TIER), ['tiers TOO_MANY']],
    ['a rank twice', [TIER, { ...TIER, code: 'TOP' }], ['tiers.1.rank REPEATED']],
    ['a code twice', [TIER, { ...TIER, rank: 3 }], ['tiers.1.code REPEATED']],
    ['a rank of nothing', [{ ...TIER, rank: 0 }], ['tiers.0.rank OUT_OF_BOUNDS']],
    ['any of nothing', [{ ...TIER, mode: 'ANY' }], ['tiers.0.requirements REQUIRED']],
    ['a score where all count', [{ ...TIER, scoreNeeded: '1' }], ['tiers.0.scoreNeeded NOT_NEEDED']],
    [
      'too many requirements',
      [{ ...TIER, requirements: many(21, REQUIREMENT) }],
      ['tiers.0.requirements TOO_MANY'],
    ],
    [
      'a requirement twice',
      [{ ...TIER, requirements: many(2, REQUIREMENT) }],
      ['tiers.0.requirements.1.code REPEATED'],
    ],
  ])('%s', (_case, tiers, expected) => {
    expect(refusals({ tiers })).toEqual(expected);
  });

  const benefit = (more: object) =>
    refusals({ tiers: [{ ...TIER, benefits: [{ code: 'GIFT', kind: 'OTHER', title: 'Gift', ...more }] }] });
  const of = (field: string, code: string) => `tiers.0.benefits.0.${field} ${code}`;
  it.each([
    ['nothing of OTHER', {}, []],
    ['an amount of OTHER', { amount: { amount: '1', currency: 'EUR' } }, [of('amount', 'NOT_NEEDED')]],
    ['no factor', { kind: 'COMMISSION_MODIFIER' }, [of('factor', 'REQUIRED')]],
    ['a factor of nothing', { kind: 'COMMISSION_MODIFIER', factor: '0' }, [of('factor', 'OUT_OF_BOUNDS')]],
    ['no leads', { kind: 'LEADS', quantity: 0 }, [of('quantity', 'OUT_OF_BOUNDS')]],
    ['a blank level', { kind: 'SUPPORT_LEVEL', level: ' ' }, [of('level', 'REQUIRED')]],
    [
      'funds of a currency that is not dealt in',
      { kind: 'MARKET_FUNDS', amount: { amount: '1', currency: 'JPY' } },
      [of('amount.currency', 'NOT_DEALT_IN')],
    ],
    [
      'a third of a cent',
      { kind: 'MARKET_FUNDS', amount: { amount: '0.003', currency: 'EUR' } },
      [of('amount.amount', 'TOO_MANY_FRACTION_DIGITS')],
    ],
    [
      'negative funds',
      { kind: 'MARKET_FUNDS', amount: { amount: '-1', currency: 'EUR' } },
      [of('amount.amount', 'OUT_OF_BOUNDS')],
    ],
    ['due after a year', { dueDays: 366 }, [of('dueDays', 'OUT_OF_BOUNDS')]],
  ])('gives %s', (_case, more, expected) => {
    expect(benefit(more)).toEqual(expected);
  });
});

describe('the terms', () => {
  it.each([
    ['its own currency', { rates: [{ currency: 'EUR', rate: '1' }] }, ['rates.0.currency OWN_CURRENCY']],
    ['no rate', { rates: [{ currency: 'USD', rate: '0' }] }, ['rates.0.rate OUT_OF_BOUNDS']],
    [
      'a rate twice',
      {
        rates: [
          { currency: 'USD', rate: '1' },
          { currency: 'USD', rate: '2' },
        ],
      },
      ['rates.1.currency REPEATED'],
    ],
    ['the smallest rate', { rates: [{ currency: 'USD', rate: '0.000000000000000001' }] }, []],
    [
      'more than all of a deal',
      { stageWeights: [{ stage: 'PROPOSAL', weight: '1.1' }] },
      ['stageWeights.0.weight OUT_OF_BOUNDS'],
    ],
    [
      'grace and notice',
      { graceDays: 731, noticeDays: 366 },
      ['graceDays OUT_OF_BOUNDS', 'noticeDays OUT_OF_BOUNDS'],
    ],
  ])('%s', (_case, more, expected) => {
    expect(refusals(more)).toEqual(expected);
  });

  it('say which date counts for a commission, where it has come', () => {
    const accepted = new Date('2026-03-01T00:00:00Z');
    const dates = { REFERRAL_ACCEPTED: accepted, DEAL_WON: null };
    expect(commissionDateOf({ commission: 'REFERRAL_ACCEPTED' }, dates)).toEqual(accepted);
    expect(commissionDateOf({ commission: 'DEAL_WON' }, dates)).toBeNull();
    expect(commissionDateOf({ commission: 'INVOICE_PAID' }, dates)).toBeNull();
  });
});
