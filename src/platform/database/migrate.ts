import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { DatabaseError, Pool } from 'pg';
import { everything, openSchemaEngine, type SchemaEngine } from './migration-engine.ts';
import { type Migration, readMigrations } from './migration-files.ts';

export type MigrateOptions = {
  /** Told one line per migration; silent unless given. */
  log?: (line: string) => void;
  /** Where the migrations are, and the engine's WebAssembly file, when this runs from a bundle. */
  migrationsFolder?: string;
  schemaEngineWasm?: string;
};

/** The key under which Prisma's own command migrates too, so that neither runs beside the other. */
const migrationLock = 72_707_369;

/** A migration that waits for a table also makes everything behind it wait; it gives up, and can be run again. */
const lockSecondsMax = 30;

/** A migration's SQL was refused. Nothing of it remains, and what was applied before it stays. */
export class MigrationFailedError extends Error {
  readonly migration: string;

  constructor({ name, sql }: Migration, cause: unknown) {
    super(
      `Migration ${name} failed${describe(sql, cause)}\n` +
        'It was rolled back as a whole, and the migrations before it stay applied. ' +
        'Correct its migration.sql, or the data that it stumbled over, and migrate again.',
      { cause },
    );
    this.name = 'MigrationFailedError';
    this.migration = name;
  }
}

function describe(sql: string, cause: unknown): string {
  if (!(cause instanceof DatabaseError)) return `: ${cause instanceof Error ? cause.message : String(cause)}`;
  const line = cause.position && sql.slice(0, Number(cause.position) - 1).split('\n').length;
  const more = [cause.detail, cause.hint, cause.where].filter((text) => text !== undefined);
  return [`${line ? ` in line ${line}` : ''}: ${cause.message} (${cause.code})`, ...more].join('\n');
}

/** Prose of ours has no such line, and PL/pgSQL has no semicolon after its BEGIN. */
const transactionControl = /^\s*(BEGIN|START|COMMIT|ROLLBACK)( WORK| TRANSACTION)?\s*;/im;

/**
 * Applies one script and records it as applied in a single transaction, so that a process killed at any moment leaves
 * either all of it or nothing. The adapter's own way splits the text at every semicolon, through function bodies too,
 * and commits piece by piece.
 */
async function applyScript(pool: Pool, script: string) {
  const [ownTransaction] = script.match(transactionControl) ?? [];
  if (ownTransaction !== undefined) {
    throw new Error(`a migration is one transaction already and must not say ${ownTransaction.trim()}`);
  }
  const client = await pool.connect();
  // A connection lost between two statements is noticed by the next one; unheard, it would end the process.
  const unheard = () => {};
  client.on('error', unheard);
  try {
    await client.query(`BEGIN; SET LOCAL lock_timeout = '${lockSecondsMax}s'`);
    await client.query(script);
    // The script may have become another role or changed a setting, which the next one must not inherit.
    await client.query(
      `RESET ROLE; RESET ALL;
       UPDATE public._prisma_migrations SET finished_at = clock_timestamp()
         WHERE finished_at IS NULL AND rolled_back_at IS NULL;
       COMMIT`,
    );
  } catch (error) {
    // Where the connection was lost, the server has rolled back already, and the first error tells more.
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.removeListener('error', unheard);
    client.release();
  }
}

/** Prisma's adapter with scripts applied whole. The pool has one connection: the one that holds the lock. */
function migratingAdapter(
  pool: Pool,
  failed: (error: unknown) => void,
): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  const executeScript = (script: string) =>
    applyScript(pool, script).catch((error: unknown) => {
      failed(error);
      throw error;
    });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => Object.assign(await factory.connect(), { executeScript }),
    connectToShadowDb: () => factory.connectToShadowDb(),
  };
}

/** While we hold the lock, a migration that has begun and not finished belongs to a process that was killed. */
async function forgetInterrupted(pool: Pool, engine: SchemaEngine, log: (line: string) => void) {
  const { rows: tables } = await pool.query(
    `SELECT WHERE to_regclass('public._prisma_migrations') IS NOT NULL`,
  );
  if (tables.length === 0) return;
  const { rows } = await pool.query<{ name: string }>(
    `SELECT migration_name AS name FROM public._prisma_migrations
     WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
  );
  for (const { name } of rows) {
    await engine.markMigrationRolledBack({ migrationName: name });
    log(`Migration ${name} was interrupted before and left nothing; it runs again.`);
  }
}

const listOf = (migrations: readonly Migration[]) => ({
  baseDir: '',
  lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"' },
  shadowDbInitScript: '',
  migrationDirectories: migrations.map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
  })),
});

/** @throws when a migration's text is not the one that this database was migrated with */
async function refuseEdited(engine: SchemaEngine, migrations: readonly Migration[]) {
  const { editedMigrationNames } = await engine.diagnoseMigrationHistory({
    migrationsList: listOf(migrations),
    optInToShadowDatabase: false,
    filters: everything,
  });
  if (editedMigrationNames.length === 0) return;
  throw new Error(
    `Changed after this database had applied it: ${editedMigrationNames.join(', ')}. ` +
      'Restore the file and put the change into a new migration; a local database can be deleted instead.',
  );
}

/**
 * Brings the database up to date as its owner, one migration at a time, each wholly or not at all. Processes that call
 * this at once wait for each other. Migrations that the database has and the folder lacks are left alone, so that an
 * older release can start on a newer database.
 * @throws MigrationFailedError when a migration's SQL is refused; Error when one was edited or nothing answers
 */
export async function migrate(
  ownerUrl: string,
  options: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  const { log = () => {}, migrationsFolder, schemaEngineWasm } = options;
  const migrations = await readMigrations(migrationsFolder);
  // An idle connection is kept, or the lock would go with it.
  const pool = new Pool({
    connectionString: ownerUrl,
    max: 1,
    idleTimeoutMillis: 0,
    application_name: 'portal-migrate',
  });
  let failure: unknown;
  const adapter = migratingAdapter(pool, (error) => {
    failure = error;
  });
  try {
    using engine = await openSchemaEngine({ adapter, ...(schemaEngineWasm && { schemaEngineWasm }) });
    await pool.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await forgetInterrupted(pool, engine, log);
    await refuseEdited(engine, migrations);
    const applied: string[] = [];
    for (const migration of migrations) {
      const { appliedMigrationNames } = await engine
        .applyMigrations({ migrationsList: listOf([migration]), filters: everything })
        .catch(async (error: unknown) => {
          if (failure === undefined) throw error;
          await engine.markMigrationRolledBack({ migrationName: migration.name });
          throw new MigrationFailedError(migration, failure);
        });
      for (const name of appliedMigrationNames) log(`Applied migration ${name}.`);
      applied.push(...appliedMigrationNames);
    }
    return { applied };
  } finally {
    await pool.end();
  }
}
