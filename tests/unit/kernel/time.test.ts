import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  dateOf,
  dateOfEpochDay,
  epochDayOf,
  instantOf,
  instantOfWallTime,
  localDateOf,
  parseDate,
  parseTimeZone,
  startOfDay,
} from '../../../src/kernel/time.ts';
import { parseDay, parseInstant } from '../../../src/kernel/written-time.ts';

describe('parseInstant', () => {
  it('reads an instant with its offset', () => {
    expect(parseInstant('2024-02-29T09:30:00+02:00')).toEqual({
      ok: true,
      value: new Date('2024-02-29T07:30:00Z'),
    });
  });

  it.each(['2026-02-30T00:00:00Z', '2026-11-21', '2026-11-21T10:00:00', '2026-11-21T25:00:00Z', ''])(
    'refuses %s instead of moving it',
    (text) => {
      expect(parseInstant(text).ok).toBe(false);
    },
  );
});

describe('parseDate', () => {
  it.each(['2024-02-29', '1900-01-01', '2999-12-31'])('reads %s', (text) => {
    const result = parseDate(text);
    expect(result.ok && result.value.toString()).toBe(text);
    expect(parseDay(text)).toEqual({ ok: true, value: new Date(`${text}T00:00:00Z`) });
  });

  it.each([
    { text: '2023-02-29', reason: 'NOT_A_DATE' },
    { text: '1900-02-29', reason: 'NOT_A_DATE' },
    { text: '2024-04-31', reason: 'NOT_A_DATE' },
    { text: '2024-13-01', reason: 'NOT_A_DATE' },
    { text: '2024-00-10', reason: 'NOT_A_DATE' },
    { text: '2024-01-00', reason: 'NOT_A_DATE' },
    { text: '2024-1-1', reason: 'NOT_A_DATE' },
    { text: '2024-01-01T00:00', reason: 'NOT_A_DATE' },
    { text: '01/02/2024', reason: 'NOT_A_DATE' },
    { text: '', reason: 'NOT_A_DATE' },
    { text: '1899-12-31', reason: 'DATE_OUT_OF_RANGE' },
    { text: '3000-01-01', reason: 'DATE_OUT_OF_RANGE' },
  ])('refuses $text as $reason', ({ text, reason }) => {
    expect(parseDate(text)).toEqual({ ok: false, reason });
    expect(parseDay(text)).toEqual({ ok: false, reason });
  });
});

describe('parseTimeZone', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Ushuaia', 'Asia/Kolkata', 'Asia/Calcutta'])(
    'reads %s',
    (name) => {
      expect(parseTimeZone(name)).toEqual({ ok: true, value: name });
    },
  );

  it.each(['', '+02:00', 'Z', 'Mars/Olympus', ' UTC', 'UTC+2', '2024-01-01T00:00[UTC]', 'A'.repeat(10_000)])(
    'refuses %j',
    (name) => {
      expect(parseTimeZone(name)).toEqual({ ok: false, reason: 'UNKNOWN_TIME_ZONE' });
    },
  );
});

describe('instants and days', () => {
  it('goes between Date and instant to the millisecond', () => {
    const date = new Date('2024-02-29T12:34:56.789Z');
    expect(instantOf(date).toString()).toBe('2024-02-29T12:34:56.789Z');
    expect(dateOf(Temporal.Instant.from('2024-02-29T12:34:56.789999Z'))).toEqual(date);
  });

  it.each([
    {
      _case: 'New York in winter',
      date: '2024-03-10',
      timeZone: 'America/New_York',
      instant: '2024-03-10T05:00:00Z',
    },
    {
      _case: 'New York a day later',
      date: '2024-03-11',
      timeZone: 'America/New_York',
      instant: '2024-03-11T04:00:00Z',
    },
    {
      _case: 'a half-hour zone',
      date: '2024-04-01',
      timeZone: 'Asia/Kolkata',
      instant: '2024-03-31T18:30:00Z',
    },
    {
      _case: 'a skipped midnight',
      date: '2018-11-04',
      timeZone: 'America/Sao_Paulo',
      instant: '2018-11-04T03:00:00Z',
    },
    { _case: 'a skipped day', date: '2011-12-30', timeZone: 'Pacific/Apia', instant: '2011-12-30T10:00:00Z' },
  ])('the day begins: $_case', ({ date, timeZone, instant }) => {
    expect(startOfDay(Temporal.PlainDate.from(date), timeZone).toString()).toBe(instant);
  });

  it.each([
    { timeZone: 'UTC', date: '2024-03-31' },
    { timeZone: 'Asia/Kolkata', date: '2024-04-01' },
    { timeZone: 'America/New_York', date: '2024-03-31' },
  ])('the same instant is $date in $timeZone', ({ timeZone, date }) => {
    expect(localDateOf(Temporal.Instant.from('2024-03-31T18:30:00Z'), timeZone).toString()).toBe(date);
  });

  it.each([
    { _case: 'ordinary', wallTime: '2024-03-31T01:30', instant: '2024-03-31T00:30:00Z' },
    {
      _case: 'skipped: when the clocks skip it',
      wallTime: '2024-03-31T02:30',
      instant: '2024-03-31T01:00:00Z',
    },
    { _case: 'twice: the first time', wallTime: '2024-10-27T02:30', instant: '2024-10-27T00:30:00Z' },
    { _case: 'the first that is not twice', wallTime: '2024-10-27T03:00', instant: '2024-10-27T02:00:00Z' },
  ])('a wall time in Berlin is an instant: $_case', ({ wallTime, instant }) => {
    const at = instantOfWallTime(Temporal.PlainDateTime.from(wallTime), 'Europe/Berlin');
    expect(at.toString()).toBe(instant);
  });

  it.each([
    { date: '1970-01-01', epochDay: 0 },
    { date: '1969-12-31', epochDay: -1 },
    { date: '2000-03-01', epochDay: 11_017 },
    { date: '2024-02-29', epochDay: 19_782 },
  ])('$date is epoch day $epochDay', ({ date, epochDay }) => {
    expect(epochDayOf(Temporal.PlainDate.from(date))).toBe(epochDay);
    expect(dateOfEpochDay(epochDay).toString()).toBe(date);
  });
});
