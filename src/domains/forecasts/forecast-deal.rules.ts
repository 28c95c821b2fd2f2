/** What is known of a deal, in the order in which it happened. Days are counted from 1970-01-01 by the vendor's clocks. */
export type DealHistory = Readonly<{
  id: string;
  partnerId: string;
  productId: string | null;
  stages: readonly string[];
  days: readonly number[];
  /** Whether a stage was known while it lasted, and not only told afterwards. */
  seen: readonly boolean[];
  /** What it was worth after each of these, in the currency of the forecast; null where nobody said. */
  values: readonly (bigint | null)[];
  /** Whether it has a value in a currency without an exchange rate. */
  isUnconvertible: boolean;
}>;

/** A deal as it is read, and whether somebody told when it opened. */
export type DatedHistory = DealHistory & Readonly<{ isDated: boolean }>;

/** What had happened before a day; null where nothing had. */
export function historyBefore<Deal extends DealHistory>(deal: Deal, day: number): Deal | null {
  const count = deal.days.findIndex((happened) => happened >= day);
  if (count < 0) return deal;
  if (count === 0) return null;
  const { stages, days, seen, values } = deal;
  return {
    ...deal,
    ...{ stages: stages.slice(0, count), days: days.slice(0, count) },
    ...{ seen: seen.slice(0, count), values: values.slice(0, count) },
  };
}

/** The latest value; null where there is none. */
export const amountOf = ({ values }: Pick<DealHistory, 'values'>): bigint | null => values.at(-1) ?? null;

/** The last value that was told while the deal was open. */
export const valueWhileOpen = ({ stages, values }: DealHistory): bigint | null =>
  values.filter((value, place) => value !== null && !isClosed(stages[place]!)).at(-1) ?? null;

/** Days in one stage: each day from `from` until `until` it was at risk, and on the last it went on to `next`, if anywhere. */
export type Stretch = Readonly<{ stage: string; from: number; until: number; next: string | null }>;

export type Outcome = 'WON' | 'LOST';

export type DealSpell = Readonly<{
  deal: DealHistory;
  openedDay: number;
  outcome: Outcome | null;
  /** The first day of the last unbroken run of its outcome; null while it is open. */
  closedDay: number | null;
  stage: string;
  stretches: readonly Stretch[];
  /** How often it was seen to move from one open stage to another. */
  moves: number;
}>;

const isClosed = (stage: string): stage is Outcome => stage === 'WON' || stage === 'LOST';

/** Where the last run of one closed stage begins among the facts; null where the deal is open. */
function closingOf(stages: readonly string[]): number | null {
  const last = stages.at(-1)!;
  if (!isClosed(last)) return null;
  let place = stages.length - 1;
  while (place > 0 && stages[place - 1] === last) place -= 1;
  return place;
}

/**
 * A deal as days at risk. What counts on a day is the stage in which it begins and the one in which it ends; a closing that
 * was taken back is a pause and no event. A deal first heard of when it was closed was never at risk.
 */
export function spellOf(deal: DealHistory, today: number): DealSpell {
  const { stages, days } = deal;
  const closing = closingOf(stages);
  const closedDay = closing === null ? null : days[closing]!;
  const openedDay = days[0]!;
  const stretches: Stretch[] = [];
  let stage = stages[0]!;
  let from = openedDay;
  let moves = 0;
  for (let place = 0; place < stages.length; place += 1) {
    const day = days[place]!;
    if (days[place + 1] === day && place + 1 !== stages.length) continue;
    const next = stages[place]!;
    if (next === stage) continue;
    const counts = !isClosed(next) || day === closedDay;
    if (!isClosed(stage)) stretches.push({ stage, from, until: day + 1, next: counts ? next : null });
    if (!isClosed(stage) && !isClosed(next) && deal.seen[place - 1]) moves += 1;
    stage = next;
    from = day + 1;
    if (day === closedDay && isClosed(next)) break;
  }
  if (!isClosed(stage) && today > from) stretches.push({ stage, from, until: today, next: null });
  const last = stages.at(-1)!;
  return { deal, openedDay, outcome: isClosed(last) ? last : null, closedDay, stage: last, stretches, moves };
}

/** So many closed deals must have been seen to move before stages say anything. */
const MOVED_DEALS_MIN = 20;

/**
 * Stages are learnt from where deals were seen to move through them: at least twenty closed deals, and half of all. Where a
 * CRM tells only where its deals stand, the stage of an open deal would else look like one that is never won.
 */
export function areStagesTracked(spells: readonly DealSpell[]): boolean {
  const closed = spells.filter(({ outcome, stretches }) => outcome !== null && stretches.length > 0);
  const moved = closed.filter(({ moves }) => moves > 0).length;
  return moved >= MOVED_DEALS_MIN && 2 * moved >= closed.length;
}
