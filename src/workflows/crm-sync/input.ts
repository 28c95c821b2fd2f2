import { type CurrencyCode, currencyCodeOf } from '../../kernel/currency.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import { parseGlobalId } from '../../kernel/ids.ts';
import { type Money, parseMoney } from '../../kernel/money.ts';

export const EXTERNAL_ID_LENGTH_MAX = 200;

/** A decimal and a currency, each well-formed. */
export type AmountInput = Readonly<{ amount: string; currency: string }>;

export const optionalId = (
  fields: FieldReader,
  field: string,
  text: string | null | undefined,
): string | null => fields.optionalForeignId(field, text, EXTERNAL_ID_LENGTH_MAX) ?? null;

/** Null where there is none, or where it is not an id of this type and was refused. */
export function optionalGlobalId(
  fields: FieldReader,
  field: string,
  typename: string,
  text: string | null | undefined,
): string | null {
  if (text == null) return null;
  const globalId = parseGlobalId(text);
  if (globalId?.typename === typename) return globalId.id;
  fields.refuse(field, 'WRONG_TYPE', `${field} is the id of a ${typename}, as the portal gives it.`);
  return null;
}

/** Null where there is none, or where it was refused. Nothing is rounded in silence. */
export function amountOf(
  fields: FieldReader,
  field: string,
  input: AmountInput | null | undefined,
): (Money & Readonly<{ currency: CurrencyCode }>) | null {
  if (!input) return null;
  const money = parseMoney(input.amount, currencyCodeOf(input.currency));
  if (!money.ok) {
    fields.refuse(
      field,
      money.reason,
      `${field} has more digits than ${input.currency} has or the portal can hold.`,
    );
    return null;
  }
  if (money.value.amountMinor < 0n) fields.refuse(field, 'NEGATIVE', `${field} is zero or more.`);
  return money.value;
}

/** Null where there is none, or where it was refused. */
export function wholeNumberOf(
  fields: FieldReader,
  field: string,
  value: number | null | undefined,
  [minimum, maximum]: readonly [number, number],
): number | null {
  if (value == null) return null;
  if (value < minimum || value > maximum)
    fields.refuse(field, 'OUT_OF_RANGE', `${field} is from ${minimum} to ${maximum}.`);
  return value;
}
