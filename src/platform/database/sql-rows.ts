import type { Tx } from './client.ts';
import { type Query, termsOf } from './queries.ts';

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
 * A query whose rows have columns of known types, so that each is told as a row of a table would be: a repo reads it, and a
 * front end's compiled operation has it within its statement.
 */
export type SqlRows<
  Columns extends Readonly<Record<string, SqlColumn>> = Readonly<Record<string, SqlColumn>>,
  Name extends string = string,
> = Readonly<{
  /** The names and types of its columns. */
  columns: Columns;
  query: Query<Name>;
}>;

export type RowOf<Rows> =
  Rows extends SqlRows<infer Columns, string>
    ? { readonly [Name in keyof Columns]: ValueOf<Columns[Name]> }
    : never;

export const sqlRows = <
  const Columns extends Readonly<Record<string, SqlColumn>>,
  Name extends string = never,
>(
  columns: Columns,
  query: Query<Name>,
): SqlRows<Columns, Name> => ({ columns, query });

/** Reads them about these values. */
export const readRows = <Columns extends Readonly<Record<string, SqlColumn>>, Name extends string>(
  tx: Pick<Tx, '$queryRaw'>,
  { query }: SqlRows<Columns, Name>,
  about: Readonly<Record<Name, unknown>>,
): Promise<RowOf<SqlRows<Columns, Name>>[]> => tx.$queryRaw(query(termsOf(about)));
