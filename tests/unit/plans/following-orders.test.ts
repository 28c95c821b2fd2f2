import { describe, expect, it } from 'vitest';
import { evaluateLine } from '../../../src/domains/plans/plan-evaluation.rules.ts';
import { aLine, aRule } from './builders.ts';

const flatOf = (amountMinor: string, per: string) => ({
  formula: 'FLAT',
  arguments: { amountMinor, per },
  currency: 'EUR',
});
const slotOf = (rule: Parameters<typeof aRule>[0], line: Parameters<typeof aLine>[0] = {}) =>
  evaluateLine(aLine({ ...line, rules: [aRule(rule)] })).slots[0];

describe('an order that changes another', () => {
  const previous = { oneOffMinor: 1_200_00n, monthlyMinor: 70_00n, quantity: 3, costMinor: 800_00n };
  const change = { order: { type: 'CHANGE' as const }, previous };

  it.each([
    {
      _case:
        'pays on the difference: 1,200 + (100 - 70) x 12 = 1,560; x 10 % = 156.00; the customer pays 2,400',
      rule: {},
      line: change,
      amount: 156_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'pays nothing on a lower charge: 0 one-off, 100 - 130 = 0; 0.00',
      rule: {},
      line: { ...change, line: { oneOffMinor: 0n }, previous: { ...previous, monthlyMinor: 130_00n } },
      amount: 0n,
      revenue: 1_200_00n,
    },
    {
      _case: 'without a known line before it pays in full: 240.00',
      rule: {},
      line: { ...change, previous: null },
      amount: 240_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'pays margin on the difference: 1,560 - (900 - 800) = 1,460; x 20 % = 292.00',
      rule: { formula: 'PERCENT_MARGIN', arguments: { rate: '0.2' } },
      line: change,
      amount: 292_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'pays 10.00 for each unit that it adds: 5 - 3 = 2; 20.00',
      rule: flatOf('1000', 'UNIT'),
      line: { ...change, line: { quantity: 5 } },
      amount: 20_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'pays for the line where the rule names it: 10.00',
      rule: { ...flatOf('1000', 'LINE'), conditions: { orderTypes: ['CHANGE'] } },
      line: change,
      amount: 10_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'pays recurring on the difference: 30 x 10 x 10 % = 30.00 of 1,000 that the customer pays',
      rule: { formula: 'RECURRING', arguments: { rate: '0.1', months: 10 } },
      line: change,
      amount: 30_00n,
      revenue: 1_000_00n,
    },
    {
      _case: 'renewed pays in full: 240.00',
      rule: {},
      line: { order: { type: 'RENEWAL' as const }, previous },
      amount: 240_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'added to pays in full: 240.00',
      rule: {},
      line: { order: { type: 'ADD' as const }, previous },
      amount: 240_00n,
      revenue: 2_400_00n,
    },
    {
      _case: 'moved pays where the rule names it: 240.00',
      rule: { conditions: { orderTypes: ['NEW', 'MOVE'] } },
      line: { order: { type: 'MOVE' as const }, previous },
      amount: 240_00n,
      revenue: 2_400_00n,
    },
  ])('$_case', ({ rule, line, amount, revenue }) => {
    expect(slotOf(rule, line)).toMatchObject({ amountMinor: amount, revenueMinor: revenue });
  });

  it('says in the explanation that the difference is never below zero', () => {
    const line = { ...change, previous: { ...previous, monthlyMinor: 130_00n } };
    expect(slotOf({}, line)?.explanation.steps[0]).toEqual({
      code: 'MONTHLY_DIFFERENCE',
      operands: [
        { code: 'MONTHLY', value: '100.00', unit: 'EUR' },
        { code: 'MONTHLY_BEFORE', value: '130.00', unit: 'EUR' },
      ],
      result: '0.00',
      unit: 'EUR',
    });
  });

  it.each([
    { type: 'MOVE' as const, conditions: {}, code: 'MOVE_NOT_NAMED' },
    { type: 'MOVE' as const, conditions: { orderTypes: ['NEW'] }, code: 'ORDER_TYPES' },
    { type: 'TRANSFER' as const, conditions: { orderTypes: ['TRANSFER'] }, code: 'TYPE_NEVER_PAYS' },
    { type: 'DISCONNECT' as const, conditions: { orderTypes: ['DISCONNECT'] }, code: 'TYPE_NEVER_PAYS' },
  ])('of type $type pays nothing: $code', ({ type, conditions, code }) => {
    const outcome = evaluateLine(aLine({ order: { type }, previous, rules: [aRule({ conditions })] }));
    expect(outcome).toMatchObject({ slots: [], notApplied: [{ reasons: [{ code }] }] });
  });

  it.each([
    { _case: 'flat amount', rule: flatOf('1000', 'LINE') },
    {
      _case: 'milestone',
      rule: {
        formula: 'MILESTONE',
        arguments: { amountMinor: '1000', event: 'ACTIVATED', months: null },
        currency: 'EUR',
      },
    },
  ])('pays no $_case for a line that was there before, unless the rule names CHANGE', ({ rule }) => {
    expect(slotOf(rule, change)?.amountMinor).toBe(0n);
    expect(slotOf({ ...rule, conditions: { orderTypes: ['CHANGE'] } }, change)?.amountMinor).toBe(10_00n);
  });
});
