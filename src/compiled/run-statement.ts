import type pg from 'pg';
import type { Scope } from '../platform/database/scope.ts';
import { speakingFor } from '../platform/database/sql-transaction.ts';
import type { Statement } from './statement.ts';

export type Answered = Readonly<{ data: string; calendar?: string }>;

/**
 * Opens the snapshot and says for whom it speaks in one message. The plan of a prepared statement is made once for all
 * values: what it depends on is in its text, and making it anew would cost more than running it.
 */
const opening = (scope: Scope): string =>
  `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${speakingFor(scope, { plan_cache_mode: 'force_generic_plan' })}`;

/**
 * Runs one statement in a row-secured snapshot, and answers its text of JSON, beside the calendar where that is asked for.
 * @throws DatabaseError where PostgreSQL refuses it
 */
export async function runStatement(pool: pg.Pool, scope: Scope, statement: Statement): Promise<Answered> {
  const client = await pool.connect();
  try {
    await client.query(opening(scope));
    const { rows } = await client.query<Answered>(statement as pg.QueryConfig);
    // Nothing was written, so that the answer need not wait until the snapshot is closed.
    client.query('COMMIT').then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
    return rows[0]!;
  } catch (error) {
    await client.query('ROLLBACK').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    throw error;
  }
}
