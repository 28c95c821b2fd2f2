import { GraphQLError } from 'graphql';
import type { Refusal } from '../kernel/errors.ts';
import type { Actor } from '../platform/auth/actor.ts';

/** The request itself is wrong; nothing was read or changed. */
export const badInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

/** A rule's refusal where a list is asked for, which answers no union: with the code of the rule. */
export const refusedInput = ({ code, message }: Refusal): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });

/** Said alike whether the thing does not exist or is not the caller's to see. */
export const forbidden = (actor: Actor): GraphQLError =>
  actor.kind === 'ANONYMOUS'
    ? new GraphQLError('Sign in first: send a bearer token in the Authorization header.', {
        extensions: { code: 'UNAUTHENTICATED' },
      })
    : new GraphQLError('You do not have the permission that this needs.', {
        extensions: { code: 'FORBIDDEN' },
      });

/** A message, which if it is GraphQL's own loses the names of the schema that it suggests at its end. */
export const withoutSuggestion = ({ message, extensions: { code } }: GraphQLError): string =>
  code === undefined || code === 'GRAPHQL_VALIDATION_FAILED'
    ? message.replace(/ Did you mean .*$/s, '')
    : message;
