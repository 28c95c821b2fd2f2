import { describe, expect, it } from 'vitest';
import { forecastCalendarOf } from '../../../src/domains/forecasts/forecast-calendar.rules.ts';
import {
  areStagesTracked,
  historyBefore,
  spellOf,
} from '../../../src/domains/forecasts/forecast-deal.rules.ts';
import {
  ageBucketsUntil,
  bucketAt,
  eachPiece,
  type Piece,
} from '../../../src/domains/forecasts/forecast-exposure.rules.ts';
import { hazardsOf } from '../../../src/domains/forecasts/forecast-hazards.rules.ts';
import { learntFrom, spellsOf } from '../../../src/domains/forecasts/forecast-learning.rules.ts';
import {
  isStale,
  probabilityUnits,
  winProbability,
} from '../../../src/domains/forecasts/forecast-outlook.rules.ts';
import { aDeal, aWorld, flatHazards, monthsUntil } from './deals.ts';

describe('A deal as days at risk', () => {
  it.each([
    { _case: 'open', facts: { 3: 'PROSPECTING' }, stretches: [[3, 20, null]], closedDay: null },
    {
      _case: 'won on its day',
      facts: { 3: 'PROSPECTING', 9: 'WON' },
      stretches: [[3, 10, 'WON']],
      closedDay: 9,
    },
    { _case: 'known only when it was won', facts: { 9: 'WON' }, stretches: [], closedDay: 9 },
    {
      _case: 'moved, then lost',
      facts: { 0: 'PROSPECTING', 4: 'PROPOSAL', 9: 'LOST' },
      stretches: [
        [0, 5, 'PROPOSAL'],
        [5, 10, 'LOST'],
      ],
      closedDay: 9,
    },
    {
      _case: 'a win taken back is a pause, and the loss is what counts',
      facts: { 0: 'PROSPECTING', 4: 'WON', 6: 'PROPOSAL', 9: 'LOST' },
      stretches: [
        [0, 5, null],
        [7, 10, 'LOST'],
      ],
      closedDay: 9,
    },
    {
      _case: 'told twice that it is won',
      facts: { 0: 'PROSPECTING', 4: 'WON', 8: 'WON' },
      stretches: [[0, 5, 'WON']],
      closedDay: 4,
    },
  ])('$_case', ({ facts, stretches, closedDay }) => {
    const spell = spellOf(aDeal(facts as unknown as Record<number, string>), 20);
    expect(spell.stretches.map(({ from, until, next }) => [from, until, next])).toEqual(stretches);
    expect(spell.closedDay).toBe(closedDay);
  });

  it('opens and closes on one day, at risk for that day', () => {
    const deal = { ...aDeal({}), stages: ['PROSPECTING', 'WON'], days: [5, 5], seen: [true, true] };
    expect(spellOf(deal, 20).stretches).toEqual([{ stage: 'PROSPECTING', from: 5, until: 6, next: 'WON' }]);
  });

  it('forgets what happened from a day on', () => {
    const deal = aDeal({ 3: 'PROSPECTING', 9: 'WON' });
    expect(historyBefore(deal, 9)).toMatchObject({ stages: ['PROSPECTING'], days: [3] });
    expect(historyBefore(deal, 10)).toBe(deal);
    expect(historyBefore(deal, 3)).toBeNull();
  });

  it('tells stages apart only where at least twenty closed deals, and half of all, were seen to move', () => {
    const moved = spellOf(aDeal({ 0: 'PROSPECTING', 4: 'PROPOSAL', 9: 'WON' }), 20);
    const told = spellOf(
      aDeal({ 0: 'PROSPECTING', 4: 'PROPOSAL', 9: 'WON' }, { seen: [false, false, true] }),
      20,
    );
    const times = (count: number, spell: typeof moved) => Array.from({ length: count }, () => spell);
    expect(areStagesTracked(times(20, moved))).toBe(true);
    expect(areStagesTracked(times(19, moved))).toBe(false);
    expect(areStagesTracked([...times(20, moved), ...times(20, told)])).toBe(true);
    expect(areStagesTracked([...times(20, moved), ...times(21, told)])).toBe(false);
  });
});

