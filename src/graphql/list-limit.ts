import { type DocumentNode, GraphQLError, visit } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** The longest list that an argument takes anywhere; most arguments take fewer, and say so. */
export const LIST_LENGTH_MAX = 1_000;

/** Nested no deeper than a body may be. */
const longestIn = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value).reduce<number>(
    (longest, each) => Math.max(longest, longestIn(each)),
    0,
  );
  return Array.isArray(value) ? Math.max(value.length, inside) : inside;
};

function longestLiteral(document: DocumentNode): number {
  let longest = 0;
  visit(document, {
    ListValue: ({ values }) => {
      longest = Math.max(longest, values.length);
    },
  });
  return longest;
}

/** Refuses longer lists than any argument takes, literal or in variables, before anything is read. */
export const limitsLists: Plugin = {
  onExecute({ args, setResultAndStopExecution }) {
    if (Math.max(longestIn(args.variableValues), longestLiteral(args.document)) <= LIST_LENGTH_MAX) return;
    const message = `A list may hold ${LIST_LENGTH_MAX} values at most.`;
    const error = new GraphQLError(message, {
      extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
    });
    setResultAndStopExecution({ errors: [error] });
  },
};
