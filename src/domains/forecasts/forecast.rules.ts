import { roundedQuotient } from '../../kernel/rounding.ts';
import {
  type AmountSource,
  amountFor,
  contributionOf,
  RATIO_UNITS,
  ratioFor,
  wonAmountFor,
} from './forecast-amounts.rules.ts';
import { winsPerDailyOpening } from './forecast-arrivals.rules.ts';
import { amountOf } from './forecast-deal.rules.ts';
import { factorsFor, type Learnt, tallyFor } from './forecast-learning.rules.ts';
import {
  type Ahead,
  isStale,
  PROBABILITY_UNITS,
  probabilityUnits,
  winProbability,
} from './forecast-outlook.rules.ts';
import {
  type DealAtRisk,
  type PartnerAtRisk,
  type Percentiles,
  simulated,
} from './forecast-simulation.rules.ts';

/** How often a period is played. */
export const SIMULATIONS = 2_000;

export type ScopeKind = 'ALL' | 'PARTNER' | 'MANAGER';

export type OpenDeal = Readonly<{
  opportunityId: string;
  partnerId: string;
  stage: string;
  ageDays: number;
  amountMinor: bigint;
  source: AmountSource;
  isStale: boolean;
  chanceUnits: bigint;
  ratioUnits: bigint;
  expectedMinor: bigint;
}>;

/** What a scope's forecast is made of; sums of those of its partners. */
export type Parts = {
  wonMinor: bigint;
  wonCount: number;
  openMinor: bigint;
  openExpectedMinor: bigint;
  newExpectedMinor: bigint;
  newWins: number;
  openCount: number;
  staleCount: number;
  listPriced: number;
  medianPriced: number;
  unpriced: number;
};

export type ForecastLine = Readonly<{
  kind: ScopeKind;
  key: string;
  partnerId: string | null;
  parts: Parts;
}> &
  Percentiles;

export type MadeForecast = Readonly<{ lines: readonly ForecastLine[]; deals: readonly OpenDeal[] }>;

const NOTHING: Parts = {
  ...{ wonMinor: 0n, wonCount: 0, openMinor: 0n, openExpectedMinor: 0n, newExpectedMinor: 0n, newWins: 0 },
  ...{ openCount: 0, staleCount: 0, listPriced: 0, medianPriced: 0, unpriced: 0 },
};

export const expectedOf = ({ wonMinor, openExpectedMinor, newExpectedMinor }: Parts): bigint =>
  wonMinor + openExpectedMinor + newExpectedMinor;

function addParts(into: Parts, part: Parts): void {
  into.wonMinor += part.wonMinor;
  into.openMinor += part.openMinor;
  into.openExpectedMinor += part.openExpectedMinor;
  into.newExpectedMinor += part.newExpectedMinor;
  for (const key of [
    'wonCount',
    'newWins',
    'openCount',
    'staleCount',
    'listPriced',
    'medianPriced',
    'unpriced',
  ] as const)
    into[key] += part[key];
}

type PartnerState = { parts: Parts; atRisk: DealAtRisk[] };

/** What a partner's new deals are taken to be won at: its own mean, weighed against the program's by ten deals. */
const NEW_AMOUNT_PRIOR_DEALS = 10n;

function newAmountsOf({ deals, amounts }: Learnt): Map<string, bigint> {
  const own = new Map<string, { count: bigint; total: bigint }>();
  for (const { spell } of deals) {
    const amountMinor = amountOf(spell.deal);
    if (spell.outcome !== 'WON' || amountMinor === null) continue;
    const known = own.get(spell.deal.partnerId) ?? { count: 0n, total: 0n };
    own.set(spell.deal.partnerId, { count: known.count + 1n, total: known.total + amountMinor });
  }
  const prior = NEW_AMOUNT_PRIOR_DEALS;
  return new Map(
    [...own].map(([partner, { count, total }]) => [
      partner,
      roundedQuotient(total + prior * amounts.meanWonMinor, count + prior),
    ]),
  );
}

function countOpen(learnt: Learnt, ahead: Ahead, place: number): OpenDeal {
  const { spell } = learnt.deals[place]!;
  const ageDays = learnt.today - spell.openedDay;
  const { amountMinor, source } = amountFor(spell.deal, learnt.prices, learnt.amounts);
  const stale = isStale(learnt.hazards, ageDays);
  const factors = factorsFor(learnt, spell.deal.partnerId);
  const chanceUnits = stale
    ? 0n
    : probabilityUnits(winProbability(learnt.hazards, { stage: spell.stage, ageDays }, ahead, factors));
  const ratioUnits = ratioFor(source, learnt.amounts);
  return {
    ...{ opportunityId: spell.deal.id, partnerId: spell.deal.partnerId, stage: spell.stage, ageDays },
    ...{ amountMinor, source, isStale: stale, chanceUnits, ratioUnits },
    expectedMinor: contributionOf(amountMinor, ratioUnits, chanceUnits),
  };
}

