import type { GraphQLField } from 'graphql';
import type { Reading, Sql } from '../../compiled/compiled-operation.ts';
import type { RowInSql } from '../columns.ts';
import type { Condition, Conditions } from '../conditions.ts';
import { type OwnColumns, PAGE_SIZE_DEFAULT } from '../connection.ts';
import type { CountsDeclaration, ListDeclaration } from '../list.ts';
import { aliasFor, type Compilation, decisionOf, parameterFrom, parameterOf } from './compilation.ts';
import type { Model } from './data-model.ts';
import { itemsOf } from './items.ts';
import { arrayOf, indented, objectOf } from './lines.ts';
import type { Row } from './lookups.ts';
import { type ByOrder, connectionFields, type Order, typeAt } from './page-fields.ts';
import { rowInSql } from './row-fields.ts';
import type { Selected } from './selection.ts';
import { sourceOf } from './sources.ts';
import { uncompilable } from './uncompilable.ts';
import { columnIn, columnOf, conditionsIn, quoted } from './where.ts';

export const declaredList = (field: GraphQLField<unknown, unknown>): ListDeclaration | undefined =>
  field.extensions.compiledList as ListDeclaration | undefined;

const modelOf = ({ models }: Compilation, name: string): Model =>
  models[`${name.charAt(0).toUpperCase()}${name.slice(1)}`] ?? uncompilable(`no model ${name}`);

const and = (condition: string) => `AND ${condition}`;

/** What a filter asks for, each condition only where it is given. */
function filterSql(compilation: Compilation, conditions: Conditions, selected: Selected, at: At): Sql {
  const row = rowInSql(compilation, { ...at, path: [] }, selected);
  return Object.entries(conditions).flatMap(([name, condition]) => {
    const from = sourceOf(selected.node, 'filter', [name]);
    if (!from) return [];
    const parameter = parameterFrom(compilation, from, condition.reads);
    const [column, other] = [condition.column, condition.other ?? condition.column].map((one) =>
      columnIn(at.alias, at.model, one),
    );
    return conditionSql(compilation, condition, parameter, { column: column!, other: other!, row });
  });
}

/** Whoever asks for what only the ordinary way knows is answered by it. */
function leaveToOrdinary(compilation: Compilation, { ordinary }: ListDeclaration, { node }: Selected): void {
  for (const part of ordinary?.parts ?? []) {
    const from = sourceOf(node, 'filter', [part]);
    if (!from) continue;
    if (!('variable' in from)) uncompilable(`its filter by ${part}`);
    parameterFrom(compilation, from, { as: 'nothing' });
  }
}

type At = Readonly<{ alias: string; model: Model }>;

/** The condition that the rows are of the row that an argument names, and the one that it is seen. */
function underSql(compilation: Compilation, { under }: ListDeclaration, { node }: Selected, at: At) {
  if (!under) return { fixed: [], isSeen: [] };
  const from = sourceOf(node, under.argument) ?? uncompilable(`no ${under.argument}`);
  const id = `\${${parameterFrom(compilation, from, { as: 'id', types: [under.type] })}}::uuid`;
  const model = modelOf(compilation, under.model);
  const alias = aliasFor(compilation, model.table);
  return {
    fixed: [`${columnIn(at.alias, at.model, under.column)} = ${id}`],
    isSeen: [
      `WHERE EXISTS (SELECT FROM ${quoted(model.table)} AS ${alias} WHERE ${columnIn(alias, model, 'id')} = ${id})`,
    ],
  };
}

function conditionSql(
  compilation: Compilation,
  { sql, sqlOfOne }: Condition,
  parameter: string,
  { column, other, row }: Readonly<{ column: string; other: string; row: RowInSql }>,
): Sql {
  if (!sqlOfOne) {
    const given = decisionOf(compilation, `${parameter}?`, { by: 'given', parameter });
    return [{ when: given, is: 'given', sql: [and(sql(column, `\${${parameter}}`, other, row))] }];
  }
  const count = decisionOf(compilation, `${parameter}#`, { by: 'count', parameter });
  return [
    { when: count, is: 'one', sql: [and(sqlOfOne(column, `\${${parameter}[0]}`))] },
    { when: count, is: 'many', sql: [and(sql(column, `\${${parameter}}`, other, row))] },
  ];
}

