import { type Amounts, amountsOf, type ListPrices } from './forecast-amounts.rules.ts';
import { type Arrivals, arrivalsOf, type Dated } from './forecast-arrivals.rules.ts';
import { type FiscalMonth, forecastCalendarOf } from './forecast-calendar.rules.ts';
import { areStagesTracked, type DatedHistory, type DealSpell, spellOf } from './forecast-deal.rules.ts';
import { ANY_STAGE, type Observed, OPEN_STAGES, type StageCode } from './forecast-exposure.rules.ts';
import { type Hazards, hazardsOf } from './forecast-hazards.rules.ts';
import type { Factors } from './forecast-outlook.rules.ts';
import {
  factorOf,
  fitOf,
  levelOf,
  NO_TALLY,
  type PartnerTally,
  priorStrengthOf,
  spreadOf,
} from './forecast-partners.rules.ts';

/** What history until a day teaches. */
export type Learnt = Readonly<{
  today: number;
  deals: readonly Dated[];
  prices: ListPrices;
  areStagesTracked: boolean;
  hazards: Hazards;
  tallies: ReadonlyMap<string, PartnerTally>;
  /** How many expected events a partner's own history is weighed against. */
  priorWins: number;
  priorLosses: number;
  /** How the latest months did against all of history. */
  winLevel: number;
  lossLevel: number;
  /** By how much whole months scatter beyond chance. */
  winSpread: number;
  arrivals: Arrivals;
  amounts: Amounts;
}>;

/** The first day of the calendar that learning from these deals needs; today where nothing closed yet. */
export function firstClosingOf(deals: readonly DealSpell[], today: number): number {
  let first = today;
  for (const { closedDay, stretches } of deals)
    if (closedDay !== null && stretches.length > 0 && closedDay < first) first = closedDay;
  return first;
}

/** The greatest age at which a deal closed; -1 where none did. */
function lastAgeOf(spells: readonly DealSpell[]): number {
  let last = -1;
  for (const { closedDay, openedDay, stretches } of spells)
    if (closedDay !== null && stretches.length > 0) last = Math.max(last, closedDay - openedDay);
  return last;
}

export const spellsOf = (deals: readonly DatedHistory[], today: number): Dated[] =>
  deals.map((deal) => ({ spell: spellOf(deal, today), isDated: deal.isDated }));

/**
 * Learns hazards, how partners differ, how months scatter, how deals arrive and what they are won at. The months cover all
 * days from the first closing to the end of what is to be forecast.
 */
export function learntFrom(
  deals: readonly Dated[],
  prices: ListPrices,
  time: Readonly<{ today: number; months: readonly FiscalMonth[]; untilDay: number }>,
): Learnt {
  const { today } = time;
  const spells = deals.map(({ spell }) => spell);
  const isTracked = areStagesTracked(spells);
  const calendar = forecastCalendarOf(time.months, time.untilDay);
  const firstDay = firstClosingOf(spells, today);
  const stages: readonly StageCode[] = isTracked ? OPEN_STAGES : [ANY_STAGE];
  const observed: Observed = { calendar, lastAgeDays: lastAgeOf(spells), firstDay, stages };
  const hazards = hazardsOf(spells, observed);
  const { byPartner, winsByMonth, lossesByMonth } = fitOf(spells, hazards);
  const tallies = [...byPartner.values()];
  const isWhole = (_: unknown, month: number) => {
    const until = calendar.months[month + 1]?.fromDay ?? calendar.untilDay;
    return calendar.months[month]!.fromDay >= firstDay && until <= today;
  };
  const whole = winsByMonth.filter(isWhole);
  return {
    ...{ today, deals, prices, areStagesTracked: isTracked, hazards, tallies: byPartner },
    priorWins: priorStrengthOf(tallies.map(({ wins }) => wins)),
    priorLosses: priorStrengthOf(tallies.map(({ losses }) => losses)),
    winLevel: levelOf(whole),
    lossLevel: levelOf(lossesByMonth.filter(isWhole)),
    winSpread: spreadOf(whole),
    arrivals: arrivalsOf(deals, { calendar, firstDay, today, stages }),
    amounts: amountsOf(spells, prices),
  };
}

export const tallyFor = ({ tallies }: Learnt, partnerId: string): PartnerTally =>
  tallies.get(partnerId) ?? NO_TALLY;

/** How a partner differs from the program's history, in its level of by now. */
export function factorsFor(learnt: Learnt, partnerId: string): Factors {
  const { wins, losses } = tallyFor(learnt, partnerId);
  return {
    win: factorOf(wins, learnt.priorWins) * learnt.winLevel,
    loss: factorOf(losses, learnt.priorLosses) * learnt.lossLevel,
  };
}
