import pg from 'pg';
import type { Scope } from '../platform/database/session.ts';
import type { Statement } from './statement.ts';

const { escapeLiteral } = pg;

export type Answered = Readonly<{ data: string; calendar?: string }>;

/**
 * Opens the snapshot and says for whom it speaks in one message. The plan of a prepared statement is made once for all
 * values: what it depends on is in its text, and making it anew would cost more than running it.
 */
function opening({ role, partnerIds, membershipIds, actorId }: Scope): string {
  const settings = {
    role,
    'app.partners': partnerIds.join(','),
    'app.memberships': membershipIds.join(','),
    'app.actor': actorId ?? '',
    plan_cache_mode: 'force_generic_plan',
  };
  const calls = Object.entries(settings).map(
    ([name, value]) => `set_config('${name}', ${escapeLiteral(value)}, true)`,
  );
  return `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT ${calls.join(', ')}`;
}

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
