import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError, wholeNumber } from '../src/entry/commands/command.ts';
import { onShutdown } from '../src/platform/local/shutdown.ts';
import { startServer } from './harness/arena.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { hold } from './harness/contest.ts';
import { holdGrowth } from './harness/growth-contest.ts';
import { type BenchmarkResult, machine, tablesOf } from './harness/report.ts';
import { holdRequests } from './harness/request-contest.ts';

const ROUNDS_DEFAULT = 3;
/** With fewer, one slow moment of the machine is half of the figure. */
const ROUNDS_PUBLISHED_MIN = 3;
const INTERRUPTED = 130;
const folder = import.meta.dirname;

type Contested = Awaited<ReturnType<Benchmark['prepare']>>;

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Each file of the folder is one; nothing else lists them. */
async function loadBenchmarks(): Promise<Benchmark[]> {
  const files = readdirSync(join(folder, 'benchmarks'))
    .filter((file) => file.endsWith('.bench.ts'))
    .sort();
  return await Promise.all(
    files.map(async (file) => ((await import(`./benchmarks/${file}`)) as { benchmark: Benchmark }).benchmark),
  );
}

type Options = Readonly<{
  chosen: readonly Benchmark[];
  rounds: number;
  sizesOf(benchmark: Benchmark): Record<string, number>;
}>;

function optionsFrom(args: readonly string[], benchmarks: readonly Benchmark[]): Options {
  const sizeNames = [...new Set(benchmarks.flatMap(({ sizes }) => Object.keys(sizes)))];
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: text,
      rounds: { ...text, default: String(ROUNDS_DEFAULT) },
      ...Object.fromEntries(sizeNames.map((name) => [name, text])),
    },
  });
  const given = values as Readonly<Record<string, string | undefined>>;
  const chosen = benchmarks.filter(({ name }) => given.only === undefined || given.only === name);
  if (chosen.length === 0) throw new UsageError(`There is no benchmark ${given.only}.`);
  for (const name of sizeNames)
    if (given[name] !== undefined && !chosen.some(({ sizes }) => name in sizes))
      throw new UsageError(`--${name} is no size of ${chosen.map((one) => one.name).join(', ')}.`);
  return {
    chosen,
    rounds: wholeNumber('rounds', given.rounds, 1, 100),
    sizesOf: ({ sizes }) =>
      Object.fromEntries(
        Object.entries(sizes).map(([name, { fallback, min, max }]) => [
          name,
          given[name] === undefined ? fallback : wholeNumber(name, given[name], min, max),
        ]),
      ),
  };
}

function explainUsage(benchmarks: readonly Benchmark[]): void {
  say(`Usage: npm run bench -- [--only <name>] [--rounds ${ROUNDS_DEFAULT}] [--<size> N]`);
  for (const { name, summary, sizes } of benchmarks) {
    say(`  ${name}: ${summary}`);
    for (const [size, { fallback, min, max, meaning }] of Object.entries(sizes))
      say(`      --${size} ${fallback}: ${meaning}, ${min} to ${max}`);
  }
}

async function run({ chosen, rounds, sizesOf }: Options): Promise<BenchmarkResult[]> {
  if (rounds < ROUNDS_PUBLISHED_MIN) say(`${rounds} rounds are for trying it out, not for publishing.`);
  const server = await startServer(say);
  onShutdown(() => void server.stop().finally(() => process.exit(INTERRUPTED)));
  const results: BenchmarkResult[] = [];
  try {
    for (const benchmark of chosen) {
      const sizes = sizesOf(benchmark);
      say(`${benchmark.name}: ${benchmark.summary} (${JSON.stringify(sizes)})`);
      const result = await server.withArena(benchmark.name, async (arena) => {
        const contest = await benchmark.prepare(arena, sizes);
        try {
          return await held(contest, rounds);
        } finally {
          await contest.stop?.();
        }
      });
      results.push({ name: benchmark.name, sizes, result });
    }
  } finally {
    // After an interrupt everything fails, and the handler ends the process once all files are removed.
    await server.stop();
  }
  return results;
}

function held(contest: Contested, rounds: number): Promise<BenchmarkResult['result']> {
  if ('restore' in contest) return hold(contest, rounds, () => performance.now(), say);
  // Pages are counted, which no busy minute changes, so that one round says all.
  return 'grow' in contest ? holdGrowth(contest, say) : holdRequests(contest, rounds, say);
}

/** What is written can be compared with what was written before. */
function write(results: readonly BenchmarkResult[], at: Date): string {
  const file = resolve(folder, 'results', `${at.toISOString().replaceAll(':', '-')}.json`);
  mkdirSync(resolve(folder, 'results'), { recursive: true });
  const report = { at: at.toISOString(), machine: machine(), results };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

async function main(args: readonly string[]): Promise<number> {
  const benchmarks = await loadBenchmarks();
  let options: Options;
  try {
    options = optionsFrom(args, benchmarks);
  } catch (error) {
    const isUsage =
      error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
    if (!isUsage) throw error;
    say((error as Error).message);
    explainUsage(benchmarks);
    return 2;
  }
  const results = await run(options);
  process.stdout.write(`${tablesOf(results)}\n`);
  say(`Every round is in ${write(results, new Date())}.`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
