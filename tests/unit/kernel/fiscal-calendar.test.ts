import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  datesOf,
  type FiscalCalendar,
  fiscalPeriodAt,
  fiscalPeriodOn,
  instantsOf,
  parseFiscalCalendar,
  type WeeksLayout,
} from '../../../src/kernel/fiscal-calendar.ts';
import { fiscalLabelOf, fiscalPeriod, parseFiscalLabel } from '../../../src/kernel/fiscal-period.ts';

const months = (startMonth: number, yearNamedBy: 'START' | 'END', timeZone = 'UTC'): FiscalCalendar => ({
  timeZone,
  yearNamedBy,
  layout: { kind: 'MONTHS', startMonth },
});

const weeks = (yearNamedBy: 'START' | 'END', layout: Omit<WeeksLayout, 'kind'>): FiscalCalendar => ({
  timeZone: 'America/New_York',
  yearNamedBy,
  layout: { kind: 'WEEKS', ...layout },
});

/** The calendar of the National Retail Federation: years end on the Saturday nearest to the end of January. */
const retail = weeks('START', { pattern: '4-5-4', endMonth: 1, endWeekday: 'SATURDAY', endRule: 'NEAREST' });
const lastSaturdayOfJuly = weeks('END', {
  pattern: '4-4-5',
  endMonth: 7,
  endWeekday: 'SATURDAY',
  endRule: 'LAST',
});
const nearestToNewYear = (yearNamedBy: 'START' | 'END') =>
  weeks(yearNamedBy, { pattern: '5-4-4', endMonth: 12, endWeekday: 'SATURDAY', endRule: 'NEAREST' });

const datesOfLabel = (calendar: FiscalCalendar, label: string) => {
  const period = parseFiscalLabel(label);
  if (!period.ok) throw new Error(period.reason);
  const { from, until } = datesOf(calendar, period.value);
  return `${from} ${until}`;
};

const labelsOn = (calendar: FiscalCalendar, date: string) =>
  (['YEAR', 'QUARTER', 'MONTH'] as const)
    .map((grain) => fiscalPeriodOn(calendar, grain, Temporal.PlainDate.from(date)))
    .map((period, place) => fiscalLabelOf(period).slice(place === 0 ? 0 : 'FY2026-'.length))
    .join(' ');

describe('calendars of months', () => {
  it.each([
    { _case: 'calendar year', calendar: months(1, 'START'), date: '2026-12-31', labels: 'FY2026 Q4 P12' },
    { _case: 'by its end', calendar: months(1, 'END'), date: '2026-01-01', labels: 'FY2026 Q1 P01' },
    { _case: 'before April', calendar: months(4, 'END'), date: '2026-03-31', labels: 'FY2026 Q4 P12' },
    { _case: 'from April', calendar: months(4, 'END'), date: '2026-04-01', labels: 'FY2027 Q1 P01' },
    {
      _case: 'before April, by start',
      calendar: months(4, 'START'),
      date: '2026-03-31',
      labels: 'FY2025 Q4 P12',
    },
    {
      _case: 'from April, by start',
      calendar: months(4, 'START'),
      date: '2026-04-01',
      labels: 'FY2026 Q1 P01',
    },
    { _case: 'from February', calendar: months(2, 'START'), date: '2026-01-31', labels: 'FY2025 Q4 P12' },
    { _case: 'from December', calendar: months(12, 'END'), date: '2025-12-01', labels: 'FY2026 Q1 P01' },
    { _case: 'leap day', calendar: months(3, 'END'), date: '2024-02-29', labels: 'FY2024 Q4 P12' },
  ])('$_case', ({ calendar, date, labels }) => {
    expect(labelsOn(calendar, date)).toBe(labels);
  });

  it.each([
    {
      _case: 'a leap February',
      calendar: months(3, 'END'),
      label: 'FY2024-P12',
      dates: '2024-02-01 2024-03-01',
    },
    {
      _case: 'an ordinary February',
      calendar: months(3, 'END'),
      label: 'FY2023-P12',
      dates: '2023-02-01 2023-03-01',
    },
    {
      _case: 'a quarter over the new year',
      calendar: months(2, 'START'),
      label: 'FY2025-Q4',
      dates: '2025-11-01 2026-02-01',
    },
    { _case: 'a year', calendar: months(7, 'END'), label: 'FY2026', dates: '2025-07-01 2026-07-01' },
    {
      _case: 'the last year that has a label',
      calendar: months(1, 'END'),
      label: 'FY3000-Q4',
      dates: '3000-10-01 3001-01-01',
    },
  ])('spans $_case', ({ calendar, label, dates }) => {
    expect(datesOfLabel(calendar, label)).toBe(dates);
  });
});