function addOpen({ parts, atRisk }: PartnerState, deal: OpenDeal, { amounts }: Learnt): void {
  parts.openMinor += deal.amountMinor;
  parts.openExpectedMinor += deal.expectedMinor;
  parts.openCount += 1;
  if (deal.isStale) parts.staleCount += 1;
  if (deal.source === 'LIST') parts.listPriced += 1;
  if (deal.source === 'MEDIAN') parts.medianPriced += 1;
  if (deal.source === 'NONE') parts.unpriced += 1;
  if (deal.chanceUnits === 0n || deal.amountMinor === 0n) return;
  const scatter =
    deal.source === 'OWN'
      ? amounts.own.scatter
      : deal.source === 'LIST'
        ? amounts.list.scatter
        : amounts.wonScatter;
  const counted = roundedQuotient(deal.amountMinor * deal.ratioUnits, RATIO_UNITS);
  atRisk.push({
    chance: Number(deal.chanceUnits) / Number(PROBABILITY_UNITS),
    amountMinor: Number(counted),
    scatter,
  });
}

/** Everything that is not random: what was won, what each open deal adds, and what will still open. */
function statesOf(learnt: Learnt, ahead: Ahead): { states: Map<string, PartnerState>; deals: OpenDeal[] } {
  const states = new Map<string, PartnerState>();
  const stateOf = (partnerId: string) => {
    const known = states.get(partnerId);
    if (known) return known;
    const made: PartnerState = { parts: { ...NOTHING }, atRisk: [] };
    states.set(partnerId, made);
    return made;
  };
  const deals: OpenDeal[] = [];
  learnt.deals.forEach(({ spell }, place) => {
    const state = stateOf(spell.deal.partnerId);
    if (spell.outcome === null) {
      const open = countOpen(learnt, ahead, place);
      deals.push(open);
      addOpen(state, open, learnt);
    } else if (spell.outcome === 'WON' && spell.closedDay! >= ahead.from && spell.closedDay! < ahead.until) {
      state.parts.wonMinor += wonAmountFor(spell.deal, learnt.prices);
      state.parts.wonCount += 1;
    }
  });
  return { states, deals };
}

function addArrivals(
  learnt: Learnt,
  ahead: Ahead,
  states: ReadonlyMap<string, PartnerState>,
): Map<string, bigint> {
  const amounts = newAmountsOf(learnt);
  for (const [partnerId, { parts }] of states) {
    const perDay = learnt.arrivals.perDay * (learnt.arrivals.shares.get(partnerId) ?? 0);
    if (perDay === 0) continue;
    parts.newWins =
      perDay * winsPerDailyOpening(learnt.hazards, learnt.arrivals, ahead, factorsFor(learnt, partnerId));
    const amountMinor = amounts.get(partnerId) ?? learnt.amounts.meanWonMinor;
    parts.newExpectedMinor = contributionOf(amountMinor, RATIO_UNITS, winUnits(parts.newWins));
  }
  return amounts;
}

/** Expected wins may be more than one, hence not a probability; rounded alike. */
const winUnits = (wins: number): bigint => BigInt(Math.floor(wins * Number(PROBABILITY_UNITS) + 0.5));

type Scopes = Readonly<{ list: { kind: ScopeKind; key: string; parts: Parts }[]; atRisk: PartnerAtRisk[] }>;

function scopesOf(
  learnt: Learnt,
  states: ReadonlyMap<string, PartnerState>,
  amounts: ReadonlyMap<string, bigint>,
  managers: ReadonlyMap<string, string>,
): Scopes {
  const list: Scopes['list'] = [{ kind: 'ALL', key: '', parts: { ...NOTHING } }];
  const byManager = new Map<string, number>();
  const atRisk: PartnerAtRisk[] = [];
  for (const partnerId of [...states.keys()].sort()) {
    const { parts, atRisk: deals } = states.get(partnerId)!;
    const managerId = managers.get(partnerId);
    if (managerId !== undefined && !byManager.has(managerId)) {
      byManager.set(managerId, list.length);
      list.push({ kind: 'MANAGER', key: managerId, parts: { ...NOTHING } });
    }
    const within = managerId === undefined ? [0] : [0, byManager.get(managerId)!];
    for (const scope of within) addParts(list[scope]!.parts, parts);
    atRisk.push({
      ...{ scope: list.length, within, wonMinor: Number(parts.wonMinor), deals, newWins: parts.newWins },
      newAmountMinor: Number(amounts.get(partnerId) ?? learnt.amounts.meanWonMinor),
      factorShape: tallyFor(learnt, partnerId).wins.observed + learnt.priorWins,
    });
    list.push({ kind: 'PARTNER', key: partnerId, parts });
  }
  return { list, atRisk };
}

/** The forecast of the days ahead, from what was learnt: the same input and seed answer the same in any process. */
export function forecastOf(
  learnt: Learnt,
  ahead: Ahead,
  managers: ReadonlyMap<string, string>,
  run: Readonly<{ seed: number; simulations: number }>,
): MadeForecast {
  const { states, deals } = statesOf(learnt, ahead);
  const newAmounts = addArrivals(learnt, ahead, states);
  const { list, atRisk } = scopesOf(learnt, states, newAmounts, managers);
  const spread = {
    ...{ wins: learnt.winSpread, arrivals: learnt.arrivals.spread, newScatter: learnt.amounts.wonScatter },
  };
  const percentiles = simulated(atRisk, list.length, spread, run);
  const lines = list.map(({ kind, key, parts }, scope) => ({
    ...{ kind, key, parts, partnerId: kind === 'PARTNER' ? key : null },
    ...percentiles[scope]!,
  }));
  return { lines, deals };
}
