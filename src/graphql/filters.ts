import { badInput } from './request-errors.ts';

const IDS_MAX = 100;
const SEARCH_LENGTH_MAX = 100;

/** Prisma's condition for a list of ids; undefined does not restrict, an empty list matches nothing. */
export function idsFilter(name: string, ids: readonly { id: string }[] | null | undefined) {
  if (!ids) return undefined;
  if (ids.length > IDS_MAX) throw badInput(`At most ${IDS_MAX} ${name}.`);
  return { in: ids.map(({ id }) => id) };
}

/** Prisma's condition for a text within a column, whatever the case; wildcards in it are plain characters. */
export function textFilter(text: string | null | undefined) {
  const wanted = text?.trim();
  if (!wanted) return undefined;
  if (wanted.length > SEARCH_LENGTH_MAX) throw badInput(`text has at most ${SEARCH_LENGTH_MAX} characters.`);
  // PostgreSQL has no such character, so no text has it.
  if (wanted.includes('\0')) throw badInput('text holds a null character, which no name has.');
  return {
    contains: wanted.replace(/[\\%_]/g, (character) => `\\${character}`),
    mode: 'insensitive' as const,
  };
}

/** One value is compared, not looked for in a list, so that an index on it keeps the order of what follows. */
export const only = <T>(values: T[]): T | { in: T[] } =>
  values.length === 1 ? (values[0] as T) : { in: values };

export function anyOf<T extends string>(
  name: string,
  values: readonly T[] | null | undefined,
  valuesMax = IDS_MAX,
) {
  if (!values) return undefined;
  if (values.length > valuesMax) throw badInput(`At most ${valuesMax} ${name}.`);
  return { in: [...values] };
}
