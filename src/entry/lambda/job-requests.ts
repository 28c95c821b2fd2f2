import { loadConfig } from '../../platform/config.ts';
import { openFileStore } from '../../platform/files/file-store.ts';
import { createLogger } from '../../platform/logging.ts';
import { openMailer } from '../../platform/mail/mail.ts';
import { jobRequests } from '../../workflows/jobs/all-jobs.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(jobRequests, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
  outside: { openMailer: () => openMailer(config), openFiles: () => openFileStore(config) },
});
