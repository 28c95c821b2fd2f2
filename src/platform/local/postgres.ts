import { createHmac } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresBinaries } from './binaries.ts';
import { ensureCluster, superuser, superuserPassword } from './cluster.ts';
import { LocalPostgresError, LocalPostgresInUseError } from './errors.ts';
import { lockHolder, takeFolderLock } from './folder-lock.ts';
import { existingHome, homeOf } from './home.ts';
import { operatingUser } from './operating-user.ts';
import { choosePort, rememberPort } from './port.ts';
import {
  clearRemains,
  PortTakenError,
  type Postmaster,
  portOfRunning,
  startLimitMs,
  startPostmaster,
} from './postmaster.ts';

export type LocalPostgresOptions = Readonly<{
  /** Created where it is missing; one server and one supervisor to a folder. */
  dataFolder: string;
  /** Undefined or 0: the port of the last time, or a free one. */
  port?: number | undefined;
  /** False only for tests: faster, and a crash of the machine may lose everything. */
  durable: boolean;
  /** Takes what a person should know, a line at a time. */
  log: (line: string) => void;
}>;

export type LocalPostgres = Readonly<{
  superuserUrl: string;
  port: number;
  /** The password to give to a role: the same at every start and in every process, so that setting it again is harmless. */
  passwordOf: (role: string) => string;
  /** Stops the server where this process started it. May be called twice. */
  stop: () => Promise<void>;
}>;

/** A server that ends sooner than this after its start would only end again. */
export const RESTART_AFTER_MILLISECONDS_MIN = 5_000;
const portAttempts = 5;

function connectionOf(home: string): (port: number) => Omit<LocalPostgres, 'stop'> {
  const password = superuserPassword(home);
  return (port) => ({
    superuserUrl: `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`,
    port,
    passwordOf: (role) => createHmac('sha256', password).update(role).digest('hex'),
  });
}

/**
 * Starts the PostgreSQL of a data folder and watches over it until `stop()`. It is stopped too when this process ends
 * without `stop()`, even if killed, and started again when somebody else ends it.
 * @throws LocalPostgresInUseError where another process has it; PortTakenError; LocalPostgresError
 */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const { dataFolder, log } = options;
  const user = operatingUser();
  const { folder: home, isNew } = homeOf(dataFolder, user, log);
  const lock = await takeFolderLock(home);
  if (!('release' in lock)) throw new LocalPostgresInUseError(dataFolder, lock.processId);
  try {
    await clearRemains(join(home, 'cluster'), log);
    if (isNew) rmSync(join(home, 'cluster'), { recursive: true, force: true });
    const binaries = postgresBinaries(user);
    const cluster = await ensureCluster(home, binaries, user, log);
    const connect = connectionOf(home);
    const startOn = (port: number) =>
      startPostmaster({ binaries, user, cluster, port, durable: options.durable });
    const first = await startOnSomePort(options.port, home, startOn);
    const stop = keepRunning(first, () => clearRemains(cluster, log).then(() => startOn(first.port)), log);
    return { ...connect(first.port), stop: () => stop().finally(lock.release) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Another process can take a port between the look and the start, so a port of our choice is chosen again. */
async function startOnSomePort(
  wanted: number | undefined,
  home: string,
  startOn: (port: number) => Promise<Postmaster>,
): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted || (await choosePort(home));
    try {
      const postmaster = await startOn(port);
      rememberPort(home, port);
      return postmaster;
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error;
      if (wanted) {
        throw new PortTakenError(
          `Port ${port} is taken. Choose another for the database with PORTAL_DATABASE_PORT.`,
        );
      }
      if (attempt === portAttempts) throw error;
    }
  }
}

/** Starts the server again when it ended by itself. Answers with how to stop it for good. */
function keepRunning(first: Postmaster, restart: () => Promise<Postmaster>, log: (line: string) => void) {
  let current: Promise<Postmaster> = Promise.resolve(first);
  let isStopping = false;

  const watch = async (postmaster: Postmaster): Promise<void> => {
    const startedAt = Date.now();
    await postmaster.ended;
    if (isStopping) return;
    if (Date.now() - startedAt < RESTART_AFTER_MILLISECONDS_MIN) {
      log('PostgreSQL ended again right after its start, so it is not started once more.');
      return;
    }
    log('PostgreSQL ended unexpectedly; starting it again ...');
    current = restart();
    try {
      void watch(await current);
    } catch (error) {
      log(error instanceof Error ? error.message : String(error));
    }
  };
  void watch(first);

  return async (): Promise<void> => {
    isStopping = true;
    const postmaster = await current.catch(() => undefined);
    await postmaster?.stop();
  };
}

/**
 * For commands beside a running portal: joins the server that another process runs on this data folder, or else starts
 * one until `stop()`.
 * @throws PortTakenError, LocalPostgresError
 */
export async function openLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  for (;;) {
    try {
      return await startLocalPostgres(options);
    } catch (error) {
      if (!(error instanceof LocalPostgresInUseError)) throw error;
    }
    const joined = await joinLocalPostgres(options.dataFolder);
    if (joined) return joined;
  }
}

/**
 * Waits for a server that is just starting. Undefined where its supervisor ended meanwhile.
 * @throws LocalPostgresError where the supervisor lives but brings up no server
 */
async function joinLocalPostgres(dataFolder: string): Promise<LocalPostgres | undefined> {
  const home = existingHome(dataFolder);
  const deadline = Date.now() + startLimitMs;
  while (home && (await lockHolder(home))) {
    const port = portOfRunning(join(home, 'cluster'));
    if (port) return { ...connectionOf(home)(port), stop: async () => {} };
    if (Date.now() > deadline)
      throw new LocalPostgresError(`The database in ${dataFolder} does not become ready.`);
    await sleep(50);
  }
  return undefined;
}
