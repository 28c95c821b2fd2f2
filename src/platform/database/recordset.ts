import { Prisma } from './generated/client/client.ts';
import type { SqlType } from './sql-rows.ts';

type ColumnType = Exclude<SqlType, `${string}[]`>;

/** The columns of each type. */
type Columns<Row> = Readonly<{ [Type in ColumnType]?: readonly (keyof Row & string)[] }>;

/**
 * Rows as a table `r` of a statement, with these columns of them. Each column is an array of its own: the database reads
 * a thousand rows in half the time that it takes for one document of them all, and plans for as many as there are.
 */
export function recordset<Row extends object>(rows: readonly Row[], columns: Columns<Row>): Prisma.Sql {
  const typed = Object.entries(columns).flatMap(([type, names]) =>
    names.map((name) => ({ name, type: type as ColumnType })),
  );
  const arrays = typed.map(({ name, type }) => {
    const texts = rows.map((row) => textOf(row[name], type));
    return Prisma.sql`${texts}::${Prisma.raw(type)}[]`;
  });
  const names = typed.map(({ name }) => `"${name}"`).join(', ');
  return Prisma.sql`unnest(${Prisma.join(arrays)}) AS r(${Prisma.raw(names)})`;
}

/** As the column's type reads it. */
function textOf(value: unknown, type: ColumnType): string | null {
  if (value === null || value === undefined) return null;
  if (type === 'jsonb') return JSON.stringify(value);
  return value instanceof Date ? value.toISOString() : String(value);
}
