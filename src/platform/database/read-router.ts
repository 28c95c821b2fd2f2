import type { Database } from './client.ts';

/** A position in the primary's log of writes, as PostgreSQL writes it; to clients it is an opaque token. */
export type LogPosition = string;

const LOG_POSITION = /^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/;
export const isLogPosition = (text: string | null | undefined): text is LogPosition =>
  LOG_POSITION.test(text ?? '');

export type ReadRouterOptions = Readonly<{
  primary: Database;
  replica: Database;
  now(): number;
  onUnusable(error: unknown): void;
}>;

/** Where a request reads. */
export type ReadRouter = Readonly<{
  /** The replica where it is near enough, and has what this person wrote and the client's token asks for; else the primary. */
  databaseFor(who: string | null, after: LogPosition | null): Promise<Database>;
  /** Remembers that somebody wrote just now, and answers the token by which another process knows it too. */
  wrote(who: string | null): Promise<LogPosition | null>;
  /** A read of the replica could not begin. */
  failed(error: unknown): void;
}>;

/** How old what a replica shows may be; one that lags more serves nobody. */
const LAG_MILLISECONDS_MAX = 5_000;
/** How often the two are compared. */
const COMPARE_MILLISECONDS = 1_000;
/** How long a replica that did not answer is left alone. */
const REST_MILLISECONDS = 5_000;
/** How long a request waits for the replica to replay what its person wrote, before it reads from the primary. */
const WAIT_MILLISECONDS = 200;
const POLL_MILLISECONDS = 10;
/** How long somebody's last write is remembered: by far longer than a replica that is used can lag. */
const REMEMBER_MILLISECONDS = 60_000;
const REMEMBERED_MAX = 10_000;
/** A replica that hangs is as good as none. */
const ANSWER_MILLISECONDS_MAX = 1_000;

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function withinTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`The replica did not answer within ${ANSWER_MILLISECONDS_MAX} ms.`);
    timer = setTimeout(reject, ANSWER_MILLISECONDS_MAX, error);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The position up to which the primary has written; nothing that was committed before lies beyond it. */
async function positionOf({ pool }: Database): Promise<LogPosition> {
  const { rows } = await pool.query<{ at: string }>({
    name: 'log-position',
    text: 'SELECT pg_current_wal_insert_lsn()::text AS at',
  });
  return rows[0]!.at;
}

/** Whether a replica shows all that was written up to a position; one that was promoted is a replica no more. */
async function hasReplayed({ pool }: Database, position: LogPosition): Promise<boolean> {
  const { rows } = await pool.query<{ has: boolean }>({
    name: 'has-replayed',
    text: 'SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= $1::pg_lsn AS has',
    values: [position],
  });
  return rows[0]?.has ?? false;
}

/** Remembers the last write of each person, the latest first to stay. */
function createMemory(now: () => number) {
  const written = new Map<string, Readonly<{ position: LogPosition; at: number }>>();
  return {
    set(who: string, position: LogPosition) {
      written.delete(who);
      written.set(who, { position, at: now() });
      const [oldest] = written.keys();
      if (written.size > REMEMBERED_MAX && oldest !== undefined) written.delete(oldest);
    },
    get(who: string): LogPosition | null {
      const found = written.get(who);
      if (found && now() - found.at <= REMEMBER_MILLISECONDS) return found.position;
      written.delete(who);
      return null;
    },
  };
}

/** Sends reads to a streaming replica, without anybody missing what they wrote themselves. */
export function createReadRouter({ primary, replica, now, onUnusable }: ReadRouterOptions): ReadRouter {
  const memory = createMemory(now);
  let samples: Readonly<{ position: LogPosition; at: number }>[] = [];
  let comparedAt = Number.NEGATIVE_INFINITY;
  let restUntil = Number.NEGATIVE_INFINITY;
  /** The replica shows at least what was there at this instant. */
  let freshAsOf = Number.NEGATIVE_INFINITY;

  const failed = (error: unknown) => {
    restUntil = now() + REST_MILLISECONDS;
    onUnusable(error);
  };
  const replayed = (position: LogPosition) => withinTime(hasReplayed(replica, position));
  const compare = async () => {
    if (now() - comparedAt < COMPARE_MILLISECONDS) return;
    comparedAt = now();
    samples.push({ position: await positionOf(primary), at: comparedAt });
    samples = samples.filter(({ at }) => at >= now() - LAG_MILLISECONDS_MAX);
    for (const sample of samples.toReversed()) {
      if (!(await replayed(sample.position))) continue;
      freshAsOf = Math.max(freshAsOf, sample.at);
      return;
    }
  };
  const isFresh = async () => {
    await compare();
    return now() - freshAsOf <= LAG_MILLISECONDS_MAX;
  };
  const catchesUp = async (position: LogPosition) => {
    const deadline = now() + WAIT_MILLISECONDS;
    for (;;) {
      if (await replayed(position)) return true;
      if (now() >= deadline) return false;
      await sleep(POLL_MILLISECONDS);
    }
  };
  return {
    failed,
    async databaseFor(who, after) {
      if (now() < restUntil) return primary;
      try {
        if (!(await isFresh())) return primary;
        const own = who === null ? null : memory.get(who);
        for (const position of [own, after])
          if (position !== null && !(await catchesUp(position))) return primary;
        return replica;
      } catch (error) {
        failed(error);
        return primary;
      }
    },
    async wrote(who) {
      const position = await positionOf(primary);
      if (who !== null) memory.set(who, position);
      return position;
    },
  };
}
