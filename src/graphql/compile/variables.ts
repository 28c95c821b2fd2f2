import {
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  type ValueNode,
  type VariableNode,
  valueFromASTUntyped,
} from 'graphql';
import type { InputType, Variable } from '../../compiled/compiled-operation.ts';
import { uncompilable } from './uncompilable.ts';

/** The types of an operation's variables, as the server checks them without the schema. */
export function variablesOf(
  schema: GraphQLSchema,
  { variableDefinitions }: OperationDefinitionNode,
): Record<string, Variable> {
  return Object.fromEntries(
    (variableDefinitions ?? []).map(({ variable, type, defaultValue }): [string, Variable] => [
      nameOf(variable),
      {
        type: typeOf(typeFromAST(schema, type as never) as GraphQLInputType, defaultValue),
        ...(defaultValue && { default: valueFromASTUntyped(defaultValue) }),
      },
    ]),
  );
}

/** The ordinary way takes no value by the name that JavaScript has for what objects inherit from. */
function nameOf({ name: { value } }: VariableNode): string {
  return value === '__proto__' ? uncompilable(`$${value}: a name that objects have themselves`) : value;
}

/** A variable with a default may stand where null may not: given as null, only the ordinary way knows what becomes of it. */
function typeOf(type: GraphQLInputType, defaultValue: ValueNode | undefined): InputType {
  const isNeverNull = defaultValue !== undefined && defaultValue.kind !== Kind.NULL && !isNonNullType(type);
  return isNeverNull ? { required: inputTypeOf(type) } : inputTypeOf(type);
}

function inputTypeOf(type: GraphQLInputType): InputType {
  if (isNonNullType(type)) return { required: inputTypeOf(type.ofType) };
  if (isListType(type)) return { list: inputTypeOf(type.ofType) };
  if (isEnumType(type)) return { enum: type.getValues().map(({ name }) => name) };
  if (!isInputObjectType(type)) return type.name;
  const fields = Object.values(type.getFields());
  if (fields.some(({ defaultValue }) => defaultValue !== undefined)) uncompilable(`${type.name}: a default`);
  return { object: Object.fromEntries(fields.map((field) => [field.name, inputTypeOf(field.type)])) };
}
