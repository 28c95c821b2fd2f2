import { loadConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/logging.ts';
import { commissionAccrual } from '../../workflows/jobs/commission-accrual.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(commissionAccrual, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
});
