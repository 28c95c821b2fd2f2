import { Temporal } from 'temporal-polyfill';
import { ok, type Result, refuse } from './result.ts';
import { type DayRefusal, parseDay } from './written-time.ts';

/** A half-open stretch of calendar days: `from` belongs to it, `until` does not. */
export type DateRange = Readonly<{ from: Temporal.PlainDate; until: Temporal.PlainDate }>;

/** A half-open stretch of time: `from` belongs to it, `until` does not. */
export type InstantRange = Readonly<{ from: Temporal.Instant; until: Temporal.Instant }>;

/** In the order of ISO 8601, so that a day's number is its place plus one. */
export const WEEKDAYS = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
] as const;

export type Weekday = (typeof WEEKDAYS)[number];

const TIME_ZONE_LENGTH_MAX = 64;

/** Instants are `Date` where the database is, and `Temporal.Instant` where calendars are. */
export const instantOf = (date: Date): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(date.getTime());

/** What is finer than a millisecond is cut off, as it never reaches the database. */
export const dateOf = (instant: Temporal.Instant): Date => new Date(instant.epochMilliseconds);

export const localDateOf = (instant: Temporal.Instant, timeZone: string): Temporal.PlainDate =>
  instant.toZonedDateTimeISO(timeZone).toPlainDate();

/** The calendar day at an instant, as the database holds days: midnight in UTC. */
export const dayIn = (timeZone: string, now: Date): Date => dayOf(localDateOf(instantOf(now), timeZone));

export const dayOf = (date: Temporal.PlainDate): Date => new Date(`${date.toString()}T00:00:00Z`);

/** A day as JSON of the database writes it. */
export const dayFrom = (text: string): Date => new Date(`${text}T00:00:00Z`);

/** The calendar date that the database holds as midnight in UTC. */
export const plainDateOf = (day: Date): Temporal.PlainDate =>
  new Temporal.PlainDate(day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate());

/** The first instant of the day, which is not midnight where the clocks skip it. */
export const startOfDay = (date: Temporal.PlainDate, timeZone: string): Temporal.Instant =>
  date.toZonedDateTime(timeZone).toInstant();

export const instantRangeOf = ({ from, until }: DateRange, timeZone: string): InstantRange => ({
  from: startOfDay(from, timeZone),
  until: startOfDay(until, timeZone),
});

/**
 * The first instant at which the clocks show this wall time. Where they skip it, the instant at which they do,
 * so that a later wall time never comes before an earlier one.
 */
export function instantOfWallTime(wallTime: Temporal.PlainDateTime, timeZone: string): Temporal.Instant {
  const zoned = wallTime.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  const isSkipped = !zoned.toPlainDateTime().equals(wallTime);
  const transition = isSkipped ? zoned.getTimeZoneTransition('next') : null;
  return (transition ?? zoned).toInstant();
}

const EPOCH = Temporal.PlainDate.from('1970-01-01');

/** The days since 1970-01-01: plain numbers, for where walking over calendar days must be cheap. */
export const epochDayOf = (date: Temporal.PlainDate): number =>
  EPOCH.until(date, { largestUnit: 'days' }).days;

export const dateOfEpochDay = (epochDay: number): Temporal.PlainDate => EPOCH.add({ days: epochDay });

/** Reads a date such as `2024-02-29`; a day that the calendar lacks is refused, not moved. */
export function parseDate(text: string): Result<Temporal.PlainDate, DayRefusal> {
  const day = parseDay(text);
  return day.ok ? ok(Temporal.PlainDate.from(text)) : day;
}

/** Reads the name of an IANA time zone. Fixed offsets are refused, for they do not follow the clocks. */
export function parseTimeZone(text: string): Result<string, 'UNKNOWN_TIME_ZONE'> {
  if (text.length > TIME_ZONE_LENGTH_MAX || !/^[A-Za-z]/.test(text)) return refuse('UNKNOWN_TIME_ZONE');
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return ok(text);
  } catch (error) {
    if (error instanceof RangeError) return refuse('UNKNOWN_TIME_ZONE');
    throw error;
  }
}
