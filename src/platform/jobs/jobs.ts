import type { Schedule } from '../../kernel/schedule.ts';
import type { Actor } from '../auth/actor.ts';
import { JOB_ACTOR } from '../auth/actor.ts';
import type { Database, Tx } from '../database/client.ts';
import { JOB_SCOPE, writeTransaction } from '../database/session.ts';
import type { FileStore } from '../files/file-store.ts';
import type { Mailer } from '../mail/mail.ts';
import { takeTurn } from './turn.ts';

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
   * itself what is left to do, as a run that was taken for dead may do the same at the same time. Answers how many rows it
   * wrote.
   */
  goOn?(work: LongWork): Promise<number>;
  /** Whether runs share between them what they go on with, so that none waits for what another one is at. */
  sharesWork?: true;
  /**
   * What reaches outside the database, after `run` has committed, in short transactions of its own, as nothing may wait
   * on others while it holds locks. Another run may do so at the same time.
   */
  reachOut?(work: OutsideWork): Promise<void>;
}>;

/** What runs by itself as well as when somebody asks. `serverless.yml` repeats its schedule, and a test compares them. */
export type ScheduledJob = Job & Readonly<{ schedule: Schedule }>;

export type JobWork = Readonly<{
  tx: Tx;
  actor: Actor;
  asOf: Date;
  log(line: string): void;
  /** Records which fiscal period the run is for, as FY2026-P04, where it is for one. */
  isFor(period: string): void;
}>;

export type LongWork = Readonly<{
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction all of whose reads are of one snapshot; it may take longer than others where it says how long. */
  snapshot<T>(work: (tx: Tx) => Promise<T>, millisecondsMax?: number): Promise<T>;
  actor: Actor;
  asOf: Date;
  log(line: string): void;
  /** Records which fiscal period the run is for, as FY2026-P04, where it is for one. */
  isFor(period: string): void;
  /**
   * Where files go that others fetch; opened when first asked for. Nothing may wait on it in a transaction that has written.
   * @throws RangeError where the run has nothing to reach outside by
   */
  files(): Promise<FileStore>;
  /** Runs what somebody asked for, among these jobs, until nothing is left; answers how many runs that were. */
  runRequested(jobs: readonly Job[]): Promise<number>;
}>;

export type OutsideWork = Readonly<{
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  mailer: Mailer;
  log(line: string): void;
}>;

/** What jobs reach outside by; only those that do need it. */
export type Outside = Readonly<{ openMailer?(): Mailer; openFiles?(): Promise<FileStore> }>;

export type JobOutcome = Readonly<{ status: 'SUCCEEDED' | 'SKIPPED'; rowCount: number }>;

/** Why a run began: its schedule, somebody at a shell, or a request that a row of `job_run` already stands for. */
export type JobOrigin = Readonly<{ causedBy: 'SCHEDULE' | 'COMMAND' }> | Readonly<{ requestId: string }>;

type Runner = Readonly<{ database: Database; log(line: string): void; outside: Outside | undefined }>;
type RunningJob = Runner & Readonly<{ id: string; job: Job; asOf: Date; isFor(period: string): void }>;
type Finish = Readonly<{ status: string; rowCount?: number; error?: string }>;

/**
 * Runs a job and records what it did. One at a time for each job, by a lock of the database's that ends with the session of
 * its holder, so that one that died blocks nobody; a second run at the same time is skipped. A failure is recorded and thrown
 * on.
 */
export async function runJob(
  database: Database,
  job: Job,
  asOf: Date,
  log: (line: string) => void,
  outside?: Outside,
  origin: JobOrigin = { causedBy: 'SCHEDULE' },
): Promise<JobOutcome> {
  const { id } =
    'requestId' in origin
      ? { id: origin.requestId }
      : await writeTransaction(database, JOB_SCOPE, (tx) =>
          tx.jobRun.create({ data: { job: job.name, asOf, status: 'RUNNING', causedBy: origin.causedBy } }),
        );
  let period: string | null = null;
  const isFor = (named: string) => {
    period = named;
  };
  const finish = (tx: Tx, data: Finish) =>
    tx.jobRun.update({ where: { id }, data: { error: null, ...data, period, finishedAt: new Date() } });
  const running: RunningJob = { database, log, outside, id, job, asOf, isFor };
  try {
    const rowCount = await inTurn(running, finish);
    if (rowCount === null) return { status: 'SKIPPED', rowCount: 0 };
    if (job.reachOut) await reachOut(running);
    return { status: 'SUCCEEDED', rowCount };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    await writeTransaction(database, JOB_SCOPE, (tx) => finish(tx, { status: 'FAILED', error: name })).catch(
      () => undefined,
    );
    throw error;
  }
}

