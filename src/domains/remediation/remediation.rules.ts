import { compareDecimals, decimalOf, formatDecimal } from '../../kernel/decimal.ts';
import {
  compareFractions,
  type Fraction,
  fractionDifference,
  fractionFrom,
  fractionOf,
  fractionProduct,
  fractionQuotient,
  largerOf,
  roundedFraction,
  smallerOf,
  ZERO,
} from '../../kernel/fraction.ts';

export const RULE_KINDS = ['KPI', 'REQUIREMENT'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

export const BREACH_SIDES = ['BELOW', 'ABOVE'] as const;
export type BreachSide = (typeof BREACH_SIDES)[number];

/** BETWEEN the thresholds nothing begins and nothing ends, so that a value that hovers does neither every period. */
export const OBSERVATION_STATES = ['BREACH', 'BETWEEN', 'CLEAR', 'NO_VALUE'] as const;
export type ObservationState = (typeof OBSERVATION_STATES)[number];

/** Why a plan closed: the numbers said so, or somebody did. */
export const CLOSING_CODES = [
  'CLEARED',
  'DUE_DATE_PASSED',
  'RECOVERED',
  'CORRECTED',
  'PARTNER_LEFT',
  'BY_HAND',
] as const;
export type ClosingCode = (typeof CLOSING_CODES)[number];

/** Where a value breaches and clears, as decimal text. */
export type Thresholds = Readonly<{ breaches: BreachSide; threshold: string; clearsAt: string }>;
export type Terms = Thresholds & Readonly<{ breachPeriods: number; clearPeriods: number }>;

/** What was measured in a finished fiscal period. Days are midnights in UTC; `until` is the first day after it. */
export type Measured = Readonly<{ period: string; from: Date; until: Date; value: string | null }>;
export type Observed = Measured & Readonly<{ state: ObservationState }>;

/** The threshold itself does not breach any more; what clears does so from the value that is asked on. */
export function stateOf(
  { breaches, threshold, clearsAt }: Thresholds,
  value: string | null,
): ObservationState {
  if (value === null) return 'NO_VALUE';
  const [measured, bad, good] = [value, threshold, clearsAt].map(decimalOf) as [Decimal, Decimal, Decimal];
  const sign = breaches === 'BELOW' ? 1 : -1;
  if (compareDecimals(measured, bad) * sign < 0) return 'BREACH';
  return compareDecimals(measured, good) * sign >= 0 ? 'CLEAR' : 'BETWEEN';
}

type Decimal = ReturnType<typeof decimalOf>;

export const observedBy = (terms: Thresholds, measured: readonly Measured[]): Observed[] =>
  measured.map((each) => ({ ...each, state: stateOf(terms, each.value) }));

/**
 * The breaches that open a proposal: as many finished periods in a row as the rule says, up to the last one, all of them
 * after what an earlier plan has answered for. A period without a value is none of them, and interrupts; so does one between
 * the thresholds. Null where they do not suffice.
 */
export function openingBreaches(
  terms: Pick<Terms, 'breachPeriods'>,
  observed: readonly Observed[],
  answeredUntil: Date | null,
): readonly Observed[] | null {
  const last = observed.slice(-terms.breachPeriods);
  const isEnough = last.length === terms.breachPeriods && last.every(({ state }) => state === 'BREACH');
  const isNew = answeredUntil === null || last.every(({ from }) => from >= answeredUntil);
  return isEnough && isNew ? last : null;
}

/** The first period in which it had been clear for as many in a row as asked; null where it never was. */
export function clearedIn(
  { clearPeriods }: Pick<Terms, 'clearPeriods'>,
  observed: readonly Observed[],
): Observed | null {
  let inARow = 0;
  for (const each of observed) {
    inARow = each.state === 'CLEAR' ? inARow + 1 : 0;
    if (inARow === clearPeriods) return each;
  }
  return null;
}

/** An open plan as far as the review decides on it. Days are midnights in UTC. */
export type OpenPlan = Readonly<{
  status: 'PROPOSED' | 'ACTIVE';
  /** The last of the periods whose breaches opened it. */
  period: string;
  dueOn: Date | null;
}>;

export type Closing = Readonly<{
  status: 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  code: ClosingCode;
  /** The last period that it answers for; all that were looked at where null. */
  last: string | null;
}>;

/**
 * How the numbers end an open plan; null where they do not. A proposal ends when its breaches were corrected away, or when all
 * is well before somebody took it up. An active plan succeeds by what was measured until it was due, however late that is
 * looked at, and fails once it is due without.
 */
export function closingOf(
  terms: Terms,
  plan: OpenPlan,
  observed: readonly Observed[],
  today: Date,
): Closing | null {
  const opened = observed.findIndex(({ period }) => period === plan.period);
  const since = observed.filter(({ period }) => period > plan.period);
  if (plan.status === 'PROPOSED') {
    const opening = observed.slice(Math.max(opened + 1 - terms.breachPeriods, 0), opened + 1);
    if (opening.some(({ state }) => state !== 'BREACH'))
      return { status: 'CANCELLED', code: 'CORRECTED', last: null };
    const recovered = clearedIn(terms, since);
    return recovered && { status: 'CANCELLED', code: 'RECOVERED', last: recovered.period };
  }
  const { dueOn } = plan;
  const inTime = dueOn === null ? since : since.filter(({ until }) => until.getTime() <= dayAfter(dueOn));
  const cleared = clearedIn(terms, inTime);
  if (cleared) return { status: 'SUCCEEDED', code: 'CLEARED', last: cleared.period };
  if (dueOn === null || today <= dueOn) return null;
  return { status: 'FAILED', code: 'DUE_DATE_PASSED', last: inTime.at(-1)?.period ?? plan.period };
}

const DAY_MS = 24 * 60 * 60_000;
const dayAfter = (day: Date): number => day.getTime() + DAY_MS;

export type Progress = Readonly<{
  /** From 0 to 100, at most two digits after the point. */
  percent: string;
  /** The same without bounds: negative where it got worse, above 100 where it is better than asked. */
  unclampedPercent: string;
}>;

const HUNDRED = fractionOf(100n);
const PERCENT_DIGITS = 2;

/** How much of the way from one value to another a third has gone, exactly; all of it where there is no way to go. */
export function shareOfWay(from: string, to: string, at: string): Fraction {
  const [start, end, now] = [from, to, at].map((text) => fractionFrom(decimalOf(text))) as [
    Fraction,
    Fraction,
    Fraction,
  ];
  const way = fractionDifference(end, start);
  if (compareFractions(way, ZERO) === 0) return fractionOf(1n);
  return fractionQuotient(fractionDifference(now, start), way);
}

/** How far a plan has come, by its KPI alone. Rounded towards what is not there yet: 100 is reached only by the target. */
export function progressOf(plan: Readonly<{ before: string; target: string; latest: string }>): Progress {
  const percent = fractionProduct(shareOfWay(plan.before, plan.target, plan.latest), HUNDRED);
  const text = (fraction: Fraction) => {
    const rounded = formatDecimal(roundedFraction(fraction, PERCENT_DIGITS));
    return rounded === '100' && compareFractions(fraction, HUNDRED) < 0 ? '99.99' : rounded;
  };
  return { percent: text(smallerOf(largerOf(percent, ZERO), HUNDRED)), unclampedPercent: text(percent) };
}

type Exact = Readonly<{ toFixed(): string }>;

/** How far a plan has come, beside the values that say so, as exact text. */
export function progressTold(plan: Readonly<{ before: Exact; target: Exact; latest: Exact }>) {
  const values = {
    ...{ before: plan.before.toFixed(), target: plan.target.toFixed() },
    latest: plan.latest.toFixed(),
  };
  return { ...values, ...progressOf(values) };
}

/** Whose turn it is when something is late: its owner at once, and the lead of the partner's channel manager a week later. */
export const OWNER_LEVEL = 1;
export const LEAD_LEVEL = 2;
export const LEAD_AFTER_DAYS = 7;
/** A proposal that nobody takes up is late after two weeks. */
export const PROPOSAL_DAYS_MAX = 14;

/** The level that something due on a day has reached; 0 until that day is over. */
export function levelDue(dueOn: Date, today: Date): number {
  const daysLate = Math.floor((today.getTime() - dueOn.getTime()) / DAY_MS);
  if (daysLate <= 0) return 0;
  return daysLate > LEAD_AFTER_DAYS ? LEAD_LEVEL : OWNER_LEVEL;
}

/** The levels that are to be told now, each once. */
export const levelsBetween = (told: number, due: number): number[] =>
  Array.from({ length: Math.max(due - told, 0) }, (_, place) => told + place + 1);
