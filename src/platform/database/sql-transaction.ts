import pg from 'pg';
import type { Database } from './client.ts';
import type { Scope } from './scope.ts';

const { escapeLiteral } = pg;

/** A connection within a transaction that speaks for somebody. */
export type SqlClient = pg.PoolClient;

/** A statement that makes its transaction speak for the scope, with other settings that hold as long; it has no parameters. */
export function speakingFor(
  { role, partnerIds, membershipIds, actorId }: Scope,
  others: Readonly<Record<string, string>> = {},
): string {
  const settings = {
    role,
    'app.partners': partnerIds.join(','),
    'app.memberships': membershipIds.join(','),
    'app.actor': actorId ?? '',
    ...others,
  };
  const calls = Object.entries(settings).map(
    ([name, value]) => `set_config('${name}', ${escapeLiteral(value)}, true)`,
  );
  return `SELECT ${calls.join(', ')}`;
}

/** Work on a connection of its own, for SQL that Prisma cannot say, or is not to be loaded for. Commits when work returns. */
export async function sqlTransaction<T>(
  database: Database,
  scope: Scope,
  work: (client: SqlClient) => Promise<T>,
): Promise<T> {
  const client = await database.pool.connect();
  let failure: Error | undefined;
  try {
    await client.query(`BEGIN; ${speakingFor(scope)}`);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    failure = error as Error;
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release(failure);
  }
}
