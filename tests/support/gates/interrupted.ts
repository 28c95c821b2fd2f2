import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../../src/platform/database/client.ts';
import { createFolderStore } from '../../../src/platform/files/folder-store.ts';
import { type Job, type JobOutcome, type Outside, runJob } from '../../../src/platform/jobs/jobs.ts';
import type { Mail } from '../../../src/platform/mail/mail.ts';
import type { TestDatabase } from '../database.ts';
import { temporaryDataFolder } from '../temporary-folder.ts';
import { type Killing, killing } from './killed.ts';
import { type Mark, markOf, type State, stateSince } from './state-hash.ts';

/** A database whose connections can be cut, and what jobs that run there reach outside. */
export type Stage = Readonly<{
  testDatabase: TestDatabase;
  database: Database;
  kill: Killing;
  outside: Outside;
  folder: string;
  /** From here on, what is written counts. */
  begins(): Promise<void>;
  /** All that is left of what was done since: rows, files, and which mails left, however often each did. */
  state(): Promise<State>;
  end(): Promise<void>;
}>;

export async function aStage(testDatabase: TestDatabase): Promise<Stage> {
  const database = openDatabase({
    url: testDatabase.appUrl,
    poolMax: 4,
    statementMillisecondsMax: 20_000,
    transactionMillisecondsMax: 25_000,
  });
  const folder = temporaryDataFolder();
  const mails = new Map<string, Mail>();
  const outside: Outside = {
    openMailer: () => ({ send: async (mail) => void mails.set(mail.id, mail), close: () => undefined }),
    openFiles: async () => createFolderStore(folder),
  };
  const startedAt = new Date();
  const marked = () => markOf(testDatabase.superuserUrl, startedAt);
  let mark: Mark = await marked();
  return {
    ...{ testDatabase, database, outside, folder },
    begins: async () => {
      mark = await marked();
    },
    kill: killing(database),
    state: async () => ({
      ...(await stateSince(testDatabase.superuserUrl, mark)),
      'files outside': filesIn(folder),
      'mails outside': [...mails.values()].map(({ to, subject }) => `${to} ${subject}`).sort(),
    }),
    end: async () => {
      await database.end();
      await testDatabase.drop();
    },
  };
}

/** By their names but for hashes of what is in them, which is what is in the rows, ids included. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length)
        .replace(/[0-9a-f]{32,}/, '(hash)'),
    )
    .sort();

/** Waits until whatever was written before is settled in the log, which an open write of any test holds back. */
export async function logSettled({ database }: Pick<Stage, 'database'>): Promise<void> {
  const { rows } = await database.pool.query('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS id');
  for (;;) {
    const { rows: passed } = await database.pool.query(
      'SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8 AS passed',
      [rows[0].id],
    );
    if (passed[0].passed) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Runs a job to its end; the lock of one that was killed is free as soon as the server notices. */
export async function finished(stage: Stage, job: Job, asOf: Date): Promise<JobOutcome> {
  await logSettled(stage);
  for (;;) {
    const outcome = await runJob(stage.database, job, asOf, () => undefined, stage.outside);
    if (outcome.status === 'SUCCEEDED') return outcome;
  }
}

/** Answers how many statements the job sent. */
export async function undisturbed(stage: Stage, job: Job, asOf: Date) {
  await logSettled(stage);
  stage.kill.after(null);
  const { rowCount } = await runJob(stage.database, job, asOf, () => undefined, stage.outside);
  return { rowCount, statements: stage.kill.count() };
}

/** Cuts the job's connection after one statement after another, each run going on from what the one before left. */
export async function interrupted(
  stage: Stage,
  job: Job,
  asOf: Date,
  cuts: Iterable<number>,
): Promise<number> {
  let cutCount = 0;
  for (const statement of cuts) {
    for (;;) {
      await logSettled(stage);
      stage.kill.after(statement);
      const run = await runJob(stage.database, job, asOf, () => undefined, stage.outside).catch(
        (error: Error) => error,
      );
      const wasReached = stage.kill.count() >= statement;
      stage.kill.after(null);
      if (!(run instanceof Error) && run.status === 'SKIPPED') continue;
      if (!wasReached) return cutCount;
      cutCount += 1;
      break;
    }
  }
  return cutCount;
}
