import { type GraphQLObjectType, getNamedType, isObjectType, isUnionType } from 'graphql';
import type { Sql, Told } from '../../compiled/compiled-operation.ts';
import { type Piece, piecesOf } from '../../platform/database/queries.ts';
import type { ComputedDeclaration } from '../computed.ts';
import { aliasFor, type Compilation, decisionOf, parameterOf } from './compilation.ts';
import { indented, named, objectOf } from './lines.ts';
import { projectionOf, type RowAsked } from './projection.ts';
import { namedRows, type Query, sharedOf, withQueries } from './rows-named.ts';
import type { Selected } from './selection.ts';
import { sourceOf } from './sources.ts';
import { uncompilable } from './uncompilable.ts';
import { columnIn, quoted } from './where.ts';

/**
 * A root field that a rule computes: in its place the statement brings the rows of its queries, and the answer tells of
 * the rule's value what is asked for.
 */
export function computedField(
  compilation: Compilation,
  selected: Selected,
  { rule, queries, given, asksCalendar, onlyFor }: ComputedDeclaration,
): Sql {
  const { node, key, includedBy, sets } = selected;
  const known = Object.values(given).map(({ argument }, place) => argument ?? Object.keys(given)[place]);
  for (const { name } of node.arguments ?? [])
    if (!known.includes(name.value)) uncompilable(`its argument ${name.value}`);
  const sources = Object.entries(given).map(
    ([name, { reads, argument = name, path = [] }]) =>
      [name, { from: sourceOf(node, argument, path) ?? { value: null }, reads }] as const,
  );
  const rowsAsked: RowAsked[] = [];
  const select = projectionOf(compilation, valueTypeOf(selected), sets, rowsAsked);
  compilation.computed.set(key, {
    rule,
    arguments: Object.fromEntries(sources),
    ...(includedBy !== null && { includedBy }),
    ...(asksCalendar && { asksCalendar }),
    select,
  });
  const told = new Set(Object.values(select).flatMap(propertiesOf));
  const isAsked = (name: string) => onlyFor[name]?.some((property) => told.has(property)) ?? true;
  const all = Object.entries(queries).map(([name, query]): [string, Query] => [
    name,
    {
      alias: quoted(aliasFor(compilation, name)),
      sql: isAsked(name) ? sqlOf(compilation, key, piecesOf(query)) : ['SELECT WHERE false'],
    },
  ]);
  const shared = sharedOf(Object.fromEntries(all), rowsAsked);
  const items = all.map(([name, { alias, sql }]) =>
    named(
      name in shared
        ? [`array_to_json(ARRAY(SELECT row_to_json(${alias}) FROM ${alias}))`]
        : ['array_to_json(ARRAY(SELECT row_to_json(row) FROM (', ...indented(sql), ') AS row))'],
      name,
    ),
  );
  return withQueries(shared, [...items, ...namedRows(compilation, [key], rowsAsked, shared)]);
}

/** Which properties of a value are told. */
function propertiesOf(told: Told): readonly string[] {
  if ('of' in told) return [told.of];
  if ('amount' in told) return [told.amount, told.currency];
  return 'rowBy' in told ? [told.rowBy] : [];
}

/** The type of what the rule answers; what it refuses is said by the ordinary way. */
function valueTypeOf({ field }: Selected): GraphQLObjectType {
  const type = getNamedType(field.type);
  if (isObjectType(type)) return type;
  const types = isUnionType(type) ? type.getTypes().filter((one) => one.getInterfaces().length === 0) : [];
  return types.length === 1 ? types[0]! : uncompilable(`${type.name}: of several types`);
}

/** A query with the names of parameters in place of its terms, in lines. */
function sqlOf(compilation: Compilation, key: string, pieces: readonly Piece[]): Sql {
  const sql: Sql[number][] = [];
  let text = '';
  const end = () => {
    const lines = text.split('\n').map((line) => line.trim());
    sql.push(...lines.filter((line) => line !== ''));
    text = '';
  };
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    else if ('term' in piece) text += `\${${termOf(compilation, key, piece.term)}}`;
    else {
      end();
      const parameter = termOf(compilation, key, piece.choice);
      const when = decisionOf(compilation, parameter, { by: 'value', parameter });
      for (const [is, inner] of Object.entries(piece.cases))
        sql.push({ when, is, sql: sqlOf(compilation, key, inner) });
    }
  }
  end();
  return sql;
}

const termOf = (compilation: Compilation, key: string, term: string): string =>
  parameterOf(compilation, `${key}.${term}`, { term, of: key });

const CALENDAR = [
  'timeZone',
  'fiscalKind',
  'fiscalStartMonth',
  'fiscalWeekPattern',
  'fiscalYearEndWeekday',
  'fiscalYearEndRule',
  'fiscalYearNamedBy',
];

/** The vendor's calendar, beside the data, where a rule has to know it. */
export function calendarSql(compilation: Compilation): Sql {
  if (![...compilation.computed.values()].some(({ asksCalendar }) => asksCalendar)) return [];
  const model = compilation.models.VendorSettings!;
  const alias = model.table;
  const items = CALENDAR.map((name): Sql => named([columnIn(alias, model, name)], name));
  const [first, ...rest] = objectOf(items, [`FROM ${quoted(model.table)} AS ${alias} WHERE ${alias}.id = 1`]);
  const last = rest.pop();
  const parameter = parameterOf(compilation, 'asks calendar', { asksCalendar: true });
  const when = decisionOf(compilation, parameter, { by: 'value', parameter });
  const sql = [`, ${first as string}`, ...rest, `${last as string}::text AS calendar`];
  return [{ when, is: 'true', sql }];
}
