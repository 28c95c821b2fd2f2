import type { Temporal } from 'temporal-polyfill';
import {
  type Fraction,
  fractionFrom,
  fractionOf,
  fractionProduct,
  fractionSum,
  ONE,
  roundedFraction,
  ZERO,
} from '../../kernel/fraction.ts';
import type { DateRange } from '../../kernel/time.ts';
import type { ExplanationStep, ExplanationStepCode } from './attainment.rules.ts';
import { convertedOf, digitsOf, type Plan, type RequirementTerms, textOf } from './attainment-plan.rules.ts';
import { daysBetween, horizonOf, isBefore, type Moment } from './attainment-window.rules.ts';
import { METRICS, type MetricDefinition, type ProjectionMethod } from './metric-catalogue.rules.ts';

/** What facts of one kind add up to: `value / denominator` of each, in minor units where `unit` names a currency. */
export type FactGroup = Readonly<{
  reason: string | null;
  unit: string | null;
  denominator: number;
  /** The stage of open deals that may close within the period; null for all else. */
  stage: string | null;
  count: number;
  value: string;
  /** Of those that still count on the last day of the period, as far as time alone goes. */
  countAtEnd: number;
  valueAtEnd: string;
}>;

export type FactLapse = Readonly<{
  on: string;
  unit: string | null;
  denominator: number;
  count: number;
  value: string;
}>;

export type Measure = Readonly<{
  actual: Fraction;
  /** What is left of it on the last day of the period without anything more, as far as time alone goes. */
  atEnd: Fraction;
  /** What time takes away until the period's end, by day. */
  lapses: readonly Readonly<{ on: string; amount: Fraction }>[];
  /** Its arithmetic, made only where it is told. */
  explain(): readonly ExplanationStep[];
}>;

type Amount = Pick<FactGroup, 'unit' | 'denominator' | 'value'>;

const wholeOf = ({ value, denominator }: Amount): Fraction => fractionOf(BigInt(value), BigInt(denominator));

export const amountOf = (group: Amount, plan: Plan): Fraction =>
  group.unit === null ? wholeOf(group) : convertedOf(wholeOf(group), group.unit, plan);

const sumOf = (amounts: readonly Fraction[]): Fraction => amounts.reduce(fractionSum, ZERO);

const countOf = (groups: readonly FactGroup[], of: (group: FactGroup) => number): Fraction =>
  fractionOf(BigInt(groups.reduce((sum, group) => sum + of(group), 0)));

/** Money is rounded once, when everything is summed; all else stays exact. */
export const settled = (amount: Fraction, metric: MetricDefinition, plan: Plan): Fraction =>
  metric.unit === 'MONEY' ? fractionFrom(roundedFraction(amount, digitsOf('MONEY', plan))) : amount;

const step = (
  code: ExplanationStepCode,
  inputs: Readonly<Record<string, string>>,
  result: Fraction | string,
): ExplanationStep => ({ code, inputs, result: typeof result === 'string' ? result : textOf(result) });

/** One number from the facts of a window, and what time will leave of it. */
export function measureOf(
  metric: MetricDefinition,
  facts: Readonly<{ groups: readonly FactGroup[]; lapses: readonly FactLapse[] }>,
  plan: Plan,
): Measure {
  const counted = facts.groups.filter(({ reason }) => reason === null);
  const measured = {
    SUM: () => summed(metric, counted, plan),
    MEAN: () => meanOf(metric, counted),
    DISTINCT_PEOPLE: () => peopleOf(facts.groups, counted),
    ALL_HOLD: () => heldOf(facts.groups),
  }[metric.combination]();
  const lapses = metric.kind === 'RATIO' ? [] : facts.lapses;
  const amountLost = (lapse: FactLapse) =>
    metric.combination === 'SUM' ? amountOf(lapse, plan) : fractionOf(BigInt(lapse.count));
  return { ...measured, lapses: lapses.map((lapse) => ({ on: lapse.on, amount: amountLost(lapse) })) };
}

type Measured = Omit<Measure, 'lapses'>;

