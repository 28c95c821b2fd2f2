import pg from 'pg';
import type { Database, Tx } from '../database/client.ts';

/**
 * The place of a job, held by a connection that does nothing else, whatever transactions the job makes meanwhile. It is none of
 * the pool's, which may be a pool of one.
 */
export type Turn = Readonly<{
  /** Gives the place back; ending it again does nothing. */
  end(): Promise<void>;
}>;

/** A holder that is silent for so long is dead, or cut off, though the server has not heard: it ends the session itself. */
const SILENT_SECONDS_MAX = 120;
const SIGN_OF_LIFE_MILLISECONDS = 30_000;

const KEY = 'hashtextextended($1, 0)';
const keyOf = (job: string): string => `job ${job}`;

/**
 * Takes the place of a job until it is given back, or its holder dies; null where somebody has it. It is the same place that
 * `takesTurn` takes within a transaction.
 */
export async function takeTurn({ pool }: Database, job: string): Promise<Turn | null> {
  const client = new pg.Client(pool.options);
  // One that dies has given the place back; without a listener it would end the process.
  client.on('error', () => undefined);
  let isHeld = false;
  try {
    await client.connect();
    const { rows } = await client.query<{ taken: boolean }>(
      `SELECT pg_try_advisory_lock(${KEY}) AS taken, set_config('idle_session_timeout', '${SILENT_SECONDS_MAX}s', false)`,
      [keyOf(job)],
    );
    isHeld = rows[0]!.taken;
  } finally {
    if (!isHeld) await client.end();
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
    await client.end().catch(() => undefined);
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