/** What runs while nobody else does; null where somebody does. */
async function inTurn(
  running: RunningJob,
  finish: (tx: Tx, data: Finish) => Promise<unknown>,
): Promise<number | null> {
  const { database, job } = running;
  const turn = await takeTurn(database, job.name);
  if (!turn) {
    await writeTransaction(database, JOB_SCOPE, (tx) => finish(tx, { status: 'SKIPPED', rowCount: 0 }));
    return null;
  }
  try {
    const begun = await begin(running, finish);
    if (!job.goOn) return begun;
    if (job.sharesWork) await turn.end();
    const rowCount = begun + (await goOn(running));
    await writeTransaction(database, JOB_SCOPE, (tx) => finish(tx, { status: 'SUCCEEDED', rowCount }));
    return rowCount;
  } finally {
    await turn.end();
  }
}

/** No function of AWS lives longer. A run at a shell that does puts its own row right when it ends. */
const RUN_MINUTES_MAX = 15;

/** Whoever was running under this lock is gone, killed before it could say so; who shares the work may live. */
const recordAbandoned = (tx: Tx, job: Job, id: string) => {
  const now = new Date();
  const startedBefore = job.sharesWork ? new Date(now.getTime() - RUN_MINUTES_MAX * 60_000) : now;
  return tx.jobRun.updateMany({
    where: { job: job.name, status: 'RUNNING', id: { not: id }, startedAt: { lte: startedBefore } },
    data: { status: 'FAILED', error: 'Abandoned', finishedAt: now },
  });
};

/** The one transaction of a job, which is all of most of them. */
const begin = (
  { database, log, id, job, asOf, isFor }: RunningJob,
  finish: (tx: Tx, data: Finish) => Promise<unknown>,
): Promise<number> =>
  writeTransaction(database, JOB_SCOPE, async (tx) => {
    await recordAbandoned(tx, job, id);
    const rowCount = await job.run({ tx, actor: JOB_ACTOR, asOf, log, isFor });
    // One that goes on has not ended: killed on its way, it must not have said that it had.
    if (!job.goOn) await finish(tx, { status: 'SUCCEEDED', rowCount });
    return rowCount;
  });

async function goOn({ database, log, outside, job, asOf, isFor }: RunningJob): Promise<number> {
  let opened: Promise<FileStore> | undefined;
  const work: LongWork = {
    transaction: (step) => writeTransaction(database, JOB_SCOPE, step),
    snapshot: (step, millisecondsMax) =>
      writeTransaction(database, JOB_SCOPE, step, 'RepeatableRead', millisecondsMax),
    actor: JOB_ACTOR,
    asOf,
    log,
    isFor,
    files: () => {
      opened ??= (outside?.openFiles ?? (() => nothingFor(job)))();
      return opened;
    },
    runRequested: (jobs) => runRequested({ database, log, outside }, jobs),
  };
  try {
    return (await job.goOn?.(work)) ?? 0;
  } finally {
    const store = await opened?.catch(() => undefined);
    store?.close();
  }
}

const nothingFor = (job: Job): never => {
  throw new RangeError(`${job.name} reaches outside the database, and has nothing to do so by.`);
};

async function reachOut({ database, job, log, outside }: RunningJob): Promise<void> {
  const mailer = (outside?.openMailer ?? (() => nothingFor(job)))();
  try {
    const transaction: OutsideWork['transaction'] = (work) => writeTransaction(database, JOB_SCOPE, work);
    await job.reachOut?.({ transaction, mailer, log });
  } finally {
    mailer.close();
  }
}

type Request = Readonly<{ id: string; job: string; asOf: Date }>;

/** Takes the oldest request, so that whoever else does the same at the same time takes another. */
const nextRequest = (database: Database, jobs: readonly string[]): Promise<Request | undefined> =>
  writeTransaction(database, JOB_SCOPE, async (tx) => {
    const [taken] = await tx.$queryRaw<Request[]>`
      UPDATE job_run SET status = 'RUNNING', started_at = now()
      WHERE id = (
        SELECT id FROM job_run WHERE status = 'QUEUED' AND job = ANY (${jobs}) ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
      )
      RETURNING id, job, as_of AS "asOf"`;
    return taken;
  });

/** A run that fails says so in its own row, and keeps nobody else's request waiting. */
export async function runRequested(runner: Runner, jobs: readonly Job[]): Promise<number> {
  const byName = new Map(jobs.map((job) => [job.name, job]));
  for (let runs = 0; ; runs += 1) {
    const request = await nextRequest(runner.database, [...byName.keys()]);
    const job = request && byName.get(request.job);
    if (!job) return runs;
    runner.log(`  ${job.name}, as of ${request.asOf.toISOString()}, as was asked for ...`);
    try {
      const origin = { requestId: request.id };
      const { status, rowCount } = await runJob(
        runner.database,
        job,
        request.asOf,
        runner.log,
        runner.outside,
        origin,
      );
      runner.log(`  ${job.name}: ${status}, ${rowCount} rows written`);
    } catch (error) {
      runner.log(`  ${job.name}: FAILED, ${error instanceof Error ? error.name : 'unknown'}`);
    }
  }
}
