import { describe, expect, it } from 'vitest';
import {
  type Clock,
  clockAfter,
  clockStateAt,
  elapsedMsAt,
  projectedClock,
  reachedSteps,
  startedClock,
} from '../../../src/domains/sla/sla-clock.rules.ts';
import { slaClockStates } from '../../../src/domains/sla/sla-clock.states.ts';
import { aCalendar } from './support.ts';

const calendar = aCalendar();
const STANDARD = { warnMinutes: 480, breachMinutes: 960 };
const at = (instant: string) => new Date(instant);
const minutesAt = (clock: Clock, instant: string) => elapsedMsAt(calendar, clock, at(instant)) / 60_000;
const instantsOf = ({ warnAt, breachAt, nextAt }: Clock) =>
  [warnAt, breachAt, nextAt].map((instant) => instant?.toISOString() ?? null);

/** Moves a clock and fails where the move is none. */
const moved = (clock: Clock, action: Parameters<typeof clockAfter>[2], instant: string) => {
  const after = clockAfter(calendar, clock, action, at(instant));
  if (!after) throw new Error(`${action} of a ${clock.status} clock`);
  return after;
};

describe('a clock', () => {
  it('runs in business hours, through a night and a weekend', () => {
    // Friday 5 June 2026, 16:00 in Berlin.
    const clock = startedClock(calendar, STANDARD, at('2026-06-05T14:00:00Z'));
    expect(instantsOf(clock)).toEqual([
      '2026-06-08T14:00:00.000Z',
      '2026-06-09T14:00:00.000Z',
      '2026-06-08T14:00:00.000Z',
    ]);
    expect(minutesAt(clock, '2026-06-05T15:00:00Z')).toBe(60);
    expect(minutesAt(clock, '2026-06-08T06:59:00Z')).toBe(60);
    expect(minutesAt(clock, '2026-06-08T07:30:00Z')).toBe(90);
  });

  it('stands still while it is paused, to the millisecond', () => {
    const started = startedClock(calendar, STANDARD, at('2026-06-08T07:00:00Z'));
    const paused = moved(started, 'PAUSE', '2026-06-08T08:00:00.001Z');
    expect(paused).toMatchObject({ status: 'PAUSED', elapsedMs: 3_600_001, nextAt: null });
    expect(elapsedMsAt(calendar, paused, at('2026-06-12T08:00:00Z'))).toBe(3_600_001);
    const resumed = moved(paused, 'RESUME', '2026-06-10T07:00:00Z');
    expect(instantsOf(resumed)).toEqual([
      '2026-06-10T13:59:59.999Z',
      '2026-06-11T13:59:59.999Z',
      '2026-06-10T13:59:59.999Z',
    ]);
    const stopped = moved(resumed, 'STOP', '2026-06-10T07:00:01Z');
    expect(stopped).toMatchObject({ status: 'STOPPED', elapsedMs: 3_601_001, nextAt: null });
  });

  it('is not moved by what its status does not have', () => {
    const running = startedClock(calendar, STANDARD, at('2026-06-08T07:00:00Z'));
    const paused = moved(running, 'PAUSE', '2026-06-08T08:00:00Z');
    const stopped = moved(paused, 'STOP', '2026-06-08T09:00:00Z');
    for (const clock of [running, paused, stopped]) {
      for (const action of ['PAUSE', 'RESUME', 'STOP'] as const) {
        const after = clockAfter(calendar, clock, action, at('2026-06-09T09:00:00Z'));
        expect(after?.status ?? null).toBe(slaClockStates.next(clock.status, action));
      }
    }
  });

  it('counts no time backwards where a move comes in dated before the last one', () => {
    const resumed = moved(
      moved(startedClock(calendar, STANDARD, at('2026-06-08T07:00:00Z')), 'PAUSE', '2026-06-08T08:00:00Z'),
      'RESUME',
      '2026-06-08T09:00:00Z',
    );
    const late = moved(resumed, 'PAUSE', '2026-06-08T08:30:00Z');
    expect(late).toMatchObject({ elapsedMs: 3_600_000, statusSince: at('2026-06-08T09:00:00Z') });
  });

  it('measures time that passed where the clocks change in the night', () => {
    const open = aCalendar({ weekly: { SUNDAY: [{ opens: '00:00', closes: '24:00' }] } });
    const spring = startedClock(open, STANDARD, at('2026-03-28T23:00:00Z'));
    expect(elapsedMsAt(open, spring, at('2026-03-29T22:00:00Z'))).toBe(23 * 3_600_000);
    expect(spring.warnAt).toEqual(at('2026-03-29T07:00:00Z'));
    const autumn = startedClock(open, STANDARD, at('2026-10-24T22:00:00Z'));
    expect(elapsedMsAt(open, autumn, at('2026-10-25T23:00:00Z'))).toBe(25 * 3_600_000);
  });

  it('takes a standard longer than business time can span for never', () => {
    const briefly = aCalendar({ weekly: { MONDAY: [{ opens: '09:00', closes: '09:01' }] } });
    const clock = startedClock(
      briefly,
      { warnMinutes: 1, breachMinutes: 5_000_000 },
      at('2026-06-08T07:00:00Z'),
    );
    expect(clock.warnAt).toEqual(at('2026-06-08T07:01:00Z'));
    expect(clock.breachAt.getUTCFullYear()).toBe(2076);
  });
});

