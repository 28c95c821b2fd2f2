import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Clock,
  clockAfter,
  elapsedMsAt,
  type ReachedStep,
  reachedSteps,
  startedClock,
} from '../../../src/domains/sla/sla-clock.rules.ts';
import type { BusinessCalendar } from '../../../src/kernel/business-calendar.ts';
import { businessMillisecondsBetween } from '../../../src/kernel/business-time.ts';
import { instantOf } from '../../../src/kernel/time.ts';
import { aCalendar, WEEKDAYS_NINE_TO_FIVE } from './support.ts';

const START_MS = Date.parse('2026-03-20T00:00:00Z');
const DAY_MS = 86_400_000;
/** Two months around a change of the clocks in Europe, and the days before in America. */
const SPAN_MS = 60 * DAY_MS;

const calendars: fc.Arbitrary<BusinessCalendar> = fc
  .record({
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
    weekly: fc.constantFrom(
      WEEKDAYS_NINE_TO_FIVE,
      { SUNDAY: [{ opens: '00:00', closes: '24:00' }], MONDAY: [{ opens: '00:00', closes: '12:00' }] },
      {
        TUESDAY: [
          { opens: '08:00', closes: '12:00' },
          { opens: '13:15', closes: '17:45' },
        ],
        SATURDAY: [{ opens: '22:00', closes: '24:00' }],
      },
    ),
    holidays: fc.subarray(['2026-03-30', '2026-04-06', '2026-04-07', '2026-05-01']),
  })
  .map(aCalendar);

const standards = fc
  .record({
    warnMinutes: fc.integer({ min: 1, max: 3_000 }),
    more: fc.integer({ min: 1, max: 3_000 }),
  })
  .map(({ warnMinutes, more }) => ({ warnMinutes, breachMinutes: warnMinutes + more }));

/** Instants in order, to the millisecond. */
const instants = (count: Readonly<{ minLength: number; maxLength: number }>) =>
  fc
    .array(fc.integer({ min: 0, max: SPAN_MS }), count)
    .map((offsets) => offsets.sort((a, b) => a - b).map((offset) => new Date(START_MS + offset)));

/** Starts at the first instant, and pauses and resumes by turns at the others. */
function pausedByTurns(calendar: BusinessCalendar, standard: Parameters<typeof startedClock>[1], at: Date[]) {
  return at.slice(1).reduce(
    (clock, instant, place) => {
      const next = clockAfter(calendar, clock, place % 2 === 0 ? 'PAUSE' : 'RESUME', instant);
      if (!next) throw new Error(`nothing happens to a ${clock.status} clock`);
      return next;
    },
    startedClock(calendar, standard, at[0]!),
  );
}

const openMs = (calendar: BusinessCalendar, from: Date, until: Date) =>
  businessMillisecondsBetween(calendar, instantOf(from), instantOf(until));

describe('any clock', () => {
  it('shows what one that never paused shows, less what was open while it paused', () => {
    fc.assert(
      fc.property(
        calendars,
        standards,
        instants({ minLength: 2, maxLength: 9 }),
        (calendar, standard, at) => {
          const clock = pausedByTurns(calendar, standard, at);
          const end = new Date(START_MS + SPAN_MS);
          const unpaused = startedClock(calendar, standard, at[0]!);
          const pauses = at
            .slice(1)
            .map((from, place) =>
              place % 2 === 0 ? openMs(calendar, from, at.slice(1)[place + 1] ?? end) : 0,
            );
          expect(elapsedMsAt(calendar, clock, end)).toBe(
            elapsedMsAt(calendar, unpaused, end) - pauses.reduce((sum, pause) => sum + pause, 0),
          );
        },
      ),
    );
  });

  it('is not changed by pauses while it is closed', () => {
    const pauses = fc.array(fc.tuple(fc.nat(SPAN_MS), fc.nat(DAY_MS)), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(calendars, standards, pauses, (calendar, standard, drawn) => {
        const unpaused = startedClock(calendar, standard, new Date(START_MS));
        const closed = drawn
          .map(([from, length]) => [new Date(START_MS + from), new Date(START_MS + from + length)] as const)
          .filter(([from, until]) => openMs(calendar, from, until) === 0)
          .sort(([a], [b]) => a.getTime() - b.getTime())
          .filter(([from], place, all) => place === 0 || from >= all[place - 1]![1]);
        const paused = closed.reduce<Clock>((clock, [from, until]) => {
          const { clock: looked } = reachedSteps(calendar, clock, from);
          return clockAfter(calendar, clockAfter(calendar, looked, 'PAUSE', from)!, 'RESUME', until)!;
        }, unpaused);
        const { warnAt, breachAt } = paused;
        expect({ warnAt, breachAt }).toEqual({ warnAt: unpaused.warnAt, breachAt: unpaused.breachAt });
      }),
    );
  });

  it('reaches each step when its minutes are over, looked at often or once', () => {
    fc.assert(
      fc.property(
        calendars,
        standards,
        instants({ minLength: 1, maxLength: 8 }),
        instants({ minLength: 0, maxLength: 20 }),
        (calendar, standard, moves, looks) => {
          const end = new Date(START_MS + SPAN_MS);
          const seen = (looked: readonly Date[]) => {
            const steps: ReachedStep[] = [];
            let clock = startedClock(calendar, standard, moves[0]!);
            const happening = [
              ...moves.slice(1).map((at) => ({ at, isMove: true })),
              ...looked.filter((at) => at >= moves[0]!).map((at) => ({ at, isMove: false })),
              { at: end, isMove: false },
            ].sort((a, b) => a.at.getTime() - b.at.getTime());
            for (const { at, isMove } of happening) {
              const reading = reachedSteps(calendar, clock, at);
              steps.push(...reading.steps);
              const action = reading.clock.status === 'RUNNING' ? 'PAUSE' : 'RESUME';
              clock = isMove ? clockAfter(calendar, reading.clock, action, at)! : reading.clock;
            }
            return { clock, steps };
          };
          const often = seen(looks);
          expect(often).toEqual(seen([]));
          for (const { elapsedMinutes, step } of often.steps)
            expect(elapsedMinutes).toBe(
              {
                WARNED: standard.warnMinutes,
                BREACHED: standard.breachMinutes,
                ESCALATED: 2 * standard.breachMinutes - standard.warnMinutes,
              }[step],
            );
        },
      ),
    );
  });
});