function summed(metric: MetricDefinition, counted: readonly FactGroup[], plan: Plan): Measured {
  const exact = sumOf(counted.map((group) => amountOf(group, plan)));
  const actual = settled(exact, metric, plan);
  const left = counted.map((group) => amountOf({ ...group, value: group.valueAtEnd }, plan));
  const atEnd = settled(sumOf(left), metric, plan);
  const explain = () =>
    metric.unit === 'MONEY'
      ? conversionsOf(counted, exact, actual, plan)
      : [step('COUNTED', { facts: textOf(countOf(counted, ({ count }) => count)) }, actual)];
  return { actual, atEnd, explain };
}

/** How an amount comes from those of each currency. */
function conversionsOf(
  counted: readonly FactGroup[],
  exact: Fraction,
  actual: Fraction,
  plan: Plan,
): ExplanationStep[] {
  const currencies = [...new Set(counted.map(({ unit }) => unit ?? plan.currency))].sort();
  const conversions = currencies.map((currency) => {
    const own = counted.filter(({ unit }) => (unit ?? plan.currency) === currency);
    const inOwn = sumOf(own.map((group) => convertedOf(wholeOf(group), currency, atPar(plan, currency))));
    const rate = plan.rates[currency] ?? ZERO;
    return step(
      'CONVERTED',
      { currency, amount: textOf(inOwn), rate: textOf(rate, 18) },
      fractionProduct(inOwn, rate),
    );
  });
  const digits = String(digitsOf('MONEY', plan));
  const rounded = step('ROUNDED', { amount: textOf(exact, 18), digits, currency: plan.currency }, actual);
  return [...conversions, rounded];
}

/** The plan at which an amount stays in its own currency. */
const atPar = (plan: Plan, currency: string): Plan => ({ ...plan, rates: { [currency]: ONE } });

function meanOf(metric: MetricDefinition, counted: readonly FactGroup[]): Measured {
  const sum = sumOf(counted.map(wholeOf));
  const count = countOf(counted, (group) => group.count);
  const factor = metric.unit === 'PERCENT' ? 100n : 1n;
  const mean =
    count.numerator === 0n ? ZERO : fractionOf(sum.numerator * factor, sum.denominator * count.numerator);
  const code = metric.unit === 'PERCENT' ? 'PERCENT_OF_FACTS' : 'MEAN_OF_FACTS';
  const inputs = () => ({ sum: textOf(sum), facts: textOf(count) });
  return {
    actual: mean,
    atEnd: mean,
    explain: () => [step(count.numerator === 0n ? 'NO_FACTS' : code, inputs(), mean)],
  };
}

function peopleOf(groups: readonly FactGroup[], counted: readonly FactGroup[]): Measured {
  const actual = countOf(counted, ({ count }) => count);
  const atEnd = countOf(groups, ({ countAtEnd }) => countAtEnd);
  return { actual, atEnd, explain: () => [step('PEOPLE_COUNTED', { people: textOf(actual) }, actual)] };
}

/** Each fact is worth 1 where it is asked for now, so one that is worth it and does not count is missing. */
function heldOf(groups: readonly FactGroup[]): Measured {
  const asked = groups.filter(({ value }) => BigInt(value) > 0n);
  const missing = countOf(asked, ({ reason, count }) => (reason === null ? 0 : count));
  const missingAtEnd = countOf(groups, ({ count, countAtEnd }) => count - countAtEnd);
  const actual = missing.numerator === 0n ? ONE : ZERO;
  const inputs = () => ({ asked: textOf(countOf(asked, ({ count }) => count)), missing: textOf(missing) });
  return {
    actual,
    atEnd: missingAtEnd.numerator === 0n ? ONE : ZERO,
    explain: () => [step('ALL_HELD', inputs(), actual)],
  };
}

export type Projected = Readonly<{
  value: Fraction;
  method: ProjectionMethod;
  /** Its arithmetic, made only where it is told. */
  explain(): readonly ExplanationStep[];
}>;

