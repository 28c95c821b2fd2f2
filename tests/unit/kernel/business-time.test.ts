import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  type BusinessHours,
  type OpenHours,
  parseBusinessHours,
} from '../../../src/kernel/business-calendar.ts';
import {
  addBusinessDays,
  addBusinessDaysAt,
  addBusinessMinutes,
  BUSINESS_SPAN_DAYS_MAX,
  businessMillisecondsBetween,
  businessMinutesBetween,
  closingOn,
  isBusinessDay,
  isOpen,
} from '../../../src/kernel/business-time.ts';
import { WEEKDAYS } from '../../../src/kernel/time.ts';

const calendarOf = (settings: BusinessHours) => {
  const result = parseBusinessHours(settings);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
};

const weekOf = (days: readonly (typeof WEEKDAYS)[number][], ...hours: OpenHours[]) =>
  Object.fromEntries(days.map((day) => [day, hours]));

const daily = (timeZone: string, ...hours: OpenHours[]) =>
  calendarOf({ timeZone, weekly: weekOf(WEEKDAYS, ...hours), holidays: [] });

const nineToFive = { opens: '09:00', closes: '17:00' };
const aroundTheClock = { opens: '00:00', closes: '24:00' };
const night = { opens: '00:00', closes: '06:00' };

const newYork = calendarOf({
  timeZone: 'America/New_York',
  weekly: weekOf(WEEKDAYS.slice(0, 5), nineToFive),
  holidays: ['2024-12-25'],
});
const lunchBreak = calendarOf({
  timeZone: 'Asia/Kolkata',
  weekly: weekOf(
    WEEKDAYS.slice(0, 5),
    { opens: '13:00', closes: '17:30' },
    { opens: '09:00', closes: '12:00' },
  ),
  holidays: [],
});

const instant = (text: string) => Temporal.Instant.from(text);
const date = (text: string) => Temporal.PlainDate.from(text);

