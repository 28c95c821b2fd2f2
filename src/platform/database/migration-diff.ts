import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { everything, openSchemaEngine, type SchemaFile, withoutDatabase } from './migration-engine.ts';
import {
  concatenation,
  defaultMigrationsFolder,
  defaultSchemaFolder,
  readMigrations,
  readSchema,
  readSnapshot,
  snapshotPath,
} from './migration-files.ts';

type Folders = { schemaFolder?: string; migrationsFolder?: string };

/** The statements that build the schema, today's unless another is given, in an empty database. */
export async function schemaSql(schema?: readonly SchemaFile[]): Promise<string> {
  return sqlBetween(undefined, schema ?? (await readSchema()));
}

/** The statements that lead from one schema to another; empty text when they do not differ. */
async function sqlBetween(before: readonly SchemaFile[] | undefined, after: readonly SchemaFile[]) {
  using engine = await openSchemaEngine({ adapter: withoutDatabase });
  const { exitCode, stdout } = await engine.diff({
    from: before === undefined ? { tag: 'empty' } : { tag: 'schemaDatamodel', files: [...before] },
    to: { tag: 'schemaDatamodel', files: [...after] },
    script: true,
    exitCode: true,
    filters: everything,
  });
  return exitCode === 0 ? '' : `${(stdout ?? '').trim()}\n`;
}

/** Prisma's own form of a migration's time, so that folders sort by it. */
const timestamp = (now: Date) => now.toISOString().replaceAll(/\D/g, '').slice(0, 14);

/** A folder that sorted before an existing one would apply in another order here than where both are new. */
function assertNewest(folder: string, existing: readonly string[]) {
  const newest = existing.at(-1);
  if (newest !== undefined && newest >= folder) {
    throw new Error(`Migration ${folder} would not come after ${newest}: is the clock right?`);
  }
}

/**
 * Writes the migration that leads from the last snapshot to today's schema, and the new snapshot beside it. Row
 * security, triggers, functions and checks are then added to its SQL by hand. Answers the new migration's folder name,
 * or `undefined`, having written nothing, when the schema has not changed.
 * @throws when the name is not in snake_case or the schema is not valid
 */
export async function createMigration({
  name,
  now = new Date(),
  schemaFolder = defaultSchemaFolder,
  migrationsFolder = defaultMigrationsFolder,
}: Folders & { name: string; now?: Date }): Promise<string | undefined> {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new Error(
      `A migration's name is written in snake_case, such as add_partner_region; got "${name}".`,
    );
  }
  const schema = await readSchema(schemaFolder);
  const before = await readSnapshot(migrationsFolder);
  const sql = await sqlBetween(
    before === undefined ? undefined : [{ path: 'schema.prisma', content: before }],
    schema,
  );
  if (sql === '') return undefined;
  const folder = `${timestamp(now)}_${name}`;
  await mkdir(migrationsFolder, { recursive: true });
  assertNewest(
    folder,
    (await readMigrations(migrationsFolder)).map((migration) => migration.name),
  );
  await mkdir(join(migrationsFolder, folder));
  await writeFile(join(migrationsFolder, folder, 'migration.sql'), sql);
  await writeFile(snapshotPath(migrationsFolder), concatenation(schema));
  return folder;
}

if (import.meta.main) {
  const [command, name = ''] = process.argv.slice(2);
  if (command !== 'create') throw new Error('Usage: migration-diff.ts create <name>');
  const folder = await createMigration({ name });
  process.stdout.write(
    folder === undefined
      ? 'The schema has not changed since the last migration; nothing was written.\n'
      : `Wrote prisma/migrations/${folder}/migration.sql\n`,
  );
}