describe('what a clock reaches', () => {
  const clock = startedClock(calendar, STANDARD, at('2026-06-08T07:00:00Z'));

  it('is dated by when it was reached, however late somebody looks', () => {
    const { clock: after, steps } = reachedSteps(calendar, clock, at('2026-06-30T12:00:00Z'));
    expect(steps).toEqual([
      {
        step: 'WARNED',
        level: 1,
        at: at('2026-06-08T15:00:00Z'),
        elapsedMinutes: 480,
        thisRunMinutes: 480,
      },
      {
        step: 'BREACHED',
        level: 2,
        at: at('2026-06-09T15:00:00Z'),
        elapsedMinutes: 960,
        thisRunMinutes: 960,
      },
      {
        step: 'ESCALATED',
        level: 3,
        at: at('2026-06-10T15:00:00Z'),
        elapsedMinutes: 1_440,
        thisRunMinutes: 1_440,
      },
    ]);
    expect(after).toMatchObject({ level: 3, nextAt: null });
    expect(reachedSteps(calendar, after, at('2027-01-01T00:00:00Z')).steps).toEqual([]);
  });

  it('comes at the instant itself, and not a millisecond before', () => {
    expect(reachedSteps(calendar, clock, at('2026-06-08T14:59:59.999Z')).steps).toEqual([]);
    expect(reachedSteps(calendar, clock, at('2026-06-08T15:00:00Z')).steps).toHaveLength(1);
  });

  it('is not reached while it is paused, and says what of it was this run', () => {
    const paused = moved(clock, 'PAUSE', '2026-06-08T14:00:00Z');
    expect(reachedSteps(calendar, paused, at('2026-07-01T12:00:00Z')).steps).toEqual([]);
    const resumed = moved(paused, 'RESUME', '2026-07-01T07:00:00Z');
    expect(reachedSteps(calendar, resumed, at('2026-07-01T08:00:00Z')).steps).toMatchObject([
      { step: 'WARNED', at: at('2026-07-01T08:00:00Z'), elapsedMinutes: 480, thisRunMinutes: 60 },
    ]);
  });

  it('moves with a holiday that is added later, but nothing that was reached does', () => {
    const warned = reachedSteps(calendar, clock, at('2026-06-08T15:00:00Z')).clock;
    const withHoliday = aCalendar({ holidays: ['2026-06-08', '2026-06-09'] });
    const projected = projectedClock(withHoliday, warned);
    expect(instantsOf(projected)).toEqual([
      '2026-06-08T15:00:00.000Z',
      '2026-06-11T15:00:00.000Z',
      '2026-06-11T15:00:00.000Z',
    ]);
    expect(reachedSteps(withHoliday, warned, at('2026-06-10T15:00:00Z')).steps).toEqual([]);
    // What an earlier run measured stays measured.
    const paused = moved(clock, 'PAUSE', '2026-06-08T08:00:00Z');
    expect(elapsedMsAt(withHoliday, paused, at('2026-06-30T08:00:00Z'))).toBe(3_600_000);
  });

  it('shows in its state by the instant, also before anybody looked', () => {
    const states = ['2026-06-08T14:59:59Z', '2026-06-08T15:00:00Z', '2026-06-09T15:00:00Z'].map((now) =>
      clockStateAt(clock, at(now)),
    );
    expect(states).toEqual(['OK', 'WARNED', 'BREACHED']);
    const paused = moved(clock, 'PAUSE', '2026-06-08T08:00:00Z');
    expect(clockStateAt(paused, at('2026-07-01T00:00:00Z'))).toBe('PAUSED');
    expect(clockStateAt(moved(paused, 'STOP', '2026-06-09T08:00:00Z'), at('2026-07-01T00:00:00Z'))).toBe(
      'STOPPED',
    );
  });
});
