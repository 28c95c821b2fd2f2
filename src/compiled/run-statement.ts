import type pg from 'pg';
import type { Scope } from '../platform/database/scope.ts';
import { speakingFor } from '../platform/database/sql-transaction.ts';
import type { Statement } from './statement.ts';

export type Answered = Readonly<{ data: string; calendar?: string }>;

/**
 * The plan of a prepared statement is made once for all values: what it depends on is in its text, and making it anew would
 * cost more than running it. It has half of the time that a statement has, as the ordinary way may have to answer after it.
 */
const settingsFor = ({ options }: pg.Pool): Readonly<Record<string, string>> => ({
  plan_cache_mode: 'force_generic_plan',
  statement_timeout: String(Math.floor(Number(options.statement_timeout) / 2)),
});

/** Opens the snapshot and says for whom it speaks in one message. */
const opening = (pool: pg.Pool, scope: Scope): string =>
  `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${speakingFor(scope, settingsFor(pool))}`;

/**
 * Runs one statement in a row-secured snapshot, and answers its text of JSON, beside the calendar where that is asked for.
 * All three messages are sent at once: where the opening fails, the statement after it may read nothing and fails as well.
 * @throws DatabaseError where PostgreSQL refuses it
 */
export async function runStatement(pool: pg.Pool, scope: Scope, statement: Statement): Promise<Answered> {
  const begins = opening(pool, scope);
  const client = await pool.connect();
  const opened = client.query(begins);
  const answered = client.query<Answered>(statement as pg.QueryConfig);
  // Ends what failed as well. Nothing was written, so that the answer need not wait until the snapshot is closed.
  client.query('COMMIT').then(
    () => client.release(),
    (error: Error) => client.release(error),
  );
  const [, { rows }] = await Promise.all([opened, answered]);
  return rows[0]!;
}
