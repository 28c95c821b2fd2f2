import { ok, type Result, refuse } from './result.ts';
import { compareBigints, magnitude, roundedQuotient } from './rounding.ts';

/** The exact number `unscaled / 10^scale`; 12.50 is `{ unscaled: 1250n, scale: 2 }`. */
export type Decimal = Readonly<{ unscaled: bigint; scale: number }>;

/** What is read from outside has at most 38 digits, so that DECIMAL(38, 18) holds it in any warehouse. */
export const DECIMAL_INTEGER_DIGITS_MAX = 20;
export const DECIMAL_FRACTION_DIGITS_MAX = 18;

export type DecimalRefusal = 'NOT_A_DECIMAL' | 'TOO_MANY_INTEGER_DIGITS' | 'TOO_MANY_FRACTION_DIGITS';

const DECIMAL = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;

/**
 * Reads what JSON calls a number, without its exponent: no plus sign, leading zero, group separator or white
 * space. The scale is kept as written, so that a caller can tell `1.000` from `1`.
 */
export function parseDecimal(text: string): Result<Decimal, DecimalRefusal> {
  const match = DECIMAL.exec(text);
  if (!match) return refuse('NOT_A_DECIMAL');
  const [, sign, integer = '', fraction = ''] = match;
  if (integer.length > DECIMAL_INTEGER_DIGITS_MAX) return refuse('TOO_MANY_INTEGER_DIGITS');
  if (fraction.length > DECIMAL_FRACTION_DIGITS_MAX) return refuse('TOO_MANY_FRACTION_DIGITS');
  const size = BigInt(integer + fraction);
  return ok({ unscaled: sign === '-' ? -size : size, scale: fraction.length });
}

/**
 * For literals in code and for what the database already vouches for.
 * @throws RangeError where the text is not a decimal within the bounds.
 */
export function decimalOf(text: string): Decimal {
  const result = parseDecimal(text);
  if (!result.ok)
    throw new RangeError(`${JSON.stringify(text.slice(0, 60))} is no decimal: ${result.reason}.`);
  return result.value;
}

/** The canonical text: equal numbers have equal texts, with no trailing zero and no negative zero. */
export function formatDecimal({ unscaled, scale }: Decimal): string {
  const text = formatScaled(unscaled, scale);
  return scale === 0 ? text : text.replace(/\.?0+$/, '');
}

/** The text of `unscaled / 10^scale` with exactly `scale` fraction digits, as amounts of money are written. */
export function formatScaled(unscaled: bigint, scale: number): string {
  assertScale(scale);
  const digits = magnitude(unscaled)
    .toString()
    .padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  const integer = digits.slice(0, digits.length - scale);
  return scale === 0 ? sign + integer : `${sign}${integer}.${digits.slice(-scale)}`;
}

/** A rate in basis points as a factor: 1,250 is 0.1250. */
export const decimalOfBps = (rateBps: bigint): Decimal => ({ unscaled: rateBps, scale: 4 });

export const compareDecimals = (a: Decimal, b: Decimal): -1 | 0 | 1 =>
  compareBigints(unscaledAt(a, Math.max(a.scale, b.scale)), unscaledAt(b, Math.max(a.scale, b.scale)));

export function decimalSum(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { unscaled: unscaledAt(a, scale) + unscaledAt(b, scale), scale };
}

export const decimalDifference = (a: Decimal, b: Decimal): Decimal =>
  decimalSum(a, { unscaled: -b.unscaled, scale: b.scale });

/** The exact product: its scale is the sum of both scales, and nothing is rounded. */
export const decimalProduct = (a: Decimal, b: Decimal): Decimal => ({
  unscaled: a.unscaled * b.unscaled,
  scale: a.scale + b.scale,
});

/** The number with at most so many fraction digits, a half rounded away from zero. */
export function roundedDecimal(value: Decimal, fractionDigitsMax: number): Decimal {
  assertScale(fractionDigitsMax);
  if (value.scale <= fractionDigitsMax) return value;
  const divisor = powerOfTen(value.scale - fractionDigitsMax);
  return { unscaled: roundedQuotient(value.unscaled, divisor), scale: fractionDigitsMax };
}

/** A whole number times a rate, rounded to a whole number: the arithmetic of a commission line. */
export const roundedProduct = (whole: bigint, rate: Decimal): bigint =>
  roundedQuotient(whole * rate.unscaled, powerOfTen(rate.scale));

/** As far as what is read has digits, they are at hand. */
const POWERS_OF_TEN = Array.from({ length: 39 }, (_, exponent) => 10n ** BigInt(exponent));

export const powerOfTen = (exponent: number): bigint => POWERS_OF_TEN[exponent] ?? 10n ** BigInt(exponent);

const unscaledAt = ({ unscaled, scale }: Decimal, scaleWanted: number): bigint =>
  unscaled * powerOfTen(scaleWanted - scale);

function assertScale(scale: number) {
  if (!Number.isInteger(scale) || scale < 0)
    throw new RangeError(`${scale} is no number of fraction digits.`);
}
