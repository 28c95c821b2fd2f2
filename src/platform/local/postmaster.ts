import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { postgresEnvironment } from './cluster.ts';
import { LocalPostgresError } from './errors.ts';
import type { OperatingUser } from './operating-user.ts';
import { commandLine, hasEndedWithin, isRunning, isTaken } from './processes.ts';

/** After a crash it first replays what it wrote, which grows with the load that was on it. */
export const startLimitMs = 300_000;
/** A fast shutdown ends sessions and writes a checkpoint. */
const stopLimitMs = 20_000;

/** A running server. `ended` resolves when it is gone, for whatever reason. */
export type Postmaster = Readonly<{ port: number; ended: Promise<void>; stop: () => Promise<void> }>;

export type PostmasterOptions = Readonly<{
  binaries: Binaries;
  user: OperatingUser | undefined;
  cluster: string;
  port: number;
  durable: boolean;
}>;

/** The port is taken, which another can mend. */
export class PortTakenError extends LocalPostgresError {
  override readonly name = 'PortTakenError';
}

/** What the server writes about itself, by line: pid, folder, start, port, socket folder, address, memory key, status. */
type PidFile = Readonly<{ processId: number; port: number; status: string }>;

const pidFileOf = (cluster: string): string => join(cluster, 'postmaster.pid');

function readPidFile(cluster: string): PidFile | undefined {
  try {
    const lines = readFileSync(pidFileOf(cluster), 'utf8').split('\n');
    return { processId: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? '' };
  } catch {
    return undefined;
  }
}

const isPostmasterOf = (cluster: string, processId: number): boolean =>
  isRunning(processId) && commandLine(processId).includes(` -D ${cluster} `);

/** The port of a server that takes connections on this cluster now, whoever started it. */
export function portOfRunning(cluster: string): number | undefined {
  const file = readPidFile(cluster);
  return file?.status === 'ready' && isPostmasterOf(cluster, file.processId) ? file.port : undefined;
}

/** Immediate shutdown loses nothing that was committed, it only leaves the next start to replay it. */
async function shutDown(processId: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    try {
      process.kill(processId, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw new LocalPostgresError(
        `PostgreSQL (process ${processId}) belongs to another user and cannot be stopped.`,
      );
    }
    if (await hasEndedWithin(processId, stopLimitMs)) return;
  }
  throw new LocalPostgresError(`PostgreSQL (process ${processId}) does not stop.`);
}

/**
 * Deals with what a killed supervisor or server left behind. The caller holds the folder's lock, so that a server that
 * still runs on it has no other supervisor.
 * @throws LocalPostgresError where a server still runs and cannot be stopped
 */
export async function clearRemains(cluster: string, log: (line: string) => void): Promise<void> {
  const left = readPidFile(cluster);
  if (left && isPostmasterOf(cluster, left.processId)) {
    log('Stopping the database that an earlier run left behind ...');
    await shutDown(left.processId);
  }
  // A server that ended in order took its file along. Otherwise its pid may be taken, by another process or by what is
  // left of the server until its parent notices, and PostgreSQL would believe that it runs.
  const dead = readPidFile(cluster);
  if (dead && isTaken(dead.processId)) replaceProcessId(cluster);
}

/**
 * Replaces the pid by one above what any system gives out. The file must stay: it names the shared memory by which
 * PostgreSQL sees whether sessions of the dead server still write.
 */
function replaceProcessId(cluster: string): void {
  const [, ...lines] = readFileSync(pidFileOf(cluster), 'utf8').split('\n');
  writeFileSync(pidFileOf(cluster), [2 ** 31 - 2, ...lines].join('\n'));
}

function settingsOf({ port, durable }: PostmasterOptions): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: '128MB',
    wal_level: 'replica',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** The server writes to a file rather than to this process, so that it never waits for it or fails with it. */
function spawnPostmaster(options: PostmasterOptions, logFile: string): ChildProcess {
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
  const logHandle = openSync(logFile, 'w', 0o600);
  try {
    return spawn(options.binaries.postgres, ['-D', options.cluster, ...settingsOf(options)], {
      cwd: '/',
      env: postgresEnvironment,
      // A session of its own: a terminal's Ctrl-C must reach only us, who stop the server after its last client.
      detached: true,
      stdio: ['ignore', logHandle, logHandle],
      ...options.user,
    });
  } finally {
    closeSync(logHandle);
  }
}

/**
 * Stops the server when this process is gone, however it went: then the shell's input ends, and it sends the signal for
 * a fast shutdown.
 */
function spawnGuard(processId: number, user: OperatingUser | undefined): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$1"', 'sh', String(processId)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    ...user,
  });
  guard.on('error', () => {});
  guard.unref();
  (guard.stdin as unknown as { unref: () => void }).unref();
  return guard;
}

/**
 * Starts a server and resolves when it takes connections. It does not keep this process alive.
 * @throws PortTakenError, LocalPostgresError with the end of the server's log
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const deadline = Date.now() + startLimitMs;
  const logFile = join(dirname(options.cluster), 'server.log');
  for (;;) {
    const child = spawnPostmaster(options, logFile);
    const ended = new Promise<void>((settle) => {
      child.once('exit', () => settle());
      child.once('error', () => settle());
    });
    const guard = child.pid === undefined ? undefined : spawnGuard(child.pid, options.user);
    void ended.then(() => guard?.kill('SIGKILL'));
    if (child.pid !== undefined && (await isReady(child, options.cluster, deadline))) {
      child.unref();
      return { port: options.port, ended, stop: () => stopChild(child, ended) };
    }
    const log = readFileSync(logFile, 'utf8');
    if (log.includes('Address already in use')) throw new PortTakenError(`Port ${options.port} is taken.`);
    // Sessions of a killed server take a moment to notice, and PostgreSQL rightly waits for the last of them.
    const mustWait = log.includes('pre-existing shared memory block');
    if (!mustWait || Date.now() > deadline) {
      throw new LocalPostgresError(
        `PostgreSQL does not start. The end of ${logFile}:\n${log.split('\n').slice(-12).join('\n')}`,
      );
    }
    await sleep(250);
  }
}

/** False where the server ended instead. */
async function isReady(child: ChildProcess, cluster: string, deadline: number): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const file = readPidFile(cluster);
    if (file?.processId === child.pid && file?.status === 'ready') return true;
    if (Date.now() > deadline) {
      await shutDown(child.pid!);
      throw new LocalPostgresError(`PostgreSQL was not ready within ${startLimitMs / 1_000} seconds.`);
    }
    await sleep(20);
  }
  return false;
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  await shutDown(child.pid!);
  await ended;
}
