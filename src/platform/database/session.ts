import type { Database, Tx } from './client.ts';
import { Prisma, type PrismaClient } from './generated/client/client.ts';
import { prismaOf } from './prisma.ts';
import { JOB_SCOPE, type Scope } from './scope.ts';

export { type DatabaseRole, JOB_SCOPE, type Scope } from './scope.ts';

const settingsOf = (scope: Scope, readOnly: boolean) => Prisma.sql`
  SELECT set_config('role', ${scope.role}, true),
    set_config('app.partners', ${scope.partnerIds.join(',')}, true),
    set_config('app.memberships', ${scope.membershipIds.join(',')}, true),
    set_config('app.actor', ${scope.actorId ?? ''}, true),
    set_config('transaction_read_only', ${readOnly ? 'on' : 'off'}, true)`;

/**
 * Runs work in one writing transaction that speaks for the scope.
 * A deadlock or serialization failure is tried again from the start, so work must not reach outside the database.
 * Where it is REPEATABLE READ, all that it reads is of one snapshot.
 */
export async function writeTransaction<T>(
  database: Database,
  scope: Scope,
  work: (tx: Tx) => Promise<T>,
  isolationLevel: 'ReadCommitted' | 'RepeatableRead' = 'ReadCommitted',
  millisecondsMax?: number,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await prismaOf(database).$transaction(
        async (tx) => {
          await tx.$queryRaw(settingsOf(scope, false));
          return await work(tx);
        },
        { isolationLevel, ...(millisecondsMax !== undefined && { timeout: millisecondsMax }) },
      );
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !isRetryable(error)) throw error;
    }
  }
}

const ATTEMPTS_MAX = 4;
const RETRYABLE_SQL_STATES = ['40001', '40P01'];

/** The SQL state of a database error, whichever layer wrapped it; null for anything else. */
export function sqlStateOf(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, originalCode, meta } = cause as { code?: unknown; originalCode?: unknown; meta?: unknown };
    const nested = (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
    for (const candidate of [originalCode, code]) {
      if (typeof candidate === 'string' && /^[0-9A-Z]{5}$/.test(candidate) && !/^P\d{4}$/.test(candidate))
        return candidate;
    }
    const inner = (cause.cause as { originalCode?: unknown } | undefined)?.originalCode;
    if (typeof inner === 'string') return inner;
    if (nested instanceof Error) return sqlStateOf(nested);
  }
  return null;
}

const isRetryable = (error: unknown) => {
  const code = (error as { code?: unknown }).code;
  return code === 'P2034' || RETRYABLE_SQL_STATES.includes(sqlStateOf(error) ?? '');
};

/** A statement that was cancelled, or a transaction that was closed, as it took longer than it may. */
export const isOutOfTime = (error: unknown): boolean =>
  (error as { code?: unknown }).code === 'P2028' || sqlStateOf(error) === '57014';

/** Whether a unique, foreign or exclusion constraint of this name refused the write. */
export function violates(error: unknown, constraint: string): boolean {
  const text = (value: unknown): string => {
    if (!(value instanceof Error)) return '';
    const { meta } = value as { meta?: unknown };
    return `${value.message} ${JSON.stringify(meta ?? '')} ${text(value.cause)}`;
  };
  return text(error).includes(constraint);
}

/**
 * Runs a step that must see more than the caller may, such as matching a new referral with the vendor's customers.
 * What it returns must hold nothing that the caller may not know. A test lists the callers.
 */
export async function asJob<T>(tx: Tx, scope: Scope, step: () => Promise<T>): Promise<T> {
  await tx.$queryRaw`SELECT set_config('role', 'portal_job', true)`;
  const result = await step();
  await tx.$queryRaw`SELECT set_config('role', ${scope.role}, true)`;
  return result;
}

/**
 * Runs a step of a job with no more rights than one partner's own people have, so that what is made for them holds nothing else.
 * A step that fails must end the transaction, which still speaks for the partner.
 */
export async function asPartner<T>(tx: Tx, partnerId: string, step: () => Promise<T>): Promise<T> {
  const speakFor = (scope: Scope) => tx.$queryRaw(settingsOf(scope, false));
  await speakFor({ ...JOB_SCOPE, role: 'portal_partner', partnerIds: [partnerId] });
  const result = await step();
  await speakFor(JOB_SCOPE);
  return result;
}