describe('Days at risk', () => {
  it.each([
    { lastAgeDays: 0, last: { fromDays: 0, untilDays: 1 }, count: 1 },
    { lastAgeDays: 181, last: { fromDays: 175, untilDays: 182 }, count: 26 },
    { lastAgeDays: 200, last: { fromDays: 182, untilDays: 201 }, count: 27 },
    { lastAgeDays: 210, last: { fromDays: 210, untilDays: 211 }, count: 28 },
  ])(
    'are bucketed until the oldest age at which a deal closed: $lastAgeDays',
    ({ lastAgeDays, last, count }) => {
      const buckets = ageBucketsUntil(lastAgeDays);
      expect([buckets.at(-1), buckets.length]).toEqual([last, count]);
      buckets.forEach(({ fromDays, untilDays }, place) => {
        expect([bucketAt(fromDays, lastAgeDays), bucketAt(untilDays - 1, lastAgeDays)]).toEqual([
          place,
          place,
        ]);
      });
      expect(bucketAt(lastAgeDays + 1, lastAgeDays)).toBe(-1);
    },
  );

  it('are cut by week, month and what history saw, and end with what happened', () => {
    const calendar = forecastCalendarOf(monthsUntil(90), 90);
    const observed = { calendar, lastAgeDays: 40, firstDay: 24, stages: ['ANY'] as const };
    const pieces: Piece[] = [];
    eachPiece(spellOf(aDeal({ 20: 'PROSPECTING', 35: 'WON' }), 60), observed, (piece) => pieces.push(piece));
    expect(pieces.map(({ bucket, month, days, event }) => [bucket, month, days, event])).toEqual([
      [0, 0, 3, null],
      [1, 0, 3, null],
      [1, 1, 4, null],
      [2, 1, 2, 'WON'],
    ]);
  });
});

describe('Hazards', () => {
  const calendar = forecastCalendarOf(monthsUntil(90), 90);

  it('are events over days at risk, drawn to the average by half an event', () => {
    // Ten deals: five are won on their third day, five are lost on their twelfth.
    const deals = Array.from({ length: 10 }, (_, place) =>
      aDeal(place < 5 ? { 0: 'PROSPECTING', 2: 'WON' } : { 0: 'PROSPECTING', 11: 'LOST' }),
    );
    const observed = { calendar, lastAgeDays: 11, firstDay: 0, stages: ['ANY'] as const };
    const hazards = hazardsOf(
      deals.map((deal) => spellOf(deal, 60)),
      observed,
    );
    expect(hazards.exposureDays).toEqual([[5 * 3 + 5 * 7, 5 * 5]]);
    expect([hazards.wins, hazards.losses]).toEqual([[[5, 0]], [[0, 5]]]);
    // On average 5 of 75 days: the prior is half an event in 7.5 days. The only month seen is the first, and explains nothing.
    expect(hazards.win[0]![0]).toBeCloseTo(5.5 / 57.5, 2);
    expect(hazards.win[0]![1]).toBeCloseTo(0.5 / 32.5, 2);
    expect(hazards.loss[0]![1]).toBeCloseTo(5.5 / 32.5, 2);
  });

  it('know the day within a bucket on which deals close', () => {
    // A hundred deals, of which sixty are won on their eleventh day and thirty lost, none on another; ten stay open.
    const deals = Array.from({ length: 100 }, (_, place) =>
      aDeal(
        place < 60
          ? { 0: 'PROPOSAL', 10: 'WON' }
          : place < 90
            ? { 0: 'PROPOSAL', 10: 'LOST' }
            : { 0: 'PROPOSAL' },
      ),
    );
    const observed = { calendar, lastAgeDays: 10, firstDay: 0, stages: ['ANY'] as const };
    const hazards = hazardsOf(
      deals.map((deal) => spellOf(deal, 60)),
      observed,
    );
    const chance = winProbability(
      hazards,
      { stage: 'PROPOSAL', ageDays: 0 },
      { today: 0, from: 0, until: 30 },
    );
    expect(Math.abs(chance - 0.6)).toBeLessThan(0.03);
    expect(hazards.winByDay[0]![8]).toBeLessThan(0.01);
  });

  it('leave to the month of the quarter what the age does not explain', () => {
    // The same deals each month, but only those of the third month of a quarter are won.
    const deals = Array.from({ length: 18 }, (_, month) =>
      Array.from({ length: 40 }, () =>
        aDeal({ [month * 30]: 'PROSPECTING', [month * 30 + 9]: month % 3 === 2 ? 'WON' : 'LOST' }),
      ),
    ).flat();
    const wide = forecastCalendarOf(monthsUntil(540), 540);
    const { seasonWin } = hazardsOf(
      deals.map((deal) => spellOf(deal, 540)),
      { calendar: wide, lastAgeDays: 9, firstDay: 0, stages: ['ANY'] },
    );
    // None of about eighty that are expected, drawn to one by twenty.
    expect(seasonWin[0][0]).toBeCloseTo(20 / 100, 2);
    expect(seasonWin[0][2]).toBeGreaterThan(2);
    // Older deals never were, so nothing is known of them.
    expect(seasonWin[1]).toEqual([1, 1, 1]);
  });

  it('of a history that was made of known ones are found again', () => {
    const world = { seed: 7, days: 720, perDay: 6, partners: 12, win: 0.02, loss: 0.03 };
    const time = { today: 720, months: monthsUntil(900), untilDay: 900 };
    const { hazards, priorWins, arrivals, areStagesTracked } = learntFrom(
      spellsOf(aWorld(world), 720),
      new Map(),
      time,
    );
    expect(areStagesTracked).toBe(false);
    for (const bucket of [0, 1, 2, 3, 4, 5, 6, 7]) {
      expect(hazards.win[0]![bucket]! / world.win).toBeGreaterThan(0.85);
      expect(hazards.win[0]![bucket]! / world.win).toBeLessThan(1.15);
      expect(hazards.loss[0]![bucket]! / world.loss).toBeGreaterThan(0.85);
      expect(hazards.loss[0]![bucket]! / world.loss).toBeLessThan(1.15);
    }
    for (const place of [0, 1, 2] as const) expect(hazards.seasonWin[0][place]).toBeCloseTo(1, 0);
    // All partners are alike, so their own histories are weighed against a strong prior.
    expect(priorWins).toBeGreaterThanOrEqual(100);
    expect(arrivals.perDay).toBe(6);
  });
});

