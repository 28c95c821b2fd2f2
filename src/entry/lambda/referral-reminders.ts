import { loadConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/logging.ts';
import { referralReminders } from '../../workflows/jobs/referral-reminders.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(referralReminders, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
});
