// A process that runs a job and is killed, as the system kills, right after it sent so many statements.
import { openDatabase } from '../../src/platform/database/client.ts';
import { createFolderStore } from '../../src/platform/files/folder-store.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { JOBS, JOBS_ON_REQUEST } from '../../src/workflows/jobs/all-jobs.ts';
import { killing } from './gates/killed.ts';

const [url, name, asOf, statement, folder] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const database = openDatabase({
  url,
  poolMax: 2,
  statementMillisecondsMax: 20_000,
  transactionMillisecondsMax: 25_000,
});
killing(database, () => process.kill(process.pid, 'SIGKILL')).after(Number(statement));
const job = [...JOBS, ...JOBS_ON_REQUEST].find((each) => each.name === name)!;
await runJob(database, job, new Date(asOf), () => undefined, {
  openMailer: () => ({ send: async () => undefined, close: () => undefined }),
  openFiles: async () => createFolderStore(folder),
});
// It got to its end, where it was to be killed before.
process.exit(0);
