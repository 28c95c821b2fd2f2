import { compareBigints, roundedQuotient } from '../../kernel/rounding.ts';
import { amountOf, type DealHistory, type DealSpell, valueWhileOpen } from './forecast-deal.rules.ts';
import { PROBABILITY_UNITS } from './forecast-outlook.rules.ts';

/** Where the amount of an open deal comes from. */
export type AmountSource = 'OWN' | 'LIST' | 'MEDIAN' | 'NONE';

export type ListPrices = ReadonlyMap<string, bigint>;

/** A ratio as whole millionths, so that amounts stay exact. */
export const RATIO_UNITS = 1_000_000n;
/** From so many won deals on, what deals were won at corrects what open ones say. */
export const RATIO_DEALS_MIN = 20;
/** Of how many won deals the scatter is kept for the simulation. */
const SAMPLE_MAX = 512;

/** Won over expected: of all the money together, and how single deals scatter around it, with mean one. */
export type AmountRatio = Readonly<{ units: bigint; deals: number; scatter: readonly number[] }>;

export type Amounts = Readonly<{
  /** What deals with a value of their own were won at. */
  own: AmountRatio;
  /** What deals were won at, of the list price. */
  list: AmountRatio;
  medianWonMinor: bigint | null;
  meanWonMinor: bigint;
  wonCount: number;
  wonTotalMinor: bigint;
  /** How won amounts scatter around their mean. */
  wonScatter: readonly number[];
}>;

type Pair = Readonly<{ won: bigint; expected: bigint }>;

/** Evenly from all, so that neither old nor new deals stand for the rest. */
const sampled = <T>(values: readonly T[]): T[] => {
  const step = Math.max(1, values.length / SAMPLE_MAX);
  return Array.from(
    { length: Math.min(values.length, SAMPLE_MAX) },
    (_, place) => values[Math.floor(place * step)]!,
  );
};

function scatterOf(values: readonly number[]): number[] {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return mean > 0 ? values.map((value) => value / mean) : [];
}

function ratioOf(pairs: readonly Pair[]): AmountRatio {
  if (pairs.length < RATIO_DEALS_MIN) return { units: RATIO_UNITS, deals: pairs.length, scatter: [] };
  const won = pairs.reduce((total, pair) => total + pair.won, 0n);
  const expected = pairs.reduce((total, pair) => total + pair.expected, 0n);
  const scatter = scatterOf(sampled(pairs).map((pair) => Number(pair.won) / Number(pair.expected)));
  return { units: roundedQuotient(won * RATIO_UNITS, expected), deals: pairs.length, scatter };
}

/** What won deals teach about what open ones will bring. */
export function amountsOf(spells: readonly DealSpell[], prices: ListPrices): Amounts {
  const own: Pair[] = [];
  const list: Pair[] = [];
  const won: bigint[] = [];
  for (const { deal, outcome } of spells) {
    const amountMinor = amountOf(deal);
    if (outcome !== 'WON' || amountMinor === null) continue;
    won.push(amountMinor);
    const value = valueWhileOpen(deal);
    if (value !== null && value > 0n) own.push({ won: amountMinor, expected: value });
    const price = deal.productId === null ? undefined : prices.get(deal.productId);
    if (price !== undefined && price > 0n) list.push({ won: amountMinor, expected: price });
  }
  const sorted = [...won].sort(compareBigints);
  const wonTotalMinor = won.reduce((total, amount) => total + amount, 0n);
  const wonCount = won.length;
  return {
    ...{ own: ratioOf(own), list: ratioOf(list), wonCount, wonTotalMinor },
    medianWonMinor: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
    meanWonMinor: wonCount === 0 ? 0n : roundedQuotient(wonTotalMinor, BigInt(wonCount)),
    wonScatter: scatterOf(sampled(won).map(Number)),
  };
}

/** What an open deal counts at: its value, else its product's list price, else the median of what was won. */
export function amountFor(
  deal: Pick<DealHistory, 'values' | 'productId' | 'isUnconvertible'>,
  prices: ListPrices,
  amounts: Amounts,
): Readonly<{ amountMinor: bigint; source: AmountSource }> {
  if (deal.isUnconvertible) return { amountMinor: 0n, source: 'NONE' };
  const own = amountOf(deal);
  if (own !== null) return { amountMinor: own, source: 'OWN' };
  const price = deal.productId === null ? undefined : prices.get(deal.productId);
  if (price !== undefined) return { amountMinor: price, source: 'LIST' };
  const { medianWonMinor } = amounts;
  return medianWonMinor === null
    ? { amountMinor: 0n, source: 'NONE' }
    : { amountMinor: medianWonMinor, source: 'MEDIAN' };
}

/**
 * What a won deal counts at: its value, else its product's list price, as while it was open. Nothing stands for what neither
 * says, nor for what no exchange rate converts: a median is no amount that was won.
 */
export function wonAmountFor(
  deal: Pick<DealHistory, 'values' | 'productId' | 'isUnconvertible'>,
  prices: ListPrices,
): bigint {
  if (deal.isUnconvertible) return 0n;
  const price = deal.productId === null ? undefined : prices.get(deal.productId);
  return amountOf(deal) ?? price ?? 0n;
}

/** Only what a median stands for is not corrected, as it is what was won already. */
export const ratioFor = (
  source: AmountSource,
  { own, list }: Readonly<Record<'own' | 'list', Pick<AmountRatio, 'units'>>>,
): bigint => (source === 'OWN' ? own.units : source === 'LIST' ? list.units : RATIO_UNITS);

/** What a deal adds to what is expected: value times ratio times probability, rounded once. */
export const contributionOf = (amountMinor: bigint, ratioUnits: bigint, chanceUnits: bigint): bigint =>
  roundedQuotient(amountMinor * ratioUnits * chanceUnits, RATIO_UNITS * PROBABILITY_UNITS);
