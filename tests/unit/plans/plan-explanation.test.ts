import { describe, expect, it } from 'vitest';
import { evaluateLine } from '../../../src/domains/plans/plan-evaluation.rules.ts';
import { aLine, aRule, rateOf } from './builders.ts';

const percent = (rate: string) => ({ arguments: { rate } });

describe('an explanation', () => {
  const margin = aRule({
    code: 'MARGIN',
    formula: 'PERCENT_MARGIN',
    ...percent('0.3333'),
    conditions: { orderTypes: ['NEW'] },
  });
  const hidden = aRule({ position: 2, code: 'SECRET', groupCode: 'SECRET', isHidden: true });
  const unpaid = aRule({ position: 3, code: 'HUSH', groupCode: 'SECRET', isHidden: true });
  const told = aRule({ position: 4, code: 'TOLD', groupCode: 'SECRET' });
  const { slots } = evaluateLine(
    aLine({ rules: [margin, hidden, unpaid, told], line: { costMinor: 899_99n }, tierFactor: rateOf('1.1') }),
  );

  it('says every input, condition, step, what was rounded away and what else there was', () => {
    expect(slots[0]?.explanation).toMatchObject({
      rule: { code: 'MARGIN', formula: 'PERCENT_MARGIN', planCode: 'STANDARD', planVersion: 1 },
      conditions: [{ code: 'ORDER_TYPES', expected: ['NEW'], actual: 'NEW', holds: true }],
      // 1,500.01 x 0.3333 x 1.1 = 549.9486663.
      rounding: { exact: '549.9486663', rounded: '549.95', residue: '-0.0013337' },
      others: [
        { ruleCode: 'HUSH', reasons: [{ code: 'EXCLUDED_BY', by: 'SECRET' }] },
        { ruleCode: 'TOLD', reasons: [{ code: 'EXCLUDED_BY', by: 'SECRET' }] },
      ],
    });
    expect(slots[0]?.explanation.steps.map(({ code, result }) => [code, result])).toEqual([
      ['FIRST_YEAR_REVENUE', '2400.00'],
      ['MARGIN', '1500.01'],
      ['BASIS_TIMES_RATE', '499.953333'],
      ['TIMES_TIER_FACTOR', '549.9486663'],
    ]);
    expect(slots[0]?.explanation.inputs).toContainEqual({ code: 'COST', value: '899.99', unit: 'EUR' });
  });

  it("keeps margin, cost and hidden rules out of the partner's copy", () => {
    const copies = JSON.stringify(slots.map(({ partnerExplanation }) => partnerExplanation));
    for (const secret of ['899.99', '1500.01', '0.3333', 'SECRET"', 'HUSH', 'COST'])
      expect(copies).not.toContain(secret);
    expect(slots.map(({ partnerBasisMinor, partnerRate }) => [partnerBasisMinor, partnerRate])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(slots[0]?.partnerExplanation).toMatchObject({
      rule: { code: 'MARGIN' },
      others: [{ ruleCode: 'TOLD', reasons: [{ code: 'EXCLUDED_BY' }] }],
    });
    expect(slots[1]?.partnerExplanation).toMatchObject({ rule: null, steps: [], conditions: [] });
  });

  it("tells the partner all of a rule that is neither hidden nor on margin, but the line's cost", () => {
    const [slot] = evaluateLine(aLine()).slots;
    const inputs = slot?.explanation.inputs.filter(({ code }) => code !== 'COST');
    expect(slot?.partnerExplanation).toEqual({ ...slot?.explanation, inputs });
  });

  it('is plain JSON', () => {
    for (const { explanation } of slots) expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  });
});
