import { loadConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/logging.ts';
import { statementClose } from '../../workflows/jobs/statement-close.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(statementClose, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
});
