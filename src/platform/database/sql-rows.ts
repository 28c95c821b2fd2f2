import type { Tx } from './client.ts';

/** How PostgreSQL calls a value, and with `?` that it may be null. */
export type SqlType =
  | 'text'
  | 'uuid'
  | 'integer'
  | 'bigint'
  | 'boolean'
  | 'date'
  | 'timestamptz'
  | 'jsonb'
  | 'text[]'
  | 'uuid[]';
export type SqlColumn = SqlType | `${SqlType}?`;

type Values = {
  text: string;
  uuid: string;
  integer: number;
  bigint: bigint;
  boolean: boolean;
  date: Date;
  timestamptz: Date;
  jsonb: unknown;
  'text[]': string[];
  'uuid[]': string[];
};

type ValueOf<Column> = Column extends `${infer Type extends SqlType}?`
  ? Values[Type] | null
  : Column extends SqlType
    ? Values[Column]
    : never;

/**
 * Rows of a query, said once as text: a repo runs it, and a front end's compiled operation has it within its statement.
 * What the query is about stands in it as expressions: parameters there, columns of a row around it here.
 */
export type SqlRows<
  Columns extends Readonly<Record<string, SqlColumn>> = Readonly<Record<string, SqlColumn>>,
  About extends string = string,
> = Readonly<{
  /** What it is about, by the types of PostgreSQL. */
  about: Readonly<Record<About, SqlType>>;
  /** The names and types of its columns. */
  columns: Columns;
  sql(about: Readonly<Record<About, string>>): string;
}>;

export type RowOf<Rows> =
  Rows extends SqlRows<infer Columns, string>
    ? { readonly [Name in keyof Columns]: ValueOf<Columns[Name]> }
    : never;

export const sqlRows = <
  const Columns extends Readonly<Record<string, SqlColumn>>,
  const About extends Readonly<Record<string, SqlType>>,
>(
  about: About,
  columns: Columns,
  sql: (about: Readonly<Record<keyof About & string, string>>) => string,
): SqlRows<Columns, keyof About & string> => ({ about, columns, sql });

const parameterOf = (type: SqlType, value: unknown): unknown => {
  if (!(value instanceof Date)) return value;
  return type === 'date' ? value.toISOString().slice(0, 10) : value.toISOString();
};

/** Reads them about these values. The text is the declaration's own, and everything that comes from outside a parameter. */
export function readRows<Columns extends Readonly<Record<string, SqlColumn>>, About extends string>(
  tx: Pick<Tx, '$queryRawUnsafe'>,
  { about: types, sql }: SqlRows<Columns, About>,
  about: Readonly<Record<About, unknown>>,
): Promise<RowOf<SqlRows<Columns, About>>[]> {
  const names = Object.keys(types) as About[];
  const parameters = names.map((name, place) => [name, `$${place + 1}::${types[name]}`]);
  const values = names.map((name) => parameterOf(types[name], about[name]));
  return tx.$queryRawUnsafe(sql(Object.fromEntries(parameters) as Record<About, string>), ...values);
}
