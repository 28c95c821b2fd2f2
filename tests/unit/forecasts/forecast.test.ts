import { describe, expect, it } from 'vitest';
import { expectedOf, forecastOf } from '../../../src/domains/forecasts/forecast.rules.ts';
import {
  amountFor,
  amountsOf,
  contributionOf,
  ratioFor,
  wonAmountFor,
} from '../../../src/domains/forecasts/forecast-amounts.rules.ts';
import { historyBefore, spellOf } from '../../../src/domains/forecasts/forecast-deal.rules.ts';
import {
  cautionsOf,
  modelOf,
  probabilityText,
} from '../../../src/domains/forecasts/forecast-explanation.rules.ts';
import { learntFrom, spellsOf } from '../../../src/domains/forecasts/forecast-learning.rules.ts';
import {
  gamma,
  normal,
  poisson,
  randomFrom,
  seedOf,
} from '../../../src/domains/forecasts/forecast-random.rules.ts';
import { type PartnerAtRisk, simulated } from '../../../src/domains/forecasts/forecast-simulation.rules.ts';
import { aDeal, aWorld, monthsUntil } from './deals.ts';

const PRICES = new Map([['product', 50_000n]]);
const won = (values: (bigint | null)[], count: number) =>
  Array.from({ length: count }, () => spellOf(aDeal({ 0: 'PROPOSAL', 9: 'WON' }, { values }), 90));

describe('What a deal counts at', () => {
  const amounts = amountsOf(
    [...won([null, 100n], 1), ...won([null, 300n], 1), ...won([null, 9_000n], 1)],
    PRICES,
  );

  it.each([
    { _case: 'its own value', values: [7n], productId: 'product', is: [7n, 'OWN'] },
    { _case: 'its own value, also nothing', values: [0n], productId: 'product', is: [0n, 'OWN'] },
    { _case: 'the list price', values: [null], productId: 'product', is: [50_000n, 'LIST'] },
    { _case: 'the median of what was won', values: [null], productId: 'unpriced', is: [300n, 'MEDIAN'] },
    { _case: 'the median, without a product', values: [null], productId: null, is: [300n, 'MEDIAN'] },
  ])('$_case', ({ values, productId, is }) => {
    const { amountMinor, source } = amountFor({ values, productId, isUnconvertible: false }, PRICES, amounts);
    expect([amountMinor, source]).toEqual(is);
  });

  it('is nothing without a rate for its currency, or before anything was won', () => {
    const deal = { values: [null], productId: null, isUnconvertible: true };
    expect(amountFor(deal, PRICES, amounts)).toEqual({ amountMinor: 0n, source: 'NONE' });
    const nothing = amountsOf([], PRICES);
    expect(amountFor({ ...deal, isUnconvertible: false }, PRICES, nothing)).toEqual({
      amountMinor: 0n,
      source: 'NONE',
    });
  });

  it.each([
    ['its value', { values: [70_000n] }, 70_000n],
    ['a value of nothing', { values: [0n], productId: 'product' }, 0n],
    ['the list price without a value', { productId: 'product' }, 50_000n],
    ['nothing without either', {}, 0n],
    ['nothing where the product has no price', { productId: 'other' }, 0n],
    ['nothing without a rate for its currency', { productId: 'product', isUnconvertible: true }, 0n],
  ])('of a won deal is %s', (_name, more, is) => {
    const deal = { values: [null], productId: null, isUnconvertible: false, ...more };
    expect(wonAmountFor(deal, PRICES)).toBe(is);
  });

  it('is corrected by what twenty deals or more were won at', () => {
    expect(ratioFor('OWN', amountsOf(won([100n, 80n], 20), PRICES))).toBe(800_000n);
    expect(ratioFor('OWN', amountsOf(won([100n, 80n], 19), PRICES))).toBe(1_000_000n);
    const listed = amountsOf(
      won([null, 45_000n], 20).map((spell) => ({ ...spell, deal: { ...spell.deal, productId: 'product' } })),
      PRICES,
    );
    expect([ratioFor('LIST', listed), ratioFor('OWN', listed), ratioFor('MEDIAN', listed)]).toEqual([
      900_000n,
      1_000_000n,
      1_000_000n,
    ]);
  });

  it('adds value times ratio times probability, rounded once', () => {
    expect(contributionOf(1_001n, 800_000n, 50_000_000n)).toBe(400n);
    expect(contributionOf(1n, 1_000_000n, 50_000_000n)).toBe(1n);
    expect(['0', '50000000', '100000000'].map((units) => probabilityText(BigInt(units)))).toEqual([
      '0.00000000',
      '0.50000000',
      '1',
    ]);
  });
});

