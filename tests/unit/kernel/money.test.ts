import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CURRENCY_CODES,
  currencyCodeOf,
  fractionDigitsOf,
  parseCurrencyCode,
} from '../../../src/kernel/currency.ts';
import { decimalOf } from '../../../src/kernel/decimal.ts';
import {
  AMOUNT_MINOR_MAX,
  compareMoney,
  formatAmount,
  moneyDifference,
  moneyOf,
  moneyProduct,
  moneyShares,
  moneySum,
  moneyTotal,
  negated,
  parseMoney,
} from '../../../src/kernel/money.ts';

describe('currencies', () => {
  it.each([
    { code: 'JPY', digits: 0 },
    { code: 'KRW', digits: 0 },
    { code: 'ISK', digits: 0 },
    { code: 'EUR', digits: 2 },
    { code: 'HUF', digits: 2 },
    { code: 'XCG', digits: 2 },
    { code: 'KWD', digits: 3 },
    { code: 'IQD', digits: 3 },
    { code: 'TND', digits: 3 },
    { code: 'CLF', digits: 4 },
    { code: 'UYW', digits: 4 },
  ] as const)('$code has $digits fraction digits', ({ code, digits }) => {
    expect(fractionDigitsOf(code)).toBe(digits);
  });

  // Codes that were replaced, gold, ISO 4217's own code for "no currency" (XXX), and what is no code at all.
  it.each(['HRK', 'BGN', 'ANG', 'ZWL', 'XAU', 'XXX', 'eur', 'EURO', '', 'constructor'])(
    'refuses %j',
    (code) => {
      expect(parseCurrencyCode(code)).toEqual({ ok: false, reason: 'UNKNOWN_CURRENCY' });
      expect(() => currencyCodeOf(code)).toThrow(RangeError);
    },
  );

  it('lists codes once, in order, each three letters', () => {
    expect(CURRENCY_CODES).toEqual([...new Set(CURRENCY_CODES)].sort());
    expect(CURRENCY_CODES.filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
    expect(CURRENCY_CODES).toHaveLength(165);
  });
});

describe('parseMoney and formatAmount', () => {
  it.each([
    { text: '12.5', currency: 'USD', amountMinor: 1_250n, formatted: '12.50' },
    { text: '12.50', currency: 'USD', amountMinor: 1_250n, formatted: '12.50' },
    { text: '-0.01', currency: 'EUR', amountMinor: -1n, formatted: '-0.01' },
    { text: '0', currency: 'EUR', amountMinor: 0n, formatted: '0.00' },
    { text: '1200', currency: 'JPY', amountMinor: 1_200n, formatted: '1200' },
    { text: '1.005', currency: 'KWD', amountMinor: 1_005n, formatted: '1.005' },
    { text: '1.0001', currency: 'CLF', amountMinor: 10_001n, formatted: '1.0001' },
    {
      text: '92233720368547758.07',
      currency: 'USD',
      amountMinor: 9_223_372_036_854_775_807n,
      formatted: '92233720368547758.07',
    },
  ] as const)('reads $currency $text', ({ text, currency, amountMinor, formatted }) => {
    expect(parseMoney(text, currency)).toEqual({ ok: true, value: { amountMinor, currency } });
    expect(formatAmount({ amountMinor, currency })).toBe(formatted);
  });

  it.each([
    { text: '1.005', currency: 'USD', reason: 'TOO_MANY_FRACTION_DIGITS' },
    { text: '1.000', currency: 'EUR', reason: 'TOO_MANY_FRACTION_DIGITS' },
    { text: '1.0', currency: 'JPY', reason: 'TOO_MANY_FRACTION_DIGITS' },
    { text: '92233720368547758.08', currency: 'USD', reason: 'AMOUNT_TOO_LARGE' },
    { text: '-92233720368547758.08', currency: 'USD', reason: 'AMOUNT_TOO_LARGE' },
    { text: '123456789012345678901', currency: 'JPY', reason: 'TOO_MANY_INTEGER_DIGITS' },
    { text: '1e2', currency: 'USD', reason: 'NOT_A_DECIMAL' },
    { text: '$1', currency: 'USD', reason: 'NOT_A_DECIMAL' },
  ] as const)('refuses $currency $text', ({ text, currency, reason }) => {
    expect(parseMoney(text, currency)).toEqual({ ok: false, reason });
  });

  it('reads back every amount that it writes', () => {
    const amounts = fc.bigInt({ min: -AMOUNT_MINOR_MAX, max: AMOUNT_MINOR_MAX });
    fc.assert(
      fc.property(amounts, fc.constantFrom(...CURRENCY_CODES), (amountMinor, currency) => {
        const money = moneyOf(amountMinor, currency);
        expect(parseMoney(formatAmount(money), currency)).toEqual({ ok: true, value: money });
      }),
    );
  });
});

describe('arithmetic', () => {
  const usd = (amountMinor: bigint) => moneyOf(amountMinor, 'USD');

  it('adds, subtracts, negates and compares within a currency', () => {
    expect(moneySum(usd(1n), usd(2n))).toEqual(usd(3n));
    expect(moneyDifference(usd(1n), usd(2n))).toEqual(usd(-1n));
    expect(negated(usd(5n))).toEqual(usd(-5n));
    expect(moneyTotal([usd(1n), usd(2n), usd(-4n)], 'USD')).toEqual(usd(-1n));
    expect(moneyTotal([], 'JPY')).toEqual(moneyOf(0n, 'JPY'));
    expect([usd(2n), usd(-1n), usd(0n)].sort(compareMoney)).toEqual([usd(-1n), usd(0n), usd(2n)]);
  });

  it('refuses to mix currencies', () => {
    const eur = moneyOf(1n, 'EUR');
    expect(() => moneySum(usd(1n), eur)).toThrow(RangeError);
    expect(() => moneyDifference(usd(1n), eur)).toThrow(RangeError);
    expect(() => compareMoney(usd(1n), eur)).toThrow(RangeError);
    expect(() => moneyTotal([eur], 'USD')).toThrow(RangeError);
  });

  it('refuses what a bigint column cannot hold', () => {
    expect(() => usd(AMOUNT_MINOR_MAX + 1n)).toThrow(RangeError);
    expect(() => usd(-AMOUNT_MINOR_MAX - 1n)).toThrow(RangeError);
    expect(() => moneySum(usd(AMOUNT_MINOR_MAX), usd(1n))).toThrow(RangeError);
    expect(() => moneyProduct(usd(AMOUNT_MINOR_MAX), decimalOf('1.1'))).toThrow(RangeError);
  });

  it('multiplies by a rate and splits by weights in whole minor units', () => {
    expect(moneyProduct(usd(333n), decimalOf('0.15'))).toEqual(usd(50n));
    expect(moneyShares(usd(100n), [1n, 1n, 1n])).toEqual([usd(34n), usd(33n), usd(33n)]);
  });
});
