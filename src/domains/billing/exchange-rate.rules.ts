import { parseCurrencyCode } from '../../kernel/currency.ts';
import { type Decimal, decimalOf, parseDecimal } from '../../kernel/decimal.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { roundedQuotient } from '../../kernel/rounding.ts';
import { dayOf, plainDateOf } from '../../kernel/time.ts';

/** As many as the database keeps; a reciprocal is rounded to them. */
export const RATE_FRACTION_DIGITS_MAX = 12;

/** Beyond every rate between two currencies, and small enough that its reciprocal does not vanish in the rounding. */
export const RATE_INTEGER_DIGITS_MAX = 9;

const SOURCE_LENGTH_MAX = 200;
const AHEAD_YEARS_MAX = 1;
const ONE: Decimal = { unscaled: 1n, scale: 0 };

export type ExchangeRateInput = Readonly<{
  fromCurrency: string;
  toCurrency: string;
  validFrom: Date;
  rate: string;
  source: string;
}>;

/** Reads a rate that somebody sets, or refuses all that is wrong with it. @throws InvalidInputError */
export function readExchangeRate(input: ExchangeRateInput, today: Date): ExchangeRateInput {
  const fields = new FieldReader();
  for (const field of ['fromCurrency', 'toCurrency'] as const)
    if (!parseCurrencyCode(input[field]).ok)
      fields.refuse(field, 'UNKNOWN_CURRENCY', `${field} is a code of ISO 4217, such as EUR.`);
  if (input.fromCurrency === input.toCurrency)
    fields.refuse('toCurrency', 'SAME_CURRENCY', 'toCurrency is another currency: in itself, one is one.');
  readRate(fields, input.rate);
  const latest = dayOf(plainDateOf(today).add({ years: AHEAD_YEARS_MAX }));
  if (input.validFrom > latest)
    fields.refuse('validFrom', 'TOO_LATE', `validFrom is at most ${AHEAD_YEARS_MAX} year from today.`);
  const source = fields.line('source', input.source, SOURCE_LENGTH_MAX);
  fields.done();
  return { ...input, source };
}

function readRate(fields: FieldReader, text: string): void {
  const result = parseDecimal(text);
  if (!result.ok || result.value.scale > RATE_FRACTION_DIGITS_MAX) {
    const isPrecise = result.ok || result.reason === 'TOO_MANY_FRACTION_DIGITS';
    if (isPrecise)
      fields.refuse(
        'rate',
        'TOO_MANY_FRACTION_DIGITS',
        `rate has at most ${RATE_FRACTION_DIGITS_MAX} digits after the point.`,
      );
    else fields.refuse('rate', 'OUT_OF_RANGE', `rate has at most ${RATE_INTEGER_DIGITS_MAX} whole digits.`);
    return;
  }
  const { unscaled, scale } = result.value;
  if (unscaled <= 0n) fields.refuse('rate', 'NOT_POSITIVE', 'rate is above zero.');
  if (unscaled >= 10n ** BigInt(RATE_INTEGER_DIGITS_MAX + scale))
    fields.refuse('rate', 'OUT_OF_RANGE', `rate has at most ${RATE_INTEGER_DIGITS_MAX} whole digits.`);
}

/** What one unit of the other currency is, to twelve digits. */
export const reciprocalOf = ({ unscaled, scale }: Decimal): Decimal => ({
  unscaled: roundedQuotient(10n ** BigInt(scale + RATE_FRACTION_DIGITS_MAX), unscaled),
  scale: RATE_FRACTION_DIGITS_MAX,
});

/** A rate as it was found: of the pair itself, or only of its inverse. */
export type FoundRate = Readonly<{ rate: string; isInverse: boolean }>;

export const rateFrom = (found: FoundRate | undefined): Decimal | null => {
  if (!found) return null;
  return found.isInverse ? reciprocalOf(decimalOf(found.rate)) : decimalOf(found.rate);
};

/** In itself, one of a currency is one. */
export const SAME_CURRENCY_RATE = ONE;
