import { migrate as applyMigrations } from '../../platform/database/migrate.ts';
import { createMigration } from '../../platform/database/migration-diff.ts';
import { openConfiguredDatabase } from '../local-database.ts';
import { type Command, UsageError } from './command.ts';

export const migrate: Command = {
  name: 'migrate',
  usage: 'npm run migrate',
  summary: 'brings the database up to date: DATABASE_MIGRATE_URL, or the local one',
  async run(_args, { config, log }) {
    const url = config.database.migrateUrl;
    if (url) {
      const { applied } = await applyMigrations(url, { log });
      log(applied.length > 0 ? `Applied ${applied.length} migrations.` : 'The database is up to date.');
      return 0;
    }
    const opened = await openConfiguredDatabase(config, 'command', log);
    await opened.stop();
    log('The local database is up to date.');
    return 0;
  },
};

export const migration: Command = {
  name: 'migration',
  usage: 'npm run migration -- <name>',
  summary: 'writes the migration that brings the last migrated schema to prisma/schema',
  async run([name, ...rest], { log }) {
    if (!name || rest.length > 0 || !/^[a-z0-9_]{1,60}$/.test(name)) {
      throw new UsageError(
        'Name the change in lower-case letters, digits and underscores, such as add_partner_phone.',
      );
    }
    const folder = await createMigration({ name });
    log(
      folder
        ? `Wrote prisma/migrations/${folder}/migration.sql. Add policies and checks of new tables to it, then npm run migrate.`
        : 'prisma/schema has no change that a migration must make.',
    );
    return 0;
  },
};
