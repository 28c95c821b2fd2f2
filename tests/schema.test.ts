import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { emittedSchema, type PersistedFile, persistedOperations } from '../src/entry/commands/schema.ts';
import { schema } from '../src/graphql/schema.ts';
import { Prisma } from '../src/platform/database/generated/client/client.ts';
import {
  documentProblems,
  nonNullRootFields,
  unboundedLists,
  unconventionalMutations,
  undescribed,
  unpagedConnections,
} from './support/gates/schema-rules.ts';

const MODELS = Object.keys(Prisma.ModelName);

const committed = (name: string) => readFileSync(resolve(import.meta.dirname, '../schema', name), 'utf8');

describe('the schema', () => {
  it.each([
    ['describes every type, field, argument, input field and value', undescribed],
    ['lets a root field fail alone', nonNullRootFields],
    ['has mutations that answer an object or a refusal', (schema) => unconventionalMutations(schema, MODELS)],
    ['bounds every list', unboundedLists],
    ['pages every connection', unpagedConnections],
  ] as [string, (schema: GraphQLSchema) => string[]][])('%s', (_what, faultsOf) => {
    expect(faultsOf(schema)).toEqual([]);
  });

  it('is committed as it is', async () => {
    expect(committed('schema.graphql')).toBe(await emittedSchema());
  });
});

describe("the front end's operations", () => {
  const persisted = JSON.parse(committed('persisted.json')) as PersistedFile;

  it('are committed as they are', async () => {
    expect(persisted).toEqual(await persistedOperations());
  });

  it.each(Object.entries(persisted.names))('%s is accepted, under its own hash', (_name, hash) => {
    const text = persisted.operations[hash] ?? '';
    expect(createHash('sha256').update(text).digest('hex')).toBe(hash);
    expect(documentProblems(schema, text)).toEqual([]);
  });
});

/** A schema that keeps all rules; each fault is planted by changing one place of it. */
const GOOD = `
"""Read."""
type Query {
  """Things. At most 10."""
  things("""How many.""" first: Int, """From where.""" after: String): ThingConnection
}
"""Change."""
type Mutation {
  """Makes one."""
  thingMake("""It."""  input: ThingInput!): ThingMakeResult
}
"""A thing or a refusal."""
union ThingMakeResult = Thing | NoError
"""A refusal."""
interface Error {
  """Code."""
  code: Kind!
}
"""No."""
type NoError implements Error {
  """Code."""
  code: Kind!
}
"""A thing."""
type Thing {
  """Its parts, at most 5."""
  parts: [String!]!
}
"""A page."""
type ThingConnection {
  """The things."""
  nodes: [Thing!]!
}
"""A thing."""
input ThingInput {
  """Its kind."""
  kind: Kind
}
"""Kinds."""
enum Kind {
  """One."""
  ONE
}`;

const PLANTS: [
  what: string,
  from: string,
  to: string,
  faultsOf: (schema: GraphQLSchema) => string[],
  said: string,
][] = [
  ['a type', '"""A thing."""\ntype', 'type', undescribed, 'Thing'],
  ['a field', '"""Its parts, at most 5."""', '', undescribed, 'Thing.parts'],
  ['an argument', '"""How many."""', '', undescribed, 'Query.things(first:)'],
  ['an input field', '"""Its kind."""', '', undescribed, 'ThingInput.kind'],
  ['an enum value', '"""One."""', '', undescribed, 'Kind.ONE'],
  [
    'a root field that cannot be null',
    '): ThingMakeResult',
    '): ThingMakeResult!',
    nonNullRootFields,
    'thingMake',
  ],
  [
    'a mutation without union',
    '): ThingMakeResult',
    '): Thing',
    unconventionalMutations,
    'thingMake: answers no union',
  ],
  [
    'a union without refusal',
    'Thing | NoError',
    'Thing',
    unconventionalMutations,
    'thingMake: has no refusal',
  ],
  [
    'a refusal that is no Error',
    'NoError implements Error',
    'NoError',
    unconventionalMutations,
    'thingMake: answers not exactly one object',
  ],
  [
    'a verb first',
    'thingMake(',
    'makeThing(',
    unconventionalMutations,
    'makeThing: does not begin with the object that it changes',
  ],
  [
    'loose arguments',
    'input: ThingInput!',
    'kind: Kind',
    unconventionalMutations,
    'thingMake: does not take exactly one required input',
  ],
  ['a list without end', ', at most 5', '', unboundedLists, 'Thing.parts'],
  ['a connection without pages', '"""How many.""" first: Int, ', '', unpagedConnections, 'Query.things'],
];

describe('the gate', () => {
  it('finds nothing in a good schema', () => {
    const good = buildSchema(GOOD);
    const rules = [
      undescribed,
      nonNullRootFields,
      unconventionalMutations,
      unboundedLists,
      unpagedConnections,
    ];
    expect(rules.flatMap((faultsOf) => faultsOf(good))).toEqual([]);
  });

  it.each(PLANTS)('reports %s', (_what, from, to, faultsOf, said) => {
    expect(GOOD).toContain(from);
    const faults = faultsOf(buildSchema(GOOD.replace(from, to)));
    expect(faults).toContain(said);
  });

  it('reports an operation that the schema does not accept', () => {
    expect(documentProblems(schema, '{ viewer { shoeSize } }')).toHaveLength(1);
    expect(documentProblems(schema, '{ viewer {')).toHaveLength(1);
  });
});
