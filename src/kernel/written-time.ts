import { ok, type Result, refuse } from './result.ts';

/** The first and last calendar day that is read from outside: what lies beyond is a slip, not a date. */
export const DAY_MIN = '1900-01-01';
export const DAY_MAX = '2999-12-31';

export type DayRefusal = 'NOT_A_DATE' | 'DATE_OUT_OF_RANGE';

/**
 * Reads a day such as `2024-02-29` as the database holds it: midnight in UTC. A day that the calendar lacks is refused,
 * not moved. Here it takes no calendars of Temporal, for whatever only has to know that a text is a day.
 */
export function parseDay(text: string): Result<Date, DayRefusal> {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return refuse('NOT_A_DATE');
  const day = new Date(`${text}T00:00:00Z`);
  // Date moves the 30th of February into March.
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text) return refuse('NOT_A_DATE');
  return text < DAY_MIN || text > DAY_MAX ? refuse('DATE_OUT_OF_RANGE') : ok(day);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads an instant such as `2024-02-29T09:30:00Z`, always with its offset; its day is read as a day is. */
export function parseInstant(text: string): Result<Date, 'NOT_AN_INSTANT'> {
  const date = new Date(text);
  if (!INSTANT.test(text) || Number.isNaN(date.getTime())) return refuse('NOT_AN_INSTANT');
  return parseDay(text.slice(0, 10)).ok ? ok(date) : refuse('NOT_AN_INSTANT');
}
