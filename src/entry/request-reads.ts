import type { Actor } from '../platform/auth/actor.ts';
import { isLogPosition, type ReadRouter } from '../platform/database/read-router.ts';
import type { HttpHeaders } from '../platform/http/message.ts';

/** Of an answer to a mutation; the client sends it back with later queries, so that they show what it wrote. */
export const READ_AFTER_HEADER = 'x-read-after';

/** Where one request reads, and what its answer has to tell the client. */
export function readsOf(router: ReadRouter, headers: HttpHeaders, { personId }: Actor) {
  const sent = headers[READ_AFTER_HEADER];
  let written: string | null = null;
  return {
    database: () => router.databaseFor(personId, isLogPosition(sent) ? sent : null),
    failed: router.failed,
    async wrote() {
      written = await router.wrote(personId);
    },
    /** Tells which position later queries of the client ask for; nothing where it wrote nothing. */
    told: (): HttpHeaders => (written ? { [READ_AFTER_HEADER]: written } : {}),
  };
}
