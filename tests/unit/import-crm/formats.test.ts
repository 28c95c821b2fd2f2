import { describe, expect, it } from 'vitest';
import { countryCodeOf } from '../../../src/workflows/import-crm/countries.ts';
import { dateReaderOf, isDateFormat, isTimeZone } from '../../../src/workflows/import-crm/dates.ts';
import {
  amountReaderOf,
  integerReaderOf,
  percentReaderOf,
} from '../../../src/workflows/import-crm/numbers.ts';
import { accountsInCycles } from '../../../src/workflows/import-crm/references.ts';

describe('dates', () => {
  it.each([
    ['ISO', 'UTC', '2017-03-01', '2017-03-01', '2017-03-01T00:00:00.000Z'],
    ['ISO', 'Europe/Berlin', '2017-03-01', '2017-03-01', '2017-02-28T23:00:00.000Z'],
    ['ISO', 'Europe/Berlin', '2017-03-01T23:30:00Z', '2017-03-02', '2017-03-01T23:30:00.000Z'],
    ['ISO', 'America/New_York', '2017-03-01 10:00', '2017-03-01', '2017-03-01T15:00:00.000Z'],
    ['ISO', 'UTC', '2017-03-01T10:00+0200', '2017-03-01', '2017-03-01T08:00:00.000Z'],
    // In this zone, that day began at one o'clock.
    ['ISO', 'America/Sao_Paulo', '2018-11-04', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    ['ISO', 'UTC', '2024-02-29', '2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['DD/MM/YYYY', 'UTC', '3/1/2017', '2017-01-03', '2017-01-03T00:00:00.000Z'],
    ['MM/DD/YYYY', 'UTC', '3/13/2017', '2017-03-13', '2017-03-13T00:00:00.000Z'],
    ['YYYYMMDD', 'UTC', '20170301', '2017-03-01', '2017-03-01T00:00:00.000Z'],
    ['DD.MM.YYYY HH:mm', 'Asia/Tokyo', '01.03.2017 08:00', '2017-03-01', '2017-02-28T23:00:00.000Z'],
  ])('as %s in %s: %s is %s', (format, timeZone, text, on, at) => {
    expect(dateReaderOf({ format, timeZone })(text)).toEqual({ on, at: new Date(at) });
  });

  it.each([
    ['ISO', '2017-02-29'],
    ['ISO', '2017-3-1'],
    ['ISO', '0217-03-01'],
    ['ISO', '2017-03-01T25:00'],
    ['ISO', 'yesterday'],
    ['ISO', ''],
    ['MM/DD/YYYY', '13/3/2017'],
    ['DD/MM/YYYY', '03-01-2017'],
    ['YYYYMMDD', '2017031'],
    ['DD.MM.YYYY HH:mm', '01.03.2017 24:61'],
  ])('as %s: %j is none', (format, text) => {
    const read = dateReaderOf({ format, timeZone: 'UTC' });
    expect([read(text), read(text)]).toEqual([null, null]);
  });

  it.each([
    ['ISO', true],
    ['DD/MM/YYYY', true],
    ['YYYY-MM-DDTHH:mm:ss', true],
    ['DD/MM/YY', false],
    ['DD/DD/MM/YYYY', false],
    ['MMM DD YYYY', false],
    ['', false],
  ])('the format %j is possible: %s', (format, isPossible) => {
    expect(isDateFormat(format)).toBe(isPossible);
  });

  it('know their time zones', () => {
    expect([isTimeZone('Europe/Berlin'), isTimeZone('Mars/Base'), isTimeZone('')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('numbers', () => {
  it.each([
    ['.', '', 1, '1054', 'USD', 105_400n],
    ['.', ',', 1, '1,054.50', 'USD', 105_450n],
    [',', '.', 1, '1.054,5', 'EUR', 105_450n],
    [',', ' ', 1, '1\u202f054,50', 'EUR', 105_450n],
    ['.', ',', 1, '10,00,000', 'INR', 100_000_000n],
    ['.', '', 1_000_000, '1100.04', 'USD', 110_004_000_000n],
    ['.', '', 1, '10.000', 'USD', 1_000n],
    ['.', '', 1, '.5', 'USD', 50n],
    ['.', '', 1, '007', 'USD', 700n],
    ['.', '', 1, '-0', 'USD', 0n],
    ['.', '', 1, '12', 'JPY', 12n],
  ] as const)(
    'with %j, %j and times %i: %j in %s is %s',
    (decimalSeparator, thousandsSeparator, multiplyBy, text, currency, amount) => {
      expect(amountReaderOf({ decimalSeparator, thousandsSeparator, multiplyBy })(text, currency)).toEqual({
        ok: true,
        value: amount,
      });
    },
  );

  it.each([
    ['.', ',', '1,50', 'USD', 'INVALID_NUMBER'],
    ['.', '', '1,054', 'USD', 'INVALID_NUMBER'],
    ['.', '', '1e5', 'USD', 'INVALID_NUMBER'],
    ['.', '', '.', 'USD', 'INVALID_NUMBER'],
    ['.', '', '(5', 'USD', 'INVALID_NUMBER'],
    ['.', '', '$5', 'USD', 'INVALID_NUMBER'],
    ['.', '', '٣', 'USD', 'INVALID_NUMBER'],
    ['.', '', '-5', 'USD', 'NEGATIVE_NUMBER'],
    ['.', '', '(5)', 'USD', 'NEGATIVE_NUMBER'],
    ['.', '', '10.001', 'USD', 'NUMBER_TOO_PRECISE'],
    ['.', '', '12.5', 'JPY', 'NUMBER_TOO_PRECISE'],
    ['.', '', '99999999999999999999999', 'USD', 'NUMBER_OUT_OF_RANGE'],
    ['.', '', '92233720368547758.08', 'USD', 'NUMBER_OUT_OF_RANGE'],
  ] as const)(
    'with %j and %j: %j in %s is refused as %s',
    (decimalSeparator, thousandsSeparator, text, currency, reason) => {
      const read = amountReaderOf({ decimalSeparator, thousandsSeparator, multiplyBy: 1 });
      expect(read(text, currency)).toEqual({ ok: false, reason });
    },
  );

  it.each([
    ['2822', 2822],
    ['2822.0', 2822],
    ['10', 10],
    ['3000', 'NUMBER_OUT_OF_RANGE'],
    ['9', 'NUMBER_OUT_OF_RANGE'],
    ['10.5', 'NUMBER_TOO_PRECISE'],
  ])('the whole number %j between 10 and 2999 is %s', (text, expected) => {
    const read = integerReaderOf({ decimalSeparator: '.', thousandsSeparator: '', multiplyBy: 1 }, 10, 2999);
    const result = read(text);
    expect(result.ok ? result.value : result.reason).toBe(expected);
  });
});

describe('percentages', () => {
  it.each([
    ['PERCENT', '.', 1, '85', '85'],
    ['PERCENT', '.', 1, '85%', '85'],
    ['PERCENT', ',', 1, '84,50 %', '84.5'],
    ['PERCENT', '.', 1, '0.85', '0.85'],
    ['PERCENT', '.', 1, '100', '100'],
    ['PERCENT', '.', 5, '17', '85'],
    ['FRACTION', '.', 1, '0.85', '85'],
    ['FRACTION', '.', 1, '0.8425', '84.25'],
    ['FRACTION', '.', 1, '1', '100'],
    ['FRACTION', ',', 1, '0', '0'],
    ['PERCENT', '.', 1, '100.01', 'NUMBER_OUT_OF_RANGE'],
    ['FRACTION', '.', 1, '85', 'NUMBER_OUT_OF_RANGE'],
    ['FRACTION', '.', 1, '0.84255', 'NUMBER_TOO_PRECISE'],
    ['PERCENT', '.', 1, '84.255%', 'NUMBER_TOO_PRECISE'],
    ['FRACTION', '.', 1, '0.85%', 'INVALID_NUMBER'],
    ['PERCENT', '.', 1, '%', 'INVALID_NUMBER'],
    ['PERCENT', '.', 1, '85%%', 'INVALID_NUMBER'],
    ['PERCENT', '.', 1, 'A-', 'INVALID_NUMBER'],
    ['PERCENT', '.', 1, '-5%', 'NEGATIVE_NUMBER'],
  ] as const)(
    'as %s with "%s" times %i: %j is %s',
    (writing, decimalSeparator, multiplyBy, text, expected) => {
      const format = { decimalSeparator, thousandsSeparator: '', multiplyBy };
      const result = percentReaderOf(format, writing, 2)(text);
      expect(result.ok ? result.value : result.reason).toBe(expected);
    },
  );
});

describe('countries', () => {
  it.each([
    ['United States', 'US'],
    ['usa', 'US'],
    ['UK', 'GB'],
    ['de', 'DE'],
    ['Korea', 'KR'],
    ['South Korea', 'KR'],
    ['Türkiye', 'TR'],
    ['Turkey', 'TR'],
    ['Côte d’Ivoire', 'CI'],
    ['Bosnia & Herzegovina', 'BA'],
    ['Philipines', null],
    ['Soviet Union', null],
    ['DD', null],
    ['EU', null],
    ['ZZ', null],
    ['', null],
  ])('%j is %s', (text, code) => {
    expect(countryCodeOf(text)).toBe(code);
  });
});

describe('parent companies', () => {
  it.each([
    { _case: 'a tree', parents: { b: 'a', c: 'a', d: 'c' }, inCycles: [] },
    { _case: 'its own parent', parents: { a: 'a', b: 'a' }, inCycles: ['a'] },
    { _case: "each other's parent, and a child", parents: { c: 'a', a: 'b', b: 'a' }, inCycles: ['a', 'b'] },
    {
      _case: 'two rings',
      parents: { a: 'b', b: 'a', x: 'y', y: 'z', z: 'x' },
      inCycles: ['a', 'b', 'x', 'y', 'z'],
    },
  ])('in $_case: $inCycles are their own ancestors', ({ parents, inCycles }) => {
    expect([...accountsInCycles(new Map(Object.entries(parents)))].sort()).toEqual(inCycles);
  });
});
