import { type GraphQLObjectType, getNamedType, isListType, isNonNullType, isObjectType } from 'graphql';
import type { Sql } from '../../compiled/compiled-operation.ts';
import type { FieldDeclaration, RowInSql, RowsAbout } from '../columns.ts';
import { type Compilation, parameterFrom, parameterOf } from './compilation.ts';
import type { Relation } from './data-model.ts';
import { finishedField } from './finished-field.ts';
import { itemsOf } from './items.ts';
import { instant, leaf } from './leaves.ts';
import { arrayOf, indented, objectOf } from './lines.ts';
import { declaredList, listOf } from './list-field.ts';
import { joinedTo, type Lookup, lookedUp, lookedUpObject, type Row } from './lookups.ts';
import { declarationOf, type Selected } from './selection.ts';
import { sourceOf as givenTo, literalArguments } from './sources.ts';
import { sourceOf } from './sql-rows.ts';
import { uncompilable, within } from './uncompilable.ts';
import { columnIn, columnOf, conditionsIn, orderIn, quoted } from './where.ts';

/** The fields that are asked of a row, each as an item of a select list. */
export function rowFields(
  compilation: Compilation,
  type: GraphQLObjectType,
  row: Row,
  sets: Selected['sets'],
): readonly Sql[] {
  return itemsOf(compilation, type, sets, (selected) =>
    within(`${type.name}.${selected.field.name}`, () => fieldOf(compilation, type, row, selected)),
  );
}

function fieldOf(compilation: Compilation, type: GraphQLObjectType, row: Row, selected: Selected): Sql {
  const { field, node } = selected;
  const declaration = declarationOf(selected);
  const list = declaredList(field);
  if (list) return listOf(compilation, list, selected, row);
  switch (declaration?.is) {
    case 'column':
      return [columnAt(compilation, row, field.type, declaration.path)];
    case 'money':
      return moneyOf(compilation, row, selected, declaration);
    case 'same row':
      return objectOf(sameRow(compilation, row, selected), []);
    case 'first':
      return related(compilation, row, selected, [declaration.relation]);
    case 'row':
      return related(compilation, row, selected, declaration.path);
    case 'expression':
      return [declaration.sql(rowInSql(compilation, row, selected))];
    case 'rows':
      return rowsOf(compilation, row, selected, declaration);
    case 'finished':
      return finishedField(compilation, row, selected, declaration);
    case 'row by':
      return uncompilable('only a rule names such a row');
    case 'global id':
      return uncompilable('a property of what no rule answers');
    case undefined:
      break;
  }
  if (field.extensions.pothosPrismaRelationField)
    return related(compilation, row, selected, [
      (field.extensions.pothosPrismaRelationField as Relation).name,
    ]);
  const exposed = field.extensions.pothosExposedField;
  if (typeof exposed === 'string') return [columnAt(compilation, row, field.type, [exposed])];
  if (getNamedType(field.type).name === 'ID' && field.name === 'id')
    return [`'${type.name}_' || ${columnIn(row.alias, row.model, 'id')}`];
  const counted = countedRelation(field.extensions.pothosPrismaSelect);
  if (counted) return countOf(compilation, row, counted);
  return uncompilable(node.arguments?.length ? 'a resolver with arguments' : 'its resolver is not declared');
}

/** Rows of a query, or its one row, told as if they were a table's. */
export function rowsOf(compilation: Compilation, row: Row, selected: Selected, query: RowsAbout): Sql {
  const { field, key, sets } = selected;
  const { alias, model, sql } = sourceOf(
    compilation,
    field.name,
    query,
    rowInSql(compilation, row, selected),
  );
  const isList = isListOf(field.type);
  const at = { alias, model, path: [...row.path, key, ...(isList ? ['*'] : [])] };
  const items = rowFields(compilation, objectTypeOf(selected), at, sets);
  const from: Sql = ['FROM (', ...indented(sql), `) AS ${alias}`];
  return isList ? arrayOf(items, from) : presentIf(field.type, objectOf(items, from));
}

const isListOf = (type: Selected['field']['type']) => isListType(isNonNullType(type) ? type.ofType : type);

const presentIf = (type: Selected['field']['type'], object: Sql): Sql =>
  isNonNullType(type) ? ['portal_present(', ...indented(object), ')'] : object;

const sameRow = (compilation: Compilation, row: Row, selected: Selected) =>
  rowFields(
    compilation,
    objectTypeOf(selected),
    { ...row, path: [...row.path, selected.key] },
    selected.sets,
  );

export function objectTypeOf({ field }: Selected): GraphQLObjectType {
  const type = getNamedType(field.type);
  return isObjectType(type) ? type : uncompilable(`${type.name} is no object type`);
}

function columnAt(
  compilation: Compilation,
  row: Row,
  type: Selected['field']['type'],
  path: readonly string[],
): string {
  const [first, ...rest] = path;
  if (rest.length === 0)
    return leaf(type, columnOf(row.model, first!), columnIn(row.alias, row.model, first!));
  const beside = lookedUp(compilation, row, first!);
  if (beside) return columnAt(compilation, beside.row, type, rest);
  const { other, joined } = joinedTo(compilation, row, first!);
  const column = columnAt(compilation, other, type, rest);
  return `(SELECT ${column} FROM ${quoted(other.model.table)} AS ${other.alias} WHERE ${joined.join(' AND ')})`;
}

type Nested = Readonly<{ where?: object; orderBy?: object; take?: number }>;

/** The query of a relation, as its field gives it to Prisma. Whatever asks the context for something is not constant. */
function queryOf({ field, node }: Selected): Nested {
  const select = field.extensions.pothosPrismaSelect;
  if (typeof select !== 'function') return {};
  const given = literalArguments(node) ?? uncompilable('an argument that a variable gives');
  let query: unknown = {};
  const context = new Proxy({}, { get: () => uncompilable('a selection that depends on who asks') });
  select(given, context, (nested: unknown) => {
    query = typeof nested === 'function' ? nested(given, context) : nested;
    return {};
  });
  return (query ?? {}) as Nested;
}