/**
 * Row security restricts to the caller's own rows anyway. Said again as values, the planner knows how few they are and
 * reads only theirs, where it would else walk through everybody's.
 */
function ownSql(compilation: Compilation, own: OwnColumns | undefined, alias: string, model: Model): Sql {
  if (!own) return [];
  const rows = decisionOf(compilation, 'rows of', { by: 'rows of' });
  const partners = parameterOf(compilation, 'partnerIds', { actor: 'partnerIds' });
  const partner = columnIn(alias, model, own.partner);
  const one = and(`${partner} = \${${partners}[0]}::uuid`);
  const several = and(`${partner} = ANY (\${${partners}}::uuid[])`);
  const choices = [
    { when: rows, is: 'one partner', sql: [one] },
    { when: rows, is: 'several partners', sql: [several] },
  ];
  const member = parameterOf(compilation, 'membershipId', { actor: 'membershipId' });
  const theirs = own.member ? [and(`${columnIn(alias, model, own.member)} = \${${member}}::uuid`)] : [];
  return [
    ...choices,
    { when: rows, is: 'a member of one partner', sql: [one, ...theirs] },
    { when: rows, is: 'a member of several partners', sql: [several, ...theirs] },
  ];
}

const ordersOf = ({ orders }: ListDeclaration): Order[] =>
  Object.entries(orders).flatMap(([name, { column, type }]) =>
    (['ASC', 'DESC'] as const).map((direction) => ({ name, column, direction, type })),
  );

const CASTS: Readonly<Record<string, string>> = {
  instant: 'timestamptz',
  id: 'uuid',
  number: 'integer',
  text: 'text',
};

/** An order, and what names it: the parameter that chooses it, or itself where the document or the list fixes it. */
type Ordering = Readonly<{ named: string; byOrder: ByOrder }>;

function ordering(compilation: Compilation, list: ListDeclaration, selected: Selected): Ordering {
  const from = sourceOf(selected.node, 'orderBy');
  const initial = `${list.initial.by} ${list.initial.direction}`;
  if (!from || !('variable' in from)) {
    const { by, direction } =
      from && 'value' in from ? (from.value as ListDeclaration['initial']) : list.initial;
    const order = ordersOf(list).find((one) => one.name === by && one.direction === direction);
    if (!order) return uncompilable('an order that a variable is a part of');
    return { named: order.name, byOrder: (sqlOf) => sqlOf(order) };
  }
  const parameter = parameterFrom(compilation, from, { as: 'order', default: initial });
  const chosen = decisionOf(compilation, parameter, { by: 'value', parameter });
  return {
    named: parameter,
    byOrder: (sqlOf) =>
      ordersOf(list).map((order) => ({
        when: chosen,
        is: `${order.name} ${order.direction}`,
        sql: sqlOf(order),
      })),
  };
}

/** `(column, id) > (value, id)`, compared as a row, which an index on the pair bounds. */
function afterSql(
  compilation: Compilation,
  list: ListDeclaration,
  selected: Selected,
  order: Ordering,
  at: At,
): Readonly<{ isAfter: string | null; sql: Sql }> {
  const from = sourceOf(selected.node, 'after');
  if (!from) return { isAfter: null, sql: [] };
  const columns = Object.fromEntries(Object.entries(list.orders).map(([name, { type }]) => [name, type]));
  const reads: Reading = { as: 'cursor', order: order.named, columns };
  const cursor = parameterFrom(compilation, from, reads);
  const isAfter = decisionOf(compilation, `${cursor}?`, { by: 'given', parameter: cursor });
  const sql = order.byOrder(({ column, direction, type }) => [
    `AND (${columnIn(at.alias, at.model, column)}, ${columnIn(at.alias, at.model, 'id')}) ${direction === 'ASC' ? '>' : '<'} (\${${cursor}.value}::${CASTS[type]}, \${${cursor}.id}::uuid)`,
  ]);
  return { isAfter, sql: [{ when: isAfter, is: 'given', sql }] };
}

