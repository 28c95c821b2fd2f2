import { type CurrencyCode, fractionDigitsOf } from './currency.ts';
import { type Decimal, type DecimalRefusal, formatScaled, parseDecimal, roundedProduct } from './decimal.ts';
import { ok, type Result, refuse } from './result.ts';
import { allocate, compareBigints, magnitude } from './rounding.ts';

/** An exact amount in the currency's minor units: USD 12.50 is 1250n, JPY 12 is 12n. It may be negative. */
export type Money = Readonly<{ amountMinor: bigint; currency: CurrencyCode }>;

/** What PostgreSQL's bigint holds on both sides of zero, so that every amount can be negated. */
export const AMOUNT_MINOR_MAX = 2n ** 63n - 1n;

export type MoneyRefusal = DecimalRefusal | 'AMOUNT_TOO_LARGE';

/** @throws RangeError where the amount is larger than the ledger can hold. */
export function moneyOf(amountMinor: bigint, currency: CurrencyCode): Money {
  if (magnitude(amountMinor) > AMOUNT_MINOR_MAX)
    throw new RangeError(`${amountMinor} exceeds the largest amount.`);
  return { amountMinor, currency };
}

export const zeroOf = (currency: CurrencyCode): Money => ({ amountMinor: 0n, currency });

/**
 * Reads an amount such as `12.5` or `12.50`. More fraction digits than the currency has are refused even when
 * they are zeros: `1.000` is as likely a thousand, written with a group separator, as it is one.
 */
export function parseMoney(text: string, currency: CurrencyCode): Result<Money, MoneyRefusal> {
  const decimal = parseDecimal(text);
  if (!decimal.ok) return decimal;
  const { unscaled, scale } = decimal.value;
  const fractionDigits = fractionDigitsOf(currency);
  if (scale > fractionDigits) return refuse('TOO_MANY_FRACTION_DIGITS');
  const amountMinor = unscaled * 10n ** BigInt(fractionDigits - scale);
  return magnitude(amountMinor) > AMOUNT_MINOR_MAX
    ? refuse('AMOUNT_TOO_LARGE')
    : ok({ amountMinor, currency });
}

/** The amount with all of the currency's fraction digits and without its code: `12.50` for USD, `12` for JPY. */
export const formatAmount = ({ amountMinor, currency }: Money): string =>
  formatScaled(amountMinor, fractionDigitsOf(currency));

/** @throws RangeError where the currencies differ or the sum is larger than the ledger can hold. */
export function moneySum(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return moneyOf(a.amountMinor + b.amountMinor, a.currency);
}

/** @throws RangeError where the currencies differ or the difference is larger than the ledger can hold. */
export const moneyDifference = (a: Money, b: Money): Money => moneySum(a, negated(b));

/** The sum of any number of amounts; the currency is named because there may be none. */
export const moneyTotal = (amounts: readonly Money[], currency: CurrencyCode): Money =>
  amounts.reduce(moneySum, zeroOf(currency));

export const negated = ({ amountMinor, currency }: Money): Money => ({ amountMinor: -amountMinor, currency });

/** @throws RangeError where the currencies differ. */
export function compareMoney(a: Money, b: Money): -1 | 0 | 1 {
  assertSameCurrency(a, b);
  return compareBigints(a.amountMinor, b.amountMinor);
}

/** The amount times a rate, rounded to the minor unit. @throws RangeError where the ledger cannot hold it. */
export const moneyProduct = ({ amountMinor, currency }: Money, rate: Decimal): Money =>
  moneyOf(roundedProduct(amountMinor, rate), currency);

/** The amount split by weights, without a minor unit lost. @throws RangeError as `allocate` does. */
export const moneyShares = ({ amountMinor, currency }: Money, weights: readonly bigint[]): Money[] =>
  allocate(amountMinor, weights).map((part) => ({ amountMinor: part, currency }));

function assertSameCurrency(a: Money, b: Money) {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} and ${b.currency} do not add up.`);
}
