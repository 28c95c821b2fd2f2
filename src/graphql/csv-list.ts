import {
  type GraphQLField,
  type GraphQLInterfaceType,
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

/** A list of the API as a table: a field of Query that answers a connection, or a few things at once. */
export type CsvList = Readonly<{
  name: string;
  /** The arguments but for the page, as GraphQL writes their types. */
  variables: Readonly<Record<string, string>>;
  /** Whether it is read page by page, and not as a whole. */
  isPaged: boolean;
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
  if (isListed(field) || !isComposite(type) || isConnection(type)) return [];
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

type Composite = GraphQLObjectType | GraphQLInterfaceType;

const isComposite = (type: GraphQLNamedType): type is Composite =>
  isObjectType(type) || isInterfaceType(type);

const isConnection = (type: GraphQLNamedType): boolean =>
  type.name.endsWith('Connection') && isObjectType(type);

/** What is looked up by ids can lack some of them; a list never does. */
function isWhole({ type }: Field): boolean {
  const list = isNonNullType(type) ? type.ofType : type;
  return isListType(list) && isNonNullType(list.ofType);
}

type Listed = Pick<CsvList, 'isPaged' | 'hasTotal'> & Readonly<{ node: Composite }>;

/** What a field of Query lists; null where it is no list. */
function listedBy(field: Field): Listed | null {
  const type = getNamedType(field.type);
  if (!isComposite(type)) return null;
  if (!isConnection(type)) return isWhole(field) ? { node: type, isPaged: false, hasTotal: false } : null;
  const { nodes, totalCount } = type.getFields();
  const node = nodes && getNamedType(nodes.type);
  return node && isComposite(node) ? { node, isPaged: true, hasTotal: totalCount !== undefined } : null;
}

/** Every list of the API by its name, so that a new one can be had without more. */
export function csvListsOf(schema: GraphQLSchema): ReadonlyMap<string, CsvList> {
  const lists = Object.values(schema.getQueryType()!.getFields()).flatMap((field): CsvList[] => {
    const listed = listedBy(field);
    if (!listed) return [];
    const { node, isPaged, hasTotal } = listed;
    const given = field.args.filter(({ name }) => !isPaged || !PAGING.includes(name));
    return [
      {
        ...{ name: field.name, isPaged, hasTotal },
        variables: Object.fromEntries(given.map((arg) => [arg.name, String(arg.type)])),
        columns: Object.values(node.getFields()).flatMap(columnsOf),
      },
    ];
  });
  return new Map(lists.map((list) => [list.name, list]));
}

/** The operation that reads some columns: of a page, or of all that there is. */
export function csvDocument(
  { name, variables, isPaged, hasTotal }: CsvList,
  columns: readonly CsvColumn[],
  withTotal: boolean,
): string {
  const paging = isPaged ? { first: 'Int', after: 'String' } : {};
  const all = Object.entries({ ...paging, ...variables });
  const inBrackets = (parts: readonly string[]) => (parts.length > 0 ? `(${parts.join(', ')})` : '');
  const declared = inBrackets(all.map(([one, type]) => `$${one}: ${type}`));
  const passed = inBrackets(all.map(([one]) => `${one}: $${one}`));
  const selections = [...Map.groupBy(columns, ({ path }) => path[0]!)].map(([field, ofField]) => {
    const inner = ofField.flatMap(({ path }) => path.slice(1));
    return inner.length > 0 ? `${field} { ${inner.join(' ')} }` : field;
  });
  const node = `__typename ${selections.join(' ')}`;
  const total = hasTotal && withTotal ? 'totalCount ' : '';
  const page = `${total}pageInfo { hasNextPage endCursor } nodes { ${node} }`;
  return `query CsvExport${declared} { ${name}${passed} { ${isPaged ? page : node} } }`;
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
