import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createSchema, createYoga } from 'graphql-yoga';
import { answeredBy } from './answered-by.ts';

const yoga = createYoga({
  schema: createSchema({
    typeDefs: 'type Query { hello: String! }',
    resolvers: { Query: { hello: () => 'world' } },
  }),
  logging: false,
});

/** The least that GraphQL Yoga is: no token, no database. */
export const handler = (event: APIGatewayProxyEventV2) =>
  answeredBy((url, init) => yoga.fetch(url, init), event);
