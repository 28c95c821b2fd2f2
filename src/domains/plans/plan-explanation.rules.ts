import { type CurrencyCode, fractionDigitsOf } from '../../kernel/currency.ts';
import { formatDecimal, formatScaled } from '../../kernel/decimal.ts';
import { type Fraction, roundedFraction } from '../../kernel/fraction.ts';

/** A number or code that went into a commission. Amounts are in major units, and their unit is the currency. */
export type ExplainedValue = Readonly<{ code: string; value: string; unit: string }>;

export type ExplainedStep = Readonly<{
  code: string;
  operands: readonly ExplainedValue[];
  result: string;
  unit: string;
}>;

/** A condition of the rule, what it asks and what was found. `null` was not known. */
export type ExplainedCondition = Readonly<{
  code: string;
  expected: readonly string[];
  actual: string | null;
  holds: boolean;
}>;

/** Why a rule did not pay. `by` is the rule that paid in its place; `expected` and `actual` are a condition's. */
export type NotAppliedReason = Readonly<{
  code: string;
  expected?: readonly string[];
  actual?: string | null;
  by?: string;
}>;

export type NotAppliedRule = Readonly<{
  ruleCode: string;
  isHidden: boolean;
  reasons: readonly NotAppliedReason[];
}>;

/** Why a commission is what it is: ids, codes and numbers only, as plain JSON. */
export type CommissionExplanation = Readonly<{
  inputs: readonly ExplainedValue[];
  /** Null in a partner's copy where the rule is hidden. */
  rule: Readonly<{ code: string; formula: string; planCode: string; planVersion: number }> | null;
  conditions: readonly ExplainedCondition[];
  steps: readonly ExplainedStep[];
  /** In major units: before rounding, after it, and what rounding took away. */
  rounding: Readonly<{ exact: string; rounded: string; residue: string }>;
  others: readonly Readonly<{ ruleCode: string; reasons: readonly NotAppliedReason[] }>[];
}>;

/** How many fraction digits a number is shown with that no decimal says exactly. */
const DIGITS_SHOWN = 12;

export const textOfFraction = (value: Fraction): string =>
  formatDecimal(roundedFraction(value, DIGITS_SHOWN));

/** An amount in minor units that need not be whole, in major units. */
export function amountText(minor: Fraction, currency: CurrencyCode): string {
  const digits = fractionDigitsOf(currency);
  if (minor.denominator === 1n) return formatScaled(minor.numerator, digits);
  return textOfFraction({
    numerator: minor.numerator,
    denominator: minor.denominator * 10n ** BigInt(digits),
  });
}

export const amountValue = (code: string, minor: Fraction, currency: CurrencyCode): ExplainedValue => ({
  code,
  value: amountText(minor, currency),
  unit: currency,
});

export const numberValue = (code: string, value: Fraction, unit: string): ExplainedValue => ({
  code,
  value: textOfFraction(value),
  unit,
});

export const codeValue = (code: string, value: string): ExplainedValue => ({ code, value, unit: 'CODE' });

export const amountStep = (
  code: string,
  operands: readonly ExplainedValue[],
  result: Fraction,
  currency: CurrencyCode,
): ExplainedStep => ({ code, operands, result: amountText(result, currency), unit: currency });
