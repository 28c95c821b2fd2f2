import { parseFiscalLabel } from '../kernel/fiscal-period.ts';
import { isUuid, parseGlobalId } from '../kernel/ids.ts';
import { parseDay, parseInstant } from '../kernel/written-time.ts';
import type { CursorType, Reading, Source } from './compiled-operation.ts';
import type { Variables } from './variables.ts';

/** A value that is not plainly fine: the ordinary way says what is wrong with it. */
export const NOT_PLAIN = Symbol('not plain');

const LIST_LENGTH_MAX = 100;
const PATTERN_LENGTH_MAX = 100;
const NUMBER_MAX = 2 ** 31 - 1;

/** What a field is given; undefined and null where nothing is. */
export function givenBy(source: Source, variables: Variables): unknown {
  if ('value' in source) return source.value;
  if ('list' in source) return source.list.map((item) => givenBy(item, variables));
  let value: unknown = variables[source.variable];
  for (const name of source.path) {
    if (value == null) return undefined;
    value = (value as Variables)[name];
  }
  return value;
}

type Readers = {
  [As in Reading['as']]: (value: unknown, reading: Extract<Reading, { as: As }>, order: unknown) => unknown;
};

const READERS: Readers = {
  id: (value, { types }) => uuidOf(value, types),
  ids: (value, { types }) => {
    if (!Array.isArray(value) || value.length > LIST_LENGTH_MAX) return NOT_PLAIN;
    const ids = value.map((id) => uuidOf(id, types));
    return ids.includes(NOT_PLAIN) ? NOT_PLAIN : ids;
  },
  texts: (value, { max = LIST_LENGTH_MAX }) => {
    const isFine = Array.isArray(value) && value.length <= max;
    return isFine && value.every((text) => typeof text === 'string') ? value : NOT_PLAIN;
  },
  text: (value) =>
    typeof patternOf(value as string) === 'symbol'
      ? NOT_PLAIN
      : (value as string).trim() === ''
        ? null
        : value,
  exact: (value) => ((value as string).includes('\0') ? NOT_PLAIN : value),
  given: (value) => value,
  pattern: (value) => patternOf(value as string),
  boolean: (value) => (typeof value === 'boolean' ? value : NOT_PLAIN),
  instant: (value) => {
    const result = parseInstant(value as string);
    return result.ok ? result.value.toISOString() : NOT_PLAIN;
  },
  day: (value) => (parseDay(value as string).ok ? value : NOT_PLAIN),
  fiscalMonth: (value) => {
    const period = parseFiscalLabel(value as string);
    return period.ok && period.value.grain === 'MONTH' ? value : NOT_PLAIN;
  },
  only: (value, { value: known }) => (value === known ? value : NOT_PLAIN),
  nothing: () => NOT_PLAIN,
  pageSize: (value, { max }) =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max ? value : NOT_PLAIN,
  order: (value) => {
    const { by, direction } = value as Readonly<Record<'by' | 'direction', string>>;
    return `${by} ${direction}`;
  },
  cursor: (value, reading, order) => cursorOf(value as string, reading, order),
};

/** The value of a parameter, null where nothing is given. `order` is the value of the parameter that a cursor is of. */
export function valueRead(reading: Reading, given: unknown, order?: unknown): unknown {
  const unsaid = 'default' in reading ? reading.default : null;
  // The page that nobody asked for by its size can be too large as well.
  if (given == null && reading.as !== 'pageSize') return unsaid;
  return (READERS[reading.as] as (value: unknown, reading: Reading, order: unknown) => unknown)(
    given ?? unsaid,
    reading,
    order,
  );
}

function uuidOf(value: unknown, types: readonly string[]): unknown {
  const id = typeof value === 'string' ? parseGlobalId(value) : null;
  return id && types.includes(id.typename) ? id.id : NOT_PLAIN;
}

/** A text within another, whose own wildcards are plain characters; null where it is blank, which does not restrict. */
function patternOf(value: string): unknown {
  const wanted = value.trim();
  if (wanted === '') return null;
  if (wanted.length > PATTERN_LENGTH_MAX || wanted.includes('\0')) return NOT_PLAIN;
  return `%${wanted.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
}

/** A value as the statement compares it, an instant to the millisecond; null where it is none of its type. */
const CURSOR_VALUES: Readonly<Record<CursorType, (text: string) => string | null>> = {
  text: (text) => (text.includes('\0') ? null : text),
  instant: (text) => {
    const instant = parseInstant(text);
    return instant.ok ? instant.value.toISOString() : null;
  },
  id: (text) => (isUuid(text) ? text : null),
  number: (text) => (/^-?\d{1,10}$/.test(text) && Math.abs(Number(text)) <= NUMBER_MAX ? text : null),
};

function cursorOf(
  cursor: string,
  { columns, order }: Extract<Reading, { as: 'cursor' }>,
  chosen: unknown,
): unknown {
  const wanted = typeof chosen === 'string' ? chosen.slice(0, chosen.lastIndexOf(' ')) : order;
  try {
    const [name, text, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const type = columns[wanted];
    const value = name === wanted && type && typeof text === 'string' ? CURSOR_VALUES[type](text) : null;
    if (value !== null && typeof id === 'string' && isUuid(id)) return { value, id };
  } catch {
    // The ordinary way refuses it.
  }
  return NOT_PLAIN;
}
