import { fractionOf } from '../../kernel/fraction.ts';
import type { DateRange } from '../../kernel/time.ts';
import {
  type ExplainedFact,
  type Explanation,
  type ExplanationStep,
  FACTS_LISTED_MAX,
} from './attainment.rules.ts';
import { amountOf, type FactGroup, type FactLapse } from './attainment-measure.rules.ts';
import { type Plan, type RequirementTerms, textOf } from './attainment-plan.rules.ts';
import type { Moment } from './attainment-window.rules.ts';
import { METRICS } from './metric-catalogue.rules.ts';

export type ListedFact = Readonly<{
  type: string;
  id: string;
  partnerId: string;
  at: string | null;
  value: string;
  denominator: number;
  unit: string | null;
  stage: string | null;
  reason: string | null;
  lapsesOn: string | null;
}>;

export type FactsFound = Readonly<{
  groups: readonly FactGroup[];
  /** What counts now and will not on a day until the period's end, by day. */
  lapses: readonly FactLapse[];
  /** The latest of what counts and of what does not, at most so many of each as are listed. */
  listed: readonly ListedFact[];
}>;

export const NO_FACTS: FactsFound = { groups: [], lapses: [], listed: [] };

const explainedOf = (fact: ListedFact, plan: Plan): ExplainedFact => ({
  type: fact.type,
  id: fact.id,
  partnerId: fact.partnerId,
  at: fact.at && new Date(fact.at).toISOString(),
  value: textOf(fact.reason === 'NO_RATE' ? fractionOf(0n) : amountOf(fact, plan)),
  endsOn: fact.lapsesOn,
  reason: fact.reason,
});

const totalOf = (groups: readonly FactGroup[]) => groups.reduce((sum, { count }) => sum + count, 0);

/** Why a number is what it is, as plain JSON. */
export function explanationOf(
  plan: Plan,
  terms: RequirementTerms,
  moment: Moment,
  window: DateRange,
  facts: FactsFound,
  steps: readonly ExplanationStep[],
): Explanation {
  const metric = METRICS[terms.metric];
  const counted = facts.groups.filter(({ reason }) => reason === null);
  const excluded = facts.groups.filter(({ reason }) => reason !== null);
  const listed = facts.listed.map((fact) => explainedOf(fact, plan));
  const byReason: Record<string, number> = {};
  for (const { reason, count } of excluded) byReason[reason!] = (byReason[reason!] ?? 0) + count;
  return {
    metric: terms.metric,
    unit: metric.unit,
    source: metric.source,
    rule: {
      code: terms.code,
      threshold: terms.threshold,
      level: terms.level,
      windowKind: terms.windowKind,
      windowMonths: terms.windowMonths,
      isProRated: terms.isProRated,
      certificationProgramId: terms.certificationProgramId,
      versionNumber: plan.versionNumber,
      currency: metric.unit === 'MONEY' ? plan.currency : null,
    },
    window: {
      from: window.from.toString(),
      until: window.until.toString(),
      timeZone: moment.calendar.timeZone,
      asOf: moment.asOf.toISOString(),
    },
    steps,
    counted: listed.filter(({ reason }) => reason === null).slice(0, FACTS_LISTED_MAX),
    countedTotal: totalOf(counted),
    excluded: listed.filter(({ reason }) => reason !== null).slice(0, FACTS_LISTED_MAX),
    excludedTotal: totalOf(excluded),
    excludedByReason: byReason,
  };
}
