import { createPortal } from '../../src/entry/portal.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { openDatabase } from '../../src/platform/database/client.ts';
import { listen } from '../../src/platform/http/node.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { benchOperations } from '../data/bench-operations.ts';
import { serve } from './contender.ts';

/** The portal as it is served, with the operations of the benchmark persisted beside the front end's. */
await serve(async () => {
  const config = loadConfig(process.env);
  const database = openDatabase({ ...config.database, url: config.database.url! });
  const portal = createPortal({
    config,
    database,
    logger: createLogger(config),
    persisted: await benchOperations(),
  });
  return (await listen(portal, { port: 0 })).port;
});