type Projecting = Readonly<{
  terms: RequirementTerms;
  measure: Measure;
  groups: readonly FactGroup[];
  window: DateRange;
  /** From when on a partner takes part in the window. */
  countsFrom: Temporal.PlainDate;
  moment: Moment;
  plan: Plan;
}>;

/** How a number is expected to stand when the period ends, by the metric's own method. */
export function projectionOf(projecting: Projecting): Projected {
  const { terms, measure, groups, plan } = projecting;
  const metric = METRICS[terms.metric];
  if (metric.projection === 'LAPSES') {
    const lost = () => sumOf(measure.lapses.map(({ amount }) => amount));
    const inputs = () => ({ actual: textOf(measure.actual), lapsing: textOf(lost()) });
    return {
      value: measure.atEnd,
      method: 'LAPSES',
      explain: () => [step('PROJECTED_LAPSES', inputs(), measure.atEnd)],
    };
  }
  if (metric.projection === 'CURRENT') {
    const explain = () => [step('PROJECTED_CURRENT', { actual: textOf(measure.actual) }, measure.actual)];
    return { value: measure.actual, method: 'CURRENT', explain };
  }
  const open = groups.filter(({ stage }) => stage !== null);
  const isByPipeline = metric.projection === 'PIPELINE' && open.length > 0;
  return isByPipeline ? byPipeline(projecting, open) : byRunRate(projecting);

  function byPipeline({ terms: { windowKind } }: Projecting, deals: readonly FactGroup[]): Projected {
    const base = windowKind === 'TRAILING_MONTHS' ? measure.atEnd : measure.actual;
    const stages = deals.map((group) => {
      const weight = plan.stageWeights[group.stage!] ?? ZERO;
      const amount = amountOf(group, plan);
      const inputs = () => ({
        stage: group.stage!,
        deals: String(group.count),
        amount: textOf(amount),
        weight: textOf(weight),
      });
      return { expected: fractionProduct(amount, weight), inputs };
    });
    const value = settled(fractionSum(base, sumOf(stages.map(({ expected }) => expected))), metric, plan);
    const explain = () => [
      ...stages.map(({ inputs, expected }) => step('EXPECTED_OF_STAGE', inputs(), expected)),
      step('PROJECTED_PIPELINE', { held: textOf(base) }, value),
    ];
    return { value, method: 'PIPELINE', explain };
  }
}

function byRunRate({ terms, measure, window, countsFrom, moment, plan }: Projecting): Projected {
  const metric = METRICS[terms.metric];
  const { day } = moment;
  const horizon = horizonOf(moment, window, terms.windowKind);
  if (terms.windowKind === 'TRAILING_MONTHS') {
    const daysOfWindow = daysBetween(window.from, window.until);
    const daysToCome = daysBetween(day, horizon);
    const rate = fractionOf(BigInt(daysToCome), BigInt(daysOfWindow));
    const value = settled(fractionSum(measure.atEnd, fractionProduct(measure.actual, rate)), metric, plan);
    const inputs = () => ({
      held: textOf(measure.atEnd),
      actual: textOf(measure.actual),
      daysToCome: String(daysToCome),
      daysOfWindow: String(daysOfWindow),
    });
    return { value, method: 'RUN_RATE', explain: () => [step('PROJECTED_TRAILING', inputs(), value)] };
  }
  const from = isBefore(window.from, countsFrom) && !isBefore(day, countsFrom) ? countsFrom : window.from;
  const daysElapsed = daysBetween(from, day) + 1;
  const daysTotal = daysBetween(from, horizon) + 1;
  const rate = fractionOf(BigInt(daysTotal), BigInt(daysElapsed));
  const value = settled(fractionProduct(measure.actual, rate), metric, plan);
  const inputs = () => ({
    actual: textOf(measure.actual),
    from: from.toString(),
    daysElapsed: String(daysElapsed),
    daysTotal: String(daysTotal),
  });
  return { value, method: 'RUN_RATE', explain: () => [step('PROJECTED_RUN_RATE', inputs(), value)] };
}
