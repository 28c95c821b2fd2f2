import { createHash } from 'node:crypto';
import type { PersistedFile } from './compiled-operation.ts';
import type { LearnedOperations } from './learned-operations.ts';
import { type ReadyOperation, statementMaker } from './statement.ts';

/** The compiled operations: the front end's by hash and by document, and what clients ask for often by document. */
export type CompiledOperations = Readonly<{
  byHash(hash: string): ReadyOperation | undefined;
  byDocument(document: string): ReadyOperation | undefined;
}>;

const hashOf = (document: string) => createHash('sha256').update(document).digest('hex');

/** Each of the file is made ready when it is first asked for: where it is packaged, it is then read. */
export function readyOperations(
  { compiled }: PersistedFile,
  learned?: LearnedOperations,
): CompiledOperations {
  const ready = new Map<string, ReadyOperation>();
  const byHash = (hash: string) => {
    if (!Object.hasOwn(compiled, hash)) return undefined;
    let found = ready.get(hash);
    if (!found) {
      const operation = compiled[hash]!;
      found = { operation, statementFor: statementMaker(operation) };
      ready.set(hash, found);
    }
    return found;
  };
  return {
    byHash,
    byDocument: (document) => byHash(hashOf(document)) ?? learned?.byDocument(document),
  };
}
