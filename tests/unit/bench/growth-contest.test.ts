import { describe, expect, it } from 'vitest';
import { copiedId } from '../../../bench/data/copies.ts';
import { goalsOf, isKept } from '../../../bench/harness/goals.ts';
import {
  AnswerChangedError,
  FaultUnnoticedError,
  type GrowthContest,
  holdGrowth,
} from '../../../bench/harness/growth-contest.ts';
import type { Read } from '../../../bench/harness/operation-pages.ts';
import { tablesOf } from '../../../bench/harness/report.ts';

type Planned = Readonly<{
  pagesMany?: number;
  pagesOfCopy?: number;
  pagesOfFault?: number;
  /** What is answered once there is more, and of a copy. */
  many?: unknown;
  copy?: unknown;
  searches?: number;
  heightMany?: number;
}>;

const INDEX = 'referral_pkey';
const DATA = { nodes: [{ id: 'Referral_1' }] };

/** An operation that reads 100 pages at first, and then as planned. */
function contestOf(planned: Planned): GrowthContest {
  let state: 'few' | 'many' | 'fault' = 'few';
  const reading = (pages: number, data: unknown): Read => ({
    ...{ data, pages },
    plan: {
      ...{ 'Shared Hit Blocks': pages, 'Shared Read Blocks': 0 },
      Plans: [
        {
          ...{ 'Shared Hit Blocks': pages, 'Shared Read Blocks': 0 },
          ...{ 'Index Name': INDEX, 'Index Searches': planned.searches ?? 0 },
        },
      ],
    },
  });
  return {
    operations: ['ReferralList'],
    growthMax: 1.1,
    async read(_operation, whose) {
      if (state === 'few') return reading(100, DATA);
      if (state === 'fault') return reading(planned.pagesOfFault ?? 500, DATA);
      return whose === 'copy'
        ? reading(planned.pagesOfCopy ?? 100, planned.copy ?? { nodes: [{ id: 'Referral_2' }] })
        : reading(planned.pagesMany ?? 100, planned.many ?? DATA);
    },
    heights: async () => new Map([[INDEX, state === 'few' ? 1 : (planned.heightMany ?? 1)]]),
    grow: async () => {
      state = 'many';
    },
    faults: [
      {
        ...{ name: 'without an index', operation: 'ReferralList' },
        plant: async () => {
          state = 'fault';
        },
      },
    ],
  };
}

const held = (planned: Planned) => holdGrowth(contestOf(planned), () => undefined);

describe('what an operation reads among many', () => {
  it.each([
    [{ pagesMany: 110 }, { ratio: 1.1, isWithin: true }],
    [{ pagesMany: 111 }, { ratio: 1.11, isWithin: false, isWithinButForTrees: false }],
    [
      { pagesMany: 90, pagesOfCopy: 120 },
      { pagesMany: 120, isWithin: false },
    ],
    [
      { pagesMany: 130, searches: 20, heightMany: 2 },
      { pagesOfTallerTrees: 20, isWithin: false, isWithinButForTrees: true },
    ],
    [{ pagesMany: 130, searches: 19, heightMany: 2 }, { isWithinButForTrees: false }],
  ])('%j is %j', async (planned, expected) => {
    const { growths } = await held(planned);
    expect(growths).toMatchObject([expected]);
  });

  it('is said with the goal, each by itself, and what planted faults make of it', async () => {
    const result = await held({ pagesMany: 130, searches: 20, heightMany: 2 });
    const goals = goalsOf({ name: 'growth', sizes: {}, result });
    expect(goals.map(isKept)).toEqual([false]);
    const table = tablesOf([{ name: 'growth', sizes: {}, result }]);
    expect(table.replace(/ {2,}/g, ' | ').split('\n')).toEqual([
      'operation | pages | among many | of taller trees | ratio | goal',
      'ReferralList | 100 | 130 | 20 | 1.30x | <= 1.1x | MISSED by taller trees',
      'ReferralList without an index | 5.00x | seen',
      '',
      'benchmark | what | ratio | goal',
      'growth | pages of ReferralList | 1.30x | <= 1.1x | MISSED',
    ]);
  });
});

describe('a growth contest', () => {
  it('is refused where others’ data change an answer', async () => {
    await expect(held({ many: { nodes: [] } })).rejects.toThrow(AnswerChangedError);
  });

  it('is refused where a copy is answered less than the original', async () => {
    await expect(held({ copy: { nodes: [] } })).rejects.toThrow(AnswerChangedError);
  });

  it('is refused where a planted fault goes unnoticed', async () => {
    await expect(held({ pagesOfFault: 110 })).rejects.toThrow(FaultUnnoticedError);
  });
});

it('gives each copy of a row an id of its own, and the rest of it stays', () => {
  const id = 'ffff1c2b-4285-49c6-0b69-9714e4b14b8c';
  expect([0, 1, 2].map((copy) => copiedId(id, copy))).toEqual([
    id,
    '00001c2b-4285-49c6-0b69-9714e4b14b8c',
    '00011c2b-4285-49c6-0b69-9714e4b14b8c',
  ]);
});
