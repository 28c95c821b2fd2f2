import { gamma, poisson, type Random, randomFrom, shock } from './forecast-random.rules.ts';

/** What is uncertain about a partner's period: open deals, and those that will still open. */
export type PartnerAtRisk = Readonly<{
  /** Where the partner's total stands among the totals. */
  scope: number;
  /** The scopes that it also counts in: its manager's portfolio, and all. */
  within: readonly number[];
  wonMinor: number;
  deals: readonly DealAtRisk[];
  /** Of deals not open yet. */
  newWins: number;
  newAmountMinor: number;
  /** How much is known about how the partner differs from the program: the more, the less its factor scatters. */
  factorShape: number;
}>;

export type DealAtRisk = Readonly<{ chance: number; amountMinor: number; scatter: readonly number[] }>;

export type Spread = Readonly<{ wins: number; arrivals: number; newScatter: readonly number[] }>;

export type Percentiles = Readonly<{ p10Minor: bigint; p50Minor: bigint; p90Minor: bigint }>;

const drawn = (random: Random, scatter: readonly number[]): number =>
  scatter.length === 0 ? 1 : scatter[Math.floor(random() * scatter.length)]!;

/**
 * Plays the period again and again. Each time the whole program does better or worse by one draw, each partner by another,
 * and then each deal is won or not. So deals go wrong together, as they do, and the interval is not too narrow.
 */
export function simulated(
  partners: readonly PartnerAtRisk[],
  scopeCount: number,
  spread: Spread,
  run: Readonly<{ seed: number; simulations: number }>,
): Percentiles[] {
  const random = randomFrom(run.seed);
  const totals = Array.from({ length: scopeCount }, () => new Float64Array(run.simulations));
  for (let round = 0; round < run.simulations; round += 1) {
    const winShock = shock(random, spread.wins);
    const arrivalShock = shock(random, spread.arrivals);
    for (const partner of partners) {
      const own = winShock * (gamma(random, partner.factorShape) / partner.factorShape);
      let total = partner.wonMinor;
      for (const { chance, amountMinor, scatter } of partner.deals) {
        if (random() < chance * own) total += Math.round(amountMinor * drawn(random, scatter));
      }
      const opened = poisson(random, partner.newWins * own * arrivalShock);
      for (let deal = 0; deal < opened; deal += 1)
        total += Math.round(partner.newAmountMinor * drawn(random, spread.newScatter));
      totals[partner.scope]![round] = total;
      for (const scope of partner.within) totals[scope]![round]! += total;
    }
  }
  return totals.map(percentilesOf);
}

/** By the nearest rank: the smallest total that so many of the rounds do not exceed. */
function percentilesOf(totals: Float64Array): Percentiles {
  const sorted = totals.sort();
  const at = (percent: number) => BigInt(sorted[Math.ceil((percent * sorted.length) / 100) - 1]!);
  return { p10Minor: at(10), p50Minor: at(50), p90Minor: at(90) };
}
