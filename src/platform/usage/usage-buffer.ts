import { DAY_MILLISECONDS } from '../../kernel/days.ts';

/** Whoever sends documents of their own could name them anything, and the name might hold what they are about. */
export const AD_HOC = 'ad hoc';

/** Who used an operation, without what they asked or were answered. */
export type Use = Readonly<{ personId: string; partnerId: string | null; operation: string; at: Date }>;
export type CountedUse = Use & Readonly<{ count: number }>;

export type UsageBuffer = Readonly<{
  /** Costs no statement. */
  count(use: Use): void;
  /** Writes what was counted, where somebody is new today or the oldest count has waited long enough. */
  flushIfDue(): Promise<void>;
  /** Writes whatever was counted. Never throws: nobody's request fails for it. */
  flush(): Promise<void>;
}>;

export type UsageBufferOptions = Readonly<{
  write(uses: readonly CountedUse[]): Promise<void>;
  onFailure(error: unknown): void;
  now(): Date;
  /** How long a count may wait. */
  waitMillisecondsMax: number;
}>;

/** Distinct people, operations and quarters of an hour that wait at most; what is beyond is not counted. */
const USES_MAX = 20_000;

/** Every time zone's days begin at a quarter of an hour of UTC, so uses within one are of one day. */
const QUARTER_MILLISECONDS = 15 * 60_000;

const keyOf = ({ personId, partnerId, operation, at }: Use) =>
  `${Math.floor(at.getTime() / QUARTER_MILLISECONDS)} ${personId} ${partnerId ?? ''} ${operation}`;

/**
 * Counts in memory and writes from time to time, so that a request costs no statement for being counted. A process that is
 * killed loses what waited; that somebody was there on a day is written at the first chance, so it loses numbers, not people.
 */
export function createUsageBuffer(options: UsageBufferOptions): UsageBuffer {
  let waiting = new Map<string, CountedUse>();
  let oldestAt: number | null = null;
  let someoneIsNew = false;
  let seenToday = new Set<string>();
  let today = 0;
  let writing: Promise<void> = Promise.resolve();

  const add = (use: CountedUse) => {
    const key = keyOf(use);
    const before = waiting.get(key);
    if (!before && waiting.size >= USES_MAX) return;
    waiting.set(key, before ? { ...before, count: before.count + use.count } : use);
  };
  const notice = ({ personId, partnerId, at }: Use) => {
    const day = Math.floor(at.getTime() / DAY_MILLISECONDS);
    if (day !== today) {
      seenToday = new Set();
      today = day;
    }
    const who = `${personId} ${partnerId ?? ''}`;
    if (!seenToday.has(who)) someoneIsNew = true;
    seenToday.add(who);
  };
  const write = async () => {
    const uses = [...waiting.values()];
    waiting = new Map();
    oldestAt = null;
    someoneIsNew = false;
    if (uses.length === 0) return;
    try {
      await options.write(uses);
    } catch (error) {
      // Counted again at the next chance: whatever failed has written nothing.
      for (const use of uses) add(use);
      oldestAt = options.now().getTime();
      options.onFailure(error);
    }
  };
  const flush = () => {
    writing = writing.then(write);
    return writing;
  };
  return {
    count(use) {
      add({ ...use, count: 1 });
      notice(use);
      oldestAt ??= options.now().getTime();
    },
    async flushIfDue() {
      const hasWaited =
        oldestAt !== null && options.now().getTime() - oldestAt >= options.waitMillisecondsMax;
      if (someoneIsNew || hasWaited) await flush();
    },
    flush,
  };
}
