import type { Choice, Sql } from '../../compiled/compiled-operation.ts';

const indentedLine = (line: string | Choice): string | Choice =>
  typeof line === 'string' ? `  ${line}` : { ...line, sql: indented(line.sql) };

export const indented = (sql: Sql): Sql => sql.map(indentedLine);

/** Lines with something before the first and after the last of them. */
export function wrapped(before: string, sql: Sql, after: string): Sql {
  const [first, ...rest] = sql;
  if (sql.length === 1 && typeof first === 'string' && first.length + before.length + after.length < 100)
    return [`${before}${first}${after}`];
  return [before, ...indented(rest.length === 0 && first !== undefined ? [first] : sql), after];
}

export const named = (sql: Sql, key: string): Sql => suffixed(sql, ` AS "${key}"`);

function suffixed(sql: Sql, suffix: string): Sql {
  const last = sql.at(-1);
  return typeof last === 'string' ? [...sql.slice(0, -1), `${last}${suffix}`] : [...sql, suffix];
}

/** What a select list holds, with the commas between. */
export const listed = (items: readonly Sql[]): Sql =>
  items.flatMap((item, place) => (place === items.length - 1 ? item : suffixed(item, ',')));

/** One row as an object of JSON, without a space that JavaScript would not write; null where there is no row. */
export const objectOf = (items: readonly Sql[], from: Sql): Sql => [
  '(SELECT row_to_json(row) FROM (SELECT',
  ...indented(listed(items)),
  ...from,
  ') AS row)',
];

/** Rows as a list of JSON, in their order. */
export const arrayOf = (items: readonly Sql[], from: Sql): Sql => [
  'array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT',
  ...indented(listed(items)),
  ...from,
  ') AS row))',
];
