import type { Actor } from '../auth/actor.ts';
import { JOB_ACTOR } from '../auth/actor.ts';
import type { Database, Tx } from '../database/client.ts';
import { JOB_SCOPE, writeTransaction } from '../database/session.ts';
import type { Mailer } from '../mail/mail.ts';

/**
 * Scheduled work. Delivered twice, killed anywhere, run late or for a past instant: the same result.
 * It takes its instant from its event, never from the clock.
 */
export type Job = Readonly<{
  name: string;
  summary: string;
  /** Runs in one writing transaction that sees all partners; answers how many rows it wrote. */
  run(work: JobWork): Promise<number>;
  /**
   * What takes longer than one transaction, after `run` has committed: in transactions of its own, each of which finds out by
   * itself what is left to do, as another run may do the same at the same time. Answers how many rows it wrote.
   */
  goOn?(work: LongWork): Promise<number>;
  /**
   * What reaches outside the database, after `run` has committed, in short transactions of its own, as nothing may wait
   * on others while it holds locks. Another run may do so at the same time.
   */
  reachOut?(work: OutsideWork): Promise<void>;
}>;

export type JobWork = Readonly<{ tx: Tx; actor: Actor; asOf: Date; log(line: string): void }>;

export type LongWork = Readonly<{
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction all of whose reads are of one snapshot. */
  snapshot<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  actor: Actor;
  asOf: Date;
  log(line: string): void;
}>;

export type OutsideWork = Readonly<{
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  mailer: Mailer;
  log(line: string): void;
}>;

/** What jobs reach outside by; only those that do need it. */
export type Outside = Readonly<{ openMailer(): Mailer }>;

export type JobOutcome = Readonly<{ status: 'SUCCEEDED' | 'SKIPPED'; rowCount: number }>;

/**
 * Takes the place of a job until the transaction ends, so that no run of it begins meanwhile; false where one is running
 * already. For work that another job would do as well.
 */
export async function takesTurn(tx: Tx, name: string): Promise<boolean> {
  const [lock] = await tx.$queryRaw<{ taken: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`job ${name}`}, 0)) AS taken`;
  return lock?.taken ?? false;
}

/**
 * Runs a job and records what it did. One at a time for each job, by a lock that ends with the transaction, so that a
 * holder that died blocks nobody; a second run at the same time is skipped. A failure is recorded and thrown on.
 */
export async function runJob(
  database: Database,
  job: Job,
  asOf: Date,
  log: (line: string) => void,
  outside?: Outside,
): Promise<JobOutcome> {
  const { id } = await writeTransaction(database, JOB_SCOPE, (tx) =>
    tx.jobRun.create({ data: { job: job.name, asOf, status: 'RUNNING' } }),
  );
  const finish = (tx: Tx, data: Readonly<{ status: string; rowCount?: number; error?: string }>) =>
    tx.jobRun.update({ where: { id }, data: { ...data, finishedAt: new Date() } });
  try {
    const outcome = await writeTransaction(database, JOB_SCOPE, async (tx): Promise<JobOutcome> => {
      if (!(await takesTurn(tx, job.name))) {
        await finish(tx, { status: 'SKIPPED', rowCount: 0 });
        return { status: 'SKIPPED', rowCount: 0 };
      }
      // Whoever was running under this lock is gone, killed before it could say so.
      await tx.jobRun.updateMany({
        where: { job: job.name, status: 'RUNNING', id: { not: id } },
        data: { status: 'FAILED', error: 'Abandoned', finishedAt: new Date() },
      });
      const rowCount = await job.run({ tx, actor: JOB_ACTOR, asOf, log });
      await finish(tx, { status: 'SUCCEEDED', rowCount });
      return { status: 'SUCCEEDED', rowCount };
    });
    if (outcome.status !== 'SUCCEEDED') return outcome;
    const rowCount = outcome.rowCount + (await goOn(database, job, asOf, log));
    if (job.goOn)
      await writeTransaction(database, JOB_SCOPE, (tx) => finish(tx, { status: 'SUCCEEDED', rowCount }));
    if (job.reachOut) await reachOut(database, job, log, outside);
    return { status: 'SUCCEEDED', rowCount };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    await writeTransaction(database, JOB_SCOPE, (tx) => finish(tx, { status: 'FAILED', error: name })).catch(
      () => undefined,
    );
    throw error;
  }
}

const goOn = async (database: Database, job: Job, asOf: Date, log: (line: string) => void): Promise<number> =>
  (await job.goOn?.({
    transaction: (work) => writeTransaction(database, JOB_SCOPE, work),
    snapshot: (work) => writeTransaction(database, JOB_SCOPE, work, 'RepeatableRead'),
    actor: JOB_ACTOR,
    asOf,
    log,
  })) ?? 0;

async function reachOut(
  database: Database,
  job: Job,
  log: (line: string) => void,
  outside: Outside | undefined,
): Promise<void> {
  if (!outside)
    throw new RangeError(`${job.name} reaches outside the database, and has nothing to do so by.`);
  const mailer = outside.openMailer();
  try {
    const transaction: OutsideWork['transaction'] = (work) => writeTransaction(database, JOB_SCOPE, work);
    await job.reachOut?.({ transaction, mailer, log });
  } finally {
    mailer.close();
  }
}
