import type { Config } from '../platform/config.ts';
import { type Database, openDatabase } from '../platform/database/client.ts';
import { createReadRouter, type ReadRouter } from '../platform/database/read-router.ts';
import type { Logger } from '../platform/logging.ts';

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
