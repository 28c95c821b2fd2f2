import { describe, expect, it } from 'vitest';
import { nextTierPathOf } from '../../../src/domains/attainment/next-tier-path.rules.ts';
import { aLapse, aStanding, type StandingData, things } from '../../support/attainment-rules.ts';

const people = { metric: 'CERTIFIED_PEOPLE', windowKind: 'POINT_IN_TIME' } as const;

const pathsOf = (data: StandingData) =>
  nextTierPathOf(aStanding(data)).paths.map(({ tier, steps, effort, isReachable }) => ({
    ...{ code: tier.terms.code, effort, isReachable },
    steps: steps.map((step) => [step.heldAtEnd, step.missing, step.units, step.effort]),
  }));

const tierOf = (data: StandingData) => aStanding(data).evaluation.tiers[0]!;

describe('a tier', () => {
  const two = (one: number, other: number) => [
    { threshold: '2', groups: [things(one)] },
    { threshold: '4', groups: [things(other)] },
  ];
  it.each([
    { mode: 'ALL', requirements: two(2, 1), isMet: false, status: 'AT_RISK', percent: '62.5' },
    { mode: 'ALL', requirements: two(2, 2), isMet: false, status: 'ON_TRACK', percent: '75' },
    { mode: 'ALL', requirements: two(2, 4), isMet: true, status: 'MET', percent: '100' },
    { mode: 'ANY', requirements: two(0, 1), isMet: false, status: 'AT_RISK', percent: '25' },
    { mode: 'ANY', requirements: two(0, 2), isMet: false, status: 'ON_TRACK', percent: '50' },
    { mode: 'ANY', requirements: two(2, 0), isMet: true, status: 'MET', percent: '100' },
    { mode: 'ALL', requirements: [], isMet: true, status: 'MET', percent: '100' },
  ] as const)('of $mode with $requirements is met: $isMet', ({ mode, requirements, ...stands }) => {
    expect(tierOf({ tiers: [{ mode, requirements }] })).toMatchObject(stands);
  });

  it.each([
    // 60 x 1 / 3 + 40 x 4 / 4, exact.
    { _case: 'partial credit', one: 1, other: 4, scoreNeeded: '60', score: '60', isMet: true },
    { _case: 'a hair below', one: 1, other: 4, scoreNeeded: '60.000001', score: '60', isMet: false },
    { _case: 'no credit beyond the target', one: 0, other: 9, scoreNeeded: '41', score: '40', isMet: false },
    {
      _case: 'a floor that is not reached',
      one: 0,
      other: 4,
      scoreNeeded: '40',
      floor: '1',
      score: '40',
      isMet: false,
    },
    {
      _case: 'a floor that is reached',
      one: 1,
      other: 2,
      scoreNeeded: '40',
      floor: '1',
      score: '40',
      isMet: true,
    },
  ])('of SCORE with $_case is met: $isMet', ({ one, other, scoreNeeded, score, isMet, floor = null }) => {
    const requirements = [
      { threshold: '3', points: '60', floor, groups: [things(one)] },
      { threshold: '4', points: '40', groups: [things(other)] },
    ];
    expect(tierOf({ tiers: [{ mode: 'SCORE', scoreNeeded, requirements }] })).toMatchObject({ score, isMet });
  });

  it('of SCORE adds up thirds without losing any', () => {
    const third = { threshold: '3', points: '10', groups: [things(1)] };
    const tier = tierOf({
      tiers: [{ mode: 'SCORE', scoreNeeded: '10', requirements: [third, third, third] }],
    });
    expect(tier).toMatchObject({ score: '10', isMet: true });
    expect(tier.requirements.map(({ points }) => points)).toEqual(['3.333333', '3.333333', '3.333333']);
  });

  it('of SCORE has all points of what is waived, and its floor', () => {
    const tier = tierOf({
      tiers: [
        { mode: 'SCORE', scoreNeeded: '60', requirements: [{ threshold: '3', points: '60', floor: '1' }] },
      ],
      waivers: [{ requirementCode: 'T1-0', validTo: '2026-04-01' }],
    });
    expect(tier).toMatchObject({ score: '60', isMet: true, status: 'MET' });
  });
});

