import { cpus, totalmem } from 'node:os';
import type { ContestResult } from './contest.ts';
import { GOALS_HEADER, goalRow, goalsOf, verdict } from './goals.ts';
import type { Growth, GrowthResult } from './growth-contest.ts';
import type { RequestComparison, RequestResult } from './request-contest.ts';
import type { Spread } from './statistics.ts';

export type BenchmarkResult = Readonly<{
  name: string;
  sizes: Readonly<Record<string, number>>;
  result: ContestResult | RequestResult | GrowthResult;
}>;

/** What figures depend on besides the code. */
export const machine = (): Readonly<Record<string, string | number>> => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cpuCount: cpus().length,
  memoryGibibytes: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform}-${process.arch}`,
  node: process.version,
});

const WORK_HEADER = ['benchmark', 'against', 'ours', 'theirs', 'ratio', 'min to max', 'goal', ''];
const REQUESTS_HEADER = [
  ...['screen', 'ours', 'against', 'requests/s', 'ratio', 'min to max', 'goal', 'CPU of a request', 'goal'],
  ...['p99', 'goal', 'statements', 'buffers', ''],
];

const GROWTH_HEADER = ['operation', 'pages', 'among many', 'of taller trees', 'ratio', 'goal', ''];

/** What took how long, what was answered how often, what grew: a table each, where there is any; and all goals at the end. */
export const tablesOf = (results: readonly BenchmarkResult[]): string =>
  [
    [WORK_HEADER, ...results.flatMap(workRows)],
    [
      REQUESTS_HEADER,
      ...results.flatMap(({ result }) => ('requests' in result ? result.requests.map(requestRow) : [])),
    ],
    [GROWTH_HEADER, ...results.flatMap(({ result }) => ('growths' in result ? growthRows(result) : []))],
    [GOALS_HEADER, ...results.flatMap(goalsOf).map(goalRow)],
  ]
    .filter((rows) => rows.length > 1)
    .map(aligned)
    .join('\n\n');

/** An operation each, and what a planted fault makes of one, which has no goal but to be seen. */
const growthRows = ({ growths, faults }: GrowthResult): string[][] => [
  ...growths.map(({ operation, pagesFew, pagesMany, pagesOfTallerTrees, ratio, growthMax, ...growth }) => [
    ...[operation, pagesFew, pagesMany, pagesOfTallerTrees].map(String),
    ...[`${ratio.toFixed(2)}x`, `<= ${growthMax}x`, growthVerdict(growth)],
  ]),
  ...faults.map(({ name, operation, ratio }) => [
    ...[`${operation} ${name}`, '', '', '', `${ratio.toFixed(2)}x`, '', 'seen'],
  ]),
];

const growthVerdict = ({
  isWithin,
  isWithinButForTrees,
}: Pick<Growth, 'isWithin' | 'isWithinButForTrees'>) =>
  isWithinButForTrees && !isWithin ? 'MISSED by taller trees' : verdict(isWithin);

/** A line for each rival of a benchmark: medians of the rounds, and the spread of their ratios. */
const workRows = ({ name, result }: BenchmarkResult): string[][] =>
  !('comparisons' in result)
    ? []
    : result.comparisons.map((one) => [
        ...[name, one.rival, milliseconds(one.oursMilliseconds), milliseconds(one.rivalMilliseconds)],
        ...[`${one.ratio.median.toFixed(2)}x`, rangeOf(one.ratio)],
        ...(one.ratioMax === null ? ['', ''] : [`<= ${one.ratioMax}x`, verdict(one.isWithin)]),
      ]);

const requestRow = ({ screen, goal, ours, theirs, ratios, isWithin }: RequestComparison): string[] => {
  const { requestsPerSecond, cpuMilliseconds, p99Milliseconds } = ratios;
  const both = (metric: keyof RequestComparison['ours'], digits: number) =>
    `${ours[metric].median.toFixed(digits)} : ${theirs[metric].median.toFixed(digits)}`;
  const atMost = (max: number | undefined) => (max === undefined ? '' : `<= ${max}x`);
  return [
    ...[screen, goal.ours, goal.against, both('requestsPerSecond', 0)],
    ...[
      `${requestsPerSecond.median.toFixed(2)}x`,
      rangeOf(requestsPerSecond),
      `>= ${goal.requestsRatioMin}x`,
    ],
    ...[`${cpuMilliseconds.median.toFixed(2)}x`, atMost(goal.cpuRatioMax)],
    ...[`${p99Milliseconds.median.toFixed(2)}x`, atMost(goal.p99RatioMax)],
    ...[both('statements', 1), both('buffers', 0), verdict(isWithin)],
  ];
};

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const rangeOf = ({ min, max }: Spread): string => `${min.toFixed(2)} to ${max.toFixed(2)}`;
const milliseconds = ({ median }: Spread): string => `${median.toFixed(0)} ms`;
