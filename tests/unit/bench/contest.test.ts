import { describe, expect, it } from 'vitest';
import {
  type Contest,
  DifferentWorkError,
  hold,
  NoWorkError,
  orderOf,
} from '../../../bench/harness/contest.ts';
import { tablesOf } from '../../../bench/harness/report.ts';
import { medianOf, spreadOf } from '../../../bench/harness/statistics.ts';

type Plan = Readonly<{
  /** What each run of ours and of the rival takes, by the machine's clock. */
  ours: number[];
  rival: number[];
  /** What a run writes, by its number from 0, the one that is not timed. */
  rivalWrites?: (run: number) => number;
  oursWrites?: number;
}>;

/** A contest on a machine whose clock only the contenders move. */
function contestOf({ ours, rival, rivalWrites = () => 7, oursWrites = 7 }: Plan) {
  const said: string[] = [];
  let now = 0;
  let written = 0;
  let rivalRuns = 0;
  const takes = (times: number[], name: string) => {
    said.push(name);
    // The first run of each, which verifies, may take any time.
    now += said.filter((one) => one === name).length === 1 ? 1_000 : times.shift()!;
  };
  const contest: Contest = {
    ours: {
      name: 'ours',
      run: async () => {
        takes(ours, 'ours');
        written += oursWrites;
      },
    },
    rivals: [
      {
        name: 'bare',
        ratioMax: 1.5,
        run: async () => {
          takes(rival, 'bare');
          written += rivalWrites(rivalRuns);
          rivalRuns += 1;
        },
      },
    ],
    restore: async () => {
      said.push('restore');
      // What is put back takes time that nobody is charged for.
      now += 50;
      written = 0;
    },
    outcome: async () => {
      now += 5;
      return { rows: written };
    },
  };
  const run = (rounds: number) =>
    hold(
      contest,
      rounds,
      () => now,
      () => undefined,
    );
  return { run, said };
}

describe('the median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 2], 2],
    [[10, 9, 1, 2], 5.5],
  ])('of %j is %d', (values, median) => {
    expect(medianOf(values)).toBe(median);
    expect(spreadOf(values)).toEqual({ median, min: Math.min(...values), max: Math.max(...values) });
  });

  it('of nothing is refused', () => {
    expect(() => medianOf([])).toThrow(RangeError);
  });
});

describe('a contest', () => {
  it('restores before every run, and lets each be first in turn', async () => {
    const { run, said } = contestOf({ ours: [1, 1, 1], rival: [1, 1, 1] });
    await run(3);
    expect(said.join(' ')).toBe(
      [
        'restore ours restore bare',
        'restore ours restore bare',
        'restore bare restore ours',
        'restore ours restore bare',
      ].join(' '),
    );
    expect([0, 1, 2, 3].map((round) => orderOf(['a', 'b', 'c'], round).join(''))).toEqual([
      'abc',
      'bca',
      'cab',
      'abc',
    ]);
  });

  it('takes the median of each round’s ratio, of what only the runs took', async () => {
    // Medians of the times alone would say 30 to 20; the second round was slow for both.
    const result = await contestOf({ ours: [20, 90, 30], rival: [20, 45, 10] }).run(3);
    const [comparison] = result.comparisons;
    expect(comparison).toEqual({
      rival: 'bare',
      oursMilliseconds: { median: 30, min: 20, max: 90 },
      rivalMilliseconds: { median: 20, min: 10, max: 45 },
      ratio: { median: 2, min: 1, max: 3 },
      ratioMax: 1.5,
      isWithin: false,
    });
    expect(result.outcome).toEqual({ rows: 7 });
    const table = tablesOf([{ name: 'planned', sizes: {}, result }]);
    expect(table.split('\n')[1]).toBe(
      'planned    bare     30 ms  20 ms   2.00x  1.00 to 3.00  <= 1.5x  MISSED',
    );
  });

  it('meets a goal exactly', async () => {
    const { comparisons } = await contestOf({ ours: [15, 15, 15], rival: [10, 10, 10] }).run(3);
    expect(comparisons[0]).toMatchObject({ ratio: { median: 1.5 }, isWithin: true });
  });

  it('is refused where one does other work, before anything is timed', async () => {
    const { run, said } = contestOf({ ours: [], rival: [], rivalWrites: () => 8 });
    await expect(run(3)).rejects.toThrow(new DifferentWorkError({ rows: 7 }, { rows: 8 }, 'bare'));
    expect(said).toEqual(['restore', 'ours', 'restore', 'bare']);
  });

  it('is refused where one does other work in a later round', async () => {
    const { run } = contestOf({
      ours: [1, 1, 1],
      rival: [1, 1, 1],
      rivalWrites: (run) => (run === 2 ? 6 : 7),
    });
    await expect(run(3)).rejects.toThrow('bare did other work: rows is 6 instead of 7.');
  });

  it('is refused where nobody does anything', async () => {
    const { run } = contestOf({ ours: [], rival: [], rivalWrites: () => 0, oursWrites: 0 });
    await expect(run(3)).rejects.toThrow(NoWorkError);
  });
});
