// A process that supervises a local database until it is killed. It prints the address when the server is ready.
import { startLocalPostgres } from '../../src/platform/local/postgres.ts';

const { superuserUrl } = await startLocalPostgres({
  dataFolder: process.argv[2]!,
  // Durable, since what these supervisors' servers committed must be there after they are killed.
  durable: true,
  log: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${superuserUrl}\n`);
setInterval(() => {}, 60_000);
