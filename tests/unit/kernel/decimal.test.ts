import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareDecimals,
  decimalDifference,
  decimalOf,
  decimalOfBps,
  decimalProduct,
  decimalSum,
  formatDecimal,
  formatScaled,
  parseDecimal,
  roundedDecimal,
  roundedProduct,
} from '../../../src/kernel/decimal.ts';

describe('parseDecimal and formatDecimal', () => {
  it.each([
    { text: '0', unscaled: 0n, scale: 0, canonical: '0' },
    { text: '-0', unscaled: 0n, scale: 0, canonical: '0' },
    { text: '-0.00', unscaled: 0n, scale: 2, canonical: '0' },
    { text: '12.50', unscaled: 1250n, scale: 2, canonical: '12.5' },
    { text: '-12.50', unscaled: -1250n, scale: 2, canonical: '-12.5' },
    { text: '100', unscaled: 100n, scale: 0, canonical: '100' },
    { text: '100.00', unscaled: 10_000n, scale: 2, canonical: '100' },
    { text: '0.05', unscaled: 5n, scale: 2, canonical: '0.05' },
    { text: '-0.005', unscaled: -5n, scale: 3, canonical: '-0.005' },
    {
      text: '99999999999999999999.999999999999999999',
      unscaled: 10n ** 38n - 1n,
      scale: 18,
      canonical: '99999999999999999999.999999999999999999',
    },
  ])('reads $text', ({ text, unscaled, scale, canonical }) => {
    expect(parseDecimal(text)).toEqual({ ok: true, value: { unscaled, scale } });
    expect(formatDecimal({ unscaled, scale })).toBe(canonical);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '1\n',
    '+1',
    '.5',
    '5.',
    '1e3',
    '1E-3',
    'NaN',
    'Infinity',
    '0x10',
    '1,000',
    '1_000',
    '007',
    '--1',
    '-',
    '1.2.3',
    '١٢',
  ])('refuses %j', (text) => {
    expect(parseDecimal(text)).toEqual({ ok: false, reason: 'NOT_A_DECIMAL' });
  });

  it.each([
    { _case: '21 integer digits', text: '1'.repeat(21), reason: 'TOO_MANY_INTEGER_DIGITS' },
    { _case: '19 fraction digits', text: `0.${'1'.repeat(19)}`, reason: 'TOO_MANY_FRACTION_DIGITS' },
    { _case: 'a million digits', text: '9'.repeat(1_000_000), reason: 'TOO_MANY_INTEGER_DIGITS' },
  ])('refuses $_case', ({ text, reason }) => {
    expect(parseDecimal(text)).toEqual({ ok: false, reason });
  });

  it('gives equal numbers one text, and reads it back', () => {
    // The largest whole number of 20 digits, which is as many as are read back.
    const unscaledMax = 10n ** 20n - 1n;
    fc.assert(
      fc.property(
        fc.bigInt({ min: -unscaledMax, max: unscaledMax }),
        fc.nat(15),
        fc.nat(3),
        (unscaled, scale, more) => {
          const padded = { unscaled: unscaled * 10n ** BigInt(more), scale: scale + more };
          expect(formatDecimal(padded)).toBe(formatDecimal({ unscaled, scale }));
          const read = decimalOf(formatDecimal(padded));
          expect(compareDecimals(read, padded)).toBe(0);
          expect(formatDecimal(read)).toBe(formatDecimal(padded));
        },
      ),
    );
  });

  it('throws where a literal is wrong', () => {
    expect(() => decimalOf('1e3')).toThrow(RangeError);
  });
});

describe('formatScaled', () => {
  it.each([
    { unscaled: 1250n, scale: 2, text: '12.50' },
    { unscaled: -5n, scale: 2, text: '-0.05' },
    { unscaled: 0n, scale: 3, text: '0.000' },
    { unscaled: -12n, scale: 0, text: '-12' },
  ])('writes $unscaled at $scale as $text', ({ unscaled, scale, text }) => {
    expect(formatScaled(unscaled, scale)).toBe(text);
  });
});

describe('arithmetic', () => {
  it.each([
    { a: '1.5', b: '1.50', order: 0 },
    { a: '-2', b: '1', order: -1 },
    { a: '0.1', b: '0.09', order: 1 },
    { a: '-0.1', b: '-0.09', order: -1 },
  ])('compares $a with $b', ({ a, b, order }) => {
    expect(compareDecimals(decimalOf(a), decimalOf(b))).toBe(order);
  });

  it.each([
    { a: '0.1', b: '0.2', sum: '0.3', difference: '-0.1', product: '0.02' },
    { a: '10', b: '-0.005', sum: '9.995', difference: '10.005', product: '-0.05' },
    { a: '1.25', b: '0.8', sum: '2.05', difference: '0.45', product: '1' },
  ])('computes with $a and $b exactly', ({ a, b, sum, difference, product }) => {
    const operands = [decimalOf(a), decimalOf(b)] as const;
    expect(formatDecimal(decimalSum(...operands))).toBe(sum);
    expect(formatDecimal(decimalDifference(...operands))).toBe(difference);
    expect(formatDecimal(decimalProduct(...operands))).toBe(product);
  });

  it.each([
    { text: '1.005', digits: 2, rounded: '1.01' },
    { text: '-1.005', digits: 2, rounded: '-1.01' },
    { text: '1.00499', digits: 2, rounded: '1' },
    { text: '0.5', digits: 0, rounded: '1' },
    { text: '1.5', digits: 3, rounded: '1.5' },
  ])('rounds $text to $digits digits', ({ text, digits, rounded }) => {
    expect(formatDecimal(roundedDecimal(decimalOf(text), digits))).toBe(rounded);
  });

  it.each([
    { _case: '11 % of 1.50 is half a cent over', whole: 150n, rate: decimalOfBps(1_100n), product: 17n },
    { _case: 'the same as a credit', whole: -150n, rate: decimalOfBps(1_100n), product: -17n },
    { _case: '12.5 % of 100.00', whole: 10_000n, rate: decimalOf('0.125'), product: 1_250n },
    { _case: 'EUR 400 at 1.10', whole: 40_000n, rate: decimalOf('1.10'), product: 44_000n },
  ])('$_case', ({ whole, rate, product }) => {
    expect(roundedProduct(whole, rate)).toBe(product);
  });
});
