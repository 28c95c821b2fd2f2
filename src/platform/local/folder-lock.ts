import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './processes.ts';

export type FolderLock = Readonly<{ release: () => void }>;
export type LockHolder = Readonly<{ processId: number; identity: string }>;

const nameOf = (generation: number): string => `supervisor.${generation}.lock`;

function generationsIn(folder: string): number[] {
  return readdirSync(folder)
    .map((name) => /^supervisor\.(\d+)\.lock$/.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => b - a);
}

function readHolder(folder: string, generation: number): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, nameOf(generation)), 'utf8')) as LockHolder;
  } catch {
    return undefined;
  }
}

/** A file that its holder has just created is empty for a moment, so an unreadable one is read a second time. */
async function liveHolder(folder: string, generation: number): Promise<LockHolder | undefined> {
  let holder = readHolder(folder, generation);
  if (!holder) {
    await sleep(200);
    holder = readHolder(folder, generation);
  }
  return holder && processIdentity(holder.processId) === holder.identity ? holder : undefined;
}

/** The process that holds the lock now, if one does. */
export async function lockHolder(folder: string): Promise<LockHolder | undefined> {
  const [newest] = generationsIn(folder);
  return newest === undefined ? undefined : liveHolder(folder, newest);
}

/**
 * Takes the lock of a folder for this process, or answers with who holds it.
 *
 * Nobody removes a stale lock in order to take it, since two that do so at once would remove each other's. Instead the
 * newest generation is the lock, and a dead holder is followed by creating the next, which succeeds for one only.
 */
export async function takeFolderLock(folder: string): Promise<FolderLock | LockHolder> {
  for (;;) {
    const [newest = 0] = generationsIn(folder);
    const holder = newest > 0 ? await liveHolder(folder, newest) : undefined;
    if (holder) return holder;
    const mine = newest + 1;
    const path = join(folder, nameOf(mine));
    try {
      const self: LockHolder = { processId: process.pid, identity: processIdentity(process.pid)! };
      writeFileSync(path, JSON.stringify(self), { flag: 'wx', mode: 0o644 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw error;
    }
    // Whoever was slow to create its generation may find that newer ones came and went in between.
    const [latest, ...older] = generationsIn(folder);
    if (latest !== mine) {
      rmSync(path, { force: true });
      continue;
    }
    for (const generation of older) rmSync(join(folder, nameOf(generation)), { force: true });
    return { release: () => rmSync(path, { force: true }) };
  }
}
