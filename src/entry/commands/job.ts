import { parseArgs } from 'node:util';
import { openFileStore } from '../../platform/files/file-store.ts';
import { type Job, runJob } from '../../platform/jobs/jobs.ts';
import { openMailer } from '../../platform/mail/mail.ts';
import { JOBS, JOBS_ON_REQUEST } from '../../workflows/jobs/all-jobs.ts';
import { openConfiguredDatabase } from '../local-database.ts';
import { type Command, instant, UsageError } from './command.ts';

const ALL: readonly Job[] = [...JOBS, ...JOBS_ON_REQUEST];

export const job: Command = {
  name: 'job',
  usage: `npm run job -- <name> [--as-of 2026-07-01T00:00:00Z], where <name> is one of: ${ALL.map(({ name }) => name).join(', ')}`,
  summary: 'runs a scheduled job here, as of now or of the given instant',
  async run(args, { config, log }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { 'as-of': { type: 'string' } },
      allowPositionals: true,
    });
    const wanted = ALL.find(({ name }) => name === positionals[0]);
    if (!wanted || positionals.length > 1) throw new UsageError('Name one of the jobs.');
    const text = values['as-of'];
    const asOf = text === undefined ? new Date() : instant('as-of', text);
    const opened = await openConfiguredDatabase(config, 'command', log);
    try {
      log(`${wanted.name}, as of ${asOf.toISOString()} ...`);
      const { status, rowCount } = await runJob(opened.database, wanted, asOf, log, {
        openMailer: () => openMailer(config),
        openFiles: () => openFileStore(config),
      });
      log(status === 'SKIPPED' ? 'Skipped: it is running already.' : `Done: ${rowCount} rows written.`);
      return 0;
    } finally {
      await opened.stop();
    }
  },
};
