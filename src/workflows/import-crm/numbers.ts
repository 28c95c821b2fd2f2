import { type CurrencyCode, fractionDigitsOf } from '../../kernel/currency.ts';
import {
  compareDecimals,
  type Decimal,
  decimalProduct,
  formatDecimal,
  parseDecimal,
} from '../../kernel/decimal.ts';
import { parseMoney } from '../../kernel/money.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';

export type NumberFormat = Readonly<{
  decimalSeparator: string;
  /** Empty where thousands are not separated. */
  thousandsSeparator: string;
  /** A column in millions has 1000000 here. */
  multiplyBy: number;
}>;

export type NumberRefusal =
  | 'INVALID_NUMBER'
  | 'NEGATIVE_NUMBER'
  | 'NUMBER_OUT_OF_RANGE'
  | 'NUMBER_TOO_PRECISE';

/** Reads amounts of money into minor units, exactly: what the currency cannot express is refused, not rounded. */
export function amountReaderOf(format: NumberFormat) {
  const read = decimalReaderOf(format);
  return (text: string, currency: CurrencyCode): Result<bigint, NumberRefusal> => {
    const decimal = read(text);
    if (!decimal.ok) return decimal;
    const plain = formatDecimal(decimal.value);
    const fractionDigits = plain.split('.')[1]?.length ?? 0;
    if (fractionDigits > fractionDigitsOf(currency)) return refuse('NUMBER_TOO_PRECISE');
    const money = parseMoney(plain, currency);
    return money.ok ? ok(money.value.amountMinor) : refuse('NUMBER_OUT_OF_RANGE');
  };
}

/** Reads amounts as plain decimals, where the currency is known only later. */
export function decimalTextReaderOf(format: NumberFormat) {
  const read = decimalReaderOf(format);
  return (text: string): Result<string, NumberRefusal> => {
    const decimal = read(text);
    return decimal.ok ? ok(formatDecimal(decimal.value)) : decimal;
  };
}

/** Reads whole numbers within bounds, both included. */
export function integerReaderOf(format: NumberFormat, min: number, max: number) {
  const read = decimalReaderOf(format);
  return (text: string): Result<number, NumberRefusal> => {
    const decimal = read(text);
    if (!decimal.ok) return decimal;
    const plain = formatDecimal(decimal.value);
    if (plain.includes('.')) return refuse('NUMBER_TOO_PRECISE');
    const value = Number(plain);
    return value >= min && value <= max ? ok(value) : refuse('NUMBER_OUT_OF_RANGE');
  };
}

/** How a file writes a percentage: 85 or 85%, or else 0.85. */
export const PERCENT_WRITINGS = ['PERCENT', 'FRACTION'] as const;
export type PercentWriting = (typeof PERCENT_WRITINGS)[number];

const HUNDRED = 100;

/** Reads percentages from 0 to 100 exactly, as texts with at most so many decimals: nothing is rounded in silence. */
export function percentReaderOf(format: NumberFormat, writing: PercentWriting, fractionDigitsMax: number) {
  const multiplyBy = writing === 'FRACTION' ? format.multiplyBy * HUNDRED : format.multiplyBy;
  const read = decimalReaderOf({ ...format, multiplyBy });
  return (text: string): Result<string, NumberRefusal> => {
    const decimal = read(writing === 'PERCENT' ? text.replace(/\s*%$/, '') : text);
    if (!decimal.ok) return decimal;
    if (compareDecimals(decimal.value, { unscaled: BigInt(HUNDRED), scale: 0 }) > 0)
      return refuse('NUMBER_OUT_OF_RANGE');
    const plain = formatDecimal(decimal.value);
    const isPrecise = (plain.split('.')[1]?.length ?? 0) > fractionDigitsMax;
    return isPrecise ? refuse('NUMBER_TOO_PRECISE') : ok(plain);
  };
}

/** Not negative. Separators must stand where they belong, so that `1,50` is not read as a hundred and fifty. */
function decimalReaderOf({ decimalSeparator, thousandsSeparator, multiplyBy }: NumberFormat) {
  const group = /\s/.test(thousandsSeparator) ? '[ \\u00a0\\u2009\\u202f]' : escaped(thousandsSeparator);
  const grouped = thousandsSeparator === '' ? '' : `|\\d{1,3}(?:${group}\\d{2,3})*${group}\\d{3}`;
  const pattern = new RegExp(
    `^(?<sign>[-−(]?)(?<integer>\\d+${grouped})?(?:${escaped(decimalSeparator)}(?<fraction>\\d*))?\\)?$`,
  );
  const factor: Decimal = { unscaled: BigInt(multiplyBy), scale: 0 };
  return (text: string): Result<Decimal, NumberRefusal> => {
    const groups = pattern.exec(text)?.groups;
    if (!groups || !/\d/.test(text) || text.startsWith('(') !== text.endsWith(')'))
      return refuse('INVALID_NUMBER');
    const integer = (groups.integer ?? '').replace(/\D/g, '').replace(/^0+(?=\d)/, '') || '0';
    const fraction = (groups.fraction ?? '').replace(/0+$/, '');
    const decimal = parseDecimal(fraction === '' ? integer : `${integer}.${fraction}`);
    if (!decimal.ok)
      return refuse(
        decimal.reason === 'TOO_MANY_FRACTION_DIGITS' ? 'NUMBER_TOO_PRECISE' : 'NUMBER_OUT_OF_RANGE',
      );
    if (groups.sign !== '' && decimal.value.unscaled !== 0n) return refuse('NEGATIVE_NUMBER');
    return ok(decimalProduct(decimal.value, factor));
  };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
