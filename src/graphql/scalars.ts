import { CURRENCY_CODES, parseCurrencyCode } from '../kernel/currency.ts';
import { formatDecimal, parseDecimal } from '../kernel/decimal.ts';
import { formatAmount, type Money } from '../kernel/money.ts';
import { parseDate, parseTimeZone } from '../kernel/time.ts';
import { parseInstant } from '../kernel/written-time.ts';
import { builder } from './builder.ts';
import { badInput } from './request-errors.ts';

const textOf = (value: unknown, what: string): string => {
  if (typeof value !== 'string') throw badInput(`${what} is a string.`);
  return value;
};

builder.scalarType('Date', {
  description: 'A calendar day, `YYYY-MM-DD`, without a time zone, from 1900-01-01 to 2999-12-31.',
  serialize: (date) => (date as Date).toISOString().slice(0, 10),
  parseValue: (value) => {
    const result = parseDate(textOf(value, 'Date'));
    if (!result.ok) throw badInput('Date is a day such as 2026-03-31, from 1900-01-01 to 2999-12-31.');
    return new Date(`${result.value.toString()}T00:00:00Z`);
  },
});

builder.scalarType('DateTime', {
  description:
    'An instant in ISO 8601 with an offset, such as `2026-03-31T09:30:00Z`. Answers are in UTC, to the millisecond.',
  serialize: (date) => (date as Date).toISOString(),
  parseValue: (value) => {
    const result = parseInstant(textOf(value, 'DateTime'));
    if (!result.ok) throw badInput('DateTime is an instant with an offset, such as 2026-03-31T09:30:00Z.');
    return result.value;
  },
});

builder.scalarType('Decimal', {
  description:
    'An exact decimal number as a string, such as `"1234.50"`: at most 20 digits before the point and 18 after, no exponent.',
  serialize: (value) => value,
  parseValue: (value) => {
    const result = parseDecimal(textOf(value, 'Decimal'));
    if (!result.ok)
      throw badInput('Decimal is a number in a string, such as "1234.50", without exponent or separators.');
    return formatDecimal(result.value);
  },
});

builder.scalarType('CurrencyCode', {
  description: 'A currency by its ISO 4217 code, such as `EUR`.',
  serialize: (value) => value,
  parseValue: (value) => {
    const result = parseCurrencyCode(textOf(value, 'CurrencyCode'));
    if (!result.ok)
      throw badInput(`CurrencyCode is one of the ${CURRENCY_CODES.length} codes of ISO 4217, such as EUR.`);
    return result.value;
  },
});

builder.scalarType('CountryCode', {
  description: 'A country by its ISO 3166-1 alpha-2 code, such as `DE`.',
  serialize: (value) => value,
  parseValue: (value) => {
    const text = textOf(value, 'CountryCode');
    if (!/^[A-Z]{2}$/.test(text) || !isRegion(text))
      throw badInput('CountryCode is two letters of ISO 3166-1, such as DE.');
    return text;
  },
});

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const isRegion = (code: string) => code !== 'ZZ' && regionNames.of(code) !== undefined;

builder.scalarType('TimeZone', {
  description: 'A time zone by its IANA name, such as `Europe/Berlin`.',
  serialize: (value) => value,
  parseValue: (value) => {
    const result = parseTimeZone(textOf(value, 'TimeZone'));
    if (!result.ok) throw badInput('TimeZone is an IANA name, such as Europe/Berlin.');
    return result.value;
  },
});

export const MoneyType = builder.objectRef<Money>('Money').implement({
  description: 'An amount in a currency.',
  fields: (t) => ({
    amount: t.field({
      type: 'Decimal',
      description:
        "In the currency's major unit, with all of its minor digits: 12 euros are `12.00`, 12 yen are `12`.",
      resolve: (money) => formatAmount(money),
    }),
    currency: t.exposeString('currency', { description: 'ISO 4217 code.' }),
  }),
});

export const MoneyInput = builder.inputType('MoneyInput', {
  description: 'An amount in a currency.',
  fields: (t) => ({
    amount: t.field({
      type: 'Decimal',
      required: true,
      description: "In the currency's major unit; not more digits after the point than the currency has.",
    }),
    currency: t.field({ type: 'CurrencyCode', required: true, description: 'ISO 4217 code.' }),
  }),
});
