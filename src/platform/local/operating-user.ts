import { execFileSync, spawnSync } from 'node:child_process';
import { LocalPostgresError } from './errors.ts';

/** The user that PostgreSQL runs as where that is not the one who runs this process. */
export type OperatingUser = Readonly<{ uid: number; gid: number }>;

function idOf(option: '-u' | '-g', name: string): number | undefined {
  try {
    return Number(
      execFileSync('id', [option, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch {
    return undefined;
  }
}

/**
 * PostgreSQL refuses to run as root, so root runs it as a user that the machine already has: adding an account to
 * somebody's machine for a development database would be rude, and slim images have no `useradd`.
 */
export function operatingUser(): OperatingUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody', 'daemon']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid && gid) return { uid, gid };
  }
  throw new LocalPostgresError(
    'PostgreSQL refuses to run as root, and this machine has no user postgres, nobody or daemon to run it as. ' +
      'Run Partner Portal as a normal user.',
  );
}

/** Asks the system instead of reading modes, since every folder above counts, and access lists do. */
export function canEnter(user: OperatingUser | undefined, folder: string): boolean {
  if (!user) return true;
  const options = { cwd: '/', stdio: 'ignore', ...user } as const;
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], options).status === 0;
}
