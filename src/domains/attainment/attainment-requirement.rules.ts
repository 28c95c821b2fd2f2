import type { Temporal } from 'temporal-polyfill';
import { formatDecimal } from '../../kernel/decimal.ts';
import {
  compareFractions,
  type Fraction,
  fractionCeiling,
  fractionDifference,
  fractionFrom,
  fractionOf,
  fractionProduct,
  fractionQuotient,
  isAtLeast,
  largerOf,
  ONE,
  roundedFraction,
  smallerOf,
  ZERO,
} from '../../kernel/fraction.ts';
import type { DateRange } from '../../kernel/time.ts';
import type { AttainmentStatus, ExplanationStep, RequirementEvaluation } from './attainment.rules.ts';
import { explanationOf, type FactsFound } from './attainment-explanation.rules.ts';
import { measureOf, type Projected, projectionOf } from './attainment-measure.rules.ts';
import {
  digitsOf,
  fractionOfText,
  type Plan,
  type RequirementTerms,
  textOf,
} from './attainment-plan.rules.ts';
import { daysBetween, isBefore, type Moment, storedDaysOf, windowOf } from './attainment-window.rules.ts';
import { METRICS } from './metric-catalogue.rules.ts';

export type Waiver = Readonly<{ id: string; requirementCode: string; validTo: Temporal.PlainDate }>;

/** A requirement as it stands, with the numbers that tiers and paths need beside what is told of it. */
export type Standing = Readonly<{
  terms: RequirementTerms;
  evaluation: RequirementEvaluation;
  actual: Fraction;
  target: Fraction;
  /** What is left on the last day of the period without anything more. */
  atEnd: Fraction;
  /** What is expected on the last day of the period; what it is where the period has ended. */
  projected: Fraction;
  isMet: boolean;
  /** Whether it will be met when the period ends, as far as it is projected; what it is where the period has ended. */
  isMetAtEnd: boolean;
  /** Whether a waiver still holds on the last day of the period. */
  isWaivedAtEnd: boolean;
  /** The points of the score as it stands, and as projected; null where it has none. */
  points: Fraction | null;
  pointsAtEnd: Fraction | null;
  /** The first day on which it is met no more by time alone; null where that is not known, or it is not met now. */
  missedFrom: string | null;
  /** What time takes away until the period's end, by day. */
  lapses: readonly Readonly<{ on: string; amount: Fraction }>[];
}>;

type Asked = Readonly<{
  plan: Plan;
  terms: RequirementTerms;
  moment: Moment;
  facts: FactsFound;
  joinedOn: Temporal.PlainDate;
  waiver: Waiver | null;
}>;

const PERCENT_MAX = fractionOf(99_999n, 100n);
const PERCENT_BELOW = fractionOf(9_999n, 100n);
const HUNDRED = fractionOf(100n);

/** Two digits, never 100 for what is not all there, and at most 999.99. */
export function percentOf(actual: Fraction, target: Fraction): string {
  const isReached = isAtLeast(actual, target);
  if (target.numerator <= 0n) return '100';
  const exact = fractionProduct(fractionQuotient(largerOf(actual, ZERO), target), HUNDRED);
  const rounded = fractionFrom(roundedFraction(exact, 2));
  return textOf(smallerOf(rounded, isReached ? PERCENT_MAX : PERCENT_BELOW), 2);
}

/** Of a partner that joined within a fiscal window only the part is asked that it could take part in. */
export function targetOf(
  { terms, plan }: Pick<Asked, 'terms' | 'plan'>,
  window: DateRange,
  joinedOn: Temporal.PlainDate,
): Readonly<{ target: Fraction; isProRated: boolean; explain(): readonly ExplanationStep[] }> {
  const threshold = fractionOfText(terms.threshold);
  const isWithin = isBefore(window.from, joinedOn) && isBefore(joinedOn, window.until);
  if (!terms.isProRated || !isWithin) return { target: threshold, isProRated: false, explain: () => [] };
  const days = daysBetween(joinedOn, window.until);
  const daysOfWindow = daysBetween(window.from, window.until);
  const exact = fractionProduct(threshold, fractionOf(BigInt(days), BigInt(daysOfWindow)));
  const { unit } = METRICS[terms.metric];
  const decimal = unit === 'COUNT' ? fractionCeiling(exact, 0) : roundedFraction(exact, digitsOf(unit, plan));
  const inputs = () => ({
    threshold: terms.threshold,
    joinedOn: joinedOn.toString(),
    days: String(days),
    daysOfWindow: String(daysOfWindow),
    rounding: unit === 'COUNT' ? 'UP' : 'HALF_AWAY_FROM_ZERO',
  });
  return {
    target: fractionFrom(decimal),
    isProRated: true,
    explain: () => [{ code: 'PRO_RATED', inputs: inputs(), result: formatDecimal(decimal) }],
  };
}

/** How a requirement stands: final once the period has ended, else by what is projected. */
export function statusOf(isProvisional: boolean, isMet: boolean, isMetAtEnd: boolean): AttainmentStatus {
  if (!isProvisional) return isMet ? 'MET' : 'MISSED';
  if (isMet) return isMetAtEnd ? 'MET' : 'AT_RISK';
  return isMetAtEnd ? 'ON_TRACK' : 'AT_RISK';
}

/** Points in proportion to how much of the target is there, exact and never more than all of them. */
export function pointsOf(points: string | null, actual: Fraction, target: Fraction): Fraction | null {
  if (points === null) return null;
  const part =
    target.numerator <= 0n ? ONE : smallerOf(ONE, fractionQuotient(largerOf(actual, ZERO), target));
  return fractionProduct(fractionOfText(points), part);
}

