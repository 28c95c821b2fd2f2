import { describe, expect, it } from 'vitest';
import {
  rateFrom,
  readExchangeRate,
  reciprocalOf,
} from '../../../src/domains/billing/exchange-rate.rules.ts';
import { decimalOf, formatDecimal } from '../../../src/kernel/decimal.ts';

const TODAY = new Date('2026-03-31T00:00:00Z');
const GOOD = {
  ...{ fromCurrency: 'EUR', toCurrency: 'USD', validFrom: TODAY, rate: '1.10', source: 'ECB' },
};

describe('a rate that is set', () => {
  it.each([
    [{ fromCurrency: 'EURO' }, 'fromCurrency', 'UNKNOWN_CURRENCY'],
    [{ toCurrency: 'usd' }, 'toCurrency', 'UNKNOWN_CURRENCY'],
    [{ toCurrency: 'EUR' }, 'toCurrency', 'SAME_CURRENCY'],
    [{ rate: '0' }, 'rate', 'NOT_POSITIVE'],
    [{ rate: '-1.1' }, 'rate', 'NOT_POSITIVE'],
    [{ rate: '1.1234567890123' }, 'rate', 'TOO_MANY_FRACTION_DIGITS'],
    [{ rate: '1.1234567890123456789' }, 'rate', 'TOO_MANY_FRACTION_DIGITS'],
    [{ rate: '1000000000' }, 'rate', 'OUT_OF_RANGE'],
    [{ rate: '100000000000000000000000' }, 'rate', 'OUT_OF_RANGE'],
    [{ validFrom: new Date('2027-04-01T00:00:00Z') }, 'validFrom', 'TOO_LATE'],
    [{ source: ' ' }, 'source', 'REQUIRED'],
  ])('is refused with %o', (wrong, field, code) => {
    expect(() => readExchangeRate({ ...GOOD, ...wrong }, TODAY)).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ field, code })] }),
    );
  });

  it.each([
    { rate: '0.000000000001' },
    { rate: '999999999' },
    { validFrom: new Date('2027-03-31T00:00:00Z') },
  ])('is taken with %o', (right) =>
    expect(readExchangeRate({ ...GOOD, ...right }, TODAY)).toEqual({ ...GOOD, ...right }),
  );
});

describe('a rate that is found', () => {
  it.each([
    ['1.1', '0.909090909091'],
    ['4', '0.25'],
    ['0.000001', '1000000'],
    ['999999999', '0.000000001'],
  ])('of %s has the reciprocal %s', (rate, reciprocal) => {
    expect(formatDecimal(reciprocalOf(decimalOf(rate)))).toBe(reciprocal);
  });

  it('is taken as it is, turned around, or is none', () => {
    expect(rateFrom({ rate: '1.100000000000', isInverse: false })).toEqual(decimalOf('1.100000000000'));
    expect(formatDecimal(rateFrom({ rate: '1.100000000000', isInverse: true })!)).toBe('0.909090909091');
    expect(rateFrom(undefined)).toBeNull();
  });
});
