// The way in from a fresh clone: makes whatever is missing, then runs the wanted command on the project's own Node.
// It runs before anything is installed, on whatever Node the machine has, hence plain JavaScript without packages.
// Everything it says goes to stderr, because the commands' stdout is for other programs.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const modules = join(root, 'node_modules');
const generated = join(root, 'src/platform/database/generated');
const generateStamp = join(generated, '.generated-from');

const usage =
  'Usage: node src/entry/bootstrap.mjs start | test [--full] | check | bench | package | run <command> [arguments]';

/** @param {string} line */
const say = (line) => process.stderr.write(`${line}\n`);

/** A step that failed and has already shown why. */
class StepFailed extends Error {}

/** @param {readonly string[]} files */
function hashOf(files) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** @param {string} stamp @param {string} hash */
const isCurrent = (stamp, hash) => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;

/** The programs of node_modules come first, so that every `node` further down is the project's. */
const childEnvironment = {
  ...process.env,
  PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}`,
  // Without these Prisma asks the internet for news, and tells of it amid our output.
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
};

/**
 * Not `npm ci`: it demands the packages of every platform in the lock, and a mirror may lack those of others.
 * npm is run by the Node that it came with, since the one in node_modules may be what is being replaced.
 * @param {string} folder of the package, within the project
 */
function install(folder) {
  const hash = hashOf([join(folder, 'package-lock.json')]);
  const installStamp = join(root, folder, 'node_modules/.installed-from');
  if (isCurrent(installStamp, hash)) return;
  say(`Installing packages${folder ? ` of ${folder}` : ''} (once, about a minute) ...`);
  const args = ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error', '--include=dev'];
  const { npm_execpath: npm, npm_node_execpath: npmNode } = process.env;
  const [program, programArgs] = npm && npmNode ? [npmNode, [npm, ...args]] : ['npm', args];
  const { status, error } = spawnSync(program, programArgs, {
    cwd: join(root, folder),
    stdio: ['ignore', 2, 2],
  });
  if (error || status !== 0) {
    throw new StepFailed(`npm install failed${error ? `: ${error.message}` : '; what it says is above'}.`);
  }
  if (!existsSync(join(modules, '.bin/node'))) {
    throw new StepFailed(
      'npm install left out the package "node". Allow install scripts (ignore-scripts=false), then repeat.',
    );
  }
  writeFileSync(installStamp, hash);
}

/** The Prisma client follows the schema and the version of Prisma, so it is made again when either has changed. */
function generate() {
  const schemaFiles = readdirSync(join(root, 'prisma/schema'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.prisma'))
    .sort()
    .map((file) => join('prisma/schema', file));
  const hash = hashOf(['package-lock.json', ...schemaFiles]);
  if (isCurrent(generateStamp, hash)) return;
  say('Generating the database client ...');
  rmSync(generateStamp, { force: true });
  const { status, stdout, stderr } = spawnSync(
    join(modules, '.bin/node'),
    [join(modules, 'prisma/build/index.js'), 'generate', '--no-hints'],
    { cwd: root, env: childEnvironment, encoding: 'utf8' },
  );
  if (status !== 0) throw new StepFailed(`prisma generate failed:\n${stdout}${stderr}`);
  mkdirSync(generated, { recursive: true });
  writeFileSync(generateStamp, hash);
}

/** @param {readonly string[]} argv @returns {string[] | undefined} */
function commandOf([command, ...args]) {
  switch (command) {
    case 'start':
      return ['src/entry/server.ts', '--local', ...args];
    case 'test':
      return ['tests/run.mjs', ...args];
    case 'check':
      return ['tests/run.mjs', '--check', ...args];
    case 'bench':
      return ['bench/main.ts', ...args];
    case 'package':
      return ['src/entry/cli.ts', 'package', ...args];
    case 'run':
      return args.length > 0 ? ['src/entry/cli.ts', ...args] : undefined;
    default:
      return undefined;
  }
}

/**
 * Runs the command in this process's stead: signals pass through, and it ends the way the command ends.
 * The channel between the two closes with this process, which tells the command that it was killed outright.
 * @param {readonly string[]} args
 */
function become([script, ...args]) {
  const child = spawn(join(modules, '.bin/node'), [join(root, script), ...args], {
    env: childEnvironment,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  stopWithNpm(child);
  child.on('error', (error) => {
    say(`Cannot run ${script}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/**
 * npm passes on the signals that it can catch (to this process rather than to a shell, as its scripts say `exec`).
 * Killed outright it cannot, but then this process gets another parent.
 * @param {import('node:child_process').ChildProcess} child
 */
function stopWithNpm(child) {
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event) return;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1_000).unref();
}

const argv = process.argv.slice(2);
const command = commandOf(argv);
const isTest = argv[0] === 'test' || argv[0] === 'check';
if (!command) {
  say(usage);
  process.exitCode = 2;
} else {
  try {
    install('');
    if (argv[0] === 'bench') install('bench');
    // The tests generate as a step of their own, whose failure they count.
    if (!isTest) generate();
    become(command);
  } catch (error) {
    say(error instanceof StepFailed ? error.message : error.stack);
    // Whoever reads the last line of the tests finds one, however early they end.
    if (isTest) process.stdout.write('0 passed, 1 failed\n');
    process.exitCode = 1;
  }
}
