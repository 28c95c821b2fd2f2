import { loadConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/logging.ts';
import { tierReview } from '../../workflows/jobs/tier-review.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(tierReview, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
});
