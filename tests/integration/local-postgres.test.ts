import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { LocalPostgresInUseError } from '../../src/platform/local/errors.ts';
import { existingHome, homeOf, removeDataFolder } from '../../src/platform/local/home.ts';
import { operatingUser } from '../../src/platform/local/operating-user.ts';
import {
  type LocalPostgres,
  openLocalPostgres,
  startLocalPostgres,
} from '../../src/platform/local/postgres.ts';
import { commandLine, hasEndedWithin, isRunning, isTaken } from '../../src/platform/local/processes.ts';
import { temporaryDataFolder } from '../support/temporary-folder.ts';

const supervisor = new URL('../support/supervise-postgres.ts', import.meta.url).pathname;

let dataFolder: string;
let lines: string[];
let started: LocalPostgres[];
let children: ChildProcess[];

let preparedFolder: string;

/** A database that was made and stopped, for all tests to copy: making one takes longer than most of what they try. */
beforeAll(async () => {
  preparedFolder = temporaryDataFolder();
  const first = await startLocalPostgres({ dataFolder: preparedFolder, durable: false, log: () => {} });
  await first.stop();
});

afterAll(() => removeDataFolder(preparedFolder));

beforeEach(() => {
  dataFolder = temporaryDataFolder();
  lines = [];
  started = [];
  children = [];
  const { folder } = homeOf(dataFolder, operatingUser(), () => {});
  // The copy keeps the owner, who is another user than the one who runs this.
  for (const part of ['cluster', 'superuser.password'])
    execFileSync('cp', ['-a', join(existingHome(preparedFolder)!, part), folder]);
});

afterEach(async () => {
  await Promise.all(children.map(killed));
  for (const postgres of started) await postgres.stop();
  // Whatever a test left behind is stopped by the means under test. A server that ended in order took its file along.
  if (existsSync(pidFile()))
    await (await startLocalPostgres({ dataFolder, durable: false, log: () => {} })).stop();
  removeDataFolder(dataFolder);
});

/** Resolves when the child is gone and known to be. */
async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const options = () => ({ dataFolder, durable: false, log: (line: string) => lines.push(line) });

async function start(): Promise<LocalPostgres> {
  const postgres = await startLocalPostgres(options());
  started.push(postgres);
  return postgres;
}

/** A supervisor in a process of its own, which can be killed. Resolves when its server takes connections. */
async function startElsewhere(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [supervisor, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout!, 'data');
  return child;
}

const home = (): string => existingHome(dataFolder)!;
const pidFile = (): string => join(home(), 'cluster/postmaster.pid');
const postmasterId = (): number => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

/** Leaves a server behind as if both its supervisor and the supervisor's guard had been killed outright. */
async function leaveOrphan(): Promise<number> {
  const child = await startElsewhere();
  const postmaster = postmasterId();
  // A stopped server cannot act on the guard's signal before the test has looked at it.
  process.kill(postmaster, 'SIGSTOP');
  await killed(child);
  return postmaster;
}

