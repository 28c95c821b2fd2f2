import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCatalog, schemaDifferences } from '../../src/platform/database/catalog.ts';
import { MigrationFailedError, migrate } from '../../src/platform/database/migrate.ts';
import { createMigration, schemaSql } from '../../src/platform/database/migration-diff.ts';
import type { SchemaFile } from '../../src/platform/database/migration-engine.ts';
import {
  defaultMigrationsFolder,
  defaultSchemaFolder,
  readMigrations,
  readSchema,
} from '../../src/platform/database/migration-files.ts';
import { bootstrapDatabase } from '../../src/platform/database/roles.ts';
import { type LocalPostgres, startLocalPostgres } from '../../src/platform/local/postgres.ts';

let server: LocalPostgres;
let temporary: string;
let made = 0;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'portal-migrations-'));
  server = await startLocalPostgres({ dataFolder: join(temporary, 'data'), durable: false, log: () => {} });
}, 60_000);

afterAll(async () => {
  await server?.stop();
  await rm(temporary, { recursive: true, force: true });
});

/** The owner's address of a database in which nothing has been migrated. */
async function anEmptyDatabase(): Promise<string> {
  made += 1;
  const ownerPassword = server.passwordOf('portal_owner');
  return (await bootstrapDatabase(server.superuserUrl, { database: `empty_${made}`, ownerPassword }))
    .ownerUrl;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const rowsOf = (url: string, sql: string) =>
  withClient(url, async (client) => (await client.query(sql)).rows);
const catalogOf = (url: string) => withClient(url, readCatalog);

async function aMigrationsFolder(migrations: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(temporary, 'migrations-'));
  await write(folder, migrations);
  return folder;
}

async function write(folder: string, migrations: Record<string, string>) {
  for (const [name, sql] of Object.entries(migrations)) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'migration.sql'), sql);
  }
}

