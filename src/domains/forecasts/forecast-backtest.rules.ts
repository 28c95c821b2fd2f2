import { expectedOf, forecastOf } from './forecast.rules.ts';
import { amountFor, type ListPrices, wonAmountFor } from './forecast-amounts.rules.ts';
import type { FiscalMonth } from './forecast-calendar.rules.ts';
import { type DatedHistory, historyBefore } from './forecast-deal.rules.ts';
import { type Learnt, learntFrom, spellsOf } from './forecast-learning.rules.ts';
import { seedOf } from './forecast-random.rules.ts';

/** A stretch of time that is forecast as it begins or from months before, and the ones before it of the same length. */
export type TestPeriod = Readonly<{
  label: string;
  grain: 'MONTH' | 'QUARTER';
  from: number;
  until: number;
  /** The latest whole ones that were over when the forecast was made, latest first; at most four. */
  before: readonly Readonly<{ from: number; until: number }>[];
}>;

export type Tested = Readonly<{
  label: string;
  grain: 'MONTH' | 'QUARTER';
  today: number;
  scope: 'ALL' | 'PARTNER';
  actualMinor: number;
  expectedMinor: number;
  p10Minor: number;
  p90Minor: number;
  lastMinor: number;
  meanOfFourMinor: number;
  pipelineMinor: number;
}>;

type Win = Readonly<{ partnerId: string; day: number; amountMinor: number }>;

/** What was won, by what is known by now. */
export function winsOf(deals: readonly DatedHistory[], prices: ListPrices, today: number): Win[] {
  return spellsOf(deals, today).flatMap(({ spell: { deal, outcome, closedDay } }) =>
    outcome === 'WON' && closedDay !== null
      ? [{ partnerId: deal.partnerId, day: closedDay, amountMinor: Number(wonAmountFor(deal, prices)) }]
      : [],
  );
}

const wonWithin = (
  wins: readonly Win[],
  { from, until }: Readonly<{ from: number; until: number }>,
): number =>
  wins.reduce((sum, { day, amountMinor }) => (day >= from && day < until ? sum + amountMinor : sum), 0);

/** Open value times the share of closed deals that were won, which is what a spreadsheet does. */
function pipelineOf({ deals, prices, amounts }: Learnt, partnerId: string | null): number {
  const closed = deals.filter(({ spell }) => spell.outcome !== null);
  const won = closed.filter(({ spell }) => spell.outcome === 'WON').length;
  const open = deals
    .filter(
      ({ spell }) => spell.outcome === null && (partnerId === null || spell.deal.partnerId === partnerId),
    )
    .reduce((sum, { spell }) => sum + Number(amountFor(spell.deal, prices, amounts).amountMinor), 0);
  return closed.length === 0 ? 0 : (open * won) / closed.length;
}

/** Forecasts a period by what had happened before a day, and holds it against what came and against naive guesses. */
export function backtestedAt(
  deals: readonly DatedHistory[],
  prices: ReadonlyMap<string, bigint>,
  wins: readonly Win[],
  at: Readonly<{ today: number; months: readonly FiscalMonth[]; period: TestPeriod; simulations: number }>,
): Tested[] {
  const { today, period } = at;
  const known = deals.flatMap((deal) => historyBefore(deal, today) ?? []);
  const learnt = learntFrom(spellsOf(known, today), prices, {
    today,
    months: at.months,
    untilDay: period.until,
  });
  const run = { seed: seedOf(`${period.label} ${today}`), simulations: at.simulations };
  const { lines } = forecastOf(learnt, { today, from: period.from, until: period.until }, new Map(), run);
  return lines.map(({ kind, key, partnerId, parts, p10Minor, p90Minor }): Tested => {
    const own = kind === 'ALL' ? wins : wins.filter((win) => win.partnerId === key);
    const before = period.before.map((stretch) => wonWithin(own, stretch));
    return {
      ...{ label: period.label, grain: period.grain, today, scope: kind === 'ALL' ? 'ALL' : 'PARTNER' },
      ...{ actualMinor: wonWithin(own, period), expectedMinor: Number(expectedOf(parts)) },
      ...{ p10Minor: Number(p10Minor), p90Minor: Number(p90Minor), lastMinor: before[0] ?? 0 },
      meanOfFourMinor: before.reduce((sum, value) => sum + value, 0) / Math.max(1, before.length),
      pipelineMinor: pipelineOf(learnt, partnerId),
    };
  });
}

export type Score = Readonly<{
  count: number;
  wape: Readonly<Record<'model' | 'last' | 'meanOfFour' | 'pipeline', number>>;
  /** Of those where something was won. */
  mape: number;
  /** Mean error with its sign, as a share of what came: above zero where too much was forecast. */
  bias: number;
  /** Which share lay from P10 to P90; eight tenths would be right. */
  within: number;
}>;

/** How well forecasts did: the weighted error is the sum of all errors over the sum of what came. */
export function scoreOf(tested: readonly Tested[]): Score {
  const sum = (of: (one: Tested) => number) => tested.reduce((total, one) => total + of(one), 0);
  const actual = sum(({ actualMinor }) => actualMinor);
  const wape = (guess: (one: Tested) => number) =>
    actual === 0 ? 0 : sum((one) => Math.abs(guess(one) - one.actualMinor)) / actual;
  const some = tested.filter(({ actualMinor }) => actualMinor > 0);
  const errors = some.map((one) => Math.abs(one.expectedMinor - one.actualMinor) / one.actualMinor);
  const inside = tested.filter((one) => one.actualMinor >= one.p10Minor && one.actualMinor <= one.p90Minor);
  return {
    count: tested.length,
    wape: {
      model: wape((one) => one.expectedMinor),
      last: wape((one) => one.lastMinor),
      meanOfFour: wape((one) => one.meanOfFourMinor),
      pipeline: wape((one) => one.pipelineMinor),
    },
    mape: errors.reduce((total, error) => total + error, 0) / Math.max(1, errors.length),
    bias: actual === 0 ? 0 : (sum((one) => one.expectedMinor) - actual) / actual,
    within: inside.length / Math.max(1, tested.length),
  };
}
