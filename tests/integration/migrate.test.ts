import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { MigrationFailedError, migrate } from '../../src/platform/database/migrate.ts';
import { readMigrations } from '../../src/platform/database/migration-files.ts';
import {
  aMigrationsFolder,
  anEmptyDatabase,
  handWritten,
  rowsOf,
  writeMigrations,
} from '../support/migrations.ts';

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
  await writeMigrations(migrationsFolder, { '002_bad': 'CREATE TABLE other (id integer);' });
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
  await writeMigrations(migrationsFolder, { '001_cut': 'SELECT 1' });
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
  await writeMigrations(migrationsFolder, { '002_more': 'CREATE TABLE more (id bigint)' });
  await expect(migrate(url, { migrationsFolder })).rejects.toThrow(
    'after this database had applied it: 002_more',
  );
});

it('says so when nothing answers', async () => {
  await expect(migrate('postgresql://portal_owner@127.0.0.1:1/none')).rejects.toThrow(
    `Can't reach database server`,
  );
});

function aMigratingProcess(url: string, migrationsFolder: string) {
  const module = new URL('../../src/platform/database/migrate.ts', import.meta.url).href;
  const call = `(await import(${JSON.stringify(module)})).migrate(...${JSON.stringify([url, { migrationsFolder }])})`;
  return spawn(process.execPath, ['--input-type=module', '--eval', `await ${call}`], { stdio: 'ignore' });
}
