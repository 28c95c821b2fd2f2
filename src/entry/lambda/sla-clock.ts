import { loadConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/logging.ts';
import { slaClock } from '../../workflows/jobs/sla-clock.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(slaClock, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
});
