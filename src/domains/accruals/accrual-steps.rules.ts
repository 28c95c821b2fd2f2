import { currencyCodeOf, fractionDigitsOf } from '../../kernel/currency.ts';
import { formatDecimal, formatScaled } from '../../kernel/decimal.ts';
import { type Fraction, fractionOf, roundedFraction } from '../../kernel/fraction.ts';

/** A number that went into a step. Amounts are in major units, and their unit is the currency. */
export type StepValue = Readonly<{ code: string; value: string; unit: string }>;

/** One step of arithmetic, in ids, codes and numbers only. */
export type AccrualStep = Readonly<{
  code: string;
  operands: readonly StepValue[];
  result: string;
  unit: string;
}>;

/** How many fraction digits a number is shown with that no decimal says exactly. */
const DIGITS_SHOWN = 12;

const textOf = (value: Fraction): string => formatDecimal(roundedFraction(value, DIGITS_SHOWN));

/** Minor units, which need not be whole, as major units of their currency. */
export function majorText(minor: Fraction, currency: string): string {
  const digits = fractionDigitsOf(currencyCodeOf(currency));
  return minor.denominator === 1n
    ? formatScaled(minor.numerator, digits)
    : textOf(fractionOf(minor.numerator, minor.denominator * 10n ** BigInt(digits)));
}

export const amount = (code: string, minor: Fraction | bigint, currency: string): StepValue => ({
  code,
  value: majorText(typeof minor === 'bigint' ? fractionOf(minor) : minor, currency),
  unit: currency,
});

export const number = (code: string, value: Fraction | number, unit: string): StepValue => ({
  code,
  value: textOf(typeof value === 'number' ? fractionOf(BigInt(value)) : value),
  unit,
});

export const percent = (code: string, factor: Fraction): StepValue =>
  number(code, fractionOf(factor.numerator * 100n, factor.denominator), 'PERCENT');

export const day = (code: string, value: Date): StepValue => ({
  code,
  value: value.toISOString().slice(0, 10),
  unit: 'DATE',
});

export const fact = (factId: string): StepValue => ({ code: 'FACT', value: factId, unit: 'ID' });

export const amountStep = (
  code: string,
  operands: readonly StepValue[],
  result: Fraction | bigint,
  currency: string,
): AccrualStep => {
  const { value, unit } = amount(code, result, currency);
  return { code, operands, result: value, unit };
};
