// A process that begins a job and never ends it, until it is killed. It prints a line when it is inside the job, or, where it
// is told so, in what the job goes on with.
import { openDatabase } from '../../src/platform/database/client.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';

const database = openDatabase({
  url: process.argv[2]!,
  poolMax: 2,
  statementMillisecondsMax: 20_000,
  transactionMillisecondsMax: 28_000,
});
const hangs = async () => {
  process.stdout.write('inside\n');
  await new Promise<void>((resolve) => setTimeout(resolve, 60_000));
  return 1;
};
const goesOn = process.argv[5] === 'GOES_ON';
await runJob(
  database,
  {
    name: process.argv[3]!,
    summary: 'writes a region, and hangs',
    run: async ({ tx }) => {
      await tx.region.create({ data: { code: 'HALF', name: 'Half done' } });
      return goesOn ? 1 : await hangs();
    },
    ...(goesOn && { goOn: hangs }),
  },
  new Date(process.argv[4]!),
  () => undefined,
);
