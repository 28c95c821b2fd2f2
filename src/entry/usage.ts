import { once } from 'node:events';
import { recordUses } from '../domains/adoption/usage.service.ts';
import type { Database } from '../platform/database/client.ts';
import { JOB_SCOPE } from '../platform/database/scope.ts';
import { sqlTransaction } from '../platform/database/sql-transaction.ts';
import type { Logger } from '../platform/logging.ts';
import { createUsageBuffer, type UsageBuffer } from '../platform/usage/usage-buffer.ts';

/** What a process that is killed can lose at most; it never loses that somebody was there on a day. */
export const USAGE_WAIT_MILLISECONDS = 15_000;

const REST_MILLISECONDS_MAX = 1_000;

/**
 * A request may have answered and not given its connection back yet: waiting for that takes less than opening another.
 * What is not given back in time, such as a connection that never came about, is not waited for.
 */
async function connectionAtRest({ pool }: Database): Promise<void> {
  if (pool.totalCount === 0 || pool.idleCount > 0) return;
  await once(pool, 'release', { signal: AbortSignal.timeout(REST_MILLISECONDS_MAX) }).catch(() => undefined);
}

/** Counts who used what, and writes it in short transactions of its own. */
export const openUsage = (database: Database, logger: Logger): UsageBuffer =>
  createUsageBuffer({
    write: async (uses) => {
      await connectionAtRest(database);
      await sqlTransaction(database, JOB_SCOPE, (client) => recordUses(client, uses));
    },
    onFailure: (error) => logger.error({ err: error }, 'the use of operations could not be written'),
    now: () => new Date(),
    waitMillisecondsMax: USAGE_WAIT_MILLISECONDS,
  });
