import { describe, expect, it } from 'vitest';
import { entryExplanationOf } from '../../../src/domains/ledger/ledger-explanation.rules.ts';

const at = (day: string) => new Date(`${day}T00:00:00Z`);
const revision = (number: number, day: string) => ({
  ...{ number, bookedAt: at(day) },
  explanation: { rule: { code: `R${number}`, formula: 'FLAT', planCode: 'P', planVersion: number } },
});
const REVISIONS = [revision(2, '2026-08-15'), revision(1, '2026-07-01')];

describe('the explanation of a decision', () => {
  const decision = {
    steps: [{ code: 'DIFFERENCE', operands: ['90.00', '0.00'], result: '90.00', unit: 'EUR' }],
    line: {
      ...{ kind: 'RELEASE', period: 'FY2026-P07', statedMinor: '50000' },
      explanation: { steps: [{ code: 'DUE', operands: [], result: '500.00', unit: 'EUR' }] },
    },
  };

  it('has both sides, each by the terms that counted when it was booked', () => {
    const said = entryExplanationOf({ explanation: decision, bookedAt: at('2026-09-01') }, REVISIONS, {
      explanation: {},
      bookedAt: at('2026-07-03'),
    });
    expect(said.commission?.rule?.code).toBe('R2');
    expect(said.contestedLine).toMatchObject({
      ...{ kind: 'RELEASE', period: 'FY2026-P07', statedMinor: 50_000n },
      explanation: { commission: { rule: { code: 'R1' } }, steps: [{ code: 'DUE', result: '500.00' }] },
    });
  });

  it('reads operands that were stored as bare text', () => {
    const { steps } = entryExplanationOf({ explanation: decision, bookedAt: at('2026-09-01') }, REVISIONS);
    expect(steps[0]?.operands[0]).toEqual({ code: 'VALUE', value: '90.00', unit: '' });
  });

  it.each([{}, null, { line: null }, { line: { statedMinor: 'much' } }])(
    'has one side of %j',
    (explanation) => {
      const entry = { explanation, bookedAt: at('2026-09-01') };
      expect(entryExplanationOf(entry, [], entry)).toMatchObject({ commission: null, contestedLine: null });
    },
  );
});
