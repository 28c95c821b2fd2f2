import { loadConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/logging.ts';
import { attainment } from '../../workflows/jobs/attainment.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(attainment, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
});
