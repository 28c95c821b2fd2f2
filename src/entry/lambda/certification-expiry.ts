import { loadConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/logging.ts';
import { certificationExpiry } from '../../workflows/jobs/certification-expiry.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(certificationExpiry, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
});
