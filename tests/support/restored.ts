import { escapeIdentifier } from 'pg';
import { migrate } from '../../src/platform/database/migrate.ts';
import { bootstrapDatabase, urlOf } from '../../src/platform/database/roles.ts';
import { removeDataFolder } from '../../src/platform/local/home.ts';
import { startLocalPostgres } from '../../src/platform/local/postgres.ts';
import { asSuperuser, testPasswords } from './database.ts';
import { temporaryDataFolder } from './temporary-folder.ts';

export type Dump = Readonly<Record<string, string>>;

const TABLES = `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
  AND relname <> '_prisma_migrations' ORDER BY relname`;

/** What pg_dump writes of the tables, in one snapshot as there; PostgreSQL from npm comes without pg_dump. */
export const dumpOf = (superuserUrl: string): Promise<Dump> =>
  asSuperuser(superuserUrl, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const dump: Record<string, string> = {};
    for (const { name } of (await client.query(TABLES)).rows as { name: string }[]) {
      const { rows } = await client.query(
        `SELECT coalesce(json_agg(to_json(t)), '[]')::text AS rows FROM ${escapeIdentifier(name)} AS t`,
      );
      dump[name] = rows[0].rows;
    }
    await client.query('COMMIT');
    return dump;
  });

/** Loads it into a migrated database, without keys and triggers on the way, as pg_restore makes those last. */
const load = (superuserUrl: string, dump: Dump): Promise<void> =>
  asSuperuser(superuserUrl, async (client) => {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    for (const [name, rows] of Object.entries(dump)) {
      const table = escapeIdentifier(name);
      const { rows: columns } = await client.query(
        `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
          AND attgenerated = ''`,
        [table],
      );
      const list = columns.map((column) => escapeIdentifier(column.name)).join(', ');
      await client.query(`DELETE FROM ${table}`);
      await client.query(
        `INSERT INTO ${table} (${list}) SELECT ${list} FROM json_populate_recordset(NULL::${table}, $1)`,
        [rows],
      );
    }
    await client.query('COMMIT');
  });

export type RestoredDatabase = Readonly<{ appUrl: string; ownerUrl: string; superuserUrl: string }>;

/** Another cluster, which has counted few transactions yet, with a database for each name that the dump is restored to. */
export async function restoredInAnotherCluster(
  dump: Dump,
  [first, ...more]: readonly [string, ...string[]],
): Promise<Readonly<{ databases: Readonly<Record<string, RestoredDatabase>>; stop(): Promise<void> }>> {
  const dataFolder = temporaryDataFolder();
  const server = await startLocalPostgres({ dataFolder, durable: false, log: () => undefined });
  const stop = async () => {
    await server.stop();
    removeDataFolder(dataFolder);
  };
  try {
    const databases: Record<string, RestoredDatabase> = {};
    const made = await bootstrapDatabase(server.superuserUrl, { database: first, ...testPasswords });
    await migrate(made.ownerUrl);
    await load(urlOf(server.superuserUrl, first), dump);
    databases[first] = { ...made, superuserUrl: urlOf(server.superuserUrl, first) };
    for (const database of more) {
      const copy = await bootstrapDatabase(server.superuserUrl, {
        ...{ database, template: first },
        ...testPasswords,
      });
      databases[database] = { ...copy, superuserUrl: urlOf(server.superuserUrl, database) };
    }
    return { databases, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
