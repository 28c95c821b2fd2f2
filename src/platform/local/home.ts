import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { LocalPostgresError } from './errors.ts';
import { canEnter, type OperatingUser } from './operating-user.ts';

/** Others may pass through a folder with this mode but not list it. */
const passableMode = 0o711;

const pointerOf = (dataFolder: string): string => join(dataFolder, 'postgres.location');

/** What the database keeps, in the data folder or, where its user cannot get there, in a folder of its own. */
export type Home = Readonly<{ folder: string; isNew: boolean }>;

/** Creates a folder, and lets others pass whatever the umask says. One that exists keeps its mode. */
function ensureFolder(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, passableMode);
}

/**
 * A folder of root's that every user can enter, for what cannot stay in the project.
 * @throws LocalPostgresError where there is none
 */
export function sharedFolder(user: OperatingUser): string {
  for (const parent of ['/var/lib', '/var/tmp', tmpdir()]) {
    const folder = join(parent, 'partner-portal');
    try {
      ensureFolder(folder);
      // In a folder that all may write to, somebody else's could be waiting under this name.
      const { uid } = lstatSync(folder);
      if (uid === process.getuid?.() && canEnter(user, dirname(folder))) return folder;
    } catch {
      // A read-only system is the reason why there is more than one to try.
    }
  }
  throw new LocalPostgresError(
    'Found no folder that PostgreSQL can use: neither /var/lib nor /var/tmp is writable.',
  );
}

/** The name tells a person whose it is, the hash keeps folders of the same name apart. */
function elsewhere(dataFolder: string, user: OperatingUser): string {
  const hash = createHash('sha256').update(dataFolder).digest('hex').slice(0, 12);
  return join(sharedFolder(user), `${basename(dirname(dataFolder))}-${hash}`);
}

/** Where the database of a data folder is kept, or undefined where there has been none yet. */
export function existingHome(dataFolder: string): string | undefined {
  const pointer = pointerOf(dataFolder);
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim();
  const folder = join(dataFolder, 'postgres');
  // Without links, since the path tells the database's processes from others.
  return existsSync(folder) ? realpathSync(folder) : undefined;
}

/**
 * Finds or makes the place where the database keeps its files.
 * One that had to go elsewhere belongs to the pointer in the data folder: without the pointer the data folder was
 * removed, and what is left elsewhere is of no use to anybody (`isNew`).
 * @throws LocalPostgresError where PostgreSQL can use no folder, or no longer the one that it used
 */
export function homeOf(
  dataFolder: string,
  user: OperatingUser | undefined,
  log: (line: string) => void,
): Home {
  ensureFolder(dataFolder);
  const existing = existingHome(dataFolder);
  if (existing && !existsSync(existing)) {
    // A pointer into another machine, whose project folder is mounted here.
    rmSync(pointerOf(dataFolder));
  } else if (existing && canEnter(user, existing)) {
    return { folder: existing, isNew: false };
  } else if (existing && existsSync(join(existing, 'cluster'))) {
    throw new LocalPostgresError(
      `The user that PostgreSQL runs as can no longer enter ${existing}. Restore the permissions, or choose another ` +
        'folder with PORTAL_DATA.',
    );
  }
  const local = join(realpathSync(dataFolder), 'postgres');
  ensureFolder(local);
  if (canEnter(user, local)) return { folder: local, isNew: true };
  rmSync(local, { recursive: true });
  const folder = elsewhere(realpathSync(dataFolder), user!);
  ensureFolder(folder);
  writeFileSync(pointerOf(dataFolder), `${folder}\n`);
  log(`The database is kept in ${folder}, because its user cannot enter ${dataFolder}.`);
  return { folder, isNew: true };
}

/** Removes a data folder and what it keeps elsewhere. Its database must have been stopped. */
export function removeDataFolder(dataFolder: string): void {
  const home = existingHome(dataFolder);
  if (home) rmSync(home, { recursive: true, force: true });
  rmSync(dataFolder, { recursive: true, force: true });
}
