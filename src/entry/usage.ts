import { recordUses } from '../domains/adoption/usage.service.ts';
import type { Database } from '../platform/database/client.ts';
import { JOB_SCOPE } from '../platform/database/scope.ts';
import { sqlTransaction } from '../platform/database/sql-transaction.ts';
import type { Logger } from '../platform/logging.ts';
import { createUsageBuffer, type UsageBuffer } from '../platform/usage/usage-buffer.ts';

/** What a process that is killed can lose at most; it never loses that somebody was there on a day. */
export const USAGE_WAIT_MILLISECONDS = 15_000;

/** Counts who used what, and writes it in short transactions of its own. */
export const openUsage = (database: Database, logger: Logger): UsageBuffer =>
  createUsageBuffer({
    write: (uses) => sqlTransaction(database, JOB_SCOPE, (client) => recordUses(client, uses)),
    onFailure: (error) => logger.error({ err: error }, 'the use of operations could not be written'),
    now: () => new Date(),
    waitMillisecondsMax: USAGE_WAIT_MILLISECONDS,
  });