function related(compilation: Compilation, row: Row, selected: Selected, path: readonly string[]): Sql {
  const [first, ...rest] = path;
  const { where, orderBy, take } = queryOf(selected);
  const isAnyRow = !where && !orderBy && take === undefined;
  const beside = rest.length > 0 || isAnyRow ? lookedUp(compilation, row, first!) : undefined;
  if (beside)
    return rest.length > 0
      ? related(compilation, beside.row, selected, rest)
      : besideOf(compilation, beside, selected);
  const { relation, other, joined } = joinedTo(compilation, row, first!);
  const table = `${quoted(other.model.table)} AS ${other.alias}`;
  if (rest.length > 0) {
    const inner = related(compilation, other, selected, rest);
    return ['(SELECT', ...indented(inner), `FROM ${table} WHERE ${joined.join(' AND ')})`];
  }
  const { type } = selected.field;
  const isList = isListOf(type);
  const at = { ...other, path: [...row.path, selected.key, ...(isList ? ['*'] : [])] };
  const items = rowFields(compilation, objectTypeOf(selected), at, selected.sets);
  const conditions = [...joined, ...conditionsIn(other.alias, other.model, where as Record<string, unknown>)];
  const order = orderIn(other.alias, other.model, orderBy as Record<string, unknown>);
  const from: Sql = [
    `FROM ${table}`,
    `WHERE ${conditions.join(' AND ')}`,
    ...(order ? [`ORDER BY ${order}`] : []),
    ...(take === undefined ? [] : [`LIMIT ${take}`]),
  ];
  if (isList) return arrayOf(items, from);
  const object = objectOf(items, from);
  // A key that must be there leads to a row that row security may hide.
  return relation.isList ? object : presentIf(type, object);
}

function besideOf(compilation: Compilation, beside: Lookup, selected: Selected): Sql {
  const at = { ...beside.row, path: [...beside.row.path, selected.key] };
  const items = rowFields(compilation, objectTypeOf(selected), at, selected.sets);
  return presentIf(selected.field.type, lookedUpObject(beside, items));
}

function moneyOf(
  compilation: Compilation,
  row: Row,
  selected: Selected,
  { amount, currency, currencyOf }: FieldDeclaration & { is: 'money' },
): Sql {
  const minor = columnIn(row.alias, row.model, amount);
  const beside = currencyOf === undefined ? undefined : lookedUp(compilation, row, currencyOf);
  const joined = currencyOf === undefined || beside ? null : joinedTo(compilation, row, currencyOf);
  const { alias, model } = beside?.row ?? joined?.other ?? row;
  const code = columnIn(alias, model, currency);
  const items = itemsOf(compilation, objectTypeOf(selected), selected.sets, ({ field }) => [
    field.name === 'amount' ? `portal_amount(${minor}, ${code})` : code,
  ]);
  const conditions = [
    ...(joined?.joined ?? []),
    ...(beside ? [beside.isThere] : []),
    ...(columnOf(row.model, amount).isRequired ? [] : [`${minor} IS NOT NULL`]),
    ...(columnOf(model, currency).isRequired ? [] : [`${code} IS NOT NULL`]),
  ];
  if (conditions.length === 0) return objectOf(items, []);
  const object = objectOf(items, [
    ...(joined ? [`FROM ${quoted(model.table)} AS ${alias}`] : []),
    `WHERE ${conditions.join(' AND ')}`,
  ]);
  return presentIf(selected.field.type, object);
}

type Counted = Readonly<{ relation: string; where: Readonly<Record<string, unknown>> }>;

/** The relation that a field of Pothos counts. */
function countedRelation(select: unknown): Counted | undefined {
  const counts = (select as { _count?: { select: Record<string, true | { where?: object }> } } | undefined)
    ?._count;
  const [entry, ...others] = Object.entries(counts?.select ?? {});
  if (!entry || others.length > 0) return undefined;
  const [relation, given] = entry;
  return { relation, where: given === true ? {} : ((given.where ?? {}) as Counted['where']) };
}

function countOf(compilation: Compilation, row: Row, { relation, where }: Counted): Sql {
  const { other, joined } = joinedTo(compilation, row, relation);
  const conditions = [...joined, ...conditionsIn(other.alias, other.model, where)];
  return [
    `(SELECT count(*) FROM ${quoted(other.model.table)} AS ${other.alias} WHERE ${conditions.join(' AND ')})`,
  ];
}

const VENDOR_DAY = (now: string) =>
  `(SELECT (${now} AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)`;

export function rowInSql(compilation: Compilation, row: Row, { node }: Selected): RowInSql {
  const now = () => `\${${parameterOf(compilation, 'now', { now: true })}}::timestamptz`;
  return {
    column: (name) => columnIn(row.alias, row.model, name),
    through: (relation, name) => {
      const beside = lookedUp(compilation, row, relation);
      if (beside) return columnIn(beside.row.alias, beside.row.model, name);
      const { other, joined } = joinedTo(compilation, row, relation);
      const column = columnIn(other.alias, other.model, name);
      return `(SELECT ${column} FROM ${quoted(other.model.table)} AS ${other.alias} WHERE ${joined.join(' AND ')})`;
    },
    instant,
    get now() {
      return now();
    },
    get today() {
      return VENDOR_DAY(now());
    },
    argument: (name, reads, type) => {
      const from = givenTo(node, name);
      return from ? `\${${parameterFrom(compilation, from, reads)}}::${type}` : null;
    },
  };
}
