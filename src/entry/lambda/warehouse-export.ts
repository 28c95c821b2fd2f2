import { loadConfig } from '../../platform/config.ts';
import { openFileStore } from '../../platform/files/file-store.ts';
import { createLogger } from '../../platform/logging.ts';
import { warehouseExport } from '../../workflows/jobs/warehouse-export.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(warehouseExport, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
  outside: { openFiles: () => openFileStore(config) },
});