it('keeps data, port and password across a restart', async () => {
  removeDataFolder(dataFolder);
  const first = await start();
  await query(first.superuserUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
  const postmaster = postmasterId();
  await first.stop();
  expect(isRunning(postmaster)).toBe(false);

  const second = await start();
  expect(second.superuserUrl).toBe(first.superuserUrl);
  expect(second.passwordOf('portal_app')).toBe(first.passwordOf('portal_app'));
  expect(await query(second.superuserUrl, 'SELECT answer FROM kept')).toEqual([42]);
});

it('is the same database on every machine, and only on this one', async () => {
  const { superuserUrl } = await start();
  const settings = `SELECT current_setting('data_checksums'), current_setting('listen_addresses'),
    current_setting('server_encoding'), current_setting('wal_level'), datlocprovider::text, datlocale
    FROM pg_database WHERE datname = 'postgres'`;
  expect(await query(superuserUrl, settings)).toEqual(['on', '127.0.0.1', 'UTF8', 'replica', 'b', 'C.UTF-8']);
  expect(statSync(join(home(), 'superuser.password')).mode & 0o777).toBe(0o600);
  const wrongPassword = superuserUrl.replace(/:[^:@]+@/, ':wrong@');
  await expect(query(wrongPassword, 'SELECT 1')).rejects.toThrow('password authentication failed');
});

it('recovers what was committed when the server is killed, and the next start finds it', async () => {
  const first = await startElsewhere();
  const { superuserUrl } = await openLocalPostgres(options());
  await query(superuserUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
  first.kill('SIGSTOP');
  process.kill(postmasterId(), 'SIGKILL');
  await killed(first);

  expect(await query((await start()).superuserUrl, 'SELECT answer FROM kept')).toEqual([42]);
});

it('starts the server again when somebody kills it', async () => {
  const { superuserUrl } = await start();
  const before = postmasterId();
  // One that ends right after its start is not started again.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_100 });
  process.kill(before, 'SIGKILL');
  await vi.waitFor(async () => expect(await query(superuserUrl, 'SELECT 1')).toEqual([1]), 15_000);
  vi.useRealTimers();
  expect(postmasterId()).not.toBe(before);
  expect(lines).toContain('PostgreSQL ended unexpectedly; starting it again ...');
});

it('stops the server when its supervisor is killed', async () => {
  const child = await startElsewhere();
  const postmaster = postmasterId();
  await killed(child);
  expect(await hasEndedWithin(postmaster, 10_000)).toBe(true);
});

it('stops a server that was left running, then starts its own', async () => {
  const orphan = await leaveOrphan();
  expect(isRunning(orphan)).toBe(true);
  const starting = start();
  await vi.waitFor(() => expect(lines).toEqual([expect.stringMatching(/^Stopping the database/)]), 10_000);
  process.kill(orphan, 'SIGCONT');
  await starting;
  expect(isRunning(orphan)).toBe(false);
  expect(postmasterId()).not.toBe(orphan);
});

it('starts although a server that was ended by force still waits for its parent to notice', async () => {
  const first = await start();
  const command = commandLine(postmasterId()).trim().split(' ');
  await first.stop();
  // `sleep` never asks how its children ended, which keeps the killed server's pid taken.
  const parent = spawn('/bin/sh', ['-c', '"$@" & exec sleep 600', 'sh', ...command], {
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: 'ignore',
    ...ownerOf(join(home(), 'cluster')),
  });
  children.push(parent);
  await vi.waitFor(() => expect(readFileSync(pidFile(), 'utf8')).toMatch(/^ready/m), 10_000);
  const orphan = postmasterId();
  process.kill(orphan, 'SIGSTOP');
  const starting = start();
  await vi.waitFor(() => expect(lines).toHaveLength(1), 10_000);
  process.kill(orphan, 'SIGKILL');
  expect(await query((await starting).superuserUrl, 'SELECT 1')).toEqual([1]);
  expect(isTaken(orphan)).toBe(true);
});

it('does not take another process for the server that once had its pid', async () => {
  const postgres = await start();
  const file = readFileSync(pidFile(), 'utf8');
  await postgres.stop();
  // This process lives, and is no PostgreSQL. The server's own user must be able to signal it for the trap to work.
  const decoy = spawn('/bin/sh', ['-c', 'read -r _'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    ...ownerOf(join(home(), 'cluster')),
  });
  children.push(decoy);
  writeFileSync(pidFile(), file.replace(/^\d+/, String(decoy.pid)));

  const second = await start();
  expect(await query(second.superuserUrl, 'SELECT 1')).toEqual([1]);
  expect(isRunning(decoy.pid!)).toBe(true);
});

const ownerOf = (path: string) => {
  const { uid, gid } = statSync(path);
  return process.getuid?.() === 0 ? { uid, gid } : {};
};

it('refuses a second supervisor, which can join the first instead', async () => {
  const child = await startElsewhere();
  await expect(startLocalPostgres(options())).rejects.toThrow(
    new LocalPostgresInUseError(dataFolder, child.pid!),
  );
  const joined = await openLocalPostgres(options());
  await joined.stop();
  expect(await query(joined.superuserUrl, 'SELECT 1')).toEqual([1]);
});

it('lets exactly one of many that start at once have the folder', async () => {
  const attempts = await Promise.allSettled(Array.from({ length: 8 }, start));
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const attempt of attempts) {
    if (attempt.status === 'rejected') expect(attempt.reason).toBeInstanceOf(LocalPostgresInUseError);
  }
});

it('takes over the lock of a process that is gone, even where another has its pid', async () => {
  const dead = { processId: 2 ** 31 - 2, identity: 'gone' };
  writeFileSync(join(home(), 'supervisor.7.lock'), JSON.stringify(dead));
  await start().then((second) => second.stop());
  writeFileSync(
    join(home(), 'supervisor.9.lock'),
    JSON.stringify({ processId: process.pid, identity: 'earlier' }),
  );
  writeFileSync(join(home(), 'supervisor.8.lock'), '');
  await start();
});

it('makes the database anew when initdb was interrupted', async () => {
  rmSync(join(home(), 'cluster'), { recursive: true });
  const partial = join(home(), 'cluster.partial-killed');
  mkdirSync(join(partial, 'base'), { recursive: true });
  writeFileSync(join(partial, 'PG_VERSION'), '18\n');

  expect(await query((await start()).superuserUrl, 'SELECT 1')).toEqual([1]);
  expect(existsSync(partial)).toBe(false);
});

it('keeps incomplete files aside instead of deleting them', async () => {
  rmSync(join(home(), 'cluster/global/pg_control'));
  expect(await query((await start()).superuserUrl, 'SELECT 1')).toEqual([1]);
  const aside = /They are now in (\S+),/.exec(lines.join('\n'))?.[1];
  expect(existsSync(join(aside!, 'base'))).toBe(true);
});

it('finds another port when the last one is taken, but never instead of a chosen one', async () => {
  const first = await start();
  await first.stop();
  const squatter = createServer().listen(first.port, '127.0.0.1');
  await once(squatter, 'listening');
  try {
    await expect(startLocalPostgres({ ...options(), port: first.port })).rejects.toThrow(
      `Port ${first.port} is taken. Choose another for the database with PORTAL_DATABASE_PORT.`,
    );
    expect((await start()).port).not.toBe(first.port);
  } finally {
    squatter.close();
  }
});
