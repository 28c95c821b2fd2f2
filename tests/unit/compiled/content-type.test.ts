import { createSchema, createYoga } from 'graphql-yoga';
import { expect, it } from 'vitest';
import { contentTypeFor } from '../../../src/compiled/content-type.ts';

const yoga = createYoga({
  schema: createSchema({ typeDefs: 'type Query { one: Int }', resolvers: { Query: { one: () => 1 } } }),
  logging: false,
});

async function chosenByYoga(accept: string | null): Promise<string | null> {
  const response = await yoga.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(accept !== null && { accept }) },
    body: '{"query":"{ one }"}',
  });
  await response.text();
  return response.headers.get('content-type');
}

it.each([
  null,
  '',
  '*/*',
  'application/*',
  'application/json',
  'APPLICATION/JSON',
  'application/graphql-response+json',
  'application/graphql-response+json, application/json;q=0.9',
  'application/json;q=0.1, application/graphql-response+json',
  'application/graphql-response+json; charset=utf-8, application/json; charset=utf-8',
  'application/graphql-response+json; charset=latin1, application/json',
  'text/html, */*;q=0.8',
  'text/event-stream, application/json',
  'multipart/mixed, application/graphql-response+json',
  'image/png,application/json;q=0',
])('chooses for %j what the ordinary way does', async (accept) => {
  expect(contentTypeFor(accept)).toMatch(/^application\//);
  expect(contentTypeFor(accept)).toBe(await chosenByYoga(accept));
});

it.each([
  'text/event-stream',
  'multipart/mixed',
  'text/html',
  'constructor',
  'application/json; charset=latin1',
])('leaves %j to the ordinary way', async (accept) => {
  expect(contentTypeFor(accept)).toBeNull();
  expect(await chosenByYoga(accept)).not.toBe('application/json; charset=utf-8');
});
