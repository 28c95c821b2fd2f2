import type { CompiledOperation, PersistedFile } from './compiled-operation.ts';
import { type StatementMaker, statementMaker } from './statement.ts';

export type ReadyOperation = Readonly<{ operation: CompiledOperation; statementFor: StatementMaker }>;

/** The compiled operations, by hash and by document; made once, when the process begins. */
export type CompiledOperations = Readonly<{
  byHash(hash: string): ReadyOperation | undefined;
  byDocument(document: string): ReadyOperation | undefined;
}>;

export function readyOperations({ operations, compiled }: PersistedFile): CompiledOperations {
  const byHash = new Map(
    Object.entries(compiled).map(([hash, operation]) => [
      hash,
      { operation, statementFor: statementMaker(operation) },
    ]),
  );
  const byDocument = new Map([...byHash].map(([hash, ready]) => [operations[hash]!, ready]));
  return { byHash: (hash) => byHash.get(hash), byDocument: (document) => byDocument.get(document) };
}
