import type { DealSpell } from './forecast-deal.rules.ts';
import { eachPiece, type Piece } from './forecast-exposure.rules.ts';
import { bandOf, type Hazards } from './forecast-hazards.rules.ts';

/** What a partner won or lost, and what the program's hazards would have made of the same days at risk. */
export type Tally = Readonly<{ observed: number; expected: number }>;
export type PartnerTally = Readonly<{ wins: Tally; losses: Tally }>;

export const NO_TALLY: PartnerTally = {
  wins: { observed: 0, expected: 0 },
  losses: { observed: 0, expected: 0 },
};

/** The strengths among which the likeliest is taken: how many expected events a partner's own history is weighed against. */
export const PRIOR_STRENGTHS = [5, 10, 20, 50, 100, 200, 500] as const;

/**
 * How many times as often as the program, drawn to once by a prior of so many expected events: the mean of a gamma
 * distribution that was met by Poisson counts. Without history it is 1; with much, the partner's own ratio.
 */
export const factorOf = ({ observed, expected }: Tally, priorEvents: number): number =>
  (observed + priorEvents) / (expected + priorEvents);

/** The logarithm of the gamma function for positive numbers, by Stirling after raising the argument. */
function logGamma(value: number): number {
  let shift = 0;
  let x = value;
  while (x < 10) {
    shift -= Math.log(x);
    x += 1;
  }
  return (
    shift + (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3)
  );
}

/** How likely the counts of all partners are together where their factors scatter as a gamma distribution of this strength. */
const logLikelihood = (tallies: readonly Tally[], k: number): number =>
  tallies.reduce((total, { observed, expected }) => {
    const shared = expected + k;
    return (
      total +
      logGamma(observed + k) -
      logGamma(k) +
      k * Math.log(k / shared) +
      observed * Math.log(1 / shared)
    );
  }, 0);

/** The strength under which what partners did is likeliest (empirical Bayes); of equals the stronger one. */
export function priorStrengthOf(tallies: readonly Tally[]): number {
  let best: number = PRIOR_STRENGTHS.at(-1)!;
  for (const strength of [...PRIOR_STRENGTHS].reverse()) {
    if (logLikelihood(tallies, strength) > logLikelihood(tallies, best)) best = strength;
  }
  return best;
}

export type Fit = Readonly<{
  byPartner: ReadonlyMap<string, PartnerTally>;
  /** Of all partners by fiscal month, as seen and as the hazards expect. */
  winsByMonth: readonly Tally[];
  lossesByMonth: readonly Tally[];
}>;

type Running = {
  wins: { observed: number; expected: number };
  losses: { observed: number; expected: number };
};

/** Holds what happened against what the program's hazards expect, by partner and by month. */
export function fitOf(spells: readonly DealSpell[], hazards: Hazards): Fit {
  const { observed } = hazards;
  const byPartner = new Map<string, Running>();
  const winsByMonth = observed.calendar.months.map(() => ({ observed: 0, expected: 0 }));
  const lossesByMonth = winsByMonth.map((tally) => ({ ...tally }));
  let running: Running;
  const take = ({ stage, bucket, month, days, event }: Piece) => {
    const { place } = observed.calendar.months[month]!;
    const win = days * hazards.win[stage]![bucket]! * hazards.seasonWin[bandOf(bucket)][place];
    running.wins.expected += win;
    const loss = days * hazards.loss[stage]![bucket]! * hazards.seasonLoss[bandOf(bucket)][place];
    running.losses.expected += loss;
    lossesByMonth[month]!.expected += loss;
    winsByMonth[month]!.expected += win;
    if (event === 'WON') {
      running.wins.observed += 1;
      winsByMonth[month]!.observed += 1;
    }
    if (event === 'LOST') {
      running.losses.observed += 1;
      lossesByMonth[month]!.observed += 1;
    }
  };
  for (const spell of spells) {
    const { partnerId } = spell.deal;
    const known = byPartner.get(partnerId);
    running = known ?? { wins: { observed: 0, expected: 0 }, losses: { observed: 0, expected: 0 } };
    if (!known) byPartner.set(partnerId, running);
    eachPiece(spell, observed, take);
  }
  return { byPartner, winsByMonth, lossesByMonth };
}

/** How many events as expected the latest three months are weighed against. */
export const LEVEL_PRIOR_EVENTS = 20;
const LEVEL_MONTHS = 3;

/** How the latest three whole months did against what all of history expects of them: what the level is by now. */
export function levelOf(months: readonly Tally[]): number {
  const latest = months.slice(-LEVEL_MONTHS);
  return factorOf(
    {
      observed: latest.reduce((total, { observed }) => total + observed, 0),
      expected: latest.reduce((total, { expected }) => total + expected, 0),
    },
    LEVEL_PRIOR_EVENTS,
  );
}

/** Before history says otherwise, wins of a month are taken to scatter by 15 % beyond chance, as so many months would weigh. */
export const SPREAD_PRIOR = 0.15;
const SPREAD_PRIOR_MONTHS = 4;
/** What the months of a quarter and the level took of what the months could say. */
const MONTHS_FITTED = 3;

/** By how much whole months scatter beyond what chance alone would do, as a share of what is expected. */
export function spreadOf(months: readonly Tally[]): number {
  const seen = months.filter(({ expected }) => expected > 0);
  const squares = seen.reduce((total, { expected }) => total + expected * expected, 0);
  const excess = seen.reduce(
    (total, tally) => total + (tally.observed - tally.expected) ** 2 - tally.expected,
    0,
  );
  const variance = squares > 0 ? Math.max(0, excess / squares) : 0;
  const weight = Math.max(0, seen.length - MONTHS_FITTED);
  return Math.sqrt(
    (weight * variance + SPREAD_PRIOR_MONTHS * SPREAD_PRIOR ** 2) / (weight + SPREAD_PRIOR_MONTHS),
  );
}