describe('calendars of weeks', () => {
  it.each([
    { _case: 'retail 2023 has 53 weeks', calendar: retail, label: 'FY2023', dates: '2023-01-29 2024-02-04' },
    { _case: 'its first month has 4', calendar: retail, label: 'FY2023-P01', dates: '2023-01-29 2023-02-26' },
    { _case: 'its second has 5', calendar: retail, label: 'FY2023-P02', dates: '2023-02-26 2023-04-02' },
    { _case: 'its third has 4', calendar: retail, label: 'FY2023-P03', dates: '2023-04-02 2023-04-30' },
    { _case: 'its last has the 53rd', calendar: retail, label: 'FY2023-P12', dates: '2023-12-31 2024-02-04' },
    {
      _case: 'so has its last quarter',
      calendar: retail,
      label: 'FY2023-Q4',
      dates: '2023-10-29 2024-02-04',
    },
    { _case: 'retail 2024 has 52', calendar: retail, label: 'FY2024', dates: '2024-02-04 2025-02-02' },
    { _case: 'and its last month 4', calendar: retail, label: 'FY2024-P12', dates: '2025-01-05 2025-02-02' },
    {
      _case: 'last Saturday of July 2023',
      calendar: lastSaturdayOfJuly,
      label: 'FY2023',
      dates: '2022-07-31 2023-07-30',
    },
    {
      _case: 'last Saturday of July 2024',
      calendar: lastSaturdayOfJuly,
      label: 'FY2024',
      dates: '2023-07-30 2024-07-28',
    },
    {
      _case: '4-4-5, third month',
      calendar: lastSaturdayOfJuly,
      label: 'FY2024-P03',
      dates: '2023-09-24 2023-10-29',
    },
    {
      _case: '5-4-4, first month',
      calendar: nearestToNewYear('END'),
      label: 'FY2020-P01',
      dates: '2019-12-29 2020-02-02',
    },
    {
      _case: 'ends in the next year',
      calendar: nearestToNewYear('END'),
      label: 'FY2020',
      dates: '2019-12-29 2021-01-03',
    },
    {
      _case: 'named by its nominal start',
      calendar: nearestToNewYear('START'),
      label: 'FY2020',
      dates: '2019-12-29 2021-01-03',
    },
  ])('$_case', ({ calendar, label, dates }) => {
    expect(datesOfLabel(calendar, label)).toBe(dates);
  });

  it('has the 53-week years that the National Retail Federation published', () => {
    const long = Array.from({ length: 26 }, (_, place) => 2000 + place).filter((year) => {
      const { from, until } = datesOf(retail, fiscalPeriod('YEAR', year));
      return from.until(until).days === 53 * 7;
    });
    expect(long).toEqual([2000, 2006, 2012, 2017, 2023]);
  });

  it.each([
    { date: '2024-02-03', labels: 'FY2023 Q4 P12' },
    { date: '2024-02-04', labels: 'FY2024 Q1 P01' },
    { date: '2023-12-30', labels: 'FY2023 Q4 P11' },
    { date: '2023-01-28', labels: 'FY2022 Q4 P12' },
  ])('retail: $date', ({ date, labels }) => {
    expect(labelsOn(retail, date)).toBe(labels);
  });

  it('puts the days on either side of the new year into the year that they nominally belong to', () => {
    expect(labelsOn(nearestToNewYear('END'), '2021-01-02')).toBe('FY2020 Q4 P12');
    expect(labelsOn(nearestToNewYear('END'), '2019-12-29')).toBe('FY2020 Q1 P01');
  });
});

