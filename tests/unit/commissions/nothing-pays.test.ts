import { expect, it } from 'vitest';
import { nothingPays } from '../../../src/domains/commissions/earning.rules.ts';

it('names no hidden rule to the partner, and every one to staff', () => {
  const before = {
    tierCode: null,
    tierOn: null,
    share: { numerator: 1n, denominator: 1n },
    revenueMinor: 0n,
  };
  const { explanation, review } = nothingPays(
    { ...before, terms: {} as never },
    'version',
    [
      { ruleCode: 'SECRET-TOO', isHidden: true, reasons: [{ code: 'NO_RATE' }] },
      { ruleCode: 'OPEN', isHidden: false, reasons: [{ code: 'EXCLUDED_BY', by: 'SECRET' }] },
      { ruleCode: 'ALSO', isHidden: false, reasons: [{ code: 'EXCLUDED_BY', by: 'OPEN' }] },
    ],
    new Set(['SECRET', 'SECRET-TOO']),
    { kept: true },
  );
  expect(explanation).toMatchObject({
    others: [
      { ruleCode: 'OPEN', reasons: [{ code: 'EXCLUDED_BY' }] },
      { ruleCode: 'ALSO', reasons: [{ code: 'EXCLUDED_BY', by: 'OPEN' }] },
    ],
  });
  expect(JSON.stringify(explanation)).not.toContain('SECRET');
  expect(JSON.stringify(review)).toContain('SECRET-TOO');
});
