import { expect, it } from 'vitest';
import { workedHoursOf } from '../../../src/domains/kpis/kpi-calendar.rules.ts';
import { parseBusinessHours } from '../../../src/kernel/business-calendar.ts';

const hours = parseBusinessHours({
  timeZone: 'Pacific/Auckland',
  weekly: { MONDAY: [{ opens: '09:00', closes: '17:00' }] },
  holidays: [],
});

it.each([
  { from: '1965-01-01T00:00:00Z', until: '1971-01-01T00:00:00Z' },
  { from: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' },
  { from: null, until: null },
])('hours from $from to $until are in order, the first of no length before all others', ({ from, until }) => {
  if (!hours.ok) throw new Error(hours.reason);
  const range = from && until ? { from: new Date(from), until: new Date(until) } : null;
  const { opens, closes, worked } = workedHoursOf(hours.value, range);
  expect(opens).toEqual([...opens].sort((a, b) => a - b));
  expect([closes[0], worked[0]]).toEqual([opens[0], 0]);
  expect(opens.length).toBe(closes.length);
  expect(opens.length > 1).toBe(range !== null);
});
