import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';

export type SelectionOptions = Readonly<{
  schema: GraphQLSchema;
  /** How many objects deep; pages of a list do not count. */
  depth: number;
  /** Paths of fields to leave out, such as `partner.history`. */
  without?: ReadonlySet<string>;
  /** Of an abstract type, only these; all where left out. */
  only?: readonly string[];
}>;

const PAGE = /(Connection|Edge)$/;

/**
 * Everything that can be selected of a type without knowing an id, down to a depth: `{ id name partner { ... } }`.
 * Lists that take it are asked for two at most.
 */
export function selectionOf(type: GraphQLNamedType, options: SelectionOptions, path = ''): string {
  if (isAbstractType(type)) {
    const { schema, only } = options;
    const possible = schema
      .getPossibleTypes(type)
      // What a field answers or refuses for is no choice among things that have ids.
      .filter(({ name }) => isUnionType(type) || !only || only.includes(name));
    const parts = possible.map((member) => `... on ${member.name} ${selectionOf(member, options, path)}`);
    return `{ __typename ${parts.join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).map((field) => fieldSelection(field, options, path));
  const selected = fields.filter((text) => text !== '');
  return `{ ${selected.length > 0 ? selected.join(' ') : '__typename'} }`;
}

function fieldSelection(
  field: GraphQLField<unknown, unknown>,
  options: SelectionOptions,
  parent: string,
): string {
  const path = parent ? `${parent}.${field.name}` : field.name;
  if (options.without?.has(path)) return '';
  const called = callOf(field);
  if (called === null) return '';
  const type = getNamedType(field.type);
  if (isLeafType(type)) return called;
  if (PAGE.test(type.name) || type.name === 'PageInfo')
    return `${called} ${pageSelection(field, options, path)}`;
  if (options.depth <= 1) return '';
  return `${called} ${selectionOf(type, { ...options, depth: options.depth - 1 }, path)}`;
}

/** A page's nodes are read once: of its edges, the cursors only. */
function pageSelection(
  field: GraphQLField<unknown, unknown>,
  options: SelectionOptions,
  path: string,
): string {
  const type = getNamedType(field.type);
  if (type.name.endsWith('Edge')) return '{ cursor }';
  return selectionOf(type, options, path);
}

/** The field with the arguments that it needs; null where one of them cannot be made up. */
function callOf({ name, args }: GraphQLField<unknown, unknown>): string | null {
  const limit = args.some((argument) => argument.name === 'first') ? ['first: 2'] : [];
  const required = args.filter(isRequiredArgument).map(requiredArgument);
  if (required.includes(null)) return null;
  const given = [...limit, ...required];
  return given.length > 0 ? `${name}(${given.join(', ')})` : name;
}

const requiredArgument = ({ name, type }: GraphQLArgument): string | null => {
  const made: Readonly<Record<string, string>> = { Int: '1', Boolean: 'true', String: '"a"' };
  const literal = made[getNamedType(type).name];
  return literal === undefined || String(type).startsWith('[') ? null : `${name}: ${literal}`;
};
