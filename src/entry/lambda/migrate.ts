import { resolve } from 'node:path';
import { ConfigError } from '../../platform/config.ts';
import { createLogger } from '../../platform/logging.ts';
import { migrationHandler } from './migration.ts';

// The only function that is given the owner's login, and it is given nothing else.
const ownerUrl = process.env.DATABASE_MIGRATE_URL;
if (!ownerUrl) throw new ConfigError(["DATABASE_MIGRATE_URL: Set it to the owner login's connection URL."]);

// serverless.yml packages these beside the bundle, under the paths that they have in the project.
const packaged = resolve(import.meta.dirname, '../../..');

export const handler = migrationHandler({
  ownerUrl,
  migrationsFolder: resolve(packaged, 'prisma/migrations'),
  schemaEngineWasm: resolve(packaged, 'node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm'),
  logger: createLogger({ stage: 'production', logLevel: 'info' }),
});
