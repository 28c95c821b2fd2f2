import { describe, expect, it } from 'vitest';
import { evaluateLine } from '../../../src/domains/plans/plan-evaluation.rules.ts';
import { aLine, aRule } from './builders.ts';

const percent = (rate: string) => ({ arguments: { rate } });
const paidBy = (line: Parameters<typeof aLine>[0]) =>
  evaluateLine(aLine(line)).slots.map(({ slot, ruleCode, amountMinor }) => ({ slot, ruleCode, amountMinor }));

describe('rules of a plan', () => {
  const first = aRule({
    position: 1,
    code: 'FIBRE',
    conditions: { productCodes: ['FIBRE'] },
    ...percent('0.12'),
  });
  const second = aRule({ position: 2, code: 'ANY' });
  const bonus = aRule({ position: 3, code: 'BONUS', groupCode: 'BONUS', ...percent('0.02') });

  it.each([
    {
      _case:
        'of one group: the first that applies pays 12 % of 2,400 = 288.00; of another group 2 % = 48.00 adds',
      rules: [first, second, bonus],
      line: {},
      paid: [
        { slot: 'BASE', ruleCode: 'FIBRE', amountMinor: 288_00n },
        { slot: 'BONUS', ruleCode: 'BONUS', amountMinor: 48_00n },
      ],
    },
    {
      _case: 'of one group: where the first does not apply the next pays 10 % = 240.00',
      rules: [first, second, bonus],
      line: { line: { productCode: 'VOICE' } },
      paid: [
        { slot: 'BASE', ruleCode: 'ANY', amountMinor: 240_00n },
        { slot: 'BONUS', ruleCode: 'BONUS', amountMinor: 48_00n },
      ],
    },
    {
      _case: 'are tried in order of position, not as they are listed',
      rules: [bonus, second, first],
      line: {},
      paid: [
        { slot: 'BASE', ruleCode: 'FIBRE', amountMinor: 288_00n },
        { slot: 'BONUS', ruleCode: 'BONUS', amountMinor: 48_00n },
      ],
    },
  ])('$_case', ({ rules, line, paid }) => {
    expect(paidBy({ ...line, rules })).toEqual(paid);
  });

  it('say which rule paid in their place', () => {
    expect(evaluateLine(aLine({ rules: [first, second] })).notApplied).toEqual([
      { ruleCode: 'ANY', isHidden: false, reasons: [{ code: 'EXCLUDED_BY', by: 'FIBRE' }] },
    ]);
  });

  it.each([
    {
      conditions: { productCodes: ['VOICE'] },
      reason: { code: 'PRODUCT_CODES', expected: ['VOICE'], actual: 'FIBRE' },
    },
    {
      conditions: { productFamilies: ['MOBILE'] },
      reason: { code: 'PRODUCT_FAMILIES', expected: ['MOBILE'], actual: 'ACCESS' },
    },
    {
      conditions: { orderTypes: ['RENEWAL'] },
      reason: { code: 'ORDER_TYPES', expected: ['RENEWAL'], actual: 'NEW' },
    },
    {
      conditions: { sizeMinMinor: '240001' },
      reason: { code: 'SIZE_MIN', expected: ['2400.01 EUR'], actual: '2400.00 EUR' },
    },
    {
      conditions: { sizeMaxMinor: '239999' },
      reason: { code: 'SIZE_MAX', expected: ['2399.99 EUR'], actual: '2400.00 EUR' },
    },
    {
      conditions: { segments: ['FINANCE'] },
      reason: { code: 'SEGMENTS', expected: ['FINANCE'], actual: 'HEALTH' },
    },
    { conditions: { regions: ['SOUTH'] }, reason: { code: 'REGIONS', expected: ['SOUTH'], actual: 'NORTH' } },
    {
      conditions: { tierCodes: ['PLATINUM'] },
      reason: { code: 'TIER_CODES', expected: ['PLATINUM'], actual: 'GOLD' },
    },
    {
      conditions: { customerKind: 'EXISTING' },
      reason: { code: 'CUSTOMER_KIND', expected: ['EXISTING'], actual: 'NEW' },
    },
    {
      conditions: { orderedFrom: '2026-04-16' },
      reason: { code: 'ORDERED_FROM', expected: ['2026-04-16'], actual: '2026-04-15' },
    },
    {
      conditions: { orderedUntil: '2026-04-15' },
      reason: { code: 'ORDERED_UNTIL', expected: ['2026-04-15'], actual: '2026-04-15' },
    },
  ])('do not apply where $reason.code does not hold', ({ conditions, reason }) => {
    const rules = [aRule({ conditions, currency: 'EUR' })];
    expect(evaluateLine(aLine({ rules }))).toEqual({
      slots: [],
      notApplied: [{ ruleCode: 'BASE', isHidden: false, reasons: [reason] }],
    });
  });

  it('apply where every condition holds, at its very edge', () => {
    const conditions = {
      productCodes: ['FIBRE'],
      productFamilies: ['ACCESS'],
      orderTypes: ['NEW'],
      sizeMinMinor: '240000',
      sizeMaxMinor: '240000',
      segments: ['HEALTH'],
      regions: ['NORTH'],
      tierCodes: ['GOLD'],
      customerKind: 'NEW',
      orderedFrom: '2026-04-15',
      orderedUntil: '2026-04-16',
    };
    const [slot] = evaluateLine(aLine({ rules: [aRule({ conditions, currency: 'EUR' })] })).slots;
    expect(slot?.amountMinor).toBe(240_00n);
    expect(slot?.explanation.conditions.every(({ holds }) => holds)).toBe(true);
    expect(slot?.explanation.conditions).toHaveLength(11);
  });

  it('that ask for what is not known do not apply', () => {
    const rules = [aRule({ conditions: { segments: ['HEALTH'] } })];
    expect(evaluateLine(aLine({ rules, customer: { segment: null } })).notApplied[0]?.reasons).toEqual([
      { code: 'SEGMENTS', expected: ['HEALTH'], actual: null },
    ]);
  });
});
