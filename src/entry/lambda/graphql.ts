import { resolve } from 'node:path';
import { loadConfig } from '../../platform/config.ts';
import { lambdaHandler } from '../../platform/http/lambda.ts';
import { createLogger } from '../../platform/logging.ts';
import { createPortal } from '../portal.ts';
import { openReads } from '../reads.ts';
import { openUsage } from '../usage.ts';
import { openLambdaDatabase } from './database.ts';

// Module scope lives as long as the execution environment, so that requests share the schema, pool and keys.
const config = loadConfig(process.env);
const database = openLambdaDatabase(config);
const logger = createLogger(config);
const usage = openUsage(database, logger);
const reads = openReads(config, database, logger)?.router;
/** An answer of a Lambda is sent as a whole, of 6 MB at most, within the 29 seconds that API Gateway waits. */
const csvLimits = { rowsMax: 5_000, bytesMax: 4_000_000 };
// Packaged beside the code, under the path that it has in the project.
const prismaSchemaFolder = resolve(import.meta.dirname, '../../../prisma/schema');
const portal = createPortal({
  ...{ config, database, logger, usage, reads, csvLimits, prismaSchemaFolder },
  ahead: true,
});

export const handler = lambdaHandler(async (request, origin) => {
  const response = await portal(request, origin);
  // The environment is frozen between requests, so nothing but a request can write what earlier ones counted.
  await usage.flushIfDue();
  return response;
});
