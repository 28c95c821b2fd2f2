import { loadConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/logging.ts';
import { remediationReview } from '../../workflows/jobs/remediation-review.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(remediationReview, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
});
