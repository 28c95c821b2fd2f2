import { cpus, totalmem } from 'node:os';
import type { ContestResult } from './contest.ts';
import type { Spread } from './statistics.ts';

export type BenchmarkResult = Readonly<{
  name: string;
  sizes: Readonly<Record<string, number>>;
  result: ContestResult;
}>;

/** What figures depend on besides the code. */
export const machine = (): Readonly<Record<string, string | number>> => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cpuCount: cpus().length,
  memoryGibibytes: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform}-${process.arch}`,
  node: process.version,
});

const HEADER = ['benchmark', 'against', 'ours', 'theirs', 'ratio', 'min to max', 'goal', ''];

/** A line for each rival of each benchmark: medians of the rounds, and the spread of their ratios. */
export function tableOf(results: readonly BenchmarkResult[]): string {
  const rows = results.flatMap(({ name, result }) =>
    result.comparisons.map((one) => [
      ...[name, one.rival, milliseconds(one.oursMilliseconds), milliseconds(one.rivalMilliseconds)],
      ...[`${one.ratio.median.toFixed(2)}x`, `${one.ratio.min.toFixed(2)} to ${one.ratio.max.toFixed(2)}`],
      ...[`<= ${one.ratioMax}x`, one.isWithin ? 'met' : 'MISSED'],
    ]),
  );
  const all = [HEADER, ...rows];
  const widths = HEADER.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const milliseconds = ({ median }: Spread): string => `${median.toFixed(0)} ms`;
