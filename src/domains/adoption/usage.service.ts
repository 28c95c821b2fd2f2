import type { SqlClient } from '../../platform/database/sql-transaction.ts';
import type { CountedUse } from '../../platform/usage/usage-buffer.ts';
import { addUses } from './usage.repo.ts';

/** Adds to what was counted before; the vendor's day of each use follows from its instant. Speaks for a job. */
export async function recordUses(client: SqlClient, uses: readonly CountedUse[]): Promise<void> {
  await addUses(client, uses);
}
