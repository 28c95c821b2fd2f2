import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { WEIGHT_FILE } from '../packaging/weight.ts';
import { type Command, UsageError } from './command.ts';

const projectFolder = resolve(import.meta.dirname, '../../..');
const packageFolder = join(projectFolder, '.serverless');

/** Those whose sizes serverless.yml states. */
const STAGES = ['dev', 'prod'];

/** Lambda refuses larger ones when they are uploaded, which is late to learn it. */
const ZIP_MEBIBYTES_MAX = 50;

const mebibytes = (file: string) => statSync(join(packageFolder, file)).size / 2 ** 20;

export const packageLambda: Command = {
  name: 'package',
  usage: `npm run package [-- --stage ${STAGES.join('|')}]`,
  summary: 'makes the Lambda artefacts under .serverless/, without AWS access',
  async run(args, { log }) {
    const { values } = parseArgs({ args: [...args], options: { stage: { type: 'string', default: 'dev' } } });
    const { stage } = values;
    if (!STAGES.includes(stage)) throw new UsageError(`--stage is one of ${STAGES.join(', ')}.`);
    log(`Packaging stage ${stage} ...`);
    rmSync(packageFolder, { recursive: true, force: true });
    const { isGood, output } = await runServerless(['package', '--stage', stage]);
    if (!isGood) {
      log(output);
      return 1;
    }
    const zips = readdirSync(packageFolder).filter((file) => file.endsWith('.zip'));
    for (const zip of zips)
      log(`  .serverless/${zip.padEnd(28)} ${mebibytes(zip).toFixed(1).padStart(5)} MiB`);
    log(readFileSync(join(projectFolder, WEIGHT_FILE), 'utf8').trimEnd().replace(/^/gm, '  '));
    const tooLarge = zips.filter((zip) => mebibytes(zip) > ZIP_MEBIBYTES_MAX);
    if (tooLarge.length > 0) {
      log(`Too large for Lambda, which takes ${ZIP_MEBIBYTES_MAX} MiB: ${tooLarge.join(', ')}.`);
      return 1;
    }
    log('  .serverless/cloudformation-template-update-stack.json');
    log(
      `Next: npx serverless deploy --stage ${stage} --package .serverless (docs/deploying.md says what it needs).`,
    );
    return 0;
  },
};

/** Quiet unless it fails. */
function runServerless(args: readonly string[]): Promise<{ isGood: boolean; output: string }> {
  const program = join(projectFolder, 'node_modules/serverless/bin/serverless.js');
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: projectFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      settle({ isGood: code === 0, output: Buffer.concat(chunks).toString().trim() }),
    );
  });
}
