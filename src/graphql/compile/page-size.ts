import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
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
 * The largest page whose cost is within the limit, all else included. Pages of more are left to the ordinary way, which
 * refuses them.
 */
export function pageSizeMax(schema: GraphQLSchema, document: DocumentNode): number {
  const operation = document.definitions.find((one) => one.kind === 'OperationDefinition')!;
  const ids = anyIds(schema, document);
  const given = Object.fromEntries(
    (operation.variableDefinitions ?? []).flatMap(({ variable, type }) => {
      const input = typeFromAST(schema, type as never) as GraphQLInputType;
      const isTold = isNonNullType(input) || input.toString() === 'Boolean';
      return isTold ? [[variable.name.value, ids.get(variable.name.value) ?? anyValueOf(input)]] : [];
    }),
  );
  for (let size = PAGE_SIZE_MAX; size > 0; size -= 1) {
    const { complexity } = complexityFromQuery(document, { schema, variables: { ...given, first: size } });
    if (complexity <= DOCUMENT_LIMITS.complexity) return size;
  }
  return 0;
}
