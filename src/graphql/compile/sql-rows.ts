import type { Sql } from '../../compiled/compiled-operation.ts';
import { piecesOf, type Query } from '../../platform/database/queries.ts';
import type { SqlColumn, SqlType } from '../../platform/database/sql-rows.ts';
import type { About, RowInSql, RowsAbout } from '../columns.ts';
import { aliasFor, type Compilation } from './compilation.ts';
import type { Column, Model } from './data-model.ts';
import { uncompilable } from './uncompilable.ts';
import { quoted } from './where.ts';

const TYPES: Readonly<Record<SqlType, Pick<Column, 'type' | 'native'>>> = {
  text: { type: 'String', native: null },
  uuid: { type: 'String', native: 'Uuid' },
  integer: { type: 'Int', native: null },
  bigint: { type: 'BigInt', native: null },
  boolean: { type: 'Boolean', native: null },
  date: { type: 'DateTime', native: 'Date' },
  timestamptz: { type: 'DateTime', native: 'Timestamptz' },
  jsonb: { type: 'Json', native: null },
  'text[]': { type: 'String', native: null },
  'uuid[]': { type: 'String', native: 'Uuid' },
};

function columnOf(name: string, declared: SqlColumn): Column {
  const isRequired = !declared.endsWith('?');
  const type = (isRequired ? declared : declared.slice(0, -1)) as SqlType;
  return { kind: 'column', name, column: name, ...TYPES[type], isRequired, isList: type.endsWith('[]') };
}

export const expressionsOf = (about: About, row: RowInSql): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(about).map(([name, given]) => [
      name,
      typeof given === 'string' ? row.column(given) : given.sql(row),
    ]),
  );

/** A query as a source of rows: its lines, and what a statement can ask of its rows as if they were a table's. */
export type Source = Readonly<{ sql: Sql; alias: string; model: Model }>;

export function sourceOf(compilation: Compilation, name: string, query: RowsAbout, row: RowInSql): Source {
  const lines = textAbout(query.rows.query, expressionsOf(query.about, row)).trim().split('\n');
  const indentation = Math.min(
    ...lines.slice(1).map((line) => /^ */.exec(line)![0].length),
    Number.MAX_SAFE_INTEGER,
  );
  const fields = Object.entries(query.rows.columns).map(([column, type]) => [column, columnOf(column, type)]);
  return {
    sql: lines.map((line, place) => (place === 0 ? line : line.slice(indentation))),
    alias: quoted(aliasFor(compilation, name)),
    model: { name, table: name, fields: Object.fromEntries(fields) },
  };
}

/** A query with expressions of the row that it is about in place of its terms. */
const textAbout = (query: Query, expressions: Readonly<Record<string, string>>): string =>
  piecesOf(query)
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      return 'term' in piece ? expressions[piece.term] : uncompilable('a choice that depends on a row');
    })
    .join('');
