import { Temporal } from 'temporal-polyfill';
import { type BusinessCalendar, openMinutesOn } from './business-calendar.ts';
import { DAY_MILLISECONDS } from './days.ts';
import { dateOfEpochDay, epochDayOf, instantOfWallTime, localDateOf } from './time.ts';

/** How many calendar days one question may span: fifty years, as the cost grows with each day. */
export const BUSINESS_SPAN_DAYS_MAX = 18_263;

const MINUTE_MS = 60_000;

export type Span = Readonly<{ fromMs: number; untilMs: number }>;

/** Where on the time line so many minutes after a day's midnight are, by the wall clock. */
type WallClock = (epochDay: number, minute: number) => number;

/** Whether anything is open on the day. */
export const isBusinessDay = (calendar: BusinessCalendar, date: Temporal.PlainDate): boolean =>
  isBusinessEpochDay(calendar, epochDayOf(date));

/** Whether the instant falls into opening hours: at the opening it does, at the closing no longer. */
export function isOpen(calendar: BusinessCalendar, instant: Temporal.Instant): boolean {
  const at = instant.epochMilliseconds;
  for (const { fromMs, untilMs } of openSpans(calendar, instant)) {
    if (at < untilMs) return at >= fromMs;
  }
  throw beyondLimit();
}

/**
 * How long it was open between two instants, exactly; negative where they are in reverse order. This is time that
 * passed, not what the clocks showed: an open night in which they skip an hour counts an hour less.
 * @throws RangeError where the instants are further apart than `BUSINESS_SPAN_DAYS_MAX`.
 */
export function businessMillisecondsBetween(
  calendar: BusinessCalendar,
  from: Temporal.Instant,
  until: Temporal.Instant,
): number {
  const [fromMs, untilMs] = [from.epochMilliseconds, until.epochMilliseconds];
  if (fromMs > untilMs) return 0 - businessMillisecondsBetween(calendar, until, from);
  let total = 0;
  for (const span of openSpans(calendar, from)) {
    if (span.fromMs >= untilMs) return total;
    total += Math.max(0, Math.min(span.untilMs, untilMs) - Math.max(span.fromMs, fromMs));
  }
  throw beyondLimit();
}

/**
 * The whole minutes of `businessMillisecondsBetween`. Sums of several stretches should add milliseconds first,
 * so that the part of a minute cut off at each end is not lost many times.
 */
export const businessMinutesBetween = (
  calendar: BusinessCalendar,
  from: Temporal.Instant,
  until: Temporal.Instant,
): number => wholeMinutes(businessMillisecondsBetween(calendar, from, until));

/**
 * The earliest instant at which so many minutes were open since `from`; what ends with the day's hours is due at
 * closing time, not at the next opening. No minutes are `from` itself, open or not.
 * @throws RangeError where the minutes are no whole number from 0, or reach beyond `BUSINESS_SPAN_DAYS_MAX`.
 */
export function addBusinessMinutes(
  calendar: BusinessCalendar,
  from: Temporal.Instant,
  minutes: number,
): Temporal.Instant {
  assertCount(minutes);
  return addBusinessMilliseconds(calendar, from, minutes * MINUTE_MS);
}

/** `addBusinessMinutes` to the millisecond, for a wait of which a part is over. @throws RangeError as it does. */
export function addBusinessMilliseconds(
  calendar: BusinessCalendar,
  from: Temporal.Instant,
  milliseconds: number,
): Temporal.Instant {
  assertCount(milliseconds);
  if (milliseconds === 0) return from;
  let leftMs = milliseconds;
  for (const { fromMs, untilMs } of openSpans(calendar, from)) {
    const startMs = Math.max(fromMs, from.epochMilliseconds);
    const openMs = Math.max(0, untilMs - startMs);
    if (leftMs <= openMs) return Temporal.Instant.fromEpochMilliseconds(startMs + leftMs);
    leftMs -= openMs;
  }
  throw beyondLimit();
}

/**
 * The last of so many business days that follow the date; no days are the date itself, open or not.
 * @throws RangeError where the days are no whole number from 0, or reach beyond `BUSINESS_SPAN_DAYS_MAX`.
 */
