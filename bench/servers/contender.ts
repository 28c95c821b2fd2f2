import { createRequire } from 'node:module';

/** What a server has used and asked since it was started. */
export type Used = Readonly<{ cpuMilliseconds: number; statements: number }>;

export type FromContender = Readonly<{ port: number }> | Readonly<{ used: Used }>;

type Driver = { prototype: { query(...args: unknown[]): unknown } };

/** Counts the statements of every connection. A package of `bench/package.json` may have brought a driver of its own. */
function watchConnections() {
  const driverOf = (file: URL): Driver => createRequire(file)('pg').Client;
  const ours = driverOf(new URL('../../src/platform/database/client.ts', import.meta.url));
  const theirs = driverOf(new URL(import.meta.url));
  const watched = { statements: 0, connections: new Map<object, Driver['prototype']['query']>() };
  for (const { prototype } of new Set([ours, theirs])) {
    const { query } = prototype;
    prototype.query = function counted(this: object, ...args: unknown[]) {
      watched.statements += 1;
      watched.connections.set(this, query);
      return query.apply(this, args);
    };
  }
  return watched;
}

/** Serves in a process of its own, tells its parent where, and what it has used whenever that asks. */
export async function serve(start: () => Promise<number>): Promise<void> {
  const watched = watchConnections();
  const port = await start();
  // Each connection tells the database's statistics what it did, which it would else do some seconds later.
  const flushed = () =>
    Promise.allSettled(
      [...watched.connections].map(([client, query]) =>
        query.call(client, 'SELECT pg_stat_force_next_flush()'),
      ),
    );
  process.on('message', async () => {
    const { user, system } = process.cpuUsage();
    const used: Used = { cpuMilliseconds: (user + system) / 1_000, statements: watched.statements };
    await flushed();
    process.send!({ used } satisfies FromContender);
  });
  process.on('disconnect', () => process.exit(0));
  process.send!({ port } satisfies FromContender);
}