describe('businessMinutesBetween', () => {
  it.each([
    { _case: 'within a day', from: '2024-03-07T15:00Z', until: '2024-03-07T16:30Z', minutes: 90 },
    {
      _case: 'over the weekend on which the clocks change',
      from: '2024-03-08T21:00Z',
      until: '2024-03-11T14:00Z',
      minutes: 120,
    },
    { _case: 'over a holiday', from: '2024-12-24T21:00Z', until: '2024-12-26T15:00Z', minutes: 120 },
    { _case: 'outside hours', from: '2024-03-08T22:00Z', until: '2024-03-11T13:00Z', minutes: 0 },
    {
      _case: 'from before opening to after closing',
      from: '2024-03-07T05:00Z',
      until: '2024-03-08T05:00Z',
      minutes: 480,
    },
    { _case: 'an empty stretch', from: '2024-03-07T15:00Z', until: '2024-03-07T15:00Z', minutes: 0 },
    { _case: 'reversed', from: '2024-03-07T16:30Z', until: '2024-03-07T15:00Z', minutes: -90 },
    { _case: 'reversed outside hours', from: '2024-03-11T13:00Z', until: '2024-03-08T22:00Z', minutes: 0 },
    { _case: 'a part of a minute', from: '2024-03-07T15:00:30Z', until: '2024-03-07T15:02Z', minutes: 1 },
    {
      _case: 'a part of a minute, reversed',
      from: '2024-03-07T15:02Z',
      until: '2024-03-07T15:00:30Z',
      minutes: -1,
    },
    {
      _case: 'less than a minute, reversed',
      from: '2024-03-07T15:00:30Z',
      until: '2024-03-07T15:00Z',
      minutes: 0,
    },
    // 3,652 days hold 2,608 weekdays; Christmas 2024 was a Wednesday.
    { _case: 'ten years', from: '2021-01-01T05:00Z', until: '2031-01-01T05:00Z', minutes: 2_607 * 480 },
  ])('New York: $_case', ({ from, until, minutes }) => {
    expect(businessMinutesBetween(newYork, instant(from), instant(until))).toBe(minutes);
  });

  it.each([
    {
      _case: 'a spring day has 23 hours',
      calendar: daily('America/New_York', aroundTheClock),
      from: '2024-03-10T05:00Z',
      until: '2024-03-11T04:00Z',
      minutes: 1_380,
    },
    {
      _case: 'an autumn day has 25',
      calendar: daily('America/New_York', aroundTheClock),
      from: '2024-11-03T04:00Z',
      until: '2024-11-04T05:00Z',
      minutes: 1_500,
    },
    {
      _case: 'a spring night',
      calendar: daily('Europe/Berlin', night),
      from: '2024-03-30T23:00Z',
      until: '2024-03-31T22:00Z',
      minutes: 300,
    },
    {
      _case: 'an autumn night',
      calendar: daily('Europe/Berlin', night),
      from: '2024-10-26T22:00Z',
      until: '2024-10-27T23:00Z',
      minutes: 420,
    },
    {
      _case: 'hours that are skipped',
      calendar: daily('Europe/Berlin', { opens: '02:15', closes: '02:45' }),
      from: '2024-03-30T23:00Z',
      until: '2024-03-31T22:00Z',
      minutes: 0,
    },
    {
      _case: 'hours that begin while skipped',
      calendar: daily('Europe/Berlin', { opens: '02:30', closes: '04:00' }),
      from: '2024-03-30T23:00Z',
      until: '2024-03-31T22:00Z',
      minutes: 60,
    },
    {
      _case: 'hours that come twice count once',
      calendar: daily('Europe/Berlin', { opens: '02:30', closes: '02:45' }),
      from: '2024-10-26T22:00Z',
      until: '2024-10-27T23:00Z',
      minutes: 15,
    },
    {
      _case: 'half an hour skipped',
      calendar: daily('Australia/Lord_Howe', night),
      from: '2024-10-05T13:30Z',
      until: '2024-10-06T13:00Z',
      minutes: 330,
    },
    {
      _case: 'half an hour repeated',
      calendar: daily('Australia/Lord_Howe', night),
      from: '2024-04-06T13:00Z',
      until: '2024-04-07T13:30Z',
      minutes: 390,
    },
    {
      _case: 'a day that the islands skipped',
      calendar: daily('Pacific/Apia', aroundTheClock),
      from: '2011-12-29T10:00Z',
      until: '2011-12-30T10:00Z',
      minutes: 1_440,
    },
    {
      _case: 'a break and a half-hour zone',
      calendar: lunchBreak,
      from: '2024-03-07T06:00Z',
      until: '2024-03-07T08:00Z',
      minutes: 60,
    },
    {
      _case: 'a leap day',
      calendar: lunchBreak,
      from: '2024-02-28T18:30Z',
      until: '2024-02-29T18:30Z',
      minutes: 450,
    },
    {
      _case: 'hours that touch while skipped',
      calendar: daily(
        'Europe/Berlin',
        { opens: '02:15', closes: '02:45' },
        { opens: '02:45', closes: '03:30' },
      ),
      from: '2024-03-30T23:00Z',
      until: '2024-03-31T22:00Z',
      minutes: 30,
    },
  ])('$_case', ({ calendar, from, until, minutes }) => {
    expect(businessMinutesBetween(calendar, instant(from), instant(until))).toBe(minutes);
  });

  it('keeps the milliseconds that whole minutes drop', () => {
    const until = instant('2024-03-07T15:01:30.250Z');
    expect(businessMillisecondsBetween(newYork, instant('2024-03-07T15:00Z'), until)).toBe(90_250);
  });

  it('throws beyond its limit', () => {
    const from = instant('2000-01-01T00:00Z');
    const farthest = from.add({ hours: 24 * (BUSINESS_SPAN_DAYS_MAX - 1) });
    expect(businessMinutesBetween(newYork, from, farthest)).toBeGreaterThan(0);
    expect(() => businessMinutesBetween(newYork, from, farthest.add({ hours: 24 * 10 }))).toThrow(RangeError);
  });
});