describe('the way up', () => {
  it('of ALL takes all that is missing, after what lapses before the end', () => {
    const requirements = [
      { threshold: '5', groups: [things(3)], effort: '2' },
      { ...people, threshold: '3', groups: [things(3, 1)], lapses: [aLapse('2026-03-10', 2)] },
      { metric: 'REVENUE_WON', threshold: '10.5', effort: '0.1' } as const,
    ];
    expect(pathsOf({ tiers: [{ requirements: [] }, { requirements }] })).toEqual([
      {
        ...{ code: 'T2', effort: '7.05', isReachable: true },
        steps: [
          ['3', '2', '2', '4'],
          ['1', '2', '2', '2'],
          ['0', '10.5', '10.5', '1.05'],
        ],
      },
    ]);
  });

  it('of ANY takes what takes the least', () => {
    const requirements = [
      { threshold: '5', groups: [things(3)], effort: '2' },
      { ...people, threshold: '3', groups: [things(0)] },
    ];
    expect(pathsOf({ tiers: [{ mode: 'ANY', requirements }] })[0]).toMatchObject({
      effort: '3',
      steps: [
        ['3', '2', '0', '0'],
        ['0', '3', '3', '3'],
      ],
    });
  });

  it('of SCORE takes the cheapest whole units that make the score and all floors', () => {
    const requirements = [
      // 12 points a deal for 5.
      { threshold: '5', points: '60', groups: [things(2)], effort: '5' },
      // 10 points a person for 4, of which one is needed anyway.
      { ...people, threshold: '4', points: '40', floor: '1', groups: [things(1, 0)], effort: '4' },
    ];
    // 24 points are left at the end, so 46 are missing: 3 deals and 1 person make them for 19, 1 and 4 for 21.
    expect(pathsOf({ tiers: [{ mode: 'SCORE', scoreNeeded: '70', requirements }] })[0]).toMatchObject({
      effort: '19',
      steps: [
        ['2', '3', '3', '15'],
        ['0', '4', '1', '4'],
      ],
    });
    expect(pathsOf({ tiers: [{ mode: 'SCORE', scoreNeeded: '101', requirements }] })[0]).toMatchObject({
      isReachable: false,
    });
  });

  it('takes nothing for what is waived until the end, and all where the waiver ends before', () => {
    const data = (validTo: string) => ({
      tiers: [{ requirements: [{ threshold: '5' }] }],
      waivers: [{ requirementCode: 'T1-0', validTo }],
    });
    expect(pathsOf(data('2026-04-01'))[0]).toMatchObject({ effort: '0' });
    expect(pathsOf(data('2026-03-31'))[0]).toMatchObject({ effort: '5' });
  });

  it('leads to the tiers above the one that the partner is in', () => {
    const tiers = [{ requirements: [] }, { requirements: [{}] }, { requirements: [{}, {}] }];
    expect(pathsOf({ tiers }).map(({ code }) => code)).toEqual(['T2', 'T3']);
    expect(pathsOf({ tiers, placedIn: 'T2' }).map(({ code }) => code)).toEqual(['T3']);
    expect(pathsOf({ tiers, placedIn: 'T3' })).toEqual([]);
  });
});

describe('the risk of losing the tier', () => {
  const riskOf = (data: StandingData) => {
    const { risk } = nextTierPathOf(aStanding({ ...data, placedIn: 'T1' }));
    return (
      risk && {
        isAtRisk: risk.isAtRisk,
        missed: risk.missed.map(({ standing, from }) => [
          standing.terms.code,
          from.toISOString().slice(0, 10),
        ]),
      }
    );
  };

  it('names the day on which too little is left', () => {
    const lapses = [aLapse('2026-03-01', 1), aLapse('2026-03-05', 1), aLapse('2026-03-20', 1)];
    const requirements = [
      { ...people, threshold: '3', groups: [things(4, 1)], lapses },
      { ...people, threshold: '1', groups: [things(4, 1)], lapses },
      { ...people, threshold: '5', groups: [things(4, 4)] },
      { threshold: '9', groups: [things(1)] },
      { threshold: '2', groups: [things(1)] },
    ];
    expect(riskOf({ tiers: [{ requirements }] })).toEqual({
      isAtRisk: true,
      missed: [
        ['T1-0', '2026-03-05'],
        ['T1-2', '2026-02-14'],
        ['T1-3', '2026-03-31'],
      ],
    });
  });

  it('begins where a waiver ends', () => {
    const tiers = [{ requirements: [{ threshold: '9' }] }];
    const waivers = (validTo: string) => [{ requirementCode: 'T1-0', validTo }];
    expect(riskOf({ tiers, waivers: waivers('2026-03-20') })).toEqual({
      isAtRisk: true,
      missed: [['T1-0', '2026-03-20']],
    });
    expect(riskOf({ tiers, waivers: waivers('2026-04-01') })).toEqual({ isAtRisk: false, missed: [] });
  });

  it('is none in no tier, and none of a tier that asks nothing', () => {
    expect(nextTierPathOf(aStanding({ tiers: [{ requirements: [{}] }] })).risk).toBeNull();
    expect(riskOf({ tiers: [{ requirements: [] }] })).toEqual({ isAtRisk: false, missed: [] });
  });
});
