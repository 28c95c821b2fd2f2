import { type CurrencyCode, currencyCodeOf, fractionDigitsOf } from '../../kernel/currency.ts';
import { decimalOf, formatDecimal, formatScaled } from '../../kernel/decimal.ts';
import {
  compareFractions,
  type Fraction,
  fractionDifference,
  fractionFrom,
  fractionOf,
  fractionProduct,
  fractionQuotient,
  fractionSum,
  largerOf,
  roundedFraction,
  ZERO,
} from '../../kernel/fraction.ts';
import type { PartAmounts, RateOf } from './kpi-amounts.rules.ts';
import { convertedAmount } from './kpi-amounts.rules.ts';
import type { KpiDefinition } from './kpi-definition.rules.ts';
import { percentileOf } from './kpi-percentile.rules.ts';

/** A value before it is rounded: amounts in minor units of the currency, percentages from 0 to 100. */
export type ExactValue = Readonly<{
  value: Fraction | null;
  numerator: Fraction | null;
  denominator: Fraction | null;
}>;

const HUNDRED = fractionOf(100n);
const DIGITS = 4;

type Combined = Pick<KpiDefinition, 'combine' | 'unit'>;

/** What the parts add up to, by what the definition says; nothing is averaged that was averaged before. */
export function exactValueOf(
  { combine, unit }: Combined,
  parts: readonly PartAmounts[],
  currency: CurrencyCode | null,
  rateOf: RateOf,
): ExactValue {
  if (combine.kind === 'PERCENTILE') {
    const buckets = parts.flatMap((part) => part.buckets);
    const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0n);
    return {
      value: percentileOf(buckets, combine.percentile),
      numerator: null,
      denominator: fractionOf(count),
    };
  }
  const sumOf = (role: PartAmounts['role'], of: 'total' | 'count' | 'gross' | 'net') =>
    parts
      .filter((part) => part.role === role)
      .flatMap(({ amounts }) => amounts)
      .map((amount) =>
        of === 'count' ? fractionOf(amount.count) : convertedAmount(amount, of, currency, rateOf),
      )
      .reduce(fractionSum, ZERO);
  switch (combine.kind) {
    case 'SUM':
    case 'LEVEL':
    case 'WEIGHTED_LEVEL':
      return whole(sumOf('NUMERATOR', 'total'));
    case 'DISTINCT':
    case 'DISTINCT_LEVEL':
      return whole(sumOf('NUMERATOR', 'count'));
    case 'AVERAGE':
      return quotient(sumOf('NUMERATOR', 'total'), sumOf('NUMERATOR', 'count'));
    case 'LEVEL_RATIO':
    case 'RATIO':
      return (unit === 'PERCENT' ? percentage : quotient)(
        sumOf('NUMERATOR', 'total'),
        sumOf('DENOMINATOR', 'total'),
      );
    case 'DISTINCT_SHARE':
      return percentage(sumOf('NUMERATOR', 'count'), sumOf('DENOMINATOR', 'count'));
    case 'RETENTION':
      return percentage(
        sumOf('NUMERATOR', combine.of === 'GROSS' ? 'gross' : 'net'),
        sumOf('NUMERATOR', 'total'),
      );
    case 'COMPLEMENT':
      return complement(percentage(sumOf('NUMERATOR', 'total'), sumOf('DENOMINATOR', 'total')));
  }
}

const whole = (value: Fraction): ExactValue => ({ value, numerator: value, denominator: null });

const isNothing = ({ numerator }: Fraction): boolean => numerator === 0n;

const quotient = (numerator: Fraction, denominator: Fraction): ExactValue => ({
  value: isNothing(denominator) ? null : fractionQuotient(numerator, denominator),
  ...{ numerator, denominator },
});

const percentage = (numerator: Fraction, denominator: Fraction): ExactValue =>
  withValue(quotient(numerator, denominator), (value) => fractionProduct(value, HUNDRED));

const complement = (exact: ExactValue): ExactValue =>
  withValue(exact, (value) => largerOf(ZERO, fractionDifference(HUNDRED, value)));

const withValue = (exact: ExactValue, change: (value: Fraction) => Fraction): ExactValue => ({
  ...exact,
  value: exact.value && change(exact.value),
});

/** Whether the values of parts add up to that of the whole, where no fact is of two parts. */
export const isAdditive = ({ combine }: Pick<KpiDefinition, 'combine'>): boolean =>
  combine.kind === 'SUM' || combine.kind === 'LEVEL' || combine.kind === 'WEIGHTED_LEVEL';

/** An amount of minor units in major ones, with all of the currency's digits. */
export const amountText = (minor: Fraction, currency: CurrencyCode): string => {
  const digits = fractionDigitsOf(currency);
  return formatScaled(roundedFraction(minor, 0).unscaled, digits);
};

export const numberText = (value: Fraction): string => formatDecimal(roundedFraction(value, DIGITS));

/** Whether a part of the KPI is an amount, whose text has the digits of the currency. */
export function valueTexts(
  kpi: Combined,
  exact: ExactValue,
  currency: CurrencyCode | null,
): Readonly<{ value: string | null; numerator: string | null; denominator: string | null }> {
  const text = (value: Fraction | null, isAmount: boolean): string | null => {
    if (value === null) return null;
    return isAmount && currency ? amountText(value, currency) : numberText(value);
  };
  const isRatio = 'numerator' in kpi.combine || kpi.combine.kind === 'RETENTION';
  return {
    value: text(exact.value, kpi.unit === 'MONEY'),
    numerator: text(exact.numerator, currency !== null),
    denominator: text(exact.denominator, currency !== null && isRatio),
  };
}

/** How a value is told where it is one of several that add up. */
export type Rounding = Readonly<{ value: string; numerator: string }>;

/** Values rounded so that they still add up to their rounded sum: what is left over goes to the largest remainders. */
export function roundedTogether(
  kpi: Combined,
  values: readonly Fraction[],
  currency: CurrencyCode | null,
): Rounding[] {
  const digits = kpi.unit === 'MONEY' ? 0 : DIGITS;
  const scale = 10n ** BigInt(digits);
  const floors = values.map((value) => floorOf(value, scale));
  const total = roundedFraction(values.reduce(fractionSum, ZERO), digits).unscaled;
  const left = Number(total - floors.reduce((sum, { floor }) => sum + floor, 0n));
  const byRemainder = floors
    .map((_, place) => place)
    .sort((a, b) => compareFractions(floors[b]!.remainder, floors[a]!.remainder) || a - b);
  const raised = new Set(byRemainder.slice(0, left));
  return floors.map(({ floor }, place) => {
    const value = fractionOf(floor + (raised.has(place) ? 1n : 0n), scale);
    const text = kpi.unit === 'MONEY' && currency ? amountText(value, currency) : numberText(value);
    return { value: text, numerator: text };
  });
}

function floorOf(value: Fraction, scale: bigint): Readonly<{ floor: bigint; remainder: Fraction }> {
  const scaled = value.numerator * scale;
  const cut = scaled / value.denominator;
  const floor = scaled < 0n && cut * value.denominator !== scaled ? cut - 1n : cut;
  return { floor, remainder: fractionOf(scaled - floor * value.denominator, value.denominator) };
}

/** A stated value, as a target is, in the units of exact ones: minor units of an amount. */
export const exactOf = (text: string, kpi: Combined, currency: string | null): Fraction => {
  const value = fractionFrom(decimalOf(text));
  if (kpi.unit !== 'MONEY' || currency === null) return value;
  return fractionProduct(value, fractionOf(10n ** BigInt(fractionDigitsOf(currencyCodeOf(currency)))));
};
