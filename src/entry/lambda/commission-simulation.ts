import { loadConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/logging.ts';
import { commissionSimulation } from '../../workflows/jobs/commission-simulation.ts';
import { openLambdaDatabase } from './database.ts';
import { scheduledJobHandler } from './scheduled-job.ts';

const config = loadConfig(process.env);

export const handler = scheduledJobHandler(commissionSimulation, {
  database: openLambdaDatabase(config),
  logger: createLogger(config),
});
