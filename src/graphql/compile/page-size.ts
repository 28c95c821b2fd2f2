import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { DOCUMENT_LIMITS } from '../builder.ts';
import { PAGE_SIZE_MAX } from '../connection.ts';

const ANY_UUID = '00000000-0000-4000-8000-000000000000';

/** Any value that a type takes; what a page costs does not depend on it. */
const ANY: Readonly<Record<string, unknown>> = {
  ...{ String: '', ID: `Partner_${ANY_UUID}`, Boolean: true, Int: 1, Decimal: '0', CurrencyCode: 'EUR' },
  ...{ Date: '2026-01-01', DateTime: '2026-01-01T00:00:00Z' },
};

function anyValueOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return anyValueOf(type.ofType);
  if (isListType(type)) return [];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (!isInputObjectType(type)) return ANY[type.name];
  const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
  return Object.fromEntries(
    required.map((field) => {
      const [id] = (field.extensions as IsFor).relayGlobalIDFor ?? [];
      return [field.name, id ? `${id.typename}_${ANY_UUID}` : anyValueOf(field.type)];
    }),
  );
}

type IsFor = Readonly<{ relayGlobalIDFor?: readonly Readonly<{ typename: string }>[] | null }>;

/** An id of a type that the places accept at which a variable stands. */
function anyIds(schema: GraphQLSchema, document: DocumentNode): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const typeInfo = new TypeInfo(schema);
  let isFor: IsFor = {};
  const enter = () => {
    isFor = (typeInfo.getArgument()?.extensions ?? {}) as IsFor;
  };
  const visitor = {
    Argument: { enter },
    ObjectField: {
      enter: ({ name }: Readonly<{ name: Readonly<{ value: string }> }>) => {
        const parent = typeInfo.getParentInputType();
        const field = isInputObjectType(parent) ? parent.getFields()[name.value] : undefined;
        isFor = (field?.extensions ?? {}) as IsFor;
      },
    },
    Variable: {
      enter: ({ name }: Readonly<{ name: Readonly<{ value: string }> }>) => {
        const [type] = isFor.relayGlobalIDFor ?? [];
        if (type) found.set(name.value, `${type.typename}_${ANY_UUID}`);
      },
    },
  };
  visit(document, visitWithTypeInfo(typeInfo, visitor));
  return found;
}

/**
 * The largest page whose cost is within the limits, all else included; 0 where the document is beyond them anyway. Pages of
 * more are left to the ordinary way, which refuses them.
 */
export function pageSizeMax(schema: GraphQLSchema, document: DocumentNode): number {
  const operation = document.definitions.find((one) => one.kind === 'OperationDefinition')!;
  const ids = anyIds(schema, document);
  const variables = (operation.variableDefinitions ?? []).map(({ variable, type }) => ({
    name: variable.name.value,
    input: typeFromAST(schema, type as never) as GraphQLInputType,
  }));
  const isInt = (input: GraphQLInputType) => getNamedType(input).name === 'Int';
  const given = Object.fromEntries(
    variables
      .filter(({ input }) => isNonNullType(input) || input.toString() === 'Boolean')
      .map(({ name, input }) => [name, ids.get(name) ?? anyValueOf(input)]),
  );
  const sizes = variables.filter(({ input }) => isInt(input) && !isListType(getNullableType(input)));
  for (let size = PAGE_SIZE_MAX; size > 0; size -= 1) {
    // Which of them are sizes of pages is not looked for: as large as any may be is large enough.
    const asLarge = Object.fromEntries(sizes.map(({ name }) => [name, size]));
    if (isWithinLimits(schema, document, { ...given, ...asLarge })) return size;
  }
  return 0;
}

function isWithinLimits(schema: GraphQLSchema, document: DocumentNode, variables: object): boolean {
  try {
    const { complexity, depth, breadth } = complexityFromQuery(document, {
      schema,
      variables: { ...variables },
    });
    return (
      complexity <= DOCUMENT_LIMITS.complexity &&
      depth <= DOCUMENT_LIMITS.depth &&
      breadth <= DOCUMENT_LIMITS.breadth
    );
  } catch {
    // A literal is none of what its place takes, such as the id of another type.
    return false;
  }
}
