import { ROWS, type Sql } from '../../compiled/compiled-operation.ts';
import { aliasFor, type Compilation } from './compilation.ts';
import { indented, listed, named, objectOf } from './lines.ts';
import type { RowAsked } from './projection.ts';
import { objectTypeOf, rowFields } from './row-fields.ts';
import { uncompilable } from './uncompilable.ts';
import { columnIn, quoted } from './where.ts';

/** A query of a rule, and what its rows are called where the statement asks for them more than once. */
export type Query = Readonly<{ alias: string; sql: Sql }>;

type Queries = Readonly<Record<string, Query>>;

/** An object, made of queries that each run once however often it asks for their rows. */
export function withQueries(queries: Queries, items: readonly Sql[]): Sql {
  const shared = Object.values(queries).map(
    ({ alias, sql }): Sql => [`${alias} AS MATERIALIZED (`, ...indented(sql), ')'],
  );
  if (shared.length === 0) return objectOf(items, []);
  return [
    '(WITH',
    ...indented(listed(shared)),
    'SELECT row_to_json(row) FROM (SELECT',
    ...indented(listed(items)),
    ') AS row)',
  ];
}

/** Those of the queries whose rows the answer of a rule names rows by. */
export const sharedOf = (queries: Queries, asked: readonly RowAsked[]): Queries =>
  Object.fromEntries(
    Object.entries(queries).filter(([name]) =>
      asked.some(({ declaration: { among } }) => among.rows === name),
    ),
  );

/** The rows that the answer of a rule may name, as one item beside what the rule is given. */
export function namedRows(
  compilation: Compilation,
  path: readonly string[],
  asked: readonly RowAsked[],
  queries: Queries,
): readonly Sql[] {
  if (asked.length === 0) return [];
  const rows = asked.map((one) => named(rowsById(compilation, [...path, ROWS], one, queries), one.among));
  return [named(objectOf(rows, []), ROWS)];
}

function rowsById(
  compilation: Compilation,
  path: readonly string[],
  { selected, declaration: { model: name, among }, among: place }: RowAsked,
  queries: Queries,
): Sql {
  const model = compilation.models[`${name.charAt(0).toUpperCase()}${name.slice(1)}`]!;
  const alias = aliasFor(compilation, model.table);
  const row = { alias, model, path: [...path, place, '*'] };
  const { alias: query } = queries[among.rows] ?? uncompilable(`no rows ${among.rows}`);
  const id = columnIn(alias, model, 'id');
  return [
    `(SELECT json_object_agg(${id},`,
    ...indented(objectOf(rowFields(compilation, objectTypeOf(selected), row, selected.sets), [])),
    `) FROM ${quoted(model.table)} AS ${alias} WHERE ${id} IN (SELECT ${query}.${quoted(among.column)} FROM ${query}))`,
  ];
}
