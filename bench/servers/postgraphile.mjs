// Plain JavaScript: what it imports is there only once `npm run bench` has installed it, so no type check can ask for it.
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { loadConfig } from '../../src/platform/config.ts';
import { serve } from './contender.ts';
import { openAsking, settingsFor } from './who-asks.ts';

/** PostGraphile over the same tables, told who asks as the portal is, with its own caches of documents and plans. */
await serve(async () => {
  const { whoAsks } = openAsking();
  const { url, poolMax } = loadConfig(process.env).database;
  const pgl = postgraphile({
    extends: [PostGraphileAmberPreset],
    // The app's login has no rights by itself: those of the role that it becomes are what counts.
    disablePlugins: ['PgRBACPlugin', 'PgIndexBehaviorsPlugin'],
    pgServices: [
      makePgService({ connectionString: url, poolConfig: { max: poolMax, options: '-c TimeZone=UTC' } }),
    ],
    grafserv: { graphiql: false },
    grafast: {
      async context({ node }) {
        return { pgSettings: settingsFor(await whoAsks(node.req)) };
      },
    },
  });
  const server = createServer();
  await pgl.createServ(grafserv).addTo(server);
  await pgl.getSchema();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
});
