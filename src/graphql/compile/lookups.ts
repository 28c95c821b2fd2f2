import type { Sql } from '../../compiled/compiled-operation.ts';
import { aliasFor, type Compilation } from './compilation.ts';
import { keysOf, type Model } from './data-model.ts';
import { indented, objectOf } from './lines.ts';
import { uncompilable } from './uncompilable.ts';
import { columnIn, quoted } from './where.ts';

/** A row that the statement is at: of which model, under which alias, and where in the answer its object stands. */
export type Row = Readonly<{ alias: string; model: Model; path: readonly string[]; lookups?: Lookups }>;

/** The rows that one row leads to, each looked up once however many fields are read from it. */
export type Lookups = Map<string, Lookup>;

export type Lookup = Readonly<{ row: Row; isThere: string; join: Sql }>;

/** The row, or rows, that a relation leads to, and the condition that says so. */
export function joinedTo(compilation: Compilation, row: Row, name: string) {
  const relation = relationOf(row, name);
  const model = compilation.models[relation.model]!;
  const alias = aliasFor(compilation, model.table);
  const keys = keysOf(compilation.models, row.model, relation).map(
    ([own, theirs]) => [columnIn(row.alias, row.model, own), columnIn(alias, model, theirs)] as const,
  );
  const other: Row = { alias, model, path: row.path };
  return { relation, other, keys, joined: keys.map(([own, theirs]) => `${theirs} = ${own}`) };
}

function relationOf({ model }: Row, name: string) {
  const field = model.fields[name];
  return field?.kind === 'relation' ? field : uncompilable(`${model.name}.${name} is no relation`);
}

/** The one row that a relation leads to, where it stands beside the row itself; undefined where it has to be asked for. */
export function lookedUp(compilation: Compilation, row: Row, name: string): Lookup | undefined {
  if (!row.lookups || relationOf(row, name).isList) return undefined;
  const place = `${row.alias}.${name}`;
  const known = row.lookups.get(place) ?? lookupOf(compilation, row, name);
  row.lookups.set(place, known);
  return { ...known, row: { ...known.row, path: row.path, lookups: row.lookups } };
}

function lookupOf(compilation: Compilation, row: Row, name: string): Lookup {
  const { other, keys, joined } = joinedTo(compilation, row, name);
  const [first] = keys;
  const join = [
    'LEFT JOIN LATERAL (',
    ...indented([
      `SELECT ${other.alias}.* FROM ${quoted(other.model.table)} AS ${other.alias}`,
      `WHERE ${joined.join(' AND ')}`,
      // Keeps it a search of the key, where the planner would else be free to read all of a table that it thinks small.
      'OFFSET 0',
    ]),
    `) AS ${other.alias} ON true`,
  ];
  return { row: other, isThere: `${first![1]} IS NOT NULL`, join };
}

/** What a FROM has to hold beside the row, once all its fields are known. */
export const joinsOf = (lookups: Lookups): Sql => [...lookups.values()].flatMap(({ join }) => join);

/** An object of what was looked up; null where it is not there. */
export const lookedUpObject = ({ isThere }: Lookup, items: readonly Sql[]): Sql => [
  `CASE WHEN ${isThere} THEN`,
  ...indented(objectOf(items, [])),
  'END',
];
