import { loadConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/logging.ts';
import { onboardingProgress } from '../../workflows/jobs/onboarding-progress.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(onboardingProgress, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
});
