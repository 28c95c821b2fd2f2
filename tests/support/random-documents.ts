import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { Random } from './compiled-operations.ts';
import { type KnownIds, variablesFor } from './gates/arguments.ts';

export type Asked = Readonly<{ query: string; variables: Record<string, unknown> }>;

export type DocumentOptions = Readonly<{
  schema: GraphQLSchema;
  ids: KnownIds;
  /** Names of root fields to choose from. */
  roots: readonly string[];
  /** Fields to leave out, as `Partner.orders`. */
  without: ReadonlySet<string>;
}>;

const DEPTH_MAX = 4;

/**
 * A query as clients write them: some root fields under names of their own, arguments as literals or as variables, fields
 * asked for twice, in fragments and under other names.
 */
export function randomDocument(options: DocumentOptions, random: Random): Asked {
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const query = options.schema.getQueryType()!;
  const count = 1 + random.below(2);
  const roots = Array.from({ length: count }, (_, place) => {
    const field = query.getFields()[random.oneOf(options.roots)]!;
    const given = random.oneOf(variablesFor(field, options.ids));
    const args = Object.entries(given).map(([name, value]) => {
      const { type } = field.args.find((argument) => argument.name === name)!;
      if (random.below(2) === 0) return `${name}: ${literalOf(value, type)}`;
      const variable = `${name}${place}`;
      variables[variable] = value;
      declared.push(`$${variable}: ${String(type)}`);
      return `${name}: $${variable}`;
    });
    const call = args.length > 0 ? `(${args.join(', ')})` : '';
    return `root${place}: ${field.name}${call} ${selectionOf(options, field, random, DEPTH_MAX)}`;
  });
  const head = declared.length > 0 ? ` (${declared.join(', ')})` : '';
  const name = random.oneOf(['', ' Named']);
  return { query: `query${name}${head} { ${roots.join(' ')} }`, variables };
}

/** As it stands in a document: keys without quotes, and words of an enum as they are. */
function literalOf(value: unknown, type: GraphQLField<unknown, unknown>['args'][number]['type']): string {
  const named = getNamedType(type);
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map((item) => literalOf(item, type)).join(', ')}]`;
  if (isInputObjectType(named) && typeof value === 'object') {
    const fields = Object.entries(value).map(
      ([name, inner]) => `${name}: ${literalOf(inner, named.getFields()[name]!.type)}`,
    );
    return `{ ${fields.join(', ')} }`;
  }
  return isEnumType(named) ? String(value) : JSON.stringify(value);
}

function selectionOf(
  options: DocumentOptions,
  field: Pick<GraphQLField<unknown, unknown>, 'type'>,
  random: Random,
  depth: number,
): string {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return '';
  const possible = Object.values(type.getFields()).filter(
    (one) =>
      !options.without.has(`${type.name}.${one.name}`) &&
      !one.args.some(isRequiredArgument) &&
      (depth > 0 || isLeafType(getNamedType(one.type))),
  );
  const chosen = random.someOf(possible).slice(0, 6);
  const asked = chosen.length > 0 ? chosen : [random.oneOf(possible)].filter(Boolean);
  const items = asked.map((one) => itemOf(options, type, one, random, depth));
  return `{ ${(items.length > 0 ? items : ['__typename']).join(' ')} }`;
}

function itemOf(
  options: DocumentOptions,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  random: Random,
  depth: number,
): string {
  const page = field.args.some(({ name }) => name === 'first') ? `(first: ${1 + random.below(3)})` : '';
  const selection = () => selectionOf(options, field, random, depth - 1);
  const text = `${field.name}${page} ${selection()}`;
  switch (random.below(24)) {
    case 0:
      return `other_${field.name}: ${text}`;
    case 1:
      return `... on ${type.name} { ${text} }`;
    case 2:
      return `${text} ${field.name}${page} ${selection()}`;
    case 3:
      return `... { ${text} }`;
    case 4:
      return `__typename ${text}`;
    case 5:
      return `${field.name}${page} @${random.oneOf(['include', 'skip'])}(if: ${random.oneOf(['true', 'false'])}) ${selection()}`;
    default:
      return text;
  }
}
