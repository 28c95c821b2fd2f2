import { type ForecastLine, SIMULATIONS } from './forecast.rules.ts';
import { factorsFor, type Learnt, tallyFor } from './forecast-learning.rules.ts';
import { PROBABILITY_UNITS } from './forecast-outlook.rules.ts';
import type { Tally } from './forecast-partners.rules.ts';

/** A number that is no money, as text with so many digits after the point. */
const text = (value: number, digits = 4): string => value.toFixed(digits);

/** Whole hundred millionths as the text of a probability. */
export const probabilityText = (units: bigint): string =>
  units >= PROBABILITY_UNITS ? '1' : `0.${String(units).padStart(8, '0')}`;

/** Why a reader should take care with a forecast. */
export type Caution = 'NO_HISTORY' | 'SHORT_HISTORY' | 'STAGES_NOT_TRACKED';

const SHORT_HISTORY_DAYS = 182;

export function cautionsOf(learnt: Learnt): Caution[] {
  const { lastAgeDays, firstDay } = learnt.hazards.observed;
  if (lastAgeDays < 0) return ['NO_HISTORY'];
  return [
    ...(learnt.today - firstDay < SHORT_HISTORY_DAYS ? (['SHORT_HISTORY'] as const) : []),
    ...(learnt.areStagesTracked ? [] : (['STAGES_NOT_TRACKED'] as const)),
  ];
}

/** What was learnt of all deals together, as it is stored; nothing of single partners. */
export function modelOf(learnt: Learnt): object {
  const { hazards, arrivals, amounts } = learnt;
  const { observed } = hazards;
  return {
    version: 1,
    cautions: cautionsOf(learnt),
    simulations: SIMULATIONS,
    historyDays: learnt.today - observed.firstDay,
    staleAfterDays: observed.lastAgeDays < 0 ? null : observed.lastAgeDays,
    hazards: observed.stages.flatMap((stage, place) =>
      hazards.buckets.map(({ fromDays, untilDays }, bucket) => ({
        ...{ stage, fromDays, untilDays, exposureDays: hazards.exposureDays[place]![bucket] },
        ...{ wins: hazards.wins[place]![bucket], losses: hazards.losses[place]![bucket] },
        winPerDay: text(hazards.win[place]![bucket]!, 8),
        lossPerDay: text(hazards.loss[place]![bucket]!, 8),
      })),
    ),
    seasonWin: hazards.seasonWin.map((places) => places.map((value) => text(value))),
    seasonLoss: hazards.seasonLoss.map((places) => places.map((value) => text(value))),
    level: { win: text(learnt.winLevel), loss: text(learnt.lossLevel) },
    priorEvents: { win: learnt.priorWins, loss: learnt.priorLosses },
    spread: { win: text(learnt.winSpread), arrivals: text(arrivals.spread) },
    arrivals: { perDay: text(arrivals.perDay), windowDays: arrivals.windowDays },
    amounts: {
      ...{ wonCount: amounts.wonCount, medianWonMinor: amounts.medianWonMinor?.toString() ?? null },
      own: { ratioMillionths: amounts.own.units.toString(), deals: amounts.own.deals },
      list: { ratioMillionths: amounts.list.units.toString(), deals: amounts.list.deals },
    },
  };
}

const weighed = (tally: Tally, priorEvents: number, factor: number): object => ({
  ...{ observed: tally.observed, expected: text(tally.expected), priorEvents, factor: text(factor) },
});

/** Why a line says what it says: its parts, and of a partner how it was weighed against all. */
export function explanationOf(learnt: Learnt, { kind, key, parts }: ForecastLine): object {
  const counts = {
    ...{ open: parts.openCount, stale: parts.staleCount, won: parts.wonCount, listPriced: parts.listPriced },
    ...{ medianPriced: parts.medianPriced, unpriced: parts.unpriced },
  };
  const money = {
    ...{ wonMinor: parts.wonMinor.toString(), openMinor: parts.openExpectedMinor.toString() },
    newMinor: parts.newExpectedMinor.toString(),
  };
  const common = { counts, money, newWins: text(parts.newWins), cautions: cautionsOf(learnt) };
  if (kind !== 'PARTNER') return common;
  const { wins, losses } = tallyFor(learnt, key);
  const factors = factorsFor(learnt, key);
  return {
    ...common,
    win: weighed(wins, learnt.priorWins, factors.win),
    loss: weighed(losses, learnt.priorLosses, factors.loss),
  };
}