/** The change that somebody makes in the schema and forgets to migrate. */
const withPlantedColumn = (schema: readonly SchemaFile[]): SchemaFile[] =>
  schema.map(({ path, content }) => ({
    path,
    content: content.replace(/^model \w+ \{/m, '$&\n  planted String?'),
  }));

describe('migrations and schema', () => {
  const differencesTo = async (schema: readonly SchemaFile[]) => {
    const [migrated, built] = [await anEmptyDatabase(), await anEmptyDatabase()];
    await migrate(migrated);
    const sql = await schemaSql(schema);
    await withClient(built, (client) => client.query(sql));
    return schemaDifferences(await catalogOf(migrated), await catalogOf(built));
  };

  it('make the same catalog', async () => {
    expect(await differencesTo(await readSchema())).toEqual([]);
  });

  it('differ when a column is in the schema alone', async () => {
    const differences = await differencesTo(withPlantedColumn(await readSchema()));
    expect(differences.length).toBeGreaterThan(0);
    for (const difference of differences) {
      expect(difference).toMatch(/^column \w+\.planted: absent by the migrations, text by the schema$/);
    }
  });

  it.each([
    ['a column', 'ALTER TABLE partner ADD COLUMN planted text', 'column partner.planted'],
    ['a type', 'ALTER TABLE partner ALTER COLUMN name TYPE varchar(9)', 'column partner.name'],
    ['a null', 'ALTER TABLE partner ALTER COLUMN name DROP NOT NULL', 'column partner.name'],
    ['a default', `ALTER TABLE partner ALTER COLUMN name SET DEFAULT ''`, 'column partner.name'],
    [
      'a foreign key',
      'ALTER TABLE membership DROP CONSTRAINT membership_person_id_fkey',
      'membership_person_id_fkey',
    ],
    ['an index', 'CREATE INDEX planted ON partner (name)', 'index partner.planted'],
    ['a table', 'CREATE TABLE planted (id integer)', 'table planted'],
  ])('differ when %s was changed by the migrations alone', async (_what, plant, named) => {
    const [migrated, built] = [await anEmptyDatabase(), await anEmptyDatabase()];
    const sql = await schemaSql();
    for (const url of [migrated, built]) await withClient(url, (client) => client.query(sql));
    await withClient(migrated, (client) => client.query(plant));
    expect(schemaDifferences(await catalogOf(migrated), await catalogOf(built)).join('\n')).toContain(named);
  });

  it('may differ in what the schema cannot say, which the catalog reports', async () => {
    const [migrated, built] = [await anEmptyDatabase(), await anEmptyDatabase()];
    for (const url of [migrated, built]) {
      await withClient(url, (client) =>
        client.query('CREATE TABLE thing (id integer PRIMARY KEY, name text)'),
      );
    }
    await withClient(migrated, (client) => client.query(handWritten));
    const catalog = await catalogOf(migrated);
    expect(Object.keys(catalog.handWritten)).toEqual([
      'constraint thing.named',
      'constraint thing.one_name',
      'function refuse()',
      'index thing.by_lower_name',
      'index thing.named_once',
      'policy thing.all',
      'row security thing',
      'trigger thing.keep',
    ]);
    expect(schemaDifferences(catalog, await catalogOf(built))).toEqual([]);
  });

  it('agree in the snapshot too, so that no change waits for a migration', async () => {
    const migrationsFolder = join(await mkdtemp(join(temporary, 'copy-')), 'migrations');
    await cp(defaultMigrationsFolder, migrationsFolder, { recursive: true });
    await expect(createMigration({ name: 'forgotten', migrationsFolder })).resolves.toBeUndefined();
    expect(await readdir(migrationsFolder)).toEqual(await readdir(defaultMigrationsFolder));
  });
});

const handWritten = `
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

describe('writing a migration', () => {
  it('takes the difference to the snapshot, from nothing at first, and says when there is none', async () => {
    const folder = await mkdtemp(join(temporary, 'project-'));
    const [schemaFolder, migrationsFolder] = [join(folder, 'schema'), join(folder, 'migrations')];
    await cp(defaultSchemaFolder, schemaFolder, { recursive: true });
    const create = (name: string, second: number) =>
      createMigration({
        name,
        now: new Date(Date.UTC(2026, 0, 31, 23, 59, second)),
        schemaFolder,
        migrationsFolder,
      });

    await expect(create('first', 1)).resolves.toBe('20260131235901_first');
    await expect(create('second', 2)).resolves.toBeUndefined();
    const [planted] = withPlantedColumn(await readSchema(schemaFolder)).filter(({ content }) =>
      /planted/.test(content),
    );
    await writeFile(join(schemaFolder, planted!.path), planted!.content);
    await expect(create('too_early', 0)).rejects.toThrow('would not come after 20260131235901_first');
    await expect(create('Not Snake', 3)).rejects.toThrow('snake_case');
    await expect(create('third', 3)).resolves.toBe('20260131235903_third');

    const [first, third] = await readMigrations(migrationsFolder);
    expect(first!.sql).toBe(await schemaSql(await readSchema()));
    expect(third!.sql).toMatch(/^-- AlterTable\nALTER TABLE "\w+" ADD COLUMN +"planted" TEXT;\n$/);
    await expect(create('fourth', 4)).resolves.toBeUndefined();
  });

  it('refuses a schema that is not valid and writes nothing', async () => {
    const folder = await mkdtemp(join(temporary, 'project-'));
    await write(folder, {});
    await writeFile(join(folder, 'broken.prisma'), 'model Broken {');
    const migrationsFolder = join(folder, 'migrations');
    await expect(createMigration({ name: 'first', schemaFolder: folder, migrationsFolder })).rejects.toThrow(
      'broken.prisma',
    );
    expect(await readdir(folder)).toEqual(['broken.prisma']);
  });
});

describe('migrating', () => {
  const thing = { '001_thing': 'CREATE TABLE thing (id integer PRIMARY KEY, name text);' };

  it('applies each migration once, names it, and then nothing', async () => {
    const [url, lines]: [string, string[]] = [await anEmptyDatabase(), []];
    const names = (await readMigrations()).map(({ name }) => name);
    expect(await migrate(url, { log: (line) => lines.push(line) })).toEqual({ applied: names });
    expect(lines).toEqual(names.map((name) => `Applied migration ${name}.`));
    expect(await migrate(url)).toEqual({ applied: [] });
  });

  it('lets processes that start at once wait for each other', async () => {
    const url = await anEmptyDatabase();
    const results = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    const names = (await readMigrations()).map(({ name }) => name);
    expect(results.flatMap(({ applied }) => applied)).toEqual(names);
  });

  it('runs hand-written SQL whole, and lets no role or setting reach the next migration', async () => {
    const url = await anEmptyDatabase();
    const migrationsFolder = await aMigrationsFolder({
      ...thing,
      '002_hand_written': `${handWritten}\nSET search_path = pg_catalog; SET ROLE portal_job -- no semicolon`,
      '003_next': 'CREATE TABLE next AS SELECT current_user::text AS maker',
    });
    expect((await migrate(url, { migrationsFolder })).applied).toHaveLength(3);
    expect(await rowsOf(url, 'SELECT maker FROM public.next')).toEqual([{ maker: 'portal_owner' }]);
    const remove = 'SET ROLE portal_job; DELETE FROM thing';
    await expect(rowsOf(url, remove)).rejects.toThrow('never; not; even; once');
  });

  it('leaves nothing of one that fails, says where and why, and goes on once it is corrected', async () => {
    const url = await anEmptyDatabase();
    const migrationsFolder = await aMigrationsFolder({
      ...thing,
      '002_bad': 'CREATE TABLE other (id integer);\n\nALTER TABLE missing ADD COLUMN id integer;',
    });
    for (const _attempt of ['first', 'again']) {
      const error = await migrate(url, { migrationsFolder }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(MigrationFailedError);
      expect(String(error)).toContain('Migration 002_bad failed: relation "missing" does not exist (42P01)');
      expect(String(error)).toContain('rolled back as a whole');
    }
    const tables = `SELECT to_regclass('thing') IS NOT NULL AS thing, to_regclass('other') IS NOT NULL AS other`;
    expect(await rowsOf(url, tables)).toEqual([{ thing: true, other: false }]);
    await write(migrationsFolder, { '002_bad': 'CREATE TABLE other (id integer);' });
    expect(await migrate(url, { migrationsFolder })).toEqual({ applied: ['002_bad'] });
  });

  it('names the line of a mistake in the syntax', async () => {
    const migrationsFolder = await aMigrationsFolder({
      '001_bad': 'CREATE TABLE a (id integer);\n\nCREATE TABEL b;',
    });
    await expect(migrate(await anEmptyDatabase(), { migrationsFolder })).rejects.toThrow(
      'Migration 001_bad failed in line 3: syntax error at or near "TABEL" (42601)',
    );
  });

  it('refuses a migration that would commit by itself', async () => {
    const migrationsFolder = await aMigrationsFolder({ '001_bad': 'CREATE TABLE a (id integer);\nCOMMIT;' });
    const url = await anEmptyDatabase();
    await expect(migrate(url, { migrationsFolder })).rejects.toThrow('must not say COMMIT;');
    expect(await rowsOf(url, `SELECT to_regclass('a') AS found`)).toEqual([{ found: null }]);
  });

  it('runs one again that a killed process had begun', async () => {
    const url = await anEmptyDatabase();
    const slow = 'CREATE TABLE slow (id integer);\nSELECT pg_sleep(1);';
    const migrationsFolder = await aMigrationsFolder({ ...thing, '002_slow': slow });
    const killed = aMigratingProcess(url, migrationsFolder);
    const begun = `SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`;
    while ((await rowsOf(url, begun)).length === 0) await sleep(20);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const lines: string[] = [];
    const { applied } = await migrate(url, { migrationsFolder, log: (line) => lines.push(line) });
    expect(applied).toEqual(['002_slow']);
    expect(lines[0]).toBe('Migration 002_slow was interrupted before and left nothing; it runs again.');
  });

  it('outlives the loss of its connection', async () => {
    const url = await anEmptyDatabase();
    const migrationsFolder = await aMigrationsFolder({
      '001_cut': 'SELECT pg_terminate_backend(pg_backend_pid())',
    });
    await expect(migrate(url, { migrationsFolder })).rejects.toThrow(
      'Migration 001_cut failed: terminating connection',
    );
    await write(migrationsFolder, { '001_cut': 'SELECT 1' });
    expect(await migrate(url, { migrationsFolder })).toEqual({ applied: ['001_cut'] });
  });

  it('refuses one that was edited after it was applied, and accepts a newer database', async () => {
    const url = await anEmptyDatabase();
    const migrationsFolder = await aMigrationsFolder({
      ...thing,
      '002_more': 'CREATE TABLE more (id integer)',
    });
    await migrate(url, { migrationsFolder });
    const older = await aMigrationsFolder(thing);
    expect(await migrate(url, { migrationsFolder: older })).toEqual({ applied: [] });
    await write(migrationsFolder, { '002_more': 'CREATE TABLE more (id bigint)' });
    await expect(migrate(url, { migrationsFolder })).rejects.toThrow(
      'after this database had applied it: 002_more',
    );
  });

  it('says so when nothing answers', async () => {
    await expect(migrate('postgresql://portal_owner@127.0.0.1:1/none')).rejects.toThrow(
      `Can't reach database server`,
    );
  });
});

function aMigratingProcess(url: string, migrationsFolder: string) {
  const module = new URL('../../src/platform/database/migrate.ts', import.meta.url).href;
  const call = `(await import(${JSON.stringify(module)})).migrate(...${JSON.stringify([url, { migrationsFolder }])})`;
  return spawn(process.execPath, ['--input-type=module', '--eval', `await ${call}`], { stdio: 'ignore' });
}
