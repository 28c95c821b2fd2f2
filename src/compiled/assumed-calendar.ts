import type pg from 'pg';
import {
  fiscalCalendarOf,
  type StoredCalendar,
  storedCalendarOf,
} from '../domains/settings/settings.rules.ts';
import type { FiscalCalendar } from '../kernel/fiscal-calendar.ts';

type Known = Readonly<{ text: string; calendar: FiscalCalendar }>;

type Stored = StoredCalendar & Readonly<{ timeZone: string }>;

const knownFrom = (text: string): Known => {
  const stored = JSON.parse(text) as Stored;
  const { timeZone } = stored;
  return { text, calendar: fiscalCalendarOf({ timeZone, fiscalCalendar: storedCalendarOf(stored) }) };
};

/** What new settings say. */
const INITIAL: Stored = {
  ...{ timeZone: 'UTC', fiscalKind: 'MONTHS', fiscalStartMonth: 1, fiscalWeekPattern: null },
  ...{ fiscalYearEndWeekday: null, fiscalYearEndRule: null, fiscalYearNamedBy: 'END' },
};
const initial = knownFrom(JSON.stringify(INITIAL));

const known = new WeakMap<pg.Pool, Known>();

/**
 * The vendor's calendar decides which days a statement reads, and only the database knows it. So it is taken as it was
 * read last, and the statement tells it anew, of its own snapshot.
 */
export const calendarAssumed = (pool: pg.Pool): FiscalCalendar => (known.get(pool) ?? initial).calendar;

/** Whether the calendar is as it was assumed; else what was read by it counts for nothing, and the next reading has this one. */
export function isAsAssumed(pool: pg.Pool, text: string): boolean {
  if ((known.get(pool) ?? initial).text === text) return true;
  known.set(pool, knownFrom(text));
  return false;
}
