import type { ForecastCalendar } from './forecast-calendar.rules.ts';
import type { DealSpell } from './forecast-deal.rules.ts';
import { ANY_STAGE, type StageCode } from './forecast-exposure.rules.ts';
import type { Hazards } from './forecast-hazards.rules.ts';
import { type Ahead, type Factors, winProbability } from './forecast-outlook.rules.ts';

/** Deals are taken to go on opening as in this many days before. */
export const ARRIVAL_WINDOW_DAYS = 91;
/** A partner's share of recent openings is weighed against its share of all by so many openings. */
const SHARE_PRIOR_OPENINGS = 5;
/** Before history says otherwise, openings of a month are taken to scatter by 30 % beyond chance, as four months would weigh. */
const ARRIVAL_SPREAD_PRIOR = 0.3;
const ARRIVAL_SPREAD_PRIOR_MONTHS = 4;
const MONTHS_BEFORE = 3;

export type Arrivals = Readonly<{
  windowDays: number;
  perDay: number;
  /** Of all openings ahead, by partner; together one, where there are any. */
  shares: ReadonlyMap<string, number>;
  /** In which stage deals begin, as shares. */
  stages: readonly (readonly [StageCode, number])[];
  spread: number;
}>;

/** A deal whose opening nobody told counts as none: it was only learnt of then. */
export type Dated = Readonly<{ spell: DealSpell; isDated: boolean }>;

function sharesOf(
  recent: ReadonlyMap<string, number>,
  all: ReadonlyMap<string, number>,
): Map<string, number> {
  const total = [...all.values()].reduce((sum, count) => sum + count, 0);
  const recentTotal = [...recent.values()].reduce((sum, count) => sum + count, 0);
  if (recentTotal === 0) return new Map();
  const weight = recentTotal + SHARE_PRIOR_OPENINGS;
  return new Map(
    [...all].map(([partner, count]) => [
      partner,
      ((recent.get(partner) ?? 0) + (SHARE_PRIOR_OPENINGS * count) / total) / weight,
    ]),
  );
}

/** How months scatter around the mean of the three before, beyond chance. */
function arrivalSpreadOf(openings: readonly number[]): number {
  let squares = 0;
  let excess = 0;
  let months = 0;
  for (let month = MONTHS_BEFORE; month < openings.length; month += 1) {
    const before = openings.slice(month - MONTHS_BEFORE, month).reduce((sum, count) => sum + count, 0);
    const expected = before / MONTHS_BEFORE;
    if (expected === 0) continue;
    squares += expected * expected;
    // The mean of three months is itself a matter of chance, by a third of theirs.
    excess += (openings[month]! - expected) ** 2 - expected * (1 + 1 / MONTHS_BEFORE);
    months += 1;
  }
  const variance = squares > 0 ? Math.max(0, excess / squares) : 0;
  const prior = ARRIVAL_SPREAD_PRIOR_MONTHS * ARRIVAL_SPREAD_PRIOR ** 2;
  return Math.sqrt((months * variance + prior) / (months + ARRIVAL_SPREAD_PRIOR_MONTHS));
}

/** What is learnt from when deals opened; before `firstDay` only those are known that lived long enough. */
export function arrivalsOf(
  deals: readonly Dated[],
  seen: Readonly<{
    calendar: ForecastCalendar;
    firstDay: number;
    today: number;
    stages: readonly StageCode[];
  }>,
): Arrivals {
  const { calendar, firstDay, today, stages } = seen;
  const windowDays = Math.max(1, Math.min(ARRIVAL_WINDOW_DAYS, today - firstDay));
  const recent = new Map<string, number>();
  const all = new Map<string, number>();
  const begun = new Map<StageCode, number>();
  const openings = new Map<number, number>();
  const isWhole = (month: number) =>
    calendar.months[month]!.fromDay >= firstDay &&
    (calendar.months[month + 1]?.fromDay ?? calendar.untilDay) <= today;
  let recentCount = 0;
  for (const { spell, isDated } of deals) {
    const { openedDay, deal, stretches } = spell;
    if (!isDated || openedDay < firstDay || openedDay >= today) continue;
    all.set(deal.partnerId, (all.get(deal.partnerId) ?? 0) + 1);
    const month = calendar.monthOf(openedDay);
    if (isWhole(month)) openings.set(month, (openings.get(month) ?? 0) + 1);
    if (openedDay < today - windowDays) continue;
    recentCount += 1;
    recent.set(deal.partnerId, (recent.get(deal.partnerId) ?? 0) + 1);
    const first = stages[0] === ANY_STAGE ? ANY_STAGE : (stretches[0]?.stage as StageCode | undefined);
    if (first) begun.set(first, (begun.get(first) ?? 0) + 1);
  }
  const begunCount = [...begun.values()].reduce((sum, count) => sum + count, 0);
  const byMonth = calendar.months
    .map((_, month) => month)
    .filter(isWhole)
    .map((month) => openings.get(month) ?? 0);
  return {
    ...{ windowDays, perDay: recentCount / windowDays, shares: sharesOf(recent, all) },
    stages: [...begun]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([stage, count]) => [stage, count / begunCount]),
    spread: arrivalSpreadOf(byMonth),
  };
}

const CHUNK_DAYS = 7;

/**
 * How many of the deals that are not open yet will be won within the days ahead, of one that opens each day from today on.
 * Days are taken by the week, each week by its middle.
 */
export function winsPerDailyOpening(
  hazards: Hazards,
  arrivals: Arrivals,
  ahead: Ahead,
  factors: Factors,
): number {
  let wins = 0;
  for (let from = ahead.today; from < ahead.until; from += CHUNK_DAYS) {
    const days = Math.min(CHUNK_DAYS, ahead.until - from);
    const opens = from + Math.floor(days / 2);
    for (const [stage, share] of arrivals.stages)
      wins +=
        days * share * winProbability(hazards, { stage, ageDays: 0 }, { ...ahead, today: opens }, factors);
  }
  return wins;
}
