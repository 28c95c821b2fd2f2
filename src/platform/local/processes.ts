import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** `ps` is on every system but a slim Linux image, where `/proc` is. */
function ps(format: string, processId: number): string {
  try {
    return execFileSync('ps', ['-ww', '-o', format, '-p', String(processId)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

const linuxFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/**
 * Says which process has a pid now: pids are used again, pids together with the time of their start are not.
 * Undefined where no process has it, or only one that has ended and waits for its parent to notice (a zombie).
 */
export function processIdentity(processId: number): string | undefined {
  if (process.platform !== 'linux') return ps('lstart=', processId) || undefined;
  const stat = linuxFile(`/proc/${processId}/stat`);
  // The second field, the name, may itself contain blanks and brackets.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (!stat || state === 'Z' || state === 'X') return undefined;
  const startTicks = fields[18];
  return `${linuxFile('/proc/sys/kernel/random/boot_id').trim()} ${startTicks}`;
}

export const isRunning = (processId: number): boolean => processIdentity(processId) !== undefined;

/** The command line with its arguments joined by blanks, empty where it cannot be read. */
export const commandLine = (processId: number): string =>
  process.platform === 'linux'
    ? linuxFile(`/proc/${processId}/cmdline`).replaceAll('\0', ' ')
    : ps('command=', processId);

/** Whether the pid answers to signals, which includes zombies and other users' processes. */
export function isTaken(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Resolves to whether the process ended in time. */
export async function hasEndedWithin(processId: number, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (isRunning(processId)) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}
