import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';

type Field = GraphQLField<unknown, unknown>;

/** A list that is no page says in its description where it ends: a number, or why it cannot grow. */
const STATES_MAXIMUM = /\bat most [\d,]+|\blatest [\d,]+|\b(one for|in) each\b/i;

const isOurs = ({ name }: GraphQLNamedType) =>
  !name.startsWith('__') && !['Boolean', 'Float', 'ID', 'Int', 'String'].includes(name);

const typesOf = (schema: GraphQLSchema) => Object.values(schema.getTypeMap()).filter(isOurs);

/** What lacks a description, by its coordinate. */
export function undescribed(schema: GraphQLSchema): string[] {
  const missing: string[] = [];
  const check = (coordinate: string, { description }: { description?: string | null }) => {
    if (!description?.trim()) missing.push(coordinate);
  };
  for (const type of typesOf(schema)) {
    check(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) check(`${type.name}.${field.name}`, field);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      check(`${type.name}.${field.name}`, field);
      for (const argument of field.args) check(`${type.name}.${field.name}(${argument.name}:)`, argument);
    }
  }
  return missing;
}

const fieldsOf = (type: GraphQLObjectType | null | undefined): Field[] =>
  Object.values(type?.getFields() ?? {});

/** Root fields that are not nullable: one that fails would take its siblings with it. */
export const nonNullRootFields = (schema: GraphQLSchema): string[] =>
  [...fieldsOf(schema.getQueryType()), ...fieldsOf(schema.getMutationType())]
    .filter(({ type }) => isNonNullType(type))
    .map(({ name }) => name);

/** Mutations that do not answer as the conventions say, with what is wrong. */
export function unconventionalMutations(schema: GraphQLSchema, models: readonly string[] = []): string[] {
  const error = schema.getType('Error');
  const nouns = nounsOf(schema, models);
  return fieldsOf(schema.getMutationType()).flatMap((field) => {
    const said: string[] = [];
    const answer = getNamedType(field.type);
    if (!isUnionType(answer)) said.push('answers no union');
    const members = isUnionType(answer) ? answer.getTypes() : [];
    const refusals = members.filter(
      (member) => isInterfaceType(error) && member.getInterfaces().includes(error),
    );
    if (isUnionType(answer) && members.length - refusals.length !== 1)
      said.push('answers not exactly one object');
    if (isUnionType(answer) && refusals.length === 0) said.push('has no refusal');
    if (field.args.length !== 1 || field.args[0]?.name !== 'input' || !isNonNullType(field.args[0].type))
      said.push('does not take exactly one required input');
    if (!nouns.some((noun) => field.name.startsWith(noun) && field.name.length > noun.length))
      said.push('does not begin with the object that it changes');
    return said.map((what) => `${field.name}: ${what}`);
  });
}

/** What a mutation can be about, as the beginning of its name: an object of the schema or of the database. */
const nounsOf = (schema: GraphQLSchema, models: readonly string[]) =>
  [
    ...typesOf(schema)
      .filter(isObjectType)
      .map(({ name }) => name),
    ...models,
  ].map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`);

/** Lists that are neither a connection's page nor say how many they hold at most. */
export const unboundedLists = (schema: GraphQLSchema): string[] =>
  typesOf(schema)
    .filter(isObjectType)
    .filter(({ name }) => !/(Connection|Edge|Error)$/.test(name))
    .flatMap((type) =>
      fieldsOf(type)
        .filter((field) => isList(field) && !isBounded(field))
        .map((field) => `${type.name}.${field.name}`),
    );

const isList = ({ type }: Field) => isListType(isNonNullType(type) ? type.ofType : type);

/** A list of an enum's values is bounded by their number. */
const isBounded = (field: Field) =>
  isEnumType(getNamedType(field.type)) ||
  field.args.some(({ name }) => name === 'first') ||
  STATES_MAXIMUM.test(field.description ?? '');

/** Connections that can be read without saying how many. */
export const unpagedConnections = (schema: GraphQLSchema): string[] =>
  typesOf(schema)
    .filter(isObjectType)
    .flatMap((type) =>
      fieldsOf(type)
        .filter(({ type: answer }) => getNamedType(answer).name.endsWith('Connection'))
        .filter(
          ({ args }) => !['first', 'after'].every((name) => args.some((argument) => argument.name === name)),
        )
        .map(({ name }) => `${type.name}.${name}`),
    );

/** Why the schema does not accept a document; empty where it does. */
export function documentProblems(schema: GraphQLSchema, text: string): string[] {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    return [String(error)];
  }
  return validate(schema, document).map(({ message }) => message);
}
