// Everything that must hold, as `npm test` runs it. The last line is always `N passed, N failed`, also when a step could
// not run: a failed step counts as one. Further arguments go to vitest, for instance the path of one test file.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const modules = join(root, 'node_modules');
const args = process.argv.slice(2);
const isCheck = args.includes('--check');
// Gates try all of their cases, and lists are measured at their full size, instead of what fits into ten minutes.
if (args.includes('--full')) process.env.FULL = '1';
const vitestArgs = args.filter((arg) => arg !== '--check' && arg !== '--full');

/** What `check` makes again; what is committed must be the same. */
const generatedFiles = ['schema/schema.graphql', 'schema/persisted.json'];

/** @typedef {{ passed: number, failed: number }} Counts */

let isInterrupted = false;
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    isInterrupted = true;
    for (const child of running) child.kill(signal);
  });
}

/**
 * Runs a script on this Node, either visibly or keeping its output for when it fails.
 * @param {readonly string[]} command @param {'inherit' | 'pipe'} output
 * @returns {Promise<{ isGood: boolean, output: string }>}
 */
function run(command, output) {
  return new Promise((settle) => {
    const kept = [];
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', output, output] });
    running.add(child);
    child.stdout?.on('data', (chunk) => kept.push(chunk));
    child.stderr?.on('data', (chunk) => kept.push(chunk));
    child.once('error', (error) => settle({ isGood: false, output: error.message }));
    child.once('close', (code) => {
      running.delete(child);
      settle({ isGood: code === 0, output: Buffer.concat(kept).toString() });
    });
  });
}

/**
 * One check, quiet unless it fails.
 * @param {string} name @param {...readonly string[]} commands
 * @returns {Promise<Counts>}
 */
async function step(name, ...commands) {
  for (const command of commands) {
    const { isGood, output } = await run(command, 'pipe');
    if (!isGood) {
      console.log(`${name}: failed\n${output.trimEnd()}\n`);
      return { passed: 0, failed: 1 };
    }
  }
  console.log(`${name}: ok`);
  return { passed: 1, failed: 0 };
}

/**
 * A test file that could not be loaded has no tests to count, so it counts as one that failed.
 * @param {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, assertionResults: { status: string }[] }[] }} report
 * @returns {Counts}
 */
function countsOf({ numPassedTests, numFailedTests, testResults }) {
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles.length };
}

/** @returns {Promise<Counts>} */
async function tests() {
  const folder = mkdtempSync(join(tmpdir(), 'portal-report-'));
  const reportFile = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  try {
    const { isGood } = await run(
      [join(modules, 'vitest/vitest.mjs'), 'run', ...reporters, ...vitestArgs],
      'inherit',
    );
    const counts = countsOf(JSON.parse(readFileSync(reportFile, 'utf8')));
    // An error outside any test fails the run, although no test knows of it.
    return isGood || counts.failed > 0 ? counts : { ...counts, failed: 1 };
  } catch (error) {
    console.log(`tests: failed without a report (${error.message})`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A file is as committed, or as the next commit will have it, when git has nothing in the second column.
 * @returns {Promise<Counts>}
 */
async function committed() {
  const git = spawn('git', ['status', '--porcelain', '--', ...generatedFiles], { cwd: root });
  let output = '';
  git.stdout.on('data', (chunk) => {
    output += chunk;
  });
  git.stderr.on('data', (chunk) => {
    output += `?? ${chunk}`;
  });
  const code = await new Promise((settle) => {
    git.once('error', () => settle(1));
    git.once('close', settle);
  });
  const changed = output.split('\n').filter((line) => line !== '' && line[1] !== ' ');
  if (code === 0 && changed.length === 0) {
    console.log('generated files: ok');
    return { passed: 1, failed: 0 };
  }
  console.log(
    `generated files: failed. They were made again and differ; commit them:\n${changed.join('\n')}`,
  );
  return { passed: 0, failed: 1 };
}

const cli = 'src/entry/cli.ts';
/**
 * In this order; those of one line run side by side. Types and lint need not wait for the tests, which leave a processor
 * idle while their database starts.
 * @type {(() => Promise<Counts>)[][]}
 */
const steps = [
  [() => step('generate', [join(modules, 'prisma/build/index.js'), 'generate', '--no-hints'])],
  ...(isCheck ? [[() => step('emit', [cli, 'emit-schema'], [cli, 'persist'])]] : []),
  [
    () => step('types', [join(modules, 'typescript/bin/tsc'), '--noEmit']),
    () => step('lint', [join(modules, '@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']),
    tests,
  ],
  ...(isCheck ? [[committed]] : []),
];

const total = { passed: 0, failed: 0 };
for (const together of steps) {
  const counts = await Promise.all(
    together.map((next) => (isInterrupted ? { passed: 0, failed: 1 } : next())),
  );
  for (const { passed, failed } of counts) {
    total.passed += passed;
    total.failed += failed;
  }
}
process.exitCode = total.failed > 0 ? 1 : 0;
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