describe('Random numbers', () => {
  it('are the same from the same seed, in any process', () => {
    const random = randomFrom(seedOf('FY2026-Q3 2026-07-01T00:00:00.000Z'));
    expect(Array.from({ length: 3 }, random)).toMatchInlineSnapshot(`
      [
        0.10332236089743674,
        0.43274469021707773,
        0.8520640176720917,
      ]
    `);
    expect(seedOf('a')).not.toBe(seedOf('b'));
  });

  it.each([
    { _case: 'uniform', draw: randomFrom(1), mean: 0.5 },
    {
      _case: 'normal',
      draw: (
        (random) => () =>
          normal(random)
      )(randomFrom(2)),
      mean: 0,
    },
    {
      _case: 'gamma',
      draw: (
        (random) => () =>
          gamma(random, 5)
      )(randomFrom(3)),
      mean: 5,
    },
    {
      _case: 'few by Poisson',
      draw: (
        (random) => () =>
          poisson(random, 0.7)
      )(randomFrom(4)),
      mean: 0.7,
    },
    {
      _case: 'many by Poisson',
      draw: (
        (random) => () =>
          poisson(random, 80)
      )(randomFrom(5)),
      mean: 80,
    },
  ])('$_case have their mean', ({ draw, mean }) => {
    const total = Array.from({ length: 20_000 }, draw).reduce((sum, value) => sum + value, 0);
    expect(Math.abs(total / 20_000 - mean)).toBeLessThan(0.02 * Math.max(1, mean));
  });
});

describe('The simulation', () => {
  const aPartner = (scope: number, deals: number): PartnerAtRisk => ({
    ...{ scope, within: [0], wonMinor: 5_000, newWins: 0, newAmountMinor: 0, factorShape: 1e9 },
    deals: Array.from({ length: deals }, () => ({ chance: 0.3, amountMinor: 100, scatter: [] })),
  });
  const run = { seed: 1, simulations: 4_000 };
  const certain = { wins: 0, arrivals: 0, newScatter: [] };

  it('of independent deals has the percentiles of their binomial distribution', () => {
    // Of 100 deals at 30 %: 24, 30 and 36 are the 10th, 50th and 90th percentile.
    const [, partner] = simulated([aPartner(1, 100)], 2, certain, run);
    for (const [found, is] of [
      [partner!.p10Minor, 24],
      [partner!.p50Minor, 30],
      [partner!.p90Minor, 36],
    ] as const)
      expect(Math.abs(Number(found - 5_000n) / 100 - is)).toBeLessThanOrEqual(1);
  });

  it('adds partners up round by round, so that all together scatter less than their sum', () => {
    const [all, one, other] = simulated([aPartner(1, 50), aPartner(2, 50)], 3, certain, run);
    expect(all!.p90Minor).toBeLessThan(one!.p90Minor + other!.p90Minor);
    expect(all!.p10Minor).toBeGreaterThan(one!.p10Minor + other!.p10Minor);
  });

  it('widens with how months scatter, and answers alike for the same seed only', () => {
    const [narrow] = simulated([aPartner(1, 100)], 2, certain, run);
    const [wide] = simulated([aPartner(1, 100)], 2, { ...certain, wins: 0.4 }, run);
    expect(wide!.p90Minor - wide!.p10Minor).toBeGreaterThan(narrow!.p90Minor - narrow!.p10Minor);
    expect(simulated([aPartner(1, 100)], 2, certain, run)[0]).toEqual(narrow);
    const seeds = [2, 3, 4, 5].map(
      (seed) => simulated([aPartner(1, 100)], 2, { ...certain, wins: 0.4 }, { ...run, seed })[0],
    );
    expect(seeds).not.toEqual([wide, wide, wide, wide]);
  });
});

const WORLD = { seed: 11, days: 720, perDay: 3, partners: 8, win: 0.02, loss: 0.03 };

/** The forecast of sixty days from a day on, by what of the world was known then. */
function forecastAt(today: number, world = aWorld(WORLD), managers = new Map<string, string>()) {
  const known = world.flatMap((deal) => historyBefore(deal, today) ?? []);
  const untilDay = today + 60;
  const learnt = learntFrom(spellsOf(known, today), new Map(), {
    today,
    months: monthsUntil(untilDay),
    untilDay,
  });
  const ahead = { today, from: today, until: untilDay };
  return { learnt, forecast: forecastOf(learnt, ahead, managers, { seed: today, simulations: 500 }) };
}

