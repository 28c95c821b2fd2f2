import { type Config, ConfigError } from '../../platform/config.ts';
import { type Database, openDatabase } from '../../platform/database/client.ts';

/**
 * Opens what DATABASE_URL names: Lambda has no local database to fall back to. Connects only when first used.
 * @throws ConfigError, which Lambda logs as the reason why the function cannot start
 */
export function openLambdaDatabase({ database }: Config): Database {
  if (!database.url)
    throw new ConfigError(["DATABASE_URL: Lambda needs it. Set it to the app login's connection URL."]);
  return openDatabase({ ...database, url: database.url });
}
