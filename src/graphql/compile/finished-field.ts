import { getNamedType, isObjectType } from 'graphql';
import type { Revival, Sql } from '../../compiled/compiled-operation.ts';
import type { FieldDeclaration } from '../columns.ts';
import type { Compilation } from './compilation.ts';
import type { Column, Model } from './data-model.ts';
import { arrayOf, indented, named, objectOf } from './lines.ts';
import { joinedTo, lookedUp, lookedUpObject, type Row } from './lookups.ts';
import { projectionOf, type RowAsked } from './projection.ts';
import { rowInSql } from './row-fields.ts';
import { namedRows, sharedOf, withQueries } from './rows-named.ts';
import { allow, type Selected } from './selection.ts';
import { expressionsOf, type Source, sourceOf } from './sql-rows.ts';
import { uncompilable } from './uncompilable.ts';
import { columnIn, columnOf, conditionsIn, orderIn, quoted } from './where.ts';

type Declaration = FieldDeclaration & { is: 'finished' };

/**
 * A field that a rule in TypeScript finishes: the statement brings what the field selects for its resolver and the rows of
 * its queries, and the answer tells of the rule's result what is asked for.
 */
export function finishedField(
  compilation: Compilation,
  row: Row,
  selected: Selected,
  declaration: Declaration,
): Sql {
  const { field, key } = selected;
  if (declaration.readBy) {
    allow(compilation, declaration.readBy.permission);
    for (const role of declaration.readBy.notAs) compilation.notAs.add(role);
  }
  const select = field.extensions.pothosPrismaSelect;
  if (typeof select !== 'object' || select === null) uncompilable('a selection that is not constant');
  const at = rowInSql(compilation, row, selected);
  const type = getNamedType(field.type);
  const rowsAsked: RowAsked[] = [];
  const projection = isObjectType(type) ? projectionOf(compilation, type, selected.sets, rowsAsked) : null;
  const own = inputsOf(compilation, row, select as Selection);
  const inputs: Record<string, Revival[string]> = { ...own.revival };
  const items: Sql[] = [...own.items];
  for (const [name, expression] of Object.entries(expressionsOf(declaration.with, at))) {
    const given = declaration.with[name]!;
    items.push(named([expression], name));
    if (typeof given !== 'string' && given.as) inputs[name] = given.as;
  }
  const sources = Object.entries(declaration.rows).map(([name, query]): [string, Source] => [
    name,
    sourceOf(compilation, name, query, at),
  ]);
  const shared = sharedOf(Object.fromEntries(sources), rowsAsked);
  for (const [name, source] of sources) {
    const { alias, model, sql } = source;
    const brought = columnsOf(alias, model, Object.keys(model.fields));
    inputs[name] = brought.revival;
    const from = name in shared ? [`FROM ${alias}`] : ['FROM (', ...indented(sql), `) AS ${alias}`];
    items.push(named(arrayOf(brought.items, from), name));
  }
  items.push(...namedRows(compilation, [...row.path, key], rowsAsked, Object.fromEntries(sources)));
  // After those of the rows that it may name, so that these are finished by then.
  compilation.finishes.push({ path: [...row.path, key], rule: declaration.rule, inputs, select: projection });
  return withQueries(shared, items);
}

type Nested = Readonly<{
  select: Selection;
  where?: Readonly<Record<string, unknown>>;
  orderBy?: Readonly<Record<string, unknown>>;
  take?: number;
}>;
type Selection = Readonly<Record<string, boolean | Nested>>;
type Inputs = Readonly<{ items: readonly Sql[]; revival: Revival }>;

/** The columns and rows that a resolver selects, under Prisma's names. */
function inputsOf(compilation: Compilation, row: Row, selection: Selection): Inputs {
  const names = Object.keys(selection).filter((name) => selection[name] === true);
  const { items, revival } = columnsOf(row.alias, row.model, names);
  const all = { items: [...items], revival: { ...revival } as Record<string, Revival[string]> };
  for (const [name, nested] of Object.entries(selection)) {
    if (typeof nested !== 'object') continue;
    const isAnyRow = !nested.where && !nested.orderBy && nested.take === undefined;
    const beside = isAnyRow ? lookedUp(compilation, row, name) : undefined;
    if (beside) {
      const inner = inputsOf(compilation, beside.row, nested.select);
      all.items.push(named(lookedUpObject(beside, inner.items), name));
      all.revival[name] = inner.revival;
      continue;
    }
    const { relation, other, joined } = joinedTo(compilation, row, name);
    const inner = inputsOf(compilation, other, nested.select);
    const order = orderIn(other.alias, other.model, nested.orderBy);
    const from: Sql = [
      `FROM ${quoted(other.model.table)} AS ${other.alias}`,
      `WHERE ${[...joined, ...conditionsIn(other.alias, other.model, nested.where)].join(' AND ')}`,
      ...(order ? [`ORDER BY ${order}`] : []),
      ...(nested.take === undefined ? [] : [`LIMIT ${nested.take}`]),
    ];
    all.items.push(named((relation.isList ? arrayOf : objectOf)(inner.items, from), name));
    all.revival[name] = inner.revival;
  }
  return all;
}

function columnsOf(alias: string, model: Model, names: readonly string[]): Inputs {
  const columns = names.map((name) => columnOf(model, name));
  const revivals = columns.flatMap(({ name, type }) => {
    const as = REVIVALS[type];
    return as ? [[name, as]] : [];
  });
  return {
    items: columns.map((column) => named([input(column, columnIn(alias, model, column.name))], column.name)),
    revival: Object.fromEntries(revivals),
  };
}

const REVIVALS: Readonly<Record<string, 'date' | 'bigint' | 'decimal'>> = {
  DateTime: 'date',
  BigInt: 'bigint',
  Decimal: 'decimal',
};

/** What JSON's numbers cannot hold exactly travels as text. */
function input({ type }: Column, expression: string): string {
  if (type === 'Decimal') return `trim_scale(${expression})::text`;
  return type === 'BigInt' ? `${expression}::text` : expression;
}
