import { loadConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/logging.ts';
import { forecast } from '../../workflows/jobs/forecast.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(forecast, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
});
