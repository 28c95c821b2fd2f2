import { createHash } from 'node:crypto';
import type { CompiledOperation } from './compiled-operation.ts';
import { type ReadyOperation, statementMaker } from './statement.ts';

export type LearnedOperations = Readonly<{
  byDocument(document: string): ReadyOperation | undefined;
  /**
   * Told of each query that the ordinary way found nothing wrong with, in order that its next request is one statement. It
   * is compiled when it comes for the second time, as most that somebody types come once.
   */
  answered(document: string, compile: (document: string) => CompiledOperation | null): void;
}>;

/** How many texts each connection keeps prepared for all documents together; those of later ones are parsed each time. */
const PREPARED_MAX = 300;
/** How many documents that came once are remembered, by their hashes. */
const SEEN_ONCE_MAX = 1_000;

/** What clients ask for by documents of their own: as many as `max` are known, of which the longest unused makes room. */
export function learnedOperations(max: number): LearnedOperations {
  const known = new Map<string, ReadyOperation | null>();
  const seenOnce = new Set<string>();
  let preparedCount = 0;
  const mayPrepare = () => {
    preparedCount += 1;
    return preparedCount <= PREPARED_MAX;
  };
  return {
    byDocument(document) {
      const ready = known.get(document);
      if (!ready) return undefined;
      keep(known, document, ready, max);
      return ready;
    },
    answered(document, compile) {
      if (max === 0 || known.has(document)) return;
      const hash = createHash('sha256').update(document).digest('base64');
      if (!seenOnce.delete(hash)) {
        seenOnce.add(hash);
        dropFirst(seenOnce, SEEN_ONCE_MAX);
        return;
      }
      const operation = compile(document);
      // What cannot be compiled is known as well, so that nobody tries it again.
      const ready = operation && { operation, statementFor: statementMaker(operation, mayPrepare) };
      keep(known, document, ready, max);
    },
  };
}

/** As the last used one; the one that was not used for the longest makes room. */
function keep<Value>(known: Map<string, Value>, key: string, value: Value, max: number): void {
  known.delete(key);
  known.set(key, value);
  dropFirst(known, max);
}

function dropFirst(entries: Map<string, unknown> | Set<string>, max: number): void {
  if (entries.size > max) entries.delete(entries.keys().next().value!);
}
