import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { loadConfig } from '../../src/platform/config.ts';
import { openDatabase } from '../../src/platform/database/client.ts';
import { migrate } from '../../src/platform/database/migrate.ts';
import { bootstrapDatabase } from '../../src/platform/database/roles.ts';
import { removeDataFolder } from '../../src/platform/local/home.ts';
import { startLocalPostgres } from '../../src/platform/local/postgres.ts';
import type { Arena } from './benchmark.ts';

export type Server = Readonly<{
  /** Gives work a database of its own, and drops that when it is done. */
  withArena<T>(name: string, work: (arena: Arena) => Promise<T>): Promise<T>;
  /** Stops the server and removes all of its files. */
  stop(): Promise<void>;
}>;

/** The embedded PostgreSQL in a temporary folder, writing as durably as the one of `npm start`, on loopback only. */
export async function startServer(log: (line: string) => void): Promise<Server> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'portal-bench-'));
  // Where root runs this, the user of PostgreSQL must be able to pass through.
  chmodSync(dataFolder, 0o711);
  const postgres = await startLocalPostgres({ dataFolder, durable: true, log });
  const { superuserUrl, passwordOf } = postgres;
  const passwords = { appPassword: passwordOf('portal_app'), ownerPassword: passwordOf('portal_owner') };
  let stopped: Promise<void> | undefined;
  // Whoever asks a second time, as after an interrupt, waits for the first.
  const stop = () => {
    stopped ??= postgres.stop().then(() => removeDataFolder(dataFolder));
    return stopped;
  };
  const withArena: Server['withArena'] = async (name, work) => {
    const database = `bench_${name.replaceAll('-', '_')}`;
    const { appUrl, ownerUrl } = await bootstrapDatabase(superuserUrl, { database, ...passwords });
    await migrate(ownerUrl);
    const inside = new URL(superuserUrl);
    inside.pathname = `/${database}`;
    const superuser = new Client({ connectionString: inside.href, options: '-c TimeZone=UTC' });
    await superuser.connect();
    // An interrupt stops the server under it; what is waited for then fails anyway.
    superuser.on('error', () => undefined);
    // Each restore vacuums, so that none does so in the middle of a run.
    await superuser.query('ALTER SYSTEM SET autovacuum = off');
    await superuser.query('SELECT pg_reload_conf()');
    const folder = join(dataFolder, `files-of-${name}`);
    mkdirSync(folder);
    // The server's user writes and reads there as well.
    chmodSync(folder, 0o777);
    const app = openDatabase({ ...loadConfig({}).database, url: appUrl });
    try {
      return await work({ app, superuser, folder, log });
    } finally {
      await app.end();
      await superuser.end();
      await dropDatabase(superuserUrl, database);
    }
  };
  return { withArena, stop };
}

async function dropDatabase(superuserUrl: string, database: string): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(`DROP DATABASE ${escapeIdentifier(database)} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