export function listOf(compilation: Compilation, list: ListDeclaration, selected: Selected, row?: Row): Sql {
  const model = modelOf(compilation, list.model);
  const alias = aliasFor(compilation, model.table);
  const at = { alias, model };
  const page = aliasFor(compilation, 'page');
  const order = ordering(compilation, list, selected);
  const size = `#{${pageSize(compilation, selected)}}`;
  leaveToOrdinary(compilation, list, selected);
  const under = underSql(compilation, list, selected, at);
  const after = afterSql(compilation, list, selected, order, at);
  const fixed = [
    'true',
    ...under.fixed,
    ...conditionsIn(alias, model, list.where),
    ...(list.of ?? []).map(
      (name) => `${columnIn(alias, model, name)} = ${columnIn(row!.alias, row!.model, name)}`,
    ),
  ];
  const isGiven: Sql = [
    `WHERE ${fixed.join(' AND ').replace(/^true AND /, '')}`,
    ...personSql(compilation, list, alias, model),
    ...[list.onDay, list.ordinary].flatMap((held) =>
      held?.sql ? [and(held.sql(rowInSql(compilation, { ...at, path: [] }, selected)))] : [],
    ),
    ...filterSql(compilation, list.conditions ?? {}, selected, at),
  ];
  const rows: Sql = [...isGiven, ...ownSql(compilation, list.own, alias, model)];
  const from = `FROM ${quoted(model.table)} AS ${alias}`;
  const fields = connectionFields(compilation, list, selected, {
    page,
    model,
    order,
    size,
    isAfter: after.isAfter,
    from,
    counted: rows,
    path: [...(row?.path ?? []), selected.key],
  });
  return [
    `(WITH ${page} AS MATERIALIZED (`,
    ...indented([
      `SELECT ${alias}.*, row_number() OVER () AS page_place FROM (`,
      ...indented([
        `SELECT ${alias}.* ${from}`,
        ...rows,
        ...after.sql,
        ...order.byOrder(({ column, direction }) => {
          const ending = direction === 'DESC' ? ' DESC' : '';
          const columns = column === 'id' ? ['id'] : [column, 'id'];
          return [`ORDER BY ${columns.map((name) => `${columnIn(alias, model, name)}${ending}`).join(', ')}`];
        }),
        `LIMIT ${size} + 1`,
      ]),
      `) AS ${alias}`,
    ]),
    ')',
    ...objectOf(fields, under.isSeen),
    ')',
  ];
}

function personSql(compilation: Compilation, list: ListDeclaration, alias: string, model: Model): Sql {
  if (list.person === undefined) return [];
  const person = parameterOf(compilation, 'personId', { actor: 'personId' });
  return [and(`${columnIn(alias, model, list.person)} = \${${person}}::uuid`)];
}

function pageSize(compilation: Compilation, { node }: Selected): string {
  const from = sourceOf(node, 'first') ?? { value: PAGE_SIZE_DEFAULT };
  return parameterFrom(compilation, from, {
    as: 'pageSize',
    max: compilation.pageSizeMax,
    default: PAGE_SIZE_DEFAULT,
  });
}

/** A count for each value, of one pass over the rows. */
export function countsOf(compilation: Compilation, counts: CountsDeclaration, selected: Selected): Sql {
  const model = modelOf(compilation, counts.model);
  const alias = aliasFor(compilation, model.table);
  const { [counts.by]: _ignored, ...conditions } = counts.conditions;
  const column = quoted(columnOf(model, counts.by).column);
  const items = itemsOf(compilation, typeAt(selected), selected.sets, ({ field }) => [
    field.name === 'count' ? 'coalesce(counted.count, 0)' : 'value',
  ]);
  return arrayOf(items, [
    `FROM unnest(ARRAY[${counts.values.map((value) => `'${value}'`).join(', ')}]) WITH ORDINALITY AS known (value, place)`,
    'LEFT JOIN (',
    ...indented([
      `SELECT ${alias}.${column} AS value, count(*) FROM ${quoted(model.table)} AS ${alias}`,
      'WHERE true',
      ...filterSql(compilation, conditions, selected, { alias, model }),
      ...ownSql(compilation, counts.own, alias, model),
      `GROUP BY ${alias}.${column}`,
    ]),
    ') AS counted USING (value)',
    'ORDER BY place',
  ]);
}
