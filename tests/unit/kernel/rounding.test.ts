import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, magnitude, roundedQuotient } from '../../../src/kernel/rounding.ts';

describe('roundedQuotient', () => {
  it.each([
    { _case: 'exact', numerator: 6n, denominator: 3n, rounded: 2n },
    { _case: 'below a half goes down', numerator: 14n, denominator: 10n, rounded: 1n },
    { _case: 'a half goes up', numerator: 15n, denominator: 10n, rounded: 2n },
    { _case: 'a half goes up, not to even', numerator: 25n, denominator: 10n, rounded: 3n },
    { _case: 'a negative half goes down', numerator: -15n, denominator: 10n, rounded: -2n },
    { _case: 'just below a negative half goes up', numerator: -149n, denominator: 100n, rounded: -1n },
    { _case: 'a negative denominator', numerator: 15n, denominator: -10n, rounded: -2n },
    { _case: 'both negative', numerator: -15n, denominator: -10n, rounded: 2n },
    { _case: 'an odd denominator has no half', numerator: 1n, denominator: 3n, rounded: 0n },
    { _case: 'two thirds', numerator: 2n, denominator: 3n, rounded: 1n },
    { _case: 'zero', numerator: 0n, denominator: -7n, rounded: 0n },
    {
      _case: 'beyond what a float holds',
      numerator: 90_071_992_547_409_935n,
      denominator: 10n,
      rounded: 9_007_199_254_740_994n,
    },
  ])('$_case', ({ numerator, denominator, rounded }) => {
    expect(roundedQuotient(numerator, denominator)).toBe(rounded);
  });

  it('refuses to divide by zero', () => {
    expect(() => roundedQuotient(1n, 0n)).toThrow(RangeError);
  });

  it('is never further than a half from the exact quotient', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (numerator, denominator) => {
        const error = numerator - roundedQuotient(numerator, denominator) * denominator;
        expect(2n * magnitude(error) <= denominator).toBe(true);
      }),
    );
  });
});

describe('allocate', () => {
  it.each([
    {
      _case: 'even thirds: the earlier part gets the rest',
      total: 100n,
      weights: [1n, 1n, 1n],
      parts: [34n, 33n, 33n],
    },
    { _case: 'the largest remainder first', total: 100n, weights: [1n, 2n, 3n], parts: [17n, 33n, 50n] },
    { _case: 'two left over', total: 5n, weights: [1n, 1n, 1n], parts: [2n, 2n, 1n] },
    { _case: 'a credit mirrors its charge', total: -100n, weights: [1n, 1n, 1n], parts: [-34n, -33n, -33n] },
    { _case: 'a zero weight gets nothing', total: 1n, weights: [0n, 1n, 1n], parts: [0n, 1n, 0n] },
    { _case: 'nothing to split', total: 0n, weights: [3n, 7n], parts: [0n, 0n] },
    { _case: 'shares in basis points', total: 1_001n, weights: [6_000n, 4_000n], parts: [601n, 400n] },
  ])('$_case', ({ total, weights, parts }) => {
    expect(allocate(total, weights)).toEqual(parts);
  });

  it.each([
    { _case: 'no weights', weights: [] },
    { _case: 'only zeros', weights: [0n, 0n] },
    { _case: 'a negative weight', weights: [2n, -1n] },
  ])('refuses $_case', ({ weights }) => {
    expect(() => allocate(10n, weights)).toThrow(RangeError);
  });

  it('sums to the total, with each part within one of its exact share', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.bigInt(), weights, (total, drawn) => {
        const weightTotal = drawn.reduce((sum, weight) => sum + weight, 0n);
        fc.pre(weightTotal > 0n);
        const parts = allocate(total, drawn);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(total);
        for (const [place, part] of parts.entries()) {
          expect(magnitude(part * weightTotal - total * drawn[place]!) < weightTotal).toBe(true);
        }
      }),
    );
  });
});