describe('addBusinessMinutes', () => {
  it.each([
    { _case: 'within the day', from: '2024-03-08T21:00Z', minutes: 30, reached: '2024-03-08T21:30:00Z' },
    { _case: 'until closing time', from: '2024-03-08T21:30Z', minutes: 30, reached: '2024-03-08T22:00:00Z' },
    {
      _case: 'over the weekend on which the clocks change',
      from: '2024-03-08T21:30Z',
      minutes: 60,
      reached: '2024-03-11T13:30:00Z',
    },
    { _case: 'from a weekend', from: '2024-03-09T15:00Z', minutes: 1, reached: '2024-03-11T13:01:00Z' },
    { _case: 'over a holiday', from: '2024-12-24T21:30Z', minutes: 31, reached: '2024-12-26T14:01:00Z' },
    { _case: 'a week', from: '2024-03-07T14:00Z', minutes: 2_400, reached: '2024-03-13T21:00:00Z' },
    {
      _case: 'nothing, though closed',
      from: '2024-03-09T15:00Z',
      minutes: 0,
      reached: '2024-03-09T15:00:00Z',
    },
  ])('$_case', ({ from, minutes, reached }) => {
    expect(addBusinessMinutes(newYork, instant(from), minutes).toString()).toBe(reached);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 480 * 365 * 60])(
    'throws for %d minutes',
    (minutes) => {
      expect(() => addBusinessMinutes(newYork, instant('2024-03-08T21:00Z'), minutes)).toThrow(RangeError);
    },
  );
});

describe('addBusinessDays', () => {
  it.each([
    { _case: 'over a holiday', from: '2024-12-24', days: 1, reached: '2024-12-26' },
    { _case: 'over a leap day', from: '2024-02-28', days: 2, reached: '2024-03-01' },
    { _case: 'from a Friday', from: '2024-03-08', days: 1, reached: '2024-03-11' },
    { _case: 'from a Saturday', from: '2024-03-09', days: 1, reached: '2024-03-11' },
    { _case: 'two weeks', from: '2024-03-08', days: 10, reached: '2024-03-22' },
    { _case: 'none, though closed', from: '2024-03-09', days: 0, reached: '2024-03-09' },
  ])('$_case', ({ from, days, reached }) => {
    expect(addBusinessDays(newYork, date(from), days).toString()).toBe(reached);
  });

  it.each([-1, 1.5, 365 * 50])('throws for %d days', (days) => {
    expect(() => addBusinessDays(newYork, date('2024-03-08'), days)).toThrow(RangeError);
  });

  it.each([
    { _case: 'the clocks change', from: '2024-03-08T17:00Z', days: 1, reached: '2024-03-11T16:00:00Z' },
    {
      _case: 'it is already tomorrow in UTC',
      from: '2024-03-08T01:00Z',
      days: 1,
      reached: '2024-03-09T01:00:00Z',
    },
    { _case: 'no days', from: '2024-03-09T17:00Z', days: 0, reached: '2024-03-09T17:00:00Z' },
  ])('keeps the wall time where $_case', ({ from, days, reached }) => {
    expect(addBusinessDaysAt(newYork, instant(from), days).toString()).toBe(reached);
  });
});

describe('open or closed', () => {
  it.each([
    { _case: 'at opening', calendar: newYork, at: '2024-03-08T14:00Z', open: true },
    { _case: 'just before', calendar: newYork, at: '2024-03-08T13:59:59.999Z', open: false },
    { _case: 'just before closing', calendar: newYork, at: '2024-03-08T21:59:59.999Z', open: true },
    { _case: 'at closing', calendar: newYork, at: '2024-03-08T22:00Z', open: false },
    { _case: 'at opening in summer', calendar: newYork, at: '2024-03-11T13:00Z', open: true },
    { _case: 'on a holiday', calendar: newYork, at: '2024-12-25T16:00Z', open: false },
    { _case: 'during the break', calendar: lunchBreak, at: '2024-03-07T07:00Z', open: false },
    { _case: 'after the break', calendar: lunchBreak, at: '2024-03-07T07:30Z', open: true },
    { _case: 'at midnight', calendar: daily('UTC', aroundTheClock), at: '2024-03-07T00:00Z', open: true },
  ])('$_case', ({ calendar, at, open }) => {
    expect(isOpen(calendar, instant(at))).toBe(open);
  });

  it.each([
    { day: '2024-03-08', open: true, closing: '2024-03-08T22:00:00Z' },
    { day: '2024-03-09', open: false, closing: undefined },
    { day: '2024-12-25', open: false, closing: undefined },
    { day: '2024-12-26', open: true, closing: '2024-12-26T22:00:00Z' },
  ])('New York closes on $day at $closing', ({ day, open, closing }) => {
    expect(isBusinessDay(newYork, date(day))).toBe(open);
    expect(closingOn(newYork, date(day))?.toString()).toBe(closing);
  });
});