export function addBusinessDays(
  calendar: BusinessCalendar,
  date: Temporal.PlainDate,
  days: number,
): Temporal.PlainDate {
  assertCount(days);
  let epochDay = epochDayOf(date);
  const lastEpochDay = epochDay + BUSINESS_SPAN_DAYS_MAX;
  for (let left = days; left > 0; left -= isBusinessEpochDay(calendar, epochDay) ? 1 : 0) {
    epochDay += 1;
    if (epochDay > lastEpochDay) throw beyondLimit();
  }
  return dateOfEpochDay(epochDay);
}

/** The same wall time so many business days later. @throws RangeError as `addBusinessDays` does. */
export function addBusinessDaysAt(
  calendar: BusinessCalendar,
  from: Temporal.Instant,
  days: number,
): Temporal.Instant {
  const local = from.toZonedDateTimeISO(calendar.timeZone);
  const date = addBusinessDays(calendar, local.toPlainDate(), days);
  if (days === 0) return from;
  return instantOfWallTime(date.toPlainDateTime(local.toPlainTime()), calendar.timeZone);
}

/** When the day's last hours end, or null where nothing is open on it. */
export function closingOn(calendar: BusinessCalendar, date: Temporal.PlainDate): Temporal.Instant | null {
  const last = openSpansOn(calendar, epochDayOf(date), wallClockOf(calendar.timeZone)).at(-1);
  return last ? Temporal.Instant.fromEpochMilliseconds(last.untilMs) : null;
}

/** The open spans in order, from the first of the day that the instant falls on to the last of so many days later. */
function* openSpans(
  calendar: BusinessCalendar,
  from: Temporal.Instant,
  days = BUSINESS_SPAN_DAYS_MAX,
): Generator<Span> {
  const firstEpochDay = epochDayOf(localDateOf(from, calendar.timeZone));
  const wallClock = wallClockOf(calendar.timeZone);
  for (let passed = 0; passed <= days; passed += 1) {
    yield* openSpansOn(calendar, firstEpochDay + passed, wallClock);
  }
}

/** The hours that are open from the day of the one instant to that of the other, in milliseconds, in order. */
export function openSpansBetween(
  calendar: BusinessCalendar,
  from: Temporal.Instant,
  until: Temporal.Instant,
): Span[] {
  const [firstDay, lastDay] = [from, until].map((at) => epochDayOf(localDateOf(at, calendar.timeZone)));
  return [...openSpans(calendar, from, lastDay! - firstDay!)];
}

/** Hours that the clocks skip altogether are a span of no length. */
const openSpansOn = (calendar: BusinessCalendar, epochDay: number, wallClock: WallClock): Span[] =>
  openMinutesOn(calendar, epochDay).map(({ opensMinute, closesMinute }) => ({
    fromMs: wallClock(epochDay, opensMinute),
    untilMs: wallClock(epochDay, closesMinute),
  }));

const isBusinessEpochDay = (calendar: BusinessCalendar, epochDay: number): boolean =>
  openMinutesOn(calendar, epochDay).length > 0;

/**
 * Asks the time zone only where the clocks change, so that a walk over years costs arithmetic: from what it answered
 * last until the next change, the offset is constant and no wall time comes twice.
 */
function wallClockOf(timeZone: string): WallClock {
  let offsetMs = 0;
  let steadyFromMs = Number.POSITIVE_INFINITY;
  let steadyUntilMs = Number.NEGATIVE_INFINITY;
  return (epochDay, minute) => {
    const steadyMs = epochDay * DAY_MILLISECONDS + minute * MINUTE_MS - offsetMs;
    if (steadyMs >= steadyFromMs && steadyMs < steadyUntilMs) return steadyMs;
    const wallTime = dateOfEpochDay(epochDay).toPlainDateTime().add({ minutes: minute });
    const zoned = instantOfWallTime(wallTime, timeZone).toZonedDateTimeISO(timeZone);
    offsetMs = zoned.offsetNanoseconds / 1_000_000;
    steadyFromMs = zoned.epochMilliseconds;
    steadyUntilMs = zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
    return steadyFromMs;
  };
}

const wholeMinutes = (milliseconds: number): number => Math.trunc(milliseconds / MINUTE_MS) + 0;

const beyondLimit = () => new RangeError(`Business time spans at most ${BUSINESS_SPAN_DAYS_MAX} days.`);

function assertCount(count: number) {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is no whole number from 0.`);
}
