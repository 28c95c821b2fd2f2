import type { Actor } from '../platform/auth/actor.ts';
import type { Config } from '../platform/config.ts';
import { type Database, openDatabase } from '../platform/database/client.ts';
import { createReadRouter, isLogPosition, type ReadRouter } from '../platform/database/read-router.ts';
import type { Logger } from '../platform/logging.ts';

/** Of an answer to a mutation; the client sends it back with later queries, so that they show what it wrote. */
export const READ_AFTER_HEADER = 'x-read-after';

export type Reads = Readonly<{ router: ReadRouter; end(): Promise<void> }>;

/** Opens the replica that the configuration names; undefined where it names none. Connects only when first used. */
export function openReads(
  { database: settings }: Config,
  primary: Database,
  logger: Logger,
): Reads | undefined {
  if (!settings.readUrl) return undefined;
  const replica = openDatabase({
    ...settings,
    url: settings.readUrl,
    applicationName: 'partner-portal-reads',
  });
  const router = createReadRouter({
    ...{ primary, replica, now: () => performance.now() },
    onUnusable: (error) => logger.warn({ err: error }, 'the replica cannot be used; the primary is read'),
  });
  return { router, end: replica.end };
}

/** Where one request reads, and what its answer has to tell the client. */
export function readsOf(router: ReadRouter, request: Request, { personId }: Actor) {
  const sent = request.headers.get(READ_AFTER_HEADER);
  let written: string | null = null;
  return {
    database: () => router.databaseFor(personId, isLogPosition(sent) ? sent : null),
    failed: router.failed,
    async wrote() {
      written = await router.wrote(personId);
    },
    /** Tells which position later queries of the client ask for; nothing where it wrote nothing. */
    tell(response: Response) {
      if (written) response.headers.set(READ_AFTER_HEADER, written);
    },
  };
}
