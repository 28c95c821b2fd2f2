import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { inject, onTestFinished } from 'vitest';
import { bootstrapDatabase } from '../../src/platform/database/roles.ts';
import { dropDatabase, testPasswords } from './database.ts';

/** The owner's address of a database in which nothing has been migrated, for as long as the test runs. */
export async function anEmptyDatabase(): Promise<string> {
  const { superuserUrl } = inject('testServer');
  const database = `portal_empty_${randomUUID().replaceAll('-', '')}`;
  onTestFinished(() => dropDatabase(superuserUrl, database));
  return (await bootstrapDatabase(superuserUrl, { database, ...testPasswords })).ownerUrl;
}

/** A folder that is removed after the test. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portal-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes migrations by name, over those that are there. */
export async function writeMigrations(folder: string, migrations: Record<string, string>): Promise<void> {
  for (const [name, sql] of Object.entries(migrations)) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'migration.sql'), sql);
  }
}

export async function aMigrationsFolder(migrations: Record<string, string>): Promise<string> {
  const folder = await aFolder();
  await writeMigrations(folder, migrations);
  return folder;
}

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export const rowsOf = (url: string, sql: string) =>
  withClient(url, async (client) => (await client.query(sql)).rows);

/** Everything that Prisma's schema cannot express, on a table `thing (id, name)`. */
export const handWritten = `
  CREATE EXTENSION IF NOT EXISTS btree_gist;
  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'never; not; even; once';
  END $$;
  CREATE TRIGGER keep BEFORE DELETE ON thing FOR EACH ROW EXECUTE FUNCTION refuse();
  ALTER TABLE thing ENABLE ROW LEVEL SECURITY;
  ALTER TABLE thing FORCE ROW LEVEL SECURITY;
  CREATE POLICY "all" ON thing TO portal_job USING (true) WITH CHECK (true);
  GRANT ALL ON thing TO portal_job;
  ALTER TABLE thing ADD CONSTRAINT named CHECK (name <> ';'), ADD CONSTRAINT one_name EXCLUDE USING gist (name WITH =);
  CREATE UNIQUE INDEX named_once ON thing (name) WHERE name IS NOT NULL;
  CREATE INDEX by_lower_name ON thing (lower(name));
  DO $$ BEGIN
    SET LOCAL ROLE portal_job; INSERT INTO thing VALUES (1, 'written by the job role');
  END $$;`;