describe('instants', () => {
  it.each([
    {
      _case: 'still March in New York',
      timeZone: 'America/New_York',
      instant: '2026-04-01T03:59:59.999Z',
      label: 'FY2026-Q1',
    },
    {
      _case: 'April in New York',
      timeZone: 'America/New_York',
      instant: '2026-04-01T04:00:00Z',
      label: 'FY2026-Q2',
    },
    {
      _case: 'still March in Kolkata',
      timeZone: 'Asia/Kolkata',
      instant: '2026-03-31T18:29:59.999Z',
      label: 'FY2026-Q1',
    },
    {
      _case: 'April in Kolkata',
      timeZone: 'Asia/Kolkata',
      instant: '2026-03-31T18:30:00Z',
      label: 'FY2026-Q2',
    },
  ])('$_case', ({ timeZone, instant, label }) => {
    const period = fiscalPeriodAt(months(1, 'END', timeZone), 'QUARTER', Temporal.Instant.from(instant));
    expect(fiscalLabelOf(period)).toBe(label);
  });

  it.each([
    {
      _case: 'spring in New York',
      timeZone: 'America/New_York',
      period: fiscalPeriod('MONTH', 2024, 3),
      range: '2024-03-01T05:00:00Z 2024-04-01T04:00:00Z',
    },
    {
      _case: 'autumn in Berlin',
      timeZone: 'Europe/Berlin',
      period: fiscalPeriod('QUARTER', 2024, 4),
      range: '2024-09-30T22:00:00Z 2024-12-31T23:00:00Z',
    },
    {
      _case: 'half an hour in Kolkata',
      timeZone: 'Asia/Kolkata',
      period: fiscalPeriod('YEAR', 2024),
      range: '2023-12-31T18:30:00Z 2024-12-31T18:30:00Z',
    },
  ])('$_case', ({ timeZone, period, range }) => {
    const { from, until } = instantsOf(months(1, 'END', timeZone), period);
    expect(`${from} ${until}`).toBe(range);
  });
});

describe('settings', () => {
  it.each([
    { _case: 'months', settings: months(4, 'END') },
    { _case: 'weeks', settings: retail },
  ])('accepts $_case', ({ settings }) => {
    expect(parseFiscalCalendar(settings)).toEqual({ ok: true, value: settings });
  });

  it.each([
    { _case: 'month 0', settings: months(0, 'END'), reason: 'INVALID_LAYOUT' },
    { _case: 'month 13', settings: months(13, 'END'), reason: 'INVALID_LAYOUT' },
    { _case: 'half a month', settings: months(1.5, 'END'), reason: 'INVALID_LAYOUT' },
    {
      _case: 'an unknown pattern',
      settings: { ...retail, layout: { ...retail.layout, pattern: '4-4-4' } },
      reason: 'INVALID_LAYOUT',
    },
    {
      _case: 'an unknown weekday',
      settings: { ...retail, layout: { ...retail.layout, endWeekday: 'SAT' } },
      reason: 'INVALID_LAYOUT',
    },
    {
      _case: 'an unknown rule',
      settings: { ...retail, layout: { ...retail.layout, endRule: 'FIRST' } },
      reason: 'INVALID_LAYOUT',
    },
    { _case: 'an unknown kind', settings: { ...retail, layout: { kind: 'DAYS' } }, reason: 'INVALID_LAYOUT' },
    { _case: 'an unknown name', settings: { ...retail, yearNamedBy: 'MIDDLE' }, reason: 'UNKNOWN_YEAR_NAME' },
    {
      _case: 'an unknown time zone',
      settings: months(1, 'END', 'Mars/Olympus'),
      reason: 'UNKNOWN_TIME_ZONE',
    },
  ])('refuses $_case', ({ settings, reason }) => {
    expect(parseFiscalCalendar(settings as FiscalCalendar)).toEqual({ ok: false, reason });
  });
});
