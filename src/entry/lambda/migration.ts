import { migrate } from '../../platform/database/migrate.ts';
import type { Logger } from '../../platform/logging.ts';

/** What the invoker is told. It holds more than the log may: a refused migration's message can quote data. */
export type MigrationAnswer =
  | Readonly<{ status: 'MIGRATED'; applied: readonly string[] }>
  | Readonly<{ status: 'FAILED'; message: string }>;

export type MigrationHandlerOptions = Readonly<{
  ownerUrl: string;
  migrationsFolder: string;
  schemaEngineWasm: string;
  logger: Logger;
}>;

/** Brings the database up to date, whatever the event says. Safe to repeat, and to run twice at once. */
export const migrationHandler =
  ({ ownerUrl, logger, ...files }: MigrationHandlerOptions) =>
  async (): Promise<MigrationAnswer> => {
    try {
      const { applied } = await migrate(ownerUrl, { ...files, log: (line) => logger.info(line) });
      logger.info({ applied }, 'migrated');
      return { status: 'MIGRATED', applied };
    } catch (error) {
      logger.error({ err: error }, 'migration failed');
      return { status: 'FAILED', message: error instanceof Error ? error.message : String(error) };
    }
  };
