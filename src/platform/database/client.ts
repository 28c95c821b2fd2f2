import pg from 'pg';
import type { Prisma } from './generated/client/client.ts';

export type DatabaseSettings = Readonly<{
  url: string;
  poolMax: number;
  /** Statements end before transactions do, and transactions before the function that runs them. */
  statementMillisecondsMax: number;
  transactionMillisecondsMax: number;
  applicationName?: string;
}>;

export type Database = Readonly<{
  pool: pg.Pool;
  settings: DatabaseSettings;
  end(): Promise<void>;
}>;

/** A transaction that already speaks for somebody: see `session.ts`. */
export type Tx = Prisma.TransactionClient;

/** How long a request waits for a free connection before it is turned away. */
export const CONNECTION_WAIT_MILLISECONDS = 5_000;

/**
 * One pool serves Prisma and hand-written SQL alike, so that its size is the whole use of the database. Prisma itself is
 * `prismaOf`, which what starts in a hurry does not load.
 */
export function openDatabase(settings: DatabaseSettings): Database {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: settings.poolMax,
    // Statements that do not depend on each other's answers share one round trip.
    pipeline: true,
    connectionTimeoutMillis: CONNECTION_WAIT_MILLISECONDS,
    idleTimeoutMillis: 30_000,
    statement_timeout: settings.statementMillisecondsMax,
    // Prisma sends instants without an offset, so the session's zone must be the one they are meant in.
    options: '-c TimeZone=UTC',
    application_name: settings.applicationName ?? 'partner-portal',
  });
  // A connection that dies while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  // So does one that dies in somebody's hands, between two of their statements: the next of them says so.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return { pool, settings, end: () => pool.end() };
}
