import type { BusinessCalendar } from '../../kernel/business-calendar.ts';
import {
  addBusinessMilliseconds,
  BUSINESS_SPAN_DAYS_MAX,
  businessMillisecondsBetween,
} from '../../kernel/business-time.ts';
import { addDays } from '../../kernel/days.ts';
import { dateOf, instantOf } from '../../kernel/time.ts';
import { type ClockAction, type ClockStatus, slaClockStates } from './sla-clock.states.ts';

/** How soon the vendor answers, in business minutes. */
export type Standard = Readonly<{ warnMinutes: number; breachMinutes: number }>;

/**
 * A clock as it is stored. `elapsedMs` is the business time of its earlier runs, exactly; a present run began at
 * `statusSince`. The instants are when a step will be reached if it runs on, or was.
 */
export type Clock = Standard &
  Readonly<{
    status: ClockStatus;
    statusSince: Date;
    startedAt: Date;
    elapsedMs: number;
    level: number;
    warnAt: Date;
    breachAt: Date;
    nextAt: Date | null;
  }>;

const MINUTE_MS = 60_000;

/** What a clock reaches, in order; a step's level is its place plus one. */
export const STEPS = ['WARNED', 'BREACHED', 'ESCALATED'] as const;
export type Step = (typeof STEPS)[number];
const WARNED = 1;
const BREACHED = 2;

/** The last step comes as long after the breach as the warning came before it. */
const minutesOf = ({ warnMinutes, breachMinutes }: Standard, step: Step): number =>
  ({ WARNED: warnMinutes, BREACHED: breachMinutes, ESCALATED: 2 * breachMinutes - warnMinutes })[step];

export const startedClock = (calendar: BusinessCalendar, standard: Standard, at: Date): Clock =>
  projectedClock(calendar, {
    warnMinutes: standard.warnMinutes,
    breachMinutes: standard.breachMinutes,
    status: 'RUNNING',
    statusSince: at,
    startedAt: at,
    elapsedMs: 0,
    level: 0,
    warnAt: at,
    breachAt: at,
    nextAt: null,
  });

/**
 * The clock after an action, or null where its status has no such action, so that repeating one changes nothing. What
 * comes in late, dated before the status that the clock has, counts from that status on.
 * What the clock reached before is not looked at here: take `reachedSteps` first.
 */
export function clockAfter(
  calendar: BusinessCalendar,
  clock: Clock,
  action: ClockAction,
  at: Date,
): Clock | null {
  const status = slaClockStates.next(clock.status, action);
  if (!status) return null;
  const statusSince = at < clock.statusSince ? clock.statusSince : at;
  const moved = { ...clock, status, statusSince, elapsedMs: elapsedMsAt(calendar, clock, statusSince) };
  return status === 'RUNNING' ? projectedClock(calendar, moved) : { ...moved, nextAt: null };
}

/**
 * The business time that counts at an instant, to the millisecond: the runs that are over as they were measured, and
 * the present one by the calendar.
 */
export function elapsedMsAt(calendar: BusinessCalendar, clock: Clock, at: Date): number {
  if (clock.status !== 'RUNNING' || at <= clock.statusSince) return clock.elapsedMs;
  return clock.elapsedMs + businessMillisecondsBetween(calendar, instantOf(clock.statusSince), instantOf(at));
}

/** The business time that counts at an instant, in whole minutes. */
export const elapsedMinutesAt = (calendar: BusinessCalendar, clock: Clock, at: Date): number =>
  Math.floor(elapsedMsAt(calendar, clock, at) / MINUTE_MS);

/**
 * The clock with its instants computed anew by the calendar. A step that was reached stays where it was: a holiday
 * that is added later moves what is still to come, and undoes no breach.
 */
export function projectedClock(calendar: BusinessCalendar, clock: Clock): Clock {
  if (clock.status !== 'RUNNING') return clock;
  const { level } = clock;
  const warnAt = level >= WARNED ? clock.warnAt : stepAt(calendar, clock, 'WARNED');
  const breachAt = level >= BREACHED ? clock.breachAt : laterOf(warnAt, stepAt(calendar, clock, 'BREACHED'));
  const escalatedAt = laterOf(breachAt, stepAt(calendar, clock, 'ESCALATED'));
  return { ...clock, warnAt, breachAt, nextAt: [warnAt, breachAt, escalatedAt][level] ?? null };
}

/** A standard beyond what business time can span is as good as never. */
function stepAt(calendar: BusinessCalendar, clock: Clock, step: Step): Date {
  const leftMs = Math.max(0, minutesOf(clock, step) * MINUTE_MS - clock.elapsedMs);
  try {
    return dateOf(addBusinessMilliseconds(calendar, instantOf(clock.statusSince), leftMs));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return addDays(clock.statusSince, BUSINESS_SPAN_DAYS_MAX);
  }
}

const laterOf = (first: Date, second: Date): Date => (first > second ? first : second);

/** A step that a clock reached, and why: the business minutes that counted then, and how many of them in this run. */
export type ReachedStep = Readonly<{
  step: Step;
  level: number;
  at: Date;
  elapsedMinutes: number;
  thisRunMinutes: number;
}>;

export type Reading = Readonly<{ clock: Clock; steps: readonly ReachedStep[] }>;

/**
 * What a clock has reached by an instant and the clock after that. Each step is dated by when it was reached, not by
 * when somebody looked, so that looking late finds the same as looking often.
 */
export function reachedSteps(calendar: BusinessCalendar, before: Clock, asOf: Date): Reading {
  const steps: ReachedStep[] = [];
  let clock = projectedClock(calendar, before);
  while (clock.nextAt && clock.nextAt <= asOf) {
    const at = clock.nextAt;
    const elapsedMs = elapsedMsAt(calendar, clock, at);
    steps.push({
      step: STEPS[clock.level]!,
      level: clock.level + 1,
      at,
      elapsedMinutes: Math.floor(elapsedMs / MINUTE_MS),
      thisRunMinutes: Math.floor((elapsedMs - clock.elapsedMs) / MINUTE_MS),
    });
    clock = projectedClock(calendar, { ...clock, level: clock.level + 1 });
  }
  return { clock, steps };
}

/** Where a clock stands for whoever works by it. */
export const CLOCK_STATES = ['OK', 'WARNED', 'BREACHED', 'PAUSED', 'STOPPED'] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

/** By its instants rather than by what was noticed, so that it is right between two runs of the job. */
export function clockStateAt(
  { status, warnAt, breachAt }: Readonly<{ status: string; warnAt: Date; breachAt: Date }>,
  now: Date,
): ClockState {
  if (status !== 'RUNNING') return status as 'PAUSED' | 'STOPPED';
  if (breachAt <= now) return 'BREACHED';
  return warnAt <= now ? 'WARNED' : 'OK';
}
