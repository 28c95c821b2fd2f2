import { currencyCodeOf } from '../kernel/currency.ts';
import { type Money, parseMoney } from '../kernel/money.ts';
import { badInput } from './request-errors.ts';

/** Two columns as an amount; null where there is none. */
export const moneyFrom = (amountMinor: bigint | null, currency: string | null): Money | null =>
  amountMinor === null || currency === null ? null : { amountMinor, currency: currencyCodeOf(currency) };

/**
 * Reads an amount from an input, exactly.
 * @throws GraphQLError where it has more digits after the point than its currency, or is too large.
 */
export function moneyInput(input: Readonly<{ amount: string; currency: string }>): Money {
  const result = parseMoney(input.amount, currencyCodeOf(input.currency));
  if (result.ok) return result.value;
  throw badInput(`${input.amount} is no amount in ${input.currency}: ${result.reason}.`);
}
