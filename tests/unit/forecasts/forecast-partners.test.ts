import { describe, expect, it } from 'vitest';
import {
  factorOf,
  priorStrengthOf,
  spreadOf,
} from '../../../src/domains/forecasts/forecast-partners.rules.ts';

describe('How a partner differs from the program', () => {
  it.each([
    { _case: 'no history: not at all', tally: { observed: 0, expected: 0 }, factor: 1 },
    { _case: 'little: drawn to the program', tally: { observed: 4, expected: 2 }, factor: 24 / 22 },
    { _case: 'much: its own', tally: { observed: 20_000, expected: 10_000 }, factor: 1.998 },
    { _case: 'won nothing, as expected of little', tally: { observed: 0, expected: 5 }, factor: 20 / 25 },
  ])('$_case', ({ tally, factor }) => {
    expect(factorOf(tally, 20)).toBeCloseTo(factor, 3);
  });

  it('is believed the sooner, the more partners differ', () => {
    const alike = Array.from({ length: 30 }, () => ({ observed: 50, expected: 50 }));
    const apart = alike.map((tally, place) => ({ ...tally, observed: place % 2 === 0 ? 20 : 80 }));
    expect(priorStrengthOf(alike)).toBe(500);
    expect(priorStrengthOf(apart)).toBe(5);
    expect(priorStrengthOf([])).toBe(500);
  });

  it('and months scatter by what chance does not explain', () => {
    const months = (share: number) =>
      Array.from({ length: 103 }, (_, place) => ({
        expected: 1_000,
        observed: place % 2 === 0 ? 1_000 * (1 - share) : 1_000 * (1 + share),
      }));
    expect(spreadOf([])).toBeCloseTo(0.15, 12);
    expect(spreadOf(months(0.4))).toBeCloseTo(0.39, 1);
    expect(spreadOf(months(0))).toBeLessThan(0.04);
  });
});
