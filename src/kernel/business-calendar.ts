import { ok, type Result, refuse } from './result.ts';
import { epochDayOf, parseDate, parseTimeZone, WEEKDAYS, type Weekday } from './time.ts';

/** Wall times such as `09:00`, half-open. The day's end is `24:00`; what goes past midnight is two days' hours. */
export type OpenHours = Readonly<{ opens: string; closes: string }>;

/** Opening hours as plain data that settings can store; a weekday that is missing is closed. */
export type BusinessHours = Readonly<{
  timeZone: string;
  weekly: Readonly<Partial<Record<Weekday, readonly OpenHours[]>>>;
  /** Dates such as `2026-12-25` on which nothing is open. */
  holidays: readonly string[];
}>;

/** Opening hours that were checked and prepared: minutes since midnight in order, Monday first; epoch days. */
export type BusinessCalendar = Readonly<{
  timeZone: string;
  minutesByWeekday: readonly (readonly OpenMinutes[])[];
  holidayEpochDays: ReadonlySet<number>;
}>;

export type OpenMinutes = Readonly<{ opensMinute: number; closesMinute: number }>;

export const HOLIDAYS_MAX = 2_000;
export const HOURS_PER_WEEKDAY_MAX = 12;

export type BusinessHoursRefusal =
  | 'UNKNOWN_TIME_ZONE'
  | 'UNKNOWN_WEEKDAY'
  | 'TOO_MANY_HOURS'
  | 'INVALID_HOURS'
  | 'OVERLAPPING_HOURS'
  | 'NO_OPEN_HOURS'
  | 'TOO_MANY_HOLIDAYS'
  | 'INVALID_HOLIDAY';

/** Refuses hours under which no clock would ever run, besides those that contradict themselves. */
export function parseBusinessHours(settings: BusinessHours): Result<BusinessCalendar, BusinessHoursRefusal> {
  const { timeZone, weekly, holidays } = settings;
  if (!parseTimeZone(timeZone).ok) return refuse('UNKNOWN_TIME_ZONE');
  if (Object.keys(weekly).some((key) => !WEEKDAYS.includes(key as Weekday))) return refuse('UNKNOWN_WEEKDAY');
  const minutesByWeekday: OpenMinutes[][] = [];
  for (const weekday of WEEKDAYS) {
    const day = parseDay(weekly[weekday] ?? []);
    if (!day.ok) return day;
    minutesByWeekday.push(day.value);
  }
  if (minutesByWeekday.every((hours) => hours.length === 0)) return refuse('NO_OPEN_HOURS');
  if (holidays.length > HOLIDAYS_MAX) return refuse('TOO_MANY_HOLIDAYS');
  const holidayEpochDays = new Set<number>();
  for (const holiday of holidays) {
    const date = parseDate(holiday);
    if (!date.ok) return refuse('INVALID_HOLIDAY');
    holidayEpochDays.add(epochDayOf(date.value));
  }
  return ok({ timeZone, minutesByWeekday, holidayEpochDays });
}

/** What is open on a day by the wall clock: nothing on a holiday. */
export function openMinutesOn(calendar: BusinessCalendar, epochDay: number): readonly OpenMinutes[] {
  if (calendar.holidayEpochDays.has(epochDay)) return [];
  // The first epoch day was a Thursday, the fourth weekday.
  return calendar.minutesByWeekday[(((epochDay + 3) % 7) + 7) % 7]!;
}

function parseDay(hours: readonly OpenHours[]): Result<OpenMinutes[], BusinessHoursRefusal> {
  if (hours.length > HOURS_PER_WEEKDAY_MAX) return refuse('TOO_MANY_HOURS');
  const day = hours
    .map(({ opens, closes }) => ({ opensMinute: minuteOf(opens), closesMinute: minuteOf(closes) }))
    .sort((a, b) => a.opensMinute - b.opensMinute);
  // A time that cannot be read is NaN, which is never less than another.
  if (!day.every(({ opensMinute, closesMinute }) => opensMinute < closesMinute))
    return refuse('INVALID_HOURS');
  const isOverlapping = day.some(
    ({ opensMinute }, place) => opensMinute < (day[place - 1]?.closesMinute ?? 0),
  );
  return isOverlapping ? refuse('OVERLAPPING_HOURS') : ok(day);
}

function minuteOf(text: string): number {
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text)) return Number.NaN;
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}
