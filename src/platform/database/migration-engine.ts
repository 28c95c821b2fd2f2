import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

export type SchemaEngine = bindings.SchemaEngine;
export type SchemaFile = Readonly<{ path: string; content: string }>;

/** No table or enum is managed by anyone else. */
export const everything = { externalTables: [], externalEnums: [] };

/** TypeScript knows WebAssembly only as part of the browser's types, which a server must not have. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

/** The generated bindings leave out the loader that the package's own entry, which needs a bundler, calls. */
type Loader = { __wbg_set_wasm(exports: object): void };

let loaded: Promise<void> | undefined;

/**
 * Resolved only when nobody passed a path, because a bundle has no `node_modules` to resolve from. By `require`, since
 * the test runner has no `import.meta.resolve`.
 */
const installedWasm = () =>
  join(
    dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')),
    'schema_engine_bg.wasm',
  );

async function load(wasmPath: string) {
  const { instance } = await WebAssembly.instantiate(await readFile(wasmPath), {
    './schema_engine_bg.js': bindings,
  });
  (bindings as unknown as Loader).__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
}

/**
 * Opens Prisma's schema engine over an adapter; the module behind it is loaded once per process. Hold it with `using`.
 * @throws when the WebAssembly file is missing or the schema files are not valid
 */
export async function openSchemaEngine(options: {
  adapter: SqlMigrationAwareDriverAdapterFactory;
  schema?: readonly SchemaFile[];
  schemaEngineWasm?: string;
}): Promise<SchemaEngine> {
  loaded ??= load(options.schemaEngineWasm ?? installedWasm());
  await loaded;
  return bindings.SchemaEngine.new(
    { datamodels: options.schema?.map(({ path, content }) => [path, content]) },
    () => {},
    bindMigrationAwareSqlAdapterFactory(options.adapter),
  );
}

/** The one question the engine asks before it compares texts: does the schema exist, and which server is it? */
const serverDescription = {
  columnNames: ['exists', 'version', 'numeric_version'],
  columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
  rows: [[true, 'PostgreSQL 18.0', 180_000]],
};

const refuse = async (): Promise<never> => {
  throw new Error('Comparing schema texts must not write to a database.');
};

const noDatabase: SqlDriverAdapter = {
  provider: 'postgres',
  adapterName: 'no-database',
  queryRaw: async () => serverDescription,
  executeRaw: refuse,
  executeScript: refuse,
  startTransaction: refuse,
  getConnectionInfo: () => ({ supportsRelationJoins: true }),
  dispose: async () => {},
};

/** Lets the engine compare schema texts with no server at hand, so that writing a migration needs no database. */
export const withoutDatabase: SqlMigrationAwareDriverAdapterFactory = {
  provider: 'postgres',
  adapterName: 'no-database',
  connect: async () => noDatabase,
  connectToShadowDb: async () => noDatabase,
};
