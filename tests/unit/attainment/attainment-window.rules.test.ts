import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { WindowKind } from '../../../src/domains/attainment/attainment.rules.ts';
import {
  horizonOf,
  momentOf,
  periodAt,
  windowOf,
} from '../../../src/domains/attainment/attainment-window.rules.ts';
import type { FiscalCalendar } from '../../../src/kernel/fiscal-calendar.ts';
import { fiscalLabelOf, parseFiscalLabel } from '../../../src/kernel/fiscal-period.ts';

const MONTHS: FiscalCalendar = {
  timeZone: 'Europe/Berlin',
  yearNamedBy: 'END',
  layout: { kind: 'MONTHS', startMonth: 1 },
};
const FROM_JULY: FiscalCalendar = { ...MONTHS, layout: { kind: 'MONTHS', startMonth: 7 } };
/** FY2023 has 53 weeks, from 29 January 2023 to 3 February 2024. */
const WEEKS: FiscalCalendar = {
  timeZone: 'America/New_York',
  yearNamedBy: 'START',
  layout: { kind: 'WEEKS', pattern: '4-4-5', endMonth: 1, endWeekday: 'SATURDAY', endRule: 'NEAREST' },
};

function moment(calendar: FiscalCalendar, label: string, asOf: string) {
  const period = parseFiscalLabel(label);
  if (!period.ok) throw new RangeError(label);
  const found = momentOf(calendar, period.value, new Date(asOf));
  if (!found.ok) throw new RangeError(found.reason);
  return found.value;
}

describe('when a period is looked at', () => {
  it.each([
    {
      calendar: MONTHS,
      label: 'FY2026-Q1',
      asOf: '2026-02-10T12:00:00Z',
      day: '2026-02-10',
      isProvisional: true,
    },
    {
      calendar: MONTHS,
      label: 'FY2026-Q1',
      asOf: '2026-03-31T21:59:59.999Z',
      day: '2026-03-31',
      isProvisional: true,
    },
    {
      calendar: MONTHS,
      label: 'FY2026-Q1',
      asOf: '2026-03-31T22:00:00Z',
      day: '2026-03-31',
      isProvisional: false,
    },
    // Half past ten in the evening in New York, and the day after in UTC.
    {
      calendar: WEEKS,
      label: 'FY2023-Q4',
      asOf: '2024-02-04T03:30:00Z',
      day: '2024-02-03',
      isProvisional: true,
    },
    {
      calendar: WEEKS,
      label: 'FY2023-Q4',
      asOf: '2024-02-04T05:00:00Z',
      day: '2024-02-03',
      isProvisional: false,
    },
    {
      calendar: WEEKS,
      label: 'FY2023',
      asOf: '2025-01-01T00:00:00Z',
      day: '2024-02-03',
      isProvisional: false,
    },
  ])('$label as of $asOf is looked at on $day', ({ calendar, label, asOf, day, isProvisional }) => {
    const found = moment(calendar, label, asOf);
    expect([found.day.toString(), found.isProvisional]).toEqual([day, isProvisional]);
  });

  it('is refused before the period begins by the clocks of the vendor', () => {
    const asOf = (text: string) =>
      momentOf(MONTHS, { grain: 'QUARTER', year: 2026, ordinal: 2 }, new Date(text)).ok;
    expect([asOf('2026-03-31T21:59:59Z'), asOf('2026-03-31T22:00:00Z')]).toEqual([false, true]);
  });

  it('counts what happened in the very millisecond of the instant, and nothing of the next period', () => {
    expect(moment(MONTHS, 'FY2026-Q1', '2026-02-10T12:00:00Z').untilAt).toEqual(
      new Date('2026-02-10T12:00:00.001Z'),
    );
    expect(moment(MONTHS, 'FY2026-Q1', '2026-05-01T12:00:00Z').untilAt).toEqual(
      new Date('2026-03-31T22:00:00Z'),
    );
  });

  it('finds the period of an instant by the day of the vendor', () => {
    const label = (calendar: FiscalCalendar, asOf: string) =>
      fiscalLabelOf(periodAt(calendar, 'QUARTER', new Date(asOf)));
    expect(label(WEEKS, '2024-02-04T04:59:59Z')).toBe('FY2023-Q4');
    expect(label(WEEKS, '2024-02-04T05:00:00Z')).toBe('FY2024-Q1');
  });
});

describe('a window', () => {
  const noon = (day: string) => `${day}T12:00:00Z`;
  it.each<
    [
      calendar: FiscalCalendar,
      day: string,
      kind: WindowKind,
      months: number | null,
      from: string,
      until: string,
    ]
  >([
    [MONTHS, '2026-02-10', 'POINT_IN_TIME', null, '2026-02-10', '2026-02-11'],
    [MONTHS, '2026-02-10', 'FISCAL_QUARTER', null, '2026-01-01', '2026-04-01'],
    [FROM_JULY, '2026-02-10', 'FISCAL_YEAR', null, '2025-07-01', '2026-07-01'],
    [WEEKS, '2023-11-20', 'FISCAL_QUARTER', null, '2023-10-29', '2024-02-04'],
    [WEEKS, '2023-11-20', 'FISCAL_YEAR', null, '2023-01-29', '2024-02-04'],
    // The evaluated day belongs to it.
    [MONTHS, '2026-06-30', 'TRAILING_MONTHS', 3, '2026-04-01', '2026-07-01'],
    [MONTHS, '2026-02-28', 'TRAILING_MONTHS', 1, '2026-02-01', '2026-03-01'],
    [MONTHS, '2026-03-30', 'TRAILING_MONTHS', 1, '2026-02-28', '2026-03-31'],
    [MONTHS, '2024-02-28', 'TRAILING_MONTHS', 12, '2023-02-28', '2024-02-29'],
    [MONTHS, '2024-02-29', 'TRAILING_MONTHS', 12, '2023-03-01', '2024-03-01'],
    [MONTHS, '2025-02-28', 'TRAILING_MONTHS', 12, '2024-03-01', '2025-03-01'],
    [MONTHS, '2025-02-27', 'TRAILING_MONTHS', 12, '2024-02-28', '2025-02-28'],
  ])('%o on %s of %s %s is from %s to %s', (calendar, day, kind, months, from, until) => {
    const label = fiscalLabelOf(periodAt(calendar, 'QUARTER', new Date(noon(day))));
    const window = windowOf(moment(calendar, label, noon(day)), kind, months);
    expect([window.from.toString(), window.until.toString()]).toEqual([from, until]);
  });

  it('is projected to the end of the period, or to its own where that is before', () => {
    const year = moment(MONTHS, 'FY2026', noon('2026-02-10'));
    const quarter = moment(MONTHS, 'FY2026-Q1', noon('2026-02-10'));
    const last = (one: typeof year, kind: WindowKind) =>
      horizonOf(one, windowOf(one, kind, 6), kind).toString();
    expect(last(year, 'FISCAL_QUARTER')).toBe('2026-03-31');
    expect(last(year, 'TRAILING_MONTHS')).toBe('2026-12-31');
    expect(last(quarter, 'FISCAL_YEAR')).toBe('2026-03-31');
    expect(last(quarter, 'POINT_IN_TIME')).toBe('2026-03-31');
  });
});

it('reads days of the vendor only', () => {
  expect(moment(MONTHS, 'FY2026-Q1', '2026-02-10T23:30:00Z').day).toEqual(
    Temporal.PlainDate.from('2026-02-11'),
  );
});
