import { describe, expect, it } from 'vitest';
import type { KpiRangeError } from '../../../src/domains/kpis/kpi.errors.ts';
import { periodNamed, pointsOf, yearBefore } from '../../../src/domains/kpis/kpi-period.rules.ts';
import { knownAt, readRange } from '../../../src/domains/kpis/kpi-question.rules.ts';
import { segmentsOf } from '../../../src/domains/kpis/kpi-segment.rules.ts';
import type { FiscalCalendar } from '../../../src/kernel/fiscal-calendar.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const text = (date: Date) => date.toISOString().slice(0, 10);
const range = (from: string, until: string) => ({ from: day(from), until: day(until) });

const MONTHS: FiscalCalendar = {
  ...{ timeZone: 'UTC', yearNamedBy: 'START' },
  layout: { kind: 'MONTHS', startMonth: 1 },
};
/** Years end on the last Saturday of January: FY2026 is 2026-02-01 to 2027-01-30, its months 4, 4 and 5 weeks. */
const WEEKS: FiscalCalendar = {
  ...{ timeZone: 'UTC', yearNamedBy: 'START' },
  layout: { kind: 'WEEKS', pattern: '4-4-5', endMonth: 1, endWeekday: 'SATURDAY', endRule: 'LAST' },
};

describe('the segments of a range', () => {
  it.each([
    {
      _case: 'a whole month',
      calendar: MONTHS,
      of: range('2026-03-01', '2026-04-01'),
      are: ['MONTH 2026-03-01 2026-04-01'],
    },
    {
      _case: 'within one month',
      calendar: MONTHS,
      of: range('2026-03-05', '2026-03-09'),
      are: ['DAY 2026-03-05 2026-03-09'],
    },
    {
      _case: 'over two months, none whole',
      ...{ calendar: MONTHS, of: range('2026-03-30', '2026-04-06') },
      are: ['DAY 2026-03-30 2026-04-01', 'DAY 2026-04-01 2026-04-06'],
    },
    {
      _case: 'months with days before and after',
      ...{ calendar: MONTHS, of: range('2026-01-31', '2026-04-02') },
      are: ['DAY 2026-01-31 2026-02-01', 'MONTH 2026-02-01 2026-04-01', 'DAY 2026-04-01 2026-04-02'],
    },
    {
      _case: 'fiscal months of four and five weeks',
      ...{ calendar: WEEKS, of: range('2026-02-01', '2026-05-04') },
      are: ['MONTH 2026-02-01 2026-05-03', 'DAY 2026-05-03 2026-05-04'],
    },
  ])('are $_case', ({ calendar, of, are }) => {
    expect(
      segmentsOf(calendar, of).map(({ grain, from, until }) => `${grain} ${text(from)} ${text(until)}`),
    ).toEqual(are);
  });
});

describe('the points of a series', () => {
  it.each([
    {
      _case: 'weeks that lie across a month',
      ...{ calendar: MONTHS, grain: 'WEEK' as const, of: range('2026-03-25', '2026-04-08') },
      are: ['2026-W13 2026-03-25', '2026-W14 2026-03-30', '2026-W15 2026-04-06'],
    },
    {
      _case: 'the first days of January in the last week of the year before',
      ...{ calendar: MONTHS, grain: 'WEEK' as const, of: range('2027-01-01', '2027-01-05') },
      are: ['2026-W53 2027-01-01', '2027-W01 2027-01-04'],
    },
    {
      _case: 'fiscal weeks from Sunday',
      ...{ calendar: WEEKS, grain: 'WEEK' as const, of: range('2026-02-01', '2026-02-09') },
      are: ['FY2026-W01 2026-02-01', 'FY2026-W02 2026-02-08'],
    },
    {
      _case: 'fiscal months of 4, 4 and 5 weeks',
      ...{ calendar: WEEKS, grain: 'MONTH' as const, of: range('2026-02-01', '2026-05-03') },
      are: ['FY2026-P01 2026-02-01', 'FY2026-P02 2026-03-01', 'FY2026-P03 2026-03-29'],
    },
    {
      _case: 'quarters cut to the range',
      ...{ calendar: MONTHS, grain: 'QUARTER' as const, of: range('2026-02-15', '2026-04-02') },
      are: ['FY2026-Q1 2026-02-15', 'FY2026-Q2 2026-04-01'],
    },
  ])('are $_case', ({ calendar, grain, of, are }) => {
    expect(pointsOf(calendar, grain, of).map(({ label, from }) => `${label} ${text(from)}`)).toEqual(are);
  });

  it('are 400 at most', () => {
    expect(pointsOf(MONTHS, 'DAY', range('2025-01-01', '2026-02-05'))).toHaveLength(400);
    expect(() => pointsOf(MONTHS, 'DAY', range('2025-01-01', '2026-02-06'))).toThrow('at most 400 points');
  });
});

describe('a period', () => {
  it.each([
    { named: 'FY2026-Q3', is: { grain: 'QUARTER', year: 2026, ordinal: 3 } },
    { named: '2026-Q3', is: { grain: 'QUARTER', year: 2026, ordinal: 3 } },
    { named: '2026', is: { grain: 'YEAR', year: 2026, ordinal: 1 } },
    { named: 'FY2026-P07', is: { grain: 'MONTH', year: 2026, ordinal: 7 } },
  ])('is read from $named', ({ named, is }) => {
    expect(periodNamed(named)).toEqual(is);
    expect(yearBefore(periodNamed(named))).toEqual({ ...is, year: 2025 });
  });

  it.each(['', '2026-Q5', 'Q3', '2026-07', 'FYFY2026', '2026-P13'])('is none in %j', (named) => {
    expect(() => periodNamed(named)).toThrow('A period is');
  });

  it('is read until today, and not after it', () => {
    const today = day('2026-05-10');
    expect(readRange(range('2026-04-01', '2026-07-01'), today)).toEqual(range('2026-04-01', '2026-05-11'));
    expect(() => readRange(range('2026-05-11', '2026-07-01'), today)).toThrow('2026-05-10');
    expect(() => readRange(range('2026-05-01', '2026-05-01'), today)).toThrow('until is after from');
    expect(() => readRange(range('1990-01-01', '2026-05-01'), today)).toThrow('20 years');
  });
});

it.each([
  { _case: 'now where nothing is asked for', asOf: null, known: '2026-05-10T12:00:00.000Z' },
  { _case: 'now itself', asOf: '2026-05-10T12:00:00.000Z', known: '2026-05-10T12:00:00.000Z' },
  { _case: 'an instant that has been', asOf: '2026-05-10T11:59:59.999Z', known: '2026-05-10T11:59:59.999Z' },
  {
    _case: 'a millisecond later',
    asOf: '2026-05-10T12:00:00.001Z',
    known: 'FUTURE 2026-05-10T12:00:00.000Z',
  },
  {
    _case: 'a thousand years later',
    asOf: '3026-01-01T00:00:00.000Z',
    known: 'FUTURE 2026-05-10T12:00:00.000Z',
  },
])('what is read is known by $_case', ({ asOf, known }) => {
  const read = () => {
    try {
      return knownAt(asOf === null ? null : new Date(asOf), new Date('2026-05-10T12:00:00Z')).toISOString();
    } catch (error) {
      const { reason, limit } = error as KpiRangeError;
      return `${reason} ${limit}`;
    }
  };
  expect(read()).toBe(known);
});
