import { loadConfig } from '../../platform/config.ts';
import { lambdaHandler } from '../../platform/http/lambda.ts';
import { createLogger } from '../../platform/logging.ts';
import { createPortal } from '../portal.ts';
import { openLambdaDatabase } from './database.ts';

// Module scope lives as long as the execution environment, so that requests share the schema, pool and keys.
const config = loadConfig(process.env);

export const handler = lambdaHandler(
  createPortal({ config, database: openLambdaDatabase(config), logger: createLogger(config) }),
);
