import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { CsvCell } from '../kernel/csv.ts';

/** A column of a list, by the field of the node and, of what it refers to, the field of that. */
export type CsvColumn = Readonly<{ header: string; path: readonly string[]; isWritten: boolean }>;

/** A list of the API as a table: a field of Query that answers a connection. */
export type CsvList = Readonly<{
  name: string;
  /** The arguments but for the page, as GraphQL writes their types. */
  variables: Readonly<Record<string, string>>;
  hasTotal: boolean;
  columns: readonly CsvColumn[];
}>;

const PAGING = ['first', 'after'];

/** By what a thing is called one level away: the first of these that it has, besides its id. */
const NAMES = ['code', 'name', 'title', 'label', 'number', 'customerName'];
/** How a number came about is read one by one. */
const EXPLAINS = /explanation/i;

/** Nobody writes these; all else is text that somebody may have written. */
const MADE_TYPES = [
  'ID',
  'Int',
  'Float',
  'Boolean',
  'Decimal',
  'Date',
  'DateTime',
  'CurrencyCode',
  'CountryCode',
  'TimeZone',
];

const isWritten = (type: GraphQLNamedType): boolean => !isEnumType(type) && !MADE_TYPES.includes(type.name);

type Field = GraphQLField<unknown, unknown>;

/** What costs more is a document or a calculation, made for one row at a time. */
const COST_MAX = 20;

function costOf({ extensions }: Field): number {
  const { complexity } = (extensions.pothosOptions ?? {}) as { complexity?: unknown };
  return typeof complexity === 'number' ? complexity : 0;
}

const isTold = (field: Field): boolean =>
  !field.args.some(isRequiredArgument) && field.deprecationReason == null && costOf(field) <= COST_MAX;
const isListed = (field: Field): boolean =>
  isListType(isNonNullType(field.type) ? field.type.ofType : field.type);

function columnsOf(field: Field): CsvColumn[] {
  if (!isTold(field)) return [];
  const type = getNamedType(field.type);
  if (isLeafType(type)) return [{ header: field.name, path: [field.name], isWritten: isWritten(type) }];
  if (isListed(field) || !(isObjectType(type) || isInterfaceType(type)) || isConnection(type)) return [];
  return namingFields(type).map((inner) => ({
    header: `${field.name}.${inner.name}`,
    path: [field.name, inner.name],
    isWritten: isWritten(getNamedType(inner.type)),
  }));
}

/**
 * An amount has its currency beside it. A thing with an id is told by that and by what it is called; what has none is part of the
 * row and told whole.
 */
function namingFields(type: Pick<GraphQLObjectType, 'name' | 'getFields'>): Field[] {
  const fields = type.getFields();
  const isPlain = (field: Field | undefined): field is Field =>
    field !== undefined && isTold(field) && !isListed(field) && isLeafType(getNamedType(field.type));
  if (type.name === 'Money') return [fields.amount, fields.currency].filter(isPlain);
  if (EXPLAINS.test(type.name)) return [];
  if (!fields.id) return Object.values(fields).filter(isPlain);
  const name = NAMES.map((one) => fields[one]).find(isPlain);
  return [fields.id, name].filter(isPlain);
}

const isConnection = (type: GraphQLNamedType): boolean =>
  type.name.endsWith('Connection') && isObjectType(type);

/** Every list of the API by its name, so that a new one can be had without more. */
export function csvListsOf(schema: GraphQLSchema): ReadonlyMap<string, CsvList> {
  const lists = Object.values(schema.getQueryType()!.getFields()).flatMap((field): CsvList[] => {
    const type = getNamedType(field.type);
    if (!isObjectType(type) || !isConnection(type)) return [];
    const nodes = type.getFields().nodes;
    const node = nodes && getNamedType(nodes.type);
    if (!node || !(isObjectType(node) || isInterfaceType(node))) return [];
    return [
      {
        name: field.name,
        variables: Object.fromEntries(
          field.args.filter(({ name }) => !PAGING.includes(name)).map((arg) => [arg.name, String(arg.type)]),
        ),
        hasTotal: 'totalCount' in type.getFields(),
        columns: Object.values(node.getFields()).flatMap(columnsOf),
      },
    ];
  });
  return new Map(lists.map((list) => [list.name, list]));
}

/** The operation that reads a page of some columns. */
export function csvDocument(
  { name, variables, hasTotal }: CsvList,
  columns: readonly CsvColumn[],
  withTotal: boolean,
): string {
  const given = Object.keys(variables);
  const declared = Object.entries(variables).map(([one, type]) => `$${one}: ${type}`);
  const passed = given.map((one) => `${one}: $${one}`);
  const selections = [...Map.groupBy(columns, ({ path }) => path[0]!)].map(([field, ofField]) => {
    const inner = ofField.flatMap(({ path }) => path.slice(1));
    return inner.length > 0 ? `${field} { ${inner.join(' ')} }` : field;
  });
  return `query CsvExport(${['$first: Int', '$after: String', ...declared].join(', ')}) {
  ${name}(${['first: $first', 'after: $after', ...passed].join(', ')}) {
    ${hasTotal && withTotal ? 'totalCount ' : ''}pageInfo { hasNextPage endCursor }
    nodes { __typename ${selections.join(' ')} }
  }
}`;
}

type Node = Readonly<Record<string, unknown>> | null;

/** What a node says in a column; several values of one are parted by semicolons. */
export function csvCellOf(node: Node, { path, isWritten: written }: CsvColumn): CsvCell {
  const value = path.reduce<unknown>((at, name) => (at as Node)?.[name], node);
  if (value === null || value === undefined) return null;
  const text = Array.isArray(value) ? value.map(textOf).join('; ') : textOf(value);
  return { text, isWritten: written };
}

const textOf = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);