/** A read-only client whose first use opens a snapshot; the use after `close` opens a new one, after `end` none. */
export type Snapshot = Readonly<{
  client: PrismaClient;
  /**
   * Reads in the same snapshot what the scope may not see, such as what a whole master account achieved. Meanwhile no
   * other read has its turn, so none is made with these rights. What it returns must hold nothing that the caller may
   * not know. A test lists the callers.
   */
  asVendor<T>(read: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
  end(): Promise<void>;
}>;

type Held = Readonly<{ opened: Promise<{ tx: Tx }>; close(): Promise<void> }>;

/** Where a snapshot is opened, and what is told when that failed: then it is opened in the database itself. */
export type ReadFrom = Readonly<{ database(): Promise<Database>; failed(error: unknown): void }>;

function holdTransaction(database: Database, scope: Scope, from: ReadFrom | undefined): Held {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let ended: Promise<unknown> = Promise.resolve();
  const opened = new Promise<{ tx: Tx }>((resolve, reject) => {
    let hasBegun = false;
    const hold = async (tx: Tx) => {
      await tx.$queryRaw(settingsOf(scope, true));
      hasBegun = true;
      resolve({ tx });
      await released;
    };
    const holdIn = (chosen: Database) =>
      prismaOf(chosen).$transaction(hold, { isolationLevel: 'RepeatableRead' });
    const holdSomewhere = async () => {
      const chosen = from ? await from.database() : database;
      try {
        await holdIn(chosen);
      } catch (error) {
        if (chosen === database || hasBegun) throw error;
        from?.failed(error);
        await holdIn(database);
      }
    };
    ended = holdSomewhere().catch(reject);
  });
  const close = async () => {
    release();
    await ended;
  };
  return { opened, close };
}

const RAW_METHODS = ['$queryRaw', '$queryRawUnsafe'];

/**
 * What a field reads whose response has gone out without it, because a sibling that must not be null failed. Nobody
 * waits for it, so it neither takes a connection nor rejects, which would end the process.
 */
const readByNobody = () => new Promise<never>(() => undefined);

/**
 * A response is one snapshot: every read of a request runs in one REPEATABLE READ transaction, opened by the first.
 * A request that reads nothing takes no connection.
 */
export function openSnapshot(database: Database, scope: Scope, from?: () => ReadFrom | undefined): Snapshot {
  let held: Held | undefined;
  let hasEnded = false;
  let earlier: Promise<unknown> = Promise.resolve();
  const read = async (path: readonly string[], input: unknown[]): Promise<unknown> => {
    held ??= holdTransaction(database, scope, from?.());
    const { tx } = await held.opened;
    const [owner, method] = path.length === 1 ? [tx, path[0]] : [Reflect.get(tx, path[0]!), path[1]];
    return await (owner as Record<string, (...input: unknown[]) => unknown>)[method!]!(...input);
  };
  const inTurn = async <T>(take: () => Promise<T>): Promise<T> => {
    if (hasEnded) return await readByNobody();
    // A connection answers one statement at a time, so the fields of a response queue for it here.
    // One whose turn comes after the end would open another that nobody closes.
    const turn = earlier.then(() => (hasEnded ? readByNobody() : take()));
    earlier = turn.catch(() => undefined);
    try {
      const found = await turn;
      return hasEnded ? await readByNobody() : found;
    } catch (error) {
      if (hasEnded) return await readByNobody();
      throw error;
    }
  };
  const call = (path: readonly string[], input: unknown[]) => inTurn(() => read(path, input));
  const asVendor: Snapshot['asVendor'] = (work) =>
    inTurn(async () => {
      held ??= holdTransaction(database, scope, from?.());
      const { tx } = await held.opened;
      await tx.$queryRaw`SELECT set_config('role', 'portal_job', true)`;
      try {
        return await work(tx);
      } finally {
        // Where a statement failed, the transaction is lost for everybody, and nobody reads with these rights either.
        await tx.$queryRaw`SELECT set_config('role', ${scope.role}, true)`.catch(() => undefined);
      }
    });
  const delegates = new Map<string, unknown>();
  const delegateOf = (model: string) =>
    new Proxy(
      {},
      {
        get:
          (_, method: string) =>
          (...input: unknown[]) =>
            call([model, method], input),
      },
    );
  const client = new Proxy(prismaOf(database), {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof property !== 'string') return value;
      if (RAW_METHODS.includes(property)) return (...input: unknown[]) => call([property], input);
      const isDelegate = /^[a-z]/.test(property) && typeof value === 'object' && value !== null;
      if (!isDelegate) return value;
      if (!delegates.has(property)) delegates.set(property, delegateOf(property));
      return delegates.get(property);
    },
  });
  const close = async () => {
    const closing = held;
    held = undefined;
    await closing?.close();
  };
  const end = async () => {
    hasEnded = true;
    await close();
  };
  return { client, asVendor, close, end };
}
