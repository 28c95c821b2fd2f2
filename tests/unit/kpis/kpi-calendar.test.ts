import { expect, it } from 'vitest';
import { workedHoursOf } from '../../../src/domains/kpis/kpi-calendar.rules.ts';
import { parseBusinessHours } from '../../../src/kernel/business-calendar.ts';
import { BUSINESS_SPAN_DAYS_MAX } from '../../../src/kernel/business-time.ts';

const mondaysIn = (timeZone: string) => {
  const weekly = { MONDAY: [{ opens: '09:00', closes: '17:00' }] };
  const hours = parseBusinessHours({ timeZone, weekly, holidays: [] });
  if (!hours.ok) throw new Error(hours.reason);
  return hours.value;
};

it.each([
  { from: '1965-01-01T00:00:00Z', until: '1971-01-01T00:00:00Z' },
  { from: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' },
  { from: null, until: null },
])('hours from $from to $until are in order, the first of no length before all others', ({ from, until }) => {
  const range = from && until ? { from: new Date(from), until: new Date(until) } : null;
  const { opens, closes, worked } = workedHoursOf(mondaysIn('Pacific/Auckland'), range);
  expect(opens).toEqual([...opens].sort((a, b) => a - b));
  expect([closes[0], worked[0]]).toEqual([opens[0], 0]);
  expect(opens.length).toBe(closes.length);
  expect(opens.length > 1).toBe(range !== null);
});

it('knows the hours of as many years as it is asked for, however long somebody may wait', () => {
  const range = { from: new Date('1970-01-05T00:00:00Z'), until: new Date('2070-01-06T00:00:00Z') };
  expect((range.until.getTime() - range.from.getTime()) / 86_400_000).toBeGreaterThan(BUSINESS_SPAN_DAYS_MAX);
  const { opens, worked } = workedHoursOf(mondaysIn('UTC'), range);
  expect(new Date(opens.at(-1)!)).toEqual(new Date('2070-01-06T09:00:00Z'));
  expect(worked.at(-1)).toBe((opens.length - 2) * 8 * 3_600_000);
});
