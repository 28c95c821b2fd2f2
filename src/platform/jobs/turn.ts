import { ConfigError } from '../config.ts';
import type { Database, Tx } from '../database/client.ts';

/** The place of a job, held by a connection that does nothing else, whatever transactions the job makes meanwhile. */
export type Turn = Readonly<{
  /** Gives the place back; ending it again does nothing. */
  end(): Promise<void>;
}>;

/** A holder that is silent for so long is dead, or cut off, though the server has not heard: it ends the session itself. */
const SILENT_SECONDS_MAX = 120;
const SIGN_OF_LIFE_MILLISECONDS = 30_000;

/** Of the one the place is held by, while the job works with the other. */
const CONNECTIONS_MIN = 2;

const KEY = 'hashtextextended($1, 0)';
const keyOf = (job: string): string => `job ${job}`;

/**
 * Takes the place of a job until it is given back, or its holder dies; null where somebody has it. It is the same place that
 * `takesTurn` takes within a transaction.
 * @throws ConfigError where the pool has no connection left for the job itself
 */
export async function takeTurn({ pool, settings }: Database, job: string): Promise<Turn | null> {
  if (settings.poolMax < CONNECTIONS_MIN)
    throw new ConfigError([
      `A job needs ${CONNECTIONS_MIN} connections, one of them for its place: set DATABASE_POOL_MAX to ${CONNECTIONS_MIN} or more.`,
    ]);
  const client = await pool.connect();
  let isHeld = false;
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      `SELECT pg_try_advisory_lock(${KEY}) AS taken, set_config('idle_session_timeout', '${SILENT_SECONDS_MAX}s', false)`,
      [keyOf(job)],
    );
    isHeld = rows[0]!.taken;
  } finally {
    // Nobody else is to have a connection that ends by itself.
    if (!isHeld) client.release(true);
  }
  if (!isHeld) return null;
  const signs = setInterval(
    () => void client.query('SELECT 1').catch(() => undefined),
    SIGN_OF_LIFE_MILLISECONDS,
  );
  let ended: Promise<void> | undefined;
  const end = async () => {
    clearInterval(signs);
    // A connection that is gone has given the place back already.
    await client.query(`SELECT pg_advisory_unlock(${KEY})`, [keyOf(job)]).catch(() => undefined);
    client.release(true);
  };
  return {
    end: () => {
      ended ??= end();
      return ended;
    },
  };
}

/**
 * Takes the place of a job until the transaction ends, so that no run of it begins meanwhile; false where one is running
 * already. For work that another job would do as well.
 */
export async function takesTurn(tx: Tx, name: string): Promise<boolean> {
  const [lock] = await tx.$queryRaw<{ taken: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${keyOf(name)}, 0)) AS taken`;
  return lock?.taken ?? false;
}
