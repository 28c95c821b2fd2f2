import { loadConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/logging.ts';
import { kpiRollup } from '../../workflows/jobs/kpi-rollup.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(kpiRollup, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
});
