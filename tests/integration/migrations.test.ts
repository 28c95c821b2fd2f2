import { cp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCatalog, schemaDifferences } from '../../src/platform/database/catalog.ts';
import { migrate } from '../../src/platform/database/migrate.ts';
import { createMigration, schemaSql } from '../../src/platform/database/migration-diff.ts';
import type { SchemaFile } from '../../src/platform/database/migration-engine.ts';
import {
  defaultMigrationsFolder,
  defaultSchemaFolder,
  readMigrations,
  readSchema,
} from '../../src/platform/database/migration-files.ts';
import { aFolder, anEmptyDatabase, handWritten, withClient } from '../support/migrations.ts';

const catalogOf = (url: string) => withClient(url, readCatalog);

/** What a database is after statements, which are then undone. */
const catalogAfter = (url: string, sql: string) =>
  withClient(url, async (client) => {
    await client.query(`BEGIN; ${sql}`);
    const catalog = await readCatalog(client);
    await client.query('ROLLBACK');
    return catalog;
  });

/** The change that somebody makes in the schema and forgets to migrate. */
const withPlantedColumn = (schema: readonly SchemaFile[]): SchemaFile[] =>
  schema.map(({ path, content }) => ({
    path,
    content: content.replace(/^model \w+ \{/m, '$&\n  planted String?'),
  }));

describe('migrations and schema', () => {
  it('make the same catalog', async () => {
    const url = await anEmptyDatabase();
    const built = await catalogAfter(url, await schemaSql());
    await migrate(url);
    expect(schemaDifferences(await catalogOf(url), built)).toEqual([]);
  });

  it('differ when a column is in the schema alone', async () => {
    const url = await anEmptyDatabase();
    const built = await catalogAfter(url, await schemaSql(withPlantedColumn(await readSchema())));
    await migrate(url);
    const differences = schemaDifferences(await catalogOf(url), built);
    expect(differences.length).toBeGreaterThan(0);
    for (const difference of differences) {
      expect(difference).toMatch(/^column \w+\.planted: absent by the migrations, text by the schema$/);
    }
  });

  it('differ when anything that the schema can say was changed by the migrations alone', async () => {
    const url = await anEmptyDatabase();
    const built = await catalogAfter(url, tables);
    for (const [plant, difference] of planted) {
      expect(schemaDifferences(await catalogAfter(url, `${tables} ${plant}`), built)).toEqual([difference]);
    }
  });

  it('may differ in what the schema cannot say, which the catalog reports', async () => {
    const url = await anEmptyDatabase();
    const catalog = await catalogAfter(url, `${tables} ${handWritten}`);
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
    expect(schemaDifferences(catalog, await catalogAfter(url, tables))).toEqual([]);
  });

  it('agree in the snapshot too, so that no change waits for a migration', async () => {
    const migrationsFolder = join(await aFolder(), 'migrations');
    await cp(defaultMigrationsFolder, migrationsFolder, { recursive: true });
    await expect(createMigration({ name: 'forgotten', migrationsFolder })).resolves.toBeUndefined();
    expect(await readdir(migrationsFolder)).toEqual(await readdir(defaultMigrationsFolder));
  });
});

const tables = `
  CREATE TABLE kind (id integer PRIMARY KEY);
  CREATE TABLE thing (id integer PRIMARY KEY, name text, kind_id integer CONSTRAINT of_kind REFERENCES kind);
  CREATE INDEX by_name ON thing (name);`;

/** What one change to the tables makes the comparison say. */
const planted = [
  ['CREATE TABLE planted ()', 'table planted: table by the migrations, absent by the schema'],
  [
    'ALTER TABLE thing ADD planted text',
    'column thing.planted: text by the migrations, absent by the schema',
  ],
  [
    'ALTER TABLE thing ALTER id TYPE bigint',
    'column thing.id: bigint not null by the migrations, integer not null by the schema',
  ],
  [
    'ALTER TABLE thing ALTER name SET NOT NULL',
    'column thing.name: text not null by the migrations, text by the schema',
  ],
  [
    `ALTER TABLE thing ALTER name SET DEFAULT ''`,
    `column thing.name: text default ''::text by the migrations, text by the schema`,
  ],
  [
    'ALTER TABLE thing DROP CONSTRAINT of_kind',
    'constraint thing.of_kind: absent by the migrations, FOREIGN KEY (kind_id) REFERENCES kind(id) by the schema',
  ],
  [
    'ALTER TABLE thing DROP CONSTRAINT thing_pkey',
    'constraint thing.thing_pkey: absent by the migrations, PRIMARY KEY (id) by the schema',
  ],
  [
    'DROP INDEX by_name',
    'index thing.by_name: absent by the migrations, CREATE INDEX by_name ON public.thing USING btree (name) by the schema',
  ],
  [
    'CREATE UNIQUE INDEX planted ON thing (kind_id)',
    'index thing.planted: CREATE UNIQUE INDEX planted ON public.thing USING btree (kind_id) by the migrations, absent by the schema',
  ],
] as const;

describe('writing a migration', () => {
  it('takes the difference to the snapshot, from nothing at first, and says when there is none', async () => {
    const folder = await aFolder();
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
    const folder = await aFolder();
    await writeFile(join(folder, 'broken.prisma'), 'model Broken {');
    const migrationsFolder = join(folder, 'migrations');
    await expect(createMigration({ name: 'first', schemaFolder: folder, migrationsFolder })).rejects.toThrow(
      'broken.prisma',
    );
    expect(await readdir(folder)).toEqual(['broken.prisma']);
  });
});
