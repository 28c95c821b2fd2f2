import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  MaxIntrospectionDepthRule,
  specifiedRules,
  validate,
} from 'graphql';
import { createSchema, createYoga, type Plugin } from 'graphql-yoga';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ask, PROBES } from '../support/gates/edge/probes.ts';
import { type Edge, startProduction } from '../support/gates/edge/production.ts';

let edge: Edge;

beforeAll(async () => {
  edge = await startProduction();
});

const asking =
  (authorization?: string): Ask =>
  (path, init) => {
    const headers = new Headers(init?.headers);
    if (authorization) headers.set('authorization', authorization);
    return fetch(new URL(path, edge.url), { ...init, headers });
  };

const names = Object.keys(PROBES);

async function foundBy(ask: Ask): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) if (await PROBES[name]!(ask)) found.push(name);
  return found;
}

describe('in production, somebody who probes for weaknesses', () => {
  it.each(names)('without a token does not find %s', async (name) => {
    expect(await PROBES[name]!(asking())).toBe(false);
  });

  it('with a token finds what those who sign in are meant to have, and no more', async () => {
    const found = await foundBy(asking(await edge.bearer('somebody')));
    // The probe's ten directives and five hundred fields are within the limits of a document, which are counted elsewhere.
    expect(found).toEqual(['introspection', 'queries by GET', 'directive overload', 'field duplication']);
  });
});

const showsEverything: Plugin = {
  onValidate: ({ setValidationFn }) =>
    setValidationFn((given: GraphQLSchema, document: DocumentNode) =>
      validate(
        given,
        document,
        specifiedRules.filter((rule) => rule !== MaxIntrospectionDepthRule),
      ),
    ),
  onExecute: () => ({
    onExecuteDone({ result, setResult }) {
      setResult({ ...(result as ExecutionResult), extensions: { tracing: { version: 1 } } });
    },
  }),
  onResultProcess({ result, setResult }) {
    for (const { errors = [] } of [result].flat() as ExecutionResult[])
      for (const { extensions, stack } of errors) extensions.exception = { stacktrace: stack };
    setResult(result);
  },
};

/** A server with every weakness: much as Yoga is out of the box, and a few that it has to be taught. */
const lax = createYoga({
  schema: createSchema({
    typeDefs: 'type Query { viewer: Viewer } type Viewer { name: String } type Mutation { change: String }',
    resolvers: {},
  }),
  batching: { limit: 10 },
  logging: false,
  maskedErrors: false,
  plugins: [showsEverything],
});

const askLax: Ask = async (path, init) => {
  const request = new Request(new URL(path, 'http://lax.test'), init);
  const query = new URL(request.url).searchParams.get('query');
  if (request.method !== 'GET' || !query?.includes('mutation')) return await lax.fetch(request);
  const headers = { 'content-type': 'application/json' };
  return await lax.fetch(request.url.replace(/\?.*/, ''), {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  });
};

describe('the gate', () => {
  it("has graphql-cop's twelve probes and field duplication", () => {
    expect(names).toHaveLength(13);
  });

  it.each(names)('finds %s in a server that is lax', async (name) => {
    expect(await PROBES[name]!(askLax)).toBe(true);
  });
});
