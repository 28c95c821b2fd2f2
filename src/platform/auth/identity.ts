import type { Database } from '../database/client.ts';
import { type Actor, actorOf, type KnownPerson } from './actor.ts';

/**
 * Looks up who is behind a verified token, on every request, so that access ends the moment somebody is deactivated.
 * One statement outside a transaction: nobody is anybody before it answers.
 */
export async function identify(database: Database, identity: NonNullable<Actor['identity']>): Promise<Actor> {
  const { rows } = await database.pool.query<{ person: KnownPerson | null }>({
    name: 'identify',
    text: 'SELECT portal_identify($1, $2) AS person',
    values: [identity.issuer, identity.subject],
  });
  return actorOf(identity, rows[0]?.person ?? null);
}
