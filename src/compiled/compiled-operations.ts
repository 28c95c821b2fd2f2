import type { PersistedFile } from './compiled-operation.ts';
import type { LearnedOperations } from './learned-operations.ts';
import { type ReadyOperation, statementMaker } from './statement.ts';

/** The compiled operations: the front end's by hash and by document, and what clients ask for often by document. */
export type CompiledOperations = Readonly<{
  byHash(hash: string): ReadyOperation | undefined;
  byDocument(document: string): ReadyOperation | undefined;
}>;

/** Those of the file are made ready once, when the process begins. */
export function readyOperations(
  { operations, compiled }: PersistedFile,
  learned?: LearnedOperations,
): CompiledOperations {
  const byHash = new Map(
    Object.entries(compiled).map(([hash, operation]) => [
      hash,
      { operation, statementFor: statementMaker(operation) },
    ]),
  );
  const byDocument = new Map([...byHash].map(([hash, ready]) => [operations[hash]!, ready]));
  return {
    byHash: (hash) => byHash.get(hash),
    byDocument: (document) => byDocument.get(document) ?? learned?.byDocument(document),
  };
}
