import { Temporal } from 'temporal-polyfill';

/** A date of the file: the calendar day in the mapping's time zone, and the instant it means. */
export type FileDate = Readonly<{
  /** YYYY-MM-DD */
  on: string;
  /** The instant itself where the file gives a time, else the start of the day in the mapping's time zone. */
  at: Date;
}>;

export type DateFormat = Readonly<{ format: string; timeZone: string }>;

/** `ISO`, or a pattern of YYYY, MM, DD and perhaps HH, mm, ss: each once, the day's three always. */
export function isDateFormat(format: string): boolean {
  if (format === 'ISO') return true;
  const parts: string[] = format.match(PART) ?? [];
  const isOnce = new Set(parts).size === parts.length;
  return (
    isOnce &&
    ['YYYY', 'MM', 'DD'].every((part) => parts.includes(part)) &&
    !/[A-Za-z]/.test(format.replace(PART, '').replace('T', ''))
  );
}

export function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A year outside is a slip of the finger: 0217, 20017. */
const YEAR_MIN = 1900;
const YEAR_MAX = 2199;
const CACHE_SIZE_MAX = 20_000;

/** Reads dates of one format; answers null for what is none. Dates repeat in exports, so the last ones are kept. */
export function dateReaderOf(dateFormat: DateFormat): (text: string) => FileDate | null {
  const read = dateFormat.format === 'ISO' ? isoReaderOf(dateFormat) : patternReaderOf(dateFormat);
  const known = new Map<string, FileDate | null>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= CACHE_SIZE_MAX) known.clear();
    const date = withinYears(nullWhereItThrows(() => read(text)));
    known.set(text, date);
    return date;
  };
}

const PART = /YYYY|MM|DD|HH|mm|ss/g;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const ISO_LOCAL = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)$/;
const ISO_INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|[+-]\d{2}:?\d{2})$/i;

function isoReaderOf({ timeZone }: DateFormat) {
  return (text: string): FileDate | null => {
    if (ISO_DATE.test(text)) return startOfDay(Temporal.PlainDate.from(text), timeZone);
    const local = ISO_LOCAL.exec(text);
    if (local) return atTime(Temporal.PlainDateTime.from(`${local[1]}T${local[2]}`), timeZone);
    const exact = ISO_INSTANT.exec(text);
    if (!exact) return null;
    const instant = Temporal.Instant.from(`${exact[1]}T${exact[2]}${exact[3]!.toUpperCase()}`);
    return fileDate(instant.toZonedDateTimeISO(timeZone));
  };
}

function patternReaderOf({ format, timeZone }: DateFormat) {
  const pattern = patternOf(format);
  return (text: string): FileDate | null => {
    const groups = pattern.exec(text)?.groups;
    if (!groups) return null;
    const at = (part: string) => Number(groups[part] ?? 0);
    const day = Temporal.PlainDate.from(
      { year: at('YYYY'), month: at('MM'), day: at('DD') },
      { overflow: 'reject' },
    );
    if (groups.HH === undefined) return startOfDay(day, timeZone);
    const time = Temporal.PlainTime.from(
      { hour: at('HH'), minute: at('mm'), second: at('ss') },
      { overflow: 'reject' },
    );
    return atTime(day.toPlainDateTime(time), timeZone);
  };
}

/** `3/1/2017` is written for `03/01/2017`; only where nothing separates the parts must each have all its digits. */
function patternOf(format: string): RegExp {
  const digits = /[^A-Za-z]/.test(format) ? '{1,2}' : '{2}';
  const source = format
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replace(PART, (part) => `(?<${part}>\\d${part === 'YYYY' ? '{4}' : digits})`);
  return new RegExp(`^${source}$`);
}

const startOfDay = (day: Temporal.PlainDate, timeZone: string): FileDate =>
  fileDate(day.toZonedDateTime({ timeZone }));

const atTime = (local: Temporal.PlainDateTime, timeZone: string): FileDate =>
  fileDate(local.toZonedDateTime(timeZone));

const fileDate = (zoned: Temporal.ZonedDateTime): FileDate => ({
  on: zoned.toPlainDate().toString(),
  at: new Date(zoned.epochMilliseconds),
});

function withinYears(date: FileDate | null): FileDate | null {
  const year = date === null ? 0 : Number(date.on.slice(0, 4));
  return year >= YEAR_MIN && year <= YEAR_MAX ? date : null;
}

/** Temporal throws a RangeError for the 30th of February. */
function nullWhereItThrows<T>(read: () => T | null): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