describe('A forecast', () => {
  it('is one number for the same history, in whatever order it is read', () => {
    const world = aWorld(WORLD);
    const { forecast } = forecastAt(400, world);
    expect(forecastAt(400, world).forecast).toEqual(forecast);
    const again = forecastAt(400, aWorld(WORLD)).forecast;
    expect(again.lines).toEqual(forecast.lines);
  });

  it('adds up: all is the sum of the partners, and of the portfolios with nobody’s partners', () => {
    const managers = new Map(
      Array.from({ length: 6 }, (_, place) => [`partner-${place}`, `manager-${place % 2}`]),
    );
    const { lines, deals } = forecastAt(400, aWorld(WORLD), managers).forecast;
    const sumOf = (kind: string) =>
      lines.filter((line) => line.kind === kind).reduce((sum, { parts }) => sum + expectedOf(parts), 0n);
    expect(sumOf('PARTNER')).toBe(sumOf('ALL'));
    const unmanaged = lines.filter(({ key }) => key === 'partner-6' || key === 'partner-7');
    const rest = unmanaged.reduce((sum, { parts }) => sum + expectedOf(parts), 0n);
    expect(sumOf('MANAGER') + rest).toBe(sumOf('ALL'));
    const open = deals.reduce((sum, { expectedMinor }) => sum + expectedMinor, 0n);
    expect(lines[0]!.parts.openExpectedMinor).toBe(open);
    for (const { p10Minor, p50Minor, p90Minor, parts } of lines) {
      expect(p10Minor <= p50Minor && p50Minor <= p90Minor).toBe(true);
      expect(p10Minor >= parts.wonMinor).toBe(true);
    }
  });

  it('does not know what happens later', () => {
    const world = aWorld(WORLD);
    const closedLater = world.map((deal) =>
      deal.days.length === 2 && deal.days[0]! < 400 && deal.days[1]! >= 400
        ? { ...deal, stages: [deal.stages[0]!, deal.stages[1] === 'WON' ? 'LOST' : 'WON'] }
        : deal,
    );
    expect(forecastAt(400, closedLater).forecast).toEqual(forecastAt(400, world).forecast);
  });

  it('counts what is older than anything that ever closed as stale, and expects nothing of it', () => {
    const old = aDeal({ 0: 'PROPOSAL' }, { id: 'old', partnerId: 'partner-0', values: [1_000_000n] });
    const { learnt, forecast } = forecastAt(700, [
      old,
      ...aWorld(WORLD).filter(({ stages }) => stages.length > 1),
    ]);
    const stale = forecast.deals.find(({ opportunityId }) => opportunityId === 'old')!;
    expect(learnt.hazards.observed.lastAgeDays).toBeLessThan(700);
    expect([stale.isStale, stale.chanceUnits, stale.expectedMinor]).toEqual([true, 0n, 0n]);
    const line = forecast.lines.find(({ key }) => key === 'partner-0')!;
    expect(line.parts.staleCount).toBeGreaterThanOrEqual(1);
    expect(line.parts.openMinor).toBeGreaterThanOrEqual(1_000_000n);
  });

  it('of no history at all is nothing, and says so', () => {
    const { learnt, forecast } = forecastAt(30, [aDeal({ 3: 'PROPOSAL' }, { values: [500n] })]);
    expect(cautionsOf(learnt)).toEqual(['NO_HISTORY']);
    expect(forecast.deals[0]).toMatchObject({ isStale: false, chanceUnits: 0n });
    expect(forecast.lines[0]).toMatchObject({ p90Minor: 0n, parts: { openMinor: 500n, openCount: 1 } });
    expect(modelOf(learnt)).toMatchObject({ staleAfterDays: null, hazards: [] });
  });

  it('of a known world is as often within its interval as it says, and near what comes', () => {
    let within = 0;
    let asked = 0;
    let error = 0;
    let total = 0;
    for (const seed of [1, 2, 3, 4]) {
      const world = aWorld({ ...WORLD, seed });
      for (let today = 240; today <= 600; today += 60) {
        const { lines } = forecastAt(today, world).forecast;
        for (const { kind, key, parts, p10Minor, p90Minor } of lines) {
          const came = world
            .filter((deal) => deal.stages.at(-1) === 'WON' && (kind === 'ALL' || deal.partnerId === key))
            .filter(({ days }) => days.at(-1)! >= today && days.at(-1)! < today + 60)
            .reduce((sum, { values }) => sum + Number(values.at(-1)), 0);
          if (kind === 'PARTNER') {
            asked += 1;
            if (came >= Number(p10Minor) && came <= Number(p90Minor)) within += 1;
          } else {
            error += Math.abs(came - Number(expectedOf(parts)));
            total += came;
          }
        }
      }
    }
    expect(within / asked).toBeGreaterThan(0.75);
    expect(within / asked).toBeLessThan(0.93);
    expect(error / total).toBeLessThan(0.12);
  });
});
