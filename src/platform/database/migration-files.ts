import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SchemaFile } from './migration-engine.ts';

export const defaultSchemaFolder = fileURLToPath(new URL('../../../prisma/schema', import.meta.url));
export const defaultMigrationsFolder = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

/** The schema as the newest migration left it; the next migration is what has changed since. */
export const snapshotPath = (migrationsFolder: string) => join(migrationsFolder, 'schema.prisma');

export type Migration = Readonly<{ name: string; sql: string }>;

const hasCode = (error: unknown, code: string) =>
  error instanceof Error && 'code' in error && error.code === code;

/** The schema's files by name, so that their concatenation does not depend on the file system's order. */
export async function readSchema(schemaFolder = defaultSchemaFolder): Promise<SchemaFile[]> {
  const names = (await readdir(schemaFolder)).filter((name) => name.endsWith('.prisma')).sort();
  return Promise.all(
    names.map(async (path) => ({ path, content: await readFile(join(schemaFolder, path), 'utf8') })),
  );
}

/** One text of all files: what the snapshot holds. */
export const concatenation = (schema: readonly SchemaFile[]) =>
  schema.map(({ content }) => `${content.trim()}\n`).join('\n');

/** The snapshot's text, or `undefined` before the first migration. */
export async function readSnapshot(migrationsFolder = defaultMigrationsFolder): Promise<string | undefined> {
  try {
    return await readFile(snapshotPath(migrationsFolder), 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * The migrations in the order in which they apply.
 * @throws when the folder, or the `migration.sql` of one of its folders, is missing
 */
export async function readMigrations(migrationsFolder = defaultMigrationsFolder): Promise<Migration[]> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      sql: await readFile(join(migrationsFolder, name, 'migration.sql'), 'utf8'),
    })),
  );
}
