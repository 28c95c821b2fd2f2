import { type CurrencyCode, currencyCodeOf, fractionDigitsOf } from '../kernel/currency.ts';
import { InvalidInputError } from '../kernel/errors.ts';
import {
  AMOUNT_MINOR_MAX,
  formatAmount,
  type Money,
  type MoneyRefusal,
  parseMoney,
} from '../kernel/money.ts';

/** Two columns as an amount; null where there is none. */
export const moneyFrom = (amountMinor: bigint | null, currency: string | null): Money | null =>
  amountMinor === null || currency === null ? null : { amountMinor, currency: currencyCodeOf(currency) };

/**
 * Reads the amount of an input field, exactly.
 * @throws InvalidInputError where it has more digits after the point than its currency, or is too large.
 */
export function moneyInput(field: string, input: Readonly<{ amount: string; currency: string }>): Money {
  const currency = currencyCodeOf(input.currency);
  const result = parseMoney(input.amount, currency);
  if (result.ok) return result.value;
  // An amount of more digits than any number that is read is too large like one that only its column cannot hold.
  const code = result.reason === 'TOO_MANY_INTEGER_DIGITS' ? 'AMOUNT_TOO_LARGE' : result.reason;
  throw new InvalidInputError([{ field, code, message: `${field} ${EXPECTED[code](currency)}` }]);
}

const EXPECTED: Readonly<
  Record<Exclude<MoneyRefusal, 'TOO_MANY_INTEGER_DIGITS'>, (currency: CurrencyCode) => string>
> = {
  NOT_A_DECIMAL: () => 'is a decimal number, such as 12.50.',
  TOO_MANY_FRACTION_DIGITS: (currency) =>
    `has at most ${fractionDigitsOf(currency)} digits after the point in ${currency}.`,
  AMOUNT_TOO_LARGE: (currency) =>
    `is at most ${formatAmount({ amountMinor: AMOUNT_MINOR_MAX, currency })} ${currency}.`,
};
