import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../../platform/config.ts';
import { ImportFileError } from '../../workflows/import-crm/issues.ts';
import { readMapping } from '../../workflows/import-crm/mapping.ts';
import { summaryText } from '../../workflows/import-crm/report.ts';
import { importCrm } from '../../workflows/import-crm/run.ts';
import { openConfiguredDatabase } from '../local-database.ts';
import { type Command, type CommandIo, UsageError } from './command.ts';

/** Longer than a request's, since a batch may wait for another import; one batch loads in well under a second. */
const STATEMENT_MILLISECONDS_MAX = 90_000;
const TRANSACTION_MILLISECONDS_MAX = 120_000;

/** Exit codes: 0 when the files were read, even if rows were rejected or have warnings; 2 when nothing could be read. */
export const importCommand: Command = {
  name: 'import',
  usage: 'npm run import -- <folder> [--mapping <file>]',
  summary:
    'loads an export of a CRM, a learning system, an order system or a billing system from CSV files; docs/import.md says how to write a mapping',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { mapping: { type: 'string' } },
      allowPositionals: true,
    });
    const [folder] = positionals;
    if (!folder || positionals.length > 1) throw new UsageError('Name the folder of the CSV files.');
    try {
      return await runImport(resolve(folder), mappingPathOf(folder, values.mapping), io);
    } catch (error) {
      if (!(error instanceof ImportFileError)) throw error;
      io.log(error.message);
      io.log('Nothing was loaded.');
      return 2;
    }
  },
};

function mappingPathOf(folder: string, given: string | undefined): string {
  if (given) return resolve(given);
  const beside = resolve(folder, 'mapping.json');
  if (existsSync(beside)) return beside;
  throw new UsageError(
    'Say with --mapping <file> which column means what. tests/fixtures/crm-sample/mapping.json is one to start from, for a learning system tests/fixtures/learning-sample/mapping.json.',
  );
}

async function runImport(
  folder: string,
  mappingPath: string,
  { config, out, log }: CommandIo,
): Promise<number> {
  const mapping = await readMapping(mappingPath);
  const now = new Date();
  const issuesFile = await issuesFileOf(config, mapping.system, now);
  const opened = await openConfiguredDatabase(patient(config), 'command', log);
  try {
    const started = performance.now();
    const summary = await importCrm({
      database: opened.database,
      folder,
      mapping,
      issuesFile,
      now,
      print: log,
    });
    out(summaryText(summary));
    log(`Done in ${((performance.now() - started) / 1_000).toFixed(1)} s.`);
    return 0;
  } finally {
    await opened.stop();
  }
}

/** Beside the portal's own data, because the export's folder may be somebody else's to write to. */
async function issuesFileOf(config: Config, system: string, now: Date): Promise<string> {
  const folder = join(config.dataFolder, 'imports');
  await mkdir(folder, { recursive: true });
  return join(folder, `${system}-${now.toISOString().replaceAll(':', '-')}.csv`);
}

const patient = (config: Config): Config => ({
  ...config,
  database: {
    ...config.database,
    statementMillisecondsMax: STATEMENT_MILLISECONDS_MAX,
    transactionMillisecondsMax: TRANSACTION_MILLISECONDS_MAX,
  },
});
