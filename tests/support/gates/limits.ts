import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { KnownIds } from './arguments.ts';
import { answeredType, fitting } from './bad-values.ts';

type Field = GraphQLField<unknown, unknown>;
type Input = GraphQLArgument | GraphQLInputField;

/** Longer than any list may be. */
const TOO_MANY = 1_001;
const LARGEST_PAGE = /\b1 to (\d+)\b/;
const OF_NO_TYPE = 'Nope_00000000-0000-4000-8000-000000000000';

const DEPTH_MAX = 3;

const nullable = (type: GraphQLInputType) => (isNonNullType(type) ? type.ofType : type);

/** A call in which one argument, or field of an input, is beyond its limit. */
export type BeyondLimit = Readonly<{ place: string; variables: Record<string, unknown> }>;

type Beyond = Readonly<{ place: string; value: unknown }>;

/** @throws Error where the description does not say what the largest is */
function pagesBeyond({ description }: Input): number[] {
  const largest = LARGEST_PAGE.exec(description ?? '')?.[1];
  if (!largest) throw new Error(`"${description}" does not say how large a page may be.`);
  return [0, -1, Number(largest) + 1, 2_147_483_647];
}

function beyondOf(input: Input, known: KnownIds, answers: string, depth = 1): Beyond[] {
  const bare = nullable(input.type);
  const here = (value: unknown): Beyond => ({ place: input.name, value });
  if (isListType(bare)) {
    const item = fitting({ ...input, type: nullable(bare.ofType) } as Input, known, answers);
    return [here(Array(TOO_MANY).fill(item))];
  }
  if (getNamedType(bare).name === 'ID') return [here(OF_NO_TYPE), here('x'.repeat(300))];
  if (input.name === 'first') return pagesBeyond(input).map(here);
  if (!isInputObjectType(bare) || depth > DEPTH_MAX) return [];
  const base = fitting(input, known, answers) as object;
  return Object.values(bare.getFields()).flatMap((field) =>
    beyondOf(field, known, answers, depth + 1).map(({ place, value }) => ({
      place: `${input.name}.${place}`,
      value: { ...base, [field.name]: value },
    })),
  );
}

/** Every list and id argument of a root field, each once beyond its limit. */
export function beyondLimits(field: Field, known: KnownIds): BeyondLimit[] {
  const answers = answeredType(field);
  const required = field.args.filter(({ type }) => isNonNullType(type));
  const base = Object.fromEntries(required.map((each) => [each.name, fitting(each, known, answers)]));
  return field.args.flatMap((argument) =>
    beyondOf(argument, known, answers).map(({ place, value }) => ({
      place,
      variables: { ...base, [argument.name]: value },
    })),
  );
}

/** A value as it is written in a document. */
function literalOf(type: GraphQLInputType, value: unknown): string {
  const bare = nullable(type);
  if (value === null) return 'null';
  if (isListType(bare) && Array.isArray(value))
    return `[${value.map((each) => literalOf(bare.ofType, each)).join(' ')}]`;
  if (isEnumType(bare)) return String(value);
  if (!isInputObjectType(bare)) return JSON.stringify(value);
  const fields = bare.getFields();
  const inside = Object.entries(value as object).map(
    ([name, each]) => `${name}: ${literalOf(fields[name]!.type, each)}`,
  );
  return `{${inside.join(' ')}}`;
}

/** The same call with its values in the document. */
export function literalDocument(
  kind: 'query' | 'mutation',
  field: Field,
  variables: Readonly<Record<string, unknown>>,
  selection: string,
): string {
  const args = field.args
    .filter(({ name }) => name in variables)
    .map(({ name, type }) => `${name}: ${literalOf(type, variables[name])}`);
  return `${kind} { ${field.name}(${args.join(' ')}) ${selection} }`;
}
