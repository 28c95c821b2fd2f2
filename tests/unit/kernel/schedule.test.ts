import { describe, expect, it } from 'vitest';
import {
  cronOf,
  daily,
  everyMinutes,
  hourly,
  nextRunAfter,
  scheduleText,
} from '../../../src/kernel/schedule.ts';

describe('a schedule', () => {
  it.each([
    { schedule: everyMinutes(1), after: '08:07:30', next: '2026-06-10T08:08:00Z', cron: '* * * * ? *' },
    { schedule: everyMinutes(5), after: '08:07:30', next: '2026-06-10T08:10:00Z', cron: '0/5 * * * ? *' },
    { schedule: everyMinutes(5, 3), after: '08:07:30', next: '2026-06-10T08:08:00Z', cron: '3/5 * * * ? *' },
    // The run of this very minute has begun already.
    { schedule: everyMinutes(5, 3), after: '08:08:00', next: '2026-06-10T08:13:00Z', cron: '3/5 * * * ? *' },
    {
      schedule: everyMinutes(15, 11),
      after: '08:57:00',
      next: '2026-06-10T09:11:00Z',
      cron: '11/15 * * * ? *',
    },
    { schedule: hourly(9), after: '08:09:01', next: '2026-06-10T09:09:00Z', cron: '9 * * * ? *' },
    { schedule: daily(2, 30), after: '02:29:59', next: '2026-06-10T02:30:00Z', cron: '30 2 * * ? *' },
    { schedule: daily(2, 30), after: '02:30:00', next: '2026-06-11T02:30:00Z', cron: '30 2 * * ? *' },
  ])('$cron after $after runs next at $next', ({ schedule, after, next, cron }) => {
    expect(nextRunAfter(schedule, new Date(`2026-06-10T${after}Z`))).toEqual(new Date(next));
    expect(cronOf(schedule)).toBe(`cron(${cron})`);
  });

  it('is said in words', () => {
    expect([everyMinutes(1), everyMinutes(5, 3), hourly(9), daily(2, 5)].map(scheduleText)).toEqual([
      'every minute',
      'every 5 minutes',
      'every hour at minute 9',
      'every day at 02:05 UTC',
    ]);
  });

  it('says so where cron has no word for it', () => {
    expect(() => cronOf({ everyMinutes: 90, atMinute: 0 })).toThrow(RangeError);
  });
});
