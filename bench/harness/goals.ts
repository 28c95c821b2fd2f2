import type { BenchmarkResult } from './report.ts';

/** One goal of one benchmark, and how far it is kept. */
export type GoalKept = Readonly<{
  benchmark: string;
  what: string;
  ratio: number;
  /** At most or at least so many times. */
  goal: Readonly<{ max: number }> | Readonly<{ min: number }>;
}>;

export const GOALS_HEADER = ['benchmark', 'what', 'ratio', 'goal', ''];

/** Every goal that a benchmark has, each by itself: what is missed is not made up for by what is met. */
export function goalsOf({ name, result }: BenchmarkResult): GoalKept[] {
  if ('growths' in result)
    return result.growths.map(({ operation, ratio, growthMax }) => ({
      ...{ benchmark: name, what: `pages of ${operation}`, ratio, goal: { max: growthMax } },
    }));
  if ('comparisons' in result)
    return result.comparisons.flatMap(({ rival, ratio, ratioMax }) =>
      ratioMax === null
        ? []
        : [{ benchmark: name, what: `time against ${rival}`, ratio: ratio.median, goal: { max: ratioMax } }],
    );
  return result.requests.flatMap(({ screen, goal, ratios }) => {
    const kept = (metric: string, ratio: number, wanted: GoalKept['goal']): GoalKept => ({
      ...{ benchmark: name, what: `${metric} of ${screen}, ${goal.ours} against ${goal.against}` },
      ...{ ratio, goal: wanted },
    });
    const atMost = (metric: string, ratio: number, max: number | undefined) =>
      max === undefined ? [] : [kept(metric, ratio, { max })];
    return [
      kept('requests/s', ratios.requestsPerSecond.median, { min: goal.requestsRatioMin }),
      ...atMost('CPU', ratios.cpuMilliseconds.median, goal.cpuRatioMax),
      ...atMost('p99', ratios.p99Milliseconds.median, goal.p99RatioMax),
    ];
  });
}

export const isKept = ({ ratio, goal }: Pick<GoalKept, 'ratio' | 'goal'>): boolean =>
  'max' in goal ? ratio <= goal.max : ratio >= goal.min;

export const goalRow = (kept: GoalKept): string[] => [
  ...[kept.benchmark, kept.what, `${kept.ratio.toFixed(2)}x`],
  'max' in kept.goal ? `<= ${kept.goal.max}x` : `>= ${kept.goal.min}x`,
  verdict(isKept(kept)),
];

export const verdict = (isWithin: boolean): string => (isWithin ? 'met' : 'MISSED');
