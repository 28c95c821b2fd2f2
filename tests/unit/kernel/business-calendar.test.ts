import { describe, expect, it } from 'vitest';
import {
  type BusinessHours,
  HOLIDAYS_MAX,
  HOURS_PER_WEEKDAY_MAX,
  type OpenHours,
  parseBusinessHours,
} from '../../../src/kernel/business-calendar.ts';

const nineToFive = { opens: '09:00', closes: '17:00' };

describe('parseBusinessHours', () => {
  const settings = (hours: OpenHours[], rest: Partial<BusinessHours> = {}): BusinessHours => ({
    timeZone: 'UTC',
    weekly: { MONDAY: hours },
    holidays: [],
    ...rest,
  });

  it.each([
    { _case: 'no hours at all', given: settings([]), reason: 'NO_OPEN_HOURS' },
    { _case: 'no weekdays', given: settings([], { weekly: {} }), reason: 'NO_OPEN_HOURS' },
    {
      _case: 'a fixed offset',
      given: settings([nineToFive], { timeZone: '+02:00' }),
      reason: 'UNKNOWN_TIME_ZONE',
    },
    {
      _case: 'an unknown day',
      given: settings([], { weekly: { Mon: [nineToFive] } as never }),
      reason: 'UNKNOWN_WEEKDAY',
    },
    {
      _case: 'reversed hours',
      given: settings([{ opens: '17:00', closes: '09:00' }]),
      reason: 'INVALID_HOURS',
    },
    { _case: 'empty hours', given: settings([{ opens: '09:00', closes: '09:00' }]), reason: 'INVALID_HOURS' },
    {
      _case: 'an hour that is none',
      given: settings([{ opens: '09:00', closes: '25:00' }]),
      reason: 'INVALID_HOURS',
    },
    {
      _case: 'a minute after the end',
      given: settings([{ opens: '09:00', closes: '24:01' }]),
      reason: 'INVALID_HOURS',
    },
    {
      _case: 'an opening that is no time',
      given: settings([{ opens: '9am', closes: '17:00' }]),
      reason: 'INVALID_HOURS',
    },
    {
      _case: 'overlapping hours',
      given: settings([{ opens: '12:00', closes: '18:00' }, nineToFive]),
      reason: 'OVERLAPPING_HOURS',
    },
    {
      _case: 'too many hours',
      given: settings(Array(HOURS_PER_WEEKDAY_MAX + 1).fill(nineToFive)),
      reason: 'TOO_MANY_HOURS',
    },
    {
      _case: 'a date that is none',
      given: settings([nineToFive], { holidays: ['2023-02-29'] }),
      reason: 'INVALID_HOLIDAY',
    },
    {
      _case: 'too many holidays',
      given: settings([nineToFive], { holidays: Array(HOLIDAYS_MAX + 1).fill('2024-01-01') }),
      reason: 'TOO_MANY_HOLIDAYS',
    },
  ])('refuses $_case', ({ given, reason }) => {
    expect(parseBusinessHours(given)).toEqual({ ok: false, reason });
  });

  it('prepares minutes in order, touching or until midnight, Monday first', () => {
    const afternoon = { opens: '12:00', closes: '24:00' };
    const result = parseBusinessHours(
      settings([afternoon, { opens: '09:30', closes: '12:00' }], { holidays: ['1970-01-02'] }),
    );
    expect(result).toEqual({
      ok: true,
      value: {
        timeZone: 'UTC',
        minutesByWeekday: [
          [
            { opensMinute: 570, closesMinute: 720 },
            { opensMinute: 720, closesMinute: 1_440 },
          ],
          ...Array(6).fill([]),
        ],
        holidayEpochDays: new Set([1]),
      },
    });
  });
});
