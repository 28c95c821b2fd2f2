import { createHash } from 'node:crypto';
import { RateLimitedError } from '../../kernel/errors.ts';
import type { Database } from '../database/client.ts';

export type RateLimit = Readonly<{ name: string; usesMax: number; windowSeconds: number }>;

/**
 * Counts one use and refuses what is above the limit. The count is a transaction of its own, so that refused
 * and failed requests count too. Whoever is counted is stored as a hash only.
 * @throws RateLimitedError
 */
export async function countUse(database: Database, limit: RateLimit, who: string, now: Date): Promise<void> {
  const windowMilliseconds = limit.windowSeconds * 1_000;
  const windowStart = new Date(Math.floor(now.getTime() / windowMilliseconds) * windowMilliseconds);
  const bucket = `${limit.name}:${createHash('sha256').update(who).digest('base64url').slice(0, 22)}`;
  const { rows } = await database.pool.query<{ uses: number }>('SELECT portal_count_use($1, $2) AS uses', [
    bucket,
    windowStart,
  ]);
  if ((rows[0]?.uses ?? 0) > limit.usesMax)
    throw new RateLimitedError(new Date(windowStart.getTime() + windowMilliseconds));
}