/** Evaluates one requirement for one partner. */
export function standingOf(asked: Asked): Standing {
  const { plan, terms, moment, facts, waiver } = asked;
  const metric = METRICS[terms.metric];
  const window = windowOf(moment, terms.windowKind, terms.windowMonths);
  const measure = measureOf(metric, facts, plan);
  const { target, isProRated, explain: explainTarget } = targetOf(asked, window, asked.joinedOn);
  const countsFrom = isProRated ? asked.joinedOn : window.from;
  const projected = moment.isProvisional
    ? projectionOf({ terms, measure, groups: facts.groups, window, countsFrom, moment, plan })
    : null;
  const { actual } = measure;
  const isReached = isAtLeast(actual, target);
  const isMet = waiver !== null || isReached;
  const isWaivedAtEnd = waiver !== null && isBefore(moment.endDay, waiver.validTo);
  const isMetAtEnd = projected === null ? isMet : isWaivedAtEnd || isAtLeast(projected.value, target);
  const status = waiver ? 'MET' : statusOf(moment.isProvisional, isMet, isMetAtEnd);
  const lapses = moment.isProvisional ? measure.lapses : [];
  const pointsBy = (amount: Fraction, isWaived: boolean) =>
    pointsOf(terms.points, isWaived ? largerOf(target, ONE) : amount, isWaived ? ONE : target);
  const points = pointsBy(actual, waiver !== null);
  const outcome = { actual, target, points, isReached, status };
  return {
    terms,
    actual,
    target,
    atEnd: moment.isProvisional ? measure.atEnd : actual,
    projected: projected?.value ?? actual,
    isMet,
    isMetAtEnd,
    isWaivedAtEnd,
    points,
    pointsAtEnd: projected === null ? points : pointsBy(projected.value, isWaivedAtEnd),
    missedFrom: missedFromOf(actual, target, lapses, waiver),
    lapses,
    evaluation: {
      ...toldOf(asked, { actual, target, window, projected, status }),
      lapsesOn: lapses[0] ? new Date(`${lapses[0].on}T00:00:00Z`) : null,
      points: points && textOf(points),
      explain: () =>
        explanationOf(plan, terms, moment, window, facts, [
          ...measure.explain(),
          ...explainTarget(),
          ...outcomeSteps(asked, outcome, projected),
        ]),
    },
  };
}

type Told = Readonly<{
  actual: Fraction;
  target: Fraction;
  window: DateRange;
  projected: Projected | null;
  status: AttainmentStatus;
}>;

function toldOf({ terms, plan, moment, waiver }: Asked, { actual, target, window, projected, status }: Told) {
  const digits = digitsOf(METRICS[terms.metric].unit, plan);
  return {
    requirementId: terms.id,
    code: terms.code,
    metric: terms.metric,
    level: terms.level,
    window: storedDaysOf(window),
    actual: textOf(actual, digits),
    target: textOf(target, digits),
    percent: percentOf(actual, target),
    gap: textOf(largerOf(ZERO, fractionDifference(target, actual)), digits),
    status,
    isProvisional: moment.isProvisional,
    projection: projected && textOf(projected.value, digits),
    projectionMethod: projected?.method ?? null,
    waiverId: waiver?.id ?? null,
  };
}

type Outcome = Readonly<{
  actual: Fraction;
  target: Fraction;
  points: Fraction | null;
  isReached: boolean;
  status: AttainmentStatus;
}>;

function outcomeSteps(
  { terms, waiver }: Asked,
  { actual, target, points, isReached, status }: Outcome,
  projected: Projected | null,
): ExplanationStep[] {
  const compared = { actual: textOf(actual), target: textOf(target) };
  const steps: ExplanationStep[] = [
    {
      code: 'COMPARED',
      inputs: { ...compared, percent: percentOf(actual, target) },
      result: isReached ? 'REACHED' : 'NOT_REACHED',
    },
  ];
  if (terms.floor !== null) {
    const isAbove = isAtLeast(actual, fractionOfText(terms.floor));
    steps.push({
      code: 'FLOOR',
      inputs: { actual: compared.actual, floor: terms.floor },
      result: isAbove ? 'REACHED' : 'NOT_REACHED',
    });
  }
  if (waiver) {
    const inputs = { waiverId: waiver.id, until: waiver.validTo.toString() };
    steps.push({ code: 'WAIVED', inputs, result: 'MET' });
  }
  if (points !== null && terms.points !== null)
    steps.push({ code: 'POINTS', inputs: { ...compared, points: terms.points }, result: textOf(points) });
  return [...steps, ...(projected?.explain() ?? []), { code: 'STATUS', inputs: {}, result: status }];
}

/** The day on which what lapses leaves less than the target, or on which the waiver ends where nothing else holds it. */
function missedFromOf(
  actual: Fraction,
  target: Fraction,
  lapses: readonly Readonly<{ on: string; amount: Fraction }>[],
  waiver: Waiver | null,
): string | null {
  const waivedUntil = waiver?.validTo.toString() ?? null;
  if (compareFractions(actual, target) < 0) return waivedUntil;
  let left = actual;
  for (const { on, amount } of lapses) {
    left = fractionDifference(left, amount);
    if (compareFractions(left, target) < 0)
      return waivedUntil !== null && waivedUntil > on ? waivedUntil : on;
  }
  return null;
}