describe('The chance to be won', () => {
  const ahead = { today: 0, from: 0, until: 3 };

  it.each([
    { _case: 'competes with being lost', win: 0.1, loss: 0.2, chance: 0.1 * (1 + 0.7 + 0.49) },
    { _case: 'without losses', win: 0.5, loss: 0, chance: 1 - 0.5 ** 3 },
    { _case: 'nothing is ever won', win: 0, loss: 0.2, chance: 0 },
    { _case: 'hazards that together exceed certainty share it', win: 0.9, loss: 0.9, chance: 0.5 },
  ])('$_case', ({ win, loss, chance }) => {
    const deal = { stage: 'PROPOSAL', ageDays: 10 };
    expect(winProbability(flatHazards(win, loss, 100), deal, ahead)).toBeCloseTo(chance, 12);
  });

  it('in a period ahead is that of what survives until then', () => {
    const hazards = flatHazards(0.1, 0.2, 100);
    const chance = winProbability(
      hazards,
      { stage: 'PROPOSAL', ageDays: 10 },
      { today: 0, from: 2, until: 3 },
    );
    expect(chance).toBeCloseTo(0.7 * 0.7 * 0.1, 12);
  });

  it('ends with the oldest age at which a deal ever closed, beyond which it is stale', () => {
    const hazards = flatHazards(0.1, 0.2, 11);
    const chanceAt = (ageDays: number) => winProbability(hazards, { stage: 'PROPOSAL', ageDays }, ahead);
    expect(chanceAt(11)).toBeCloseTo(0.1, 12);
    expect(chanceAt(12)).toBe(0);
    expect([isStale(hazards, 11), isStale(hazards, 12)]).toEqual([false, true]);
  });

  it('of a partner is scaled by how it differs', () => {
    const deal = { stage: 'PROPOSAL', ageDays: 10 };
    const chance = winProbability(
      flatHazards(0.1, 0.2, 100),
      deal,
      { ...ahead, until: 1 },
      { win: 2, loss: 1 },
    );
    expect(chance).toBeCloseTo(0.2, 12);
  });

  it('goes through the stages where they are tracked', () => {
    const flat = flatHazards(0, 0, 6);
    const hazards = {
      ...flat,
      observed: { ...flat.observed, stages: ['PROSPECTING', 'QUALIFIED'] as const },
      ...{
        winByDay: [Array(7).fill(0), Array(7).fill(0.5)],
        lossByDay: [Array(7).fill(0), Array(7).fill(0)],
      },
      move: [
        [[0], [0.4]],
        [[0], [0]],
      ],
    };
    // Day 1: 0.4 move. Day 2: half of those are won, 0.24 move. Day 3: half of 0.2 + 0.24.
    const chance = winProbability(hazards, { stage: 'PROSPECTING', ageDays: 0 }, ahead);
    expect(chance).toBeCloseTo(0.2 + 0.22, 12);
  });

  it.each([
    [0.123456785, 12_345_679n],
    [0, 0n],
    [1, 100_000_000n],
    [1.2, 100_000_000n],
  ])('%f is rounded to eight digits', (probability, units) => {
    expect(probabilityUnits(probability)).toBe(units);
  });
});
