import type { Client } from 'pg';
import { PERSONAL_DATA, type TableText } from '../../../src/domains/people/personal-data.rules.ts';

export type TextColumn = Readonly<{ table: string; column: string }>;

/** Every column in which something can be written: text, lists of it, documents and bytes. */
export const readTextColumns = async (client: Pick<Client, 'query'>): Promise<TextColumn[]> =>
  (
    await client.query(`
      SELECT relname AS table, attname AS column FROM pg_attribute
      JOIN pg_class ON pg_class.oid = attrelid JOIN pg_type ON pg_type.oid = atttypid
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> '_prisma_migrations'
        AND attnum > 0 AND NOT attisdropped
        AND typname IN ('text', 'varchar', 'bpchar', 'json', 'jsonb', 'bytea', '_text', '_varchar', '_jsonb')
      ORDER BY relname, attnum`)
  ).rows;

const classesOf = (table: string, column: string): string[] =>
  Object.entries(PERSONAL_DATA[table] ?? ({} as TableText))
    .filter(([, columns]) => columns.split(' ').includes(column))
    .map(([name]) => name);

/** Columns of which nobody said whether they hold who somebody is, and what is said of columns that there are not. */
export function personalDataFaults(columns: readonly TextColumn[]): string[] {
  const known = new Set(columns.map(({ table, column }) => `${table}.${column}`));
  const unsaid = columns
    .map(({ table, column }) => ({ name: `${table}.${column}`, classes: classesOf(table, column) }))
    .filter(({ classes }) => classes.length !== 1)
    .map(({ name, classes }) => `${name}: is ${classes.join(' and ') || 'nothing'} in PERSONAL_DATA`);
  const gone = Object.entries(PERSONAL_DATA).flatMap(([table, text]) =>
    Object.values(text)
      .flatMap((listed) => listed.split(' '))
      .filter((column) => !known.has(`${table}.${column}`))
      .map((column) => `${table}.${column}: is in PERSONAL_DATA and not in the database`),
  );
  return [...unsaid, ...gone];
}

/** The columns of a table in which a word stands, whatever the case. */
export async function columnsWith(client: Pick<Client, 'query'>, word: string): Promise<string[]> {
  const found: string[] = [];
  for (const { table, column } of await readTextColumns(client)) {
    const { rows } = await client.query(
      `SELECT count(*)::integer AS count FROM ${table} WHERE position(lower($1) IN lower(${column}::text)) > 0`,
      [word],
    );
    if (rows[0].count > 0) found.push(`${table}.${column}`);
  }
  return found;
}
