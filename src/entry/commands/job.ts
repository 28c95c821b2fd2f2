import { parseArgs } from 'node:util';
import { scheduleTextOf } from '../../domains/jobs/job.rules.ts';
import type { Config } from '../../platform/config.ts';
import { openFileStore } from '../../platform/files/file-store.ts';
import { type Job, type JobOutcome, runJob } from '../../platform/jobs/jobs.ts';
import { openMailer } from '../../platform/mail/mail.ts';
import { JOBS, JOBS_ON_REQUEST } from '../../workflows/jobs/all-jobs.ts';
import { openConfiguredDatabase } from '../local-database.ts';
import { type Command, instant, UsageError } from './command.ts';

const ALL: readonly Job[] = [...JOBS, ...JOBS_ON_REQUEST];

const widthOf = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));

/** Each job on a line: its name, when it runs, and what it does. */
export function jobList(): string[] {
  const names = widthOf(ALL.map(({ name }) => name));
  const schedules = widthOf(ALL.map(scheduleTextOf));
  return ALL.map(
    (listed) =>
      `${listed.name.padEnd(names)}  ${scheduleTextOf(listed).padEnd(schedules)}  ${listed.summary}`,
  );
}

/** How often somebody who waits is told that it is not stuck. */
const PROGRESS_MILLISECONDS = 10_000;

async function withProgress<T>(log: (line: string) => void, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const tell = () => log(`  still running, after ${Math.round((performance.now() - began) / 1_000)} s ...`);
  const timer = setInterval(tell, PROGRESS_MILLISECONDS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** What became of it, and what to do next. */
export const outcomeLines = (name: string, { status, rowCount }: JobOutcome): string[] =>
  status === 'SKIPPED'
    ? [
        `Skipped: ${name} is running already, so nothing was written.`,
        `Next: wait for it, then run it again; jobRuns(filter: { jobs: ["${name}"] }) in GraphiQL says when it is done.`,
      ]
    : [
        `Done: ${rowCount} rows written.`,
        rowCount === 0
          ? 'Next: nothing was left to do; another instant can be asked for by --as-of.'
          : `Next: jobRuns(filter: { jobs: ["${name}"] }) in GraphiQL shows this run beside earlier ones.`,
      ];

/**
 * The instant that a job is told. One that is still to come expires and reviews what has time yet, which is for trying it out.
 * @throws UsageError
 */
export function asOfFrom(text: string | undefined, now: Date, stage: Config['stage']): Date {
  const asOf = text === undefined ? now : instant('as-of', text);
  if (asOf > now && stage === 'production')
    throw new UsageError('--as-of is still to come, and what expires by then would expire now.');
  return asOf;
}

export const job: Command = {
  name: 'job',
  usage:
    'npm run job -- <name> [--as-of 2026-07-01T00:00:00Z], or npm run job -- --list for the names and when each runs by itself',
  summary: 'runs a scheduled job here, as of now or of the given instant; lists them where none is named',
  async run(args, { config, log, out }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { 'as-of': { type: 'string' }, list: { type: 'boolean' } },
      allowPositionals: true,
    });
    if (values.list || positionals.length === 0) {
      if (positionals.length > 0 || values['as-of'] !== undefined)
        throw new UsageError('--list stands alone, and --as-of goes with a job.');
      for (const line of jobList()) out(line);
      log('Next: npm run job -- <name> runs one of them here, as of now.');
      return 0;
    }
    const wanted = ALL.find(({ name }) => name === positionals[0]);
    if (!wanted || positionals.length > 1)
      throw new UsageError(`Name one of these jobs: ${ALL.map(({ name }) => name).join(', ')}.`);
    const asOf = asOfFrom(values['as-of'], new Date(), config.stage);
    const opened = await openConfiguredDatabase(config, 'command', log);
    try {
      log(`${wanted.name}, as of ${asOf.toISOString()} ...`);
      const outside = { openMailer: () => openMailer(config), openFiles: () => openFileStore(config) };
      const outcome = await withProgress(log, () =>
        runJob(opened.database, wanted, asOf, log, outside, { causedBy: 'COMMAND' }),
      );
      for (const line of outcomeLines(wanted.name, outcome)) log(line);
      return 0;
    } finally {
      await opened.stop();
    }
  },
};
