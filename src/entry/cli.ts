import { FuturePeriodError } from '../domains/kpis/kpi-rollup.errors.ts';
import { ConfigError, loadConfig } from '../platform/config.ts';
import { MigrationFailedError } from '../platform/database/migrate.ts';
import { isOutage } from '../platform/database/outage.ts';
import { LocalPostgresError } from '../platform/local/errors.ts';
import { type Command, UsageError } from './commands/command.ts';
import { importCommand } from './commands/import.ts';
import { job } from './commands/job.ts';
import { migrate, migration } from './commands/migrations.ts';
import { newEpoch } from './commands/new-epoch.ts';
import { packageLambda } from './commands/package.ts';
import { reencrypt } from './commands/reencrypt.ts';
import { report } from './commands/report.ts';
import { printRolesSql } from './commands/roles-sql.ts';
import { emitSchema, persist } from './commands/schema.ts';
import { seed } from './commands/seed.ts';
import { token } from './commands/token.ts';

const commands: readonly Command[] = [
  token,
  seed,
  importCommand,
  job,
  report,
  migrate,
  migration,
  emitSchema,
  persist,
  packageLambda,
  printRolesSql,
  reencrypt,
  newEpoch,
];

const say = (line: string) => process.stderr.write(`${line}\n`);
const write = (line: string) => process.stdout.write(`${line}\n`);

async function main([name, ...args]: readonly string[]): Promise<number> {
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    say(name ? `There is no command ${name}.` : 'Name a command.');
    for (const { usage, summary } of commands) say(`  ${usage}\n      ${summary}`);
    return 2;
  }
  try {
    return await command.run(args, { config: loadConfig(process.env), out: write, log: say });
  } catch (error) {
    return explained(command, error);
  }
}

function explained({ usage }: Command, error: unknown): number {
  const isUsage =
    error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  if (isUsage) {
    say(`${(error as Error).message}\nUsage: ${usage}`);
    return 2;
  }
  const isExpected = [ConfigError, FuturePeriodError, LocalPostgresError, MigrationFailedError].some(
    (kind) => error instanceof kind,
  );
  say(isExpected || isOutage(error) ? (error as Error).message : String((error as Error).stack ?? error));
  if (isOutage(error))
    say(
      'Look whether the database runs, and what DATABASE_URL and DATABASE_MIGRATE_URL name; then try again.',
    );
  return 1;
}

process.exitCode = await main(process.argv.slice(2));
