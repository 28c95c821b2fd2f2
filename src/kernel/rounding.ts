/**
 * The one place where a number is rounded: to the nearest whole, and a half away from zero, so that a credit
 * and its reversal always have the same size.
 * @throws RangeError where the denominator is zero.
 */
export function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new RangeError('Nothing can be divided by zero.');
  const isNegative = numerator < 0n !== denominator < 0n;
  const quotient = (2n * magnitude(numerator) + magnitude(denominator)) / (2n * magnitude(denominator));
  return isNegative ? -quotient : quotient;
}

/**
 * Splits a total by weights so that the parts sum to it exactly: each part is its exact share rounded toward
 * zero, and what is left over goes, one by one, to the largest remainders, the earlier part first on a tie.
 * A part whose weight is zero gets nothing.
 * @throws RangeError where a weight is negative or all of them are zero.
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.some((weight) => weight < 0n)) throw new RangeError('A weight must not be negative.');
  const weightTotal = weights.reduce((sum, weight) => sum + weight, 0n);
  if (weightTotal === 0n) throw new RangeError('At least one weight must be positive.');
  const size = magnitude(total);
  const parts = weights.map((weight) => (size * weight) / weightTotal);
  const remainders = weights.map((weight) => (size * weight) % weightTotal);
  const leftOver = size - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = weights
    .map((_, index) => index)
    .sort((a, b) => compareBigints(remainders[b]!, remainders[a]!) || a - b);
  for (const index of byRemainder.slice(0, Number(leftOver))) parts[index] = parts[index]! + 1n;
  return total < 0n ? parts.map((part) => -part) : parts;
}

export const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Orders two whole numbers as a sort needs it: -1, 0 or 1. */
export const compareBigints = (a: bigint, b: bigint): -1 | 0 | 1 => (a < b ? -1 : a > b ? 1 : 0);
