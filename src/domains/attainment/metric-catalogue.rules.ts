import { acceptanceRate } from './metrics/acceptance-rate.metric.ts';
import { certifiedPeople } from './metrics/certified-people.metric.ts';
import { dealsWon } from './metrics/deals-won.metric.ts';
import type { MetricDefinition } from './metrics/definition.metric.ts';
import { documentsInForce } from './metrics/documents-in-force.metric.ts';
import { implementationsLed } from './metrics/implementations-led.metric.ts';
import { onboardingDone } from './metrics/onboarding-done.metric.ts';
import { referralsAccepted } from './metrics/referrals-accepted.metric.ts';
import { referralsSubmitted } from './metrics/referrals-submitted.metric.ts';
import { revenueWon } from './metrics/revenue-won.metric.ts';
import { satisfaction } from './metrics/satisfaction.metric.ts';

export {
  FACT_COLUMNS,
  METRIC_COMBINATIONS,
  METRIC_KINDS,
  METRIC_UNITS,
  type MetricCombination,
  type MetricDefinition,
  type MetricKind,
  type MetricUnit,
  PROJECTION_METHODS,
  type ProjectionMethod,
} from './metrics/definition.metric.ts';

/** All that a requirement can be about, in the order in which they are listed. */
const ALL = [
  referralsSubmitted,
  referralsAccepted,
  acceptanceRate,
  dealsWon,
  revenueWon,
  certifiedPeople,
  implementationsLed,
  satisfaction,
  documentsInForce,
  onboardingDone,
] as const;

export type MetricCode = (typeof ALL)[number]['code'];

export const METRIC_CODES: readonly MetricCode[] = ALL.map(({ code }) => code);

export const METRICS = Object.fromEntries(ALL.map((metric) => [metric.code, metric])) as Readonly<
  Record<MetricCode, MetricDefinition & Readonly<{ code: MetricCode }>>
>;

type Reason = {
  [Code in (typeof ALL)[number]['code']]: keyof Extract<(typeof ALL)[number], { code: Code }>['reasons'];
}[MetricCode];

/** Why a fact does not count, by code: what all metrics together know of. */
export const EXCLUSION_REASONS = Object.assign({}, ...ALL.map(({ reasons }) => reasons)) as Readonly<
  Record<Reason, string>
>;

export type ExclusionReason = Reason;

export const isMetricCode = (text: string): text is MetricCode => Object.hasOwn(METRICS, text);
