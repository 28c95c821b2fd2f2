import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { LocalPostgresError } from './errors.ts';
import type { OperatingUser } from './operating-user.ts';

export const superuser = 'postgres';

/** Nothing of the caller's environment (PGDATA, LANG ...) reaches PostgreSQL, so that it is the same on every machine. */
export const postgresEnvironment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

const passwordFileOf = (home: string): string => join(home, 'superuser.password');

/** @throws LocalPostgresError where the file was removed from beside the data */
export function superuserPassword(home: string): string {
  const file = passwordFileOf(home);
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  throw new LocalPostgresError(
    `The file ${file} with the database's password is gone. Restore it, or move the folder away to start anew.`,
  );
}

/** PostgreSQL's user must be able to read it once, for initdb. */
function writePassword(home: string, user: OperatingUser | undefined): string {
  const file = passwordFileOf(home);
  rmSync(file, { force: true });
  writeFileSync(file, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (user) chownSync(file, user.uid, user.gid);
  return file;
}

/** A cluster that initdb finished has both; without them no server starts on it. */
const isWhole = (cluster: string): boolean =>
  existsSync(join(cluster, 'PG_VERSION')) && existsSync(join(cluster, 'global/pg_control'));

/**
 * Makes the database's files unless they are there, and answers with their folder.
 * initdb writes under another name, which is changed when it is done: what it left half-made is never taken for more.
 * @throws LocalPostgresError where initdb fails
 */
export async function ensureCluster(
  home: string,
  { initdb }: Binaries,
  user: OperatingUser | undefined,
  log: (line: string) => void,
): Promise<string> {
  const cluster = join(home, 'cluster');
  removePartialClusters(home);
  if (existsSync(cluster)) {
    if (isWhole(cluster)) return cluster;
    // It did not come about here this way, so it may hold something that somebody wants back.
    const aside = `${cluster}.broken-${Date.now()}`;
    renameSync(cluster, aside);
    log(`The database's files were incomplete. They are now in ${aside}, and new ones are made.`);
  }
  const partial = mkdtempSync(`${cluster}.partial-`);
  if (user) chownSync(partial, user.uid, user.gid);
  await runInitdb(initdb, partial, writePassword(home, user), user);
  renameSync(partial, cluster);
  return cluster;
}

/** An initdb that outlived its killed supervisor may still write there; then the next start removes what is left. */
function removePartialClusters(home: string): void {
  for (const name of readdirSync(home).filter((entry) => entry.startsWith('cluster.partial-'))) {
    try {
      rmSync(join(home, name), { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    }
  }
}

async function runInitdb(
  initdb: string,
  folder: string,
  passwordFile: string,
  user: OperatingUser | undefined,
) {
  const args = [
    `--pgdata=${folder}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--data-checksums',
    '--encoding=UTF8',
    // The builtin provider sorts alike everywhere; the C library's order depends on its version.
    '--locale=C',
    // pg_trgm asks the C library what a letter is; in C, only those of ASCII are.
    `--lc-ctype=${process.platform === 'darwin' ? 'UTF-8' : 'C.UTF-8'}`,
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  try {
    await promisify(execFile)(initdb, args, { cwd: '/', env: postgresEnvironment, ...user });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new LocalPostgresError(`PostgreSQL's initdb failed: ${stderr?.trim() || message}`);
  }
}
