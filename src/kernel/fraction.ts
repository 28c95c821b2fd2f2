import { type Decimal, powerOfTen } from './decimal.ts';
import { compareBigints, roundedQuotient } from './rounding.ts';

/** An exact quotient, for what no decimal can say: a third of a deal, or 91 days of 365. The denominator is positive. */
export type Fraction = Readonly<{ numerator: bigint; denominator: bigint }>;

/** @throws RangeError where the denominator is zero. */
export function fractionOf(numerator: bigint, denominator = 1n): Fraction {
  if (denominator === 1n) return { numerator, denominator };
  if (denominator === 0n) throw new RangeError('Nothing can be divided by zero.');
  const divisor = commonDivisorOf(numerator, denominator) * (denominator < 0n ? -1n : 1n);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export const ZERO = fractionOf(0n);
export const ONE = fractionOf(1n);

export const fractionFrom = ({ unscaled, scale }: Decimal): Fraction =>
  fractionOf(unscaled, powerOfTen(scale));

export const fractionSum = (a: Fraction, b: Fraction): Fraction =>
  fractionOf(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);

export const fractionDifference = (a: Fraction, b: Fraction): Fraction =>
  fractionSum(a, { numerator: -b.numerator, denominator: b.denominator });

export const fractionProduct = (a: Fraction, b: Fraction): Fraction =>
  fractionOf(a.numerator * b.numerator, a.denominator * b.denominator);

/** @throws RangeError where the divisor is zero. */
export const fractionQuotient = (a: Fraction, b: Fraction): Fraction =>
  fractionOf(a.numerator * b.denominator, a.denominator * b.numerator);

export const compareFractions = (a: Fraction, b: Fraction): -1 | 0 | 1 =>
  compareBigints(a.numerator * b.denominator, b.numerator * a.denominator);

export const isAtLeast = (a: Fraction, b: Fraction): boolean => compareFractions(a, b) >= 0;

export const smallerOf = (a: Fraction, b: Fraction): Fraction => (isAtLeast(a, b) ? b : a);

export const largerOf = (a: Fraction, b: Fraction): Fraction => (isAtLeast(a, b) ? a : b);

/** The nearest decimal with so many fraction digits, a half away from zero. */
export const roundedFraction = ({ numerator, denominator }: Fraction, digits: number): Decimal => ({
  unscaled: roundedQuotient(numerator * powerOfTen(digits), denominator),
  scale: digits,
});

/** The smallest decimal with so many fraction digits that is not below it. */
export const fractionCeiling = ({ numerator, denominator }: Fraction, digits: number): Decimal => {
  const scaled = numerator * powerOfTen(digits);
  const floor = scaled / denominator - (scaled % denominator < 0n ? 1n : 0n);
  return { unscaled: floor * denominator === scaled ? floor : floor + 1n, scale: digits };
};

function commonDivisorOf(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
