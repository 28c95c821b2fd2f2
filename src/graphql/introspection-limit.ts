import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Tools ask for the schema once, under its own names. */
const ALIASES_MAX = 2;

/**
 * Cost counts nothing of what is told of the schema, and each alias tells all that is below it again: thirty of them made an
 * answer of 14 MB out of 3 KB. So a document that asks for the schema has hardly any.
 */
function limitsAliases(context: ValidationContext): ASTVisitor {
  let asksForSchema = false;
  let aliasCount = 0;
  return {
    Field({ name, alias }) {
      if (name.value === '__schema' || name.value === '__type') asksForSchema = true;
      if (alias) aliasCount += 1;
    },
    Document: {
      leave() {
        if (!asksForSchema || aliasCount <= ALIASES_MAX) return;
        const message = `A document that asks for the schema may have ${ALIASES_MAX} aliases at most.`;
        context.reportError(new GraphQLError(message));
      },
    },
  };
}

export const limitsIntrospection: Plugin = {
  onValidate({ addValidationRule }) {
    addValidationRule(limitsAliases);
  },
};
