import { exampleQueries } from '../graphql/examples.ts';
import { graphiqlPage } from '../graphql/graphiql.ts';
import { createLocalIssuer, type LocalIssuer } from '../platform/auth/local-issuer.ts';
import { type Config, ConfigError, loadConfig } from '../platform/config.ts';
import { openFileStore } from '../platform/files/file-store.ts';
import { listen, PortTakenError } from '../platform/http/node.ts';
import { LocalPostgresError } from '../platform/local/errors.ts';
import { onShutdown } from '../platform/local/shutdown.ts';
import { createLogger } from '../platform/logging.ts';
import { openMailer } from '../platform/mail/mail.ts';
import { DEMO_USERS, loadDemoDataOnce } from '../workflows/demo-data/demo-data.ts';
import { openConfiguredDatabase } from './local-database.ts';
import { createPortal } from './portal.ts';
import { openReads } from './reads.ts';
import { runsRequestedJobs } from './requested-jobs.ts';
import { openUsage } from './usage.ts';

/** How soon what people did is there to be read, where nobody waits for it. */
const USAGE_LOOK_MILLISECONDS = 2_000;

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Serves the portal on this machine until it is told to stop. */
async function serve(config: Config): Promise<void> {
  const issuer = config.oidc.isLocal ? createLocalIssuer(config) : null;
  const opened = await openConfiguredDatabase(config, 'server', say);
  try {
    if (issuer) await loadDemoDataOnce(opened.database, issuer.issuer, say);
    const logger = createLogger(config);
    const jobs = runsRequestedJobs({
      database: opened.database,
      log: (line) => logger.info(line.trim()),
      outside: { openMailer: () => openMailer(config), openFiles: () => openFileStore(config) },
    });
    const reads = openReads(config, opened.database, logger);
    const usage = openUsage(opened.database, logger);
    const flushing = setInterval(() => void usage.flushIfDue(), USAGE_LOOK_MILLISECONDS);
    const portal = createPortal({
      config,
      database: opened.database,
      logger,
      jobRequested: jobs.wake,
      usage,
      reads: reads?.router,
      ...(issuer && { localKeys: issuer.jwks(), graphiql: () => personasPage(issuer) }),
    });
    const server = await listen(portal, { port: config.port });
    // Whatever was asked for before the last stop.
    jobs.wake();
    onShutdown(() => {
      say('Stopping ...');
      void server
        .close()
        .then(jobs.idle)
        .then(() => clearInterval(flushing))
        .then(usage.flush)
        .then(reads?.end)
        .then(opened.stop)
        .then(() => process.exit(0));
    });
    await greet(server.port, issuer);
  } catch (error) {
    await opened.stop();
    throw error;
  }
}

async function personasPage(issuer: LocalIssuer) {
  const personas = await Promise.all(
    DEMO_USERS.map(async ({ name, email }) => ({
      name,
      email,
      token: await issuer.sign({ subject: email, email }),
    })),
  );
  return await graphiqlPage({ personas, examples: exampleQueries });
}

async function greet(port: number, issuer: LocalIssuer | null): Promise<void> {
  const address = `http://localhost:${port}/graphql`;
  const lines = ['', `Partner Portal is ready: ${address}`];
  if (issuer) {
    const email = 'admin@acme.example';
    const token = await issuer.sign({ subject: email, email });
    const query =
      '{ viewer { name partner { name } } referrals(first: 3) { totalCount nodes { customerName status } } }';
    lines.push(
      '',
      'Open it in a browser for GraphiQL, with demo users and example queries at hand. Or from a shell:',
      '',
      `  TOKEN=${token}`,
      `  curl -s ${address} -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
      `    -d '{"query":"${query}"}'`,
      '',
      `The token is ${email}'s and holds for 12 hours; npm run token -- <email> prints one for any demo user:`,
      `  ${DEMO_USERS.map((user) => user.email).join(', ')}`,
    );
  }
  lines.push('', 'Ctrl-C stops everything that was started.');
  say(lines.join('\n'));
}

try {
  await serve(loadConfig(process.env));
} catch (error) {
  const isExpected =
    error instanceof ConfigError || error instanceof PortTakenError || error instanceof LocalPostgresError;
  say(isExpected ? error.message : String(error instanceof Error ? error.stack : error));
  process.exit(1);
}
