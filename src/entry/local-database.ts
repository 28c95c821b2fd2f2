import type { Config } from '../platform/config.ts';
import { type Database, openDatabase } from '../platform/database/client.ts';
import { migrate } from '../platform/database/migrate.ts';
import { bootstrapDatabase } from '../platform/database/roles.ts';
import { openLocalPostgres, startLocalPostgres } from '../platform/local/postgres.ts';
import { localSettings } from '../platform/local/settings.ts';

const DATABASE_NAME = 'partner_portal';

export type OpenedDatabase = Readonly<{ database: Database; ownerUrl: string | null; stop(): Promise<void> }>;

/**
 * Opens the database that the configuration names, or the local one in the data folder, migrated.
 * `server` keeps the local PostgreSQL running for everybody; a command joins a running one or starts its own for as
 * long as it needs it.
 */
export async function openConfiguredDatabase(
  config: Config,
  usage: 'server' | 'command',
  log: (line: string) => void,
): Promise<OpenedDatabase> {
  const given = config.database.url;
  if (given) {
    const { migrateUrl } = config.database;
    if (migrateUrl) await migrate(migrateUrl, { log });
    const database = openDatabase({ ...config.database, url: given });
    return { database, ownerUrl: migrateUrl ?? null, stop: database.end };
  }
  const settings = { ...localSettings(process.env), dataFolder: config.dataFolder, durable: true, log };
  const postgres =
    usage === 'server' ? await startLocalPostgres(settings) : await openLocalPostgres(settings);
  try {
    const { appUrl, ownerUrl } = await bootstrapDatabase(postgres.superuserUrl, {
      database: DATABASE_NAME,
      appPassword: postgres.passwordOf('portal_app'),
      ownerPassword: postgres.passwordOf('portal_owner'),
    });
    await migrate(ownerUrl, { log });
    const database = openDatabase({ ...config.database, url: appUrl });
    const stop = async () => {
      await database.end();
      await postgres.stop();
    };
    return { database, ownerUrl, stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}
