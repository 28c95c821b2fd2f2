import type { MetricCode, MetricUnit, ProjectionMethod } from './metric-catalogue.rules.ts';

/** Final are MET and MISSED; ON_TRACK and AT_RISK say how it is expected to end. */
export const ATTAINMENT_STATUSES = ['MET', 'ON_TRACK', 'AT_RISK', 'MISSED'] as const;
export type AttainmentStatus = (typeof ATTAINMENT_STATUSES)[number];

export const TIER_MODES = ['ALL', 'ANY', 'SCORE'] as const;
export type TierMode = (typeof TIER_MODES)[number];

/** LOCATION counts the partner's own facts, MASTER_ACCOUNT those of its whole master account. */
export const REQUIREMENT_LEVELS = ['LOCATION', 'MASTER_ACCOUNT'] as const;
export type RequirementLevel = (typeof REQUIREMENT_LEVELS)[number];

export const WINDOW_KINDS = ['TRAILING_MONTHS', 'FISCAL_QUARTER', 'FISCAL_YEAR', 'POINT_IN_TIME'] as const;
export type WindowKind = (typeof WINDOW_KINDS)[number];

/** Days as midnights in UTC, half-open: `until` is the first day that no longer belongs to it. */
export type Days = Readonly<{ from: Date; until: Date }>;

/** Facts that are told one by one; what is beyond is only counted. */
export const FACTS_LISTED_MAX = 200;

/** The steps of the arithmetic, by code: what is done with the inputs. */
export const EXPLANATION_STEPS = {
  COUNTED: 'The facts that count are added up.',
  PEOPLE_COUNTED: 'The people who count are added up, each once.',
  CONVERTED: "An amount is converted to the program's currency, at the rate of its version.",
  ROUNDED:
    "What is converted is summed, and rounded once to the currency's minor unit, a half away from zero.",
  PERCENT_OF_FACTS: 'How many percent of the facts were accepted.',
  MEAN_OF_FACTS: 'The mean of the facts.',
  NO_FACTS: 'There is no fact, so it is 0.',
  ALL_HELD: 'Whether nothing that is asked for is missing.',
  PRO_RATED: 'The threshold in proportion to the days of the window since the partner joined.',
  COMPARED: 'The number is compared with the target.',
  FLOOR: 'The number is compared with the least that is asked whatever the score.',
  WAIVED: 'A waiver lets it count as met, until the day on which it ends.',
  POINTS: 'The points in proportion to how much of the target is there.',
  PROJECTED_RUN_RATE: 'What is expected at the end: as much a day as until now.',
  PROJECTED_TRAILING:
    'What is expected at the end: what is still within the window then, and as much a day as in the window now.',
  EXPECTED_OF_STAGE: 'What is expected of open deals of a stage that close before the end, by its weight.',
  PROJECTED_PIPELINE: 'What is expected at the end: what is held, and what is expected of the stages.',
  PROJECTED_LAPSES: 'What is expected at the end: what does not lapse before.',
  PROJECTED_CURRENT: 'What is expected at the end: the same as now.',
  STATUS: 'How it stands.',
} as const;
export type ExplanationStepCode = keyof typeof EXPLANATION_STEPS;

/**
 * A step of the arithmetic, as a code with what went in and what came out. Decimals are strings, days are `YYYY-MM-DD`.
 */
export type ExplanationStep = Readonly<{
  code: ExplanationStepCode;
  /** What went in, by name. */
  inputs: Readonly<Record<string, string>>;
  result: string;
}>;

/** A fact by the id of the row that tells it; `partnerId` is whose it is. */
export type ExplainedFact = Readonly<{
  type: string;
  id: string;
  partnerId: string;
  /** When it took effect; null where it has no instant, as what is missing has none. */
  at: string | null;
  /** What it adds, in the metric's unit. */
  value: string;
  /** The first day without it; null where none is known. */
  endsOn: string | null;
  /** Why it does not count; null where it counts. */
  reason: string | null;
}>;

/** Plain JSON: stored as it is, and the same again whenever it is evaluated as of the same instant. */
export type Explanation = Readonly<{
  metric: MetricCode;
  unit: MetricUnit;
  source: string;
  /** The rule: what was asked, of whom, over which days. */
  rule: Readonly<{
    code: string;
    threshold: string;
    level: RequirementLevel;
    windowKind: WindowKind;
    windowMonths: number | null;
    isProRated: boolean;
    certificationProgramId: string | null;
    versionNumber: number;
    currency: string | null;
  }>;
  window: Readonly<{ from: string; until: string; timeZone: string; asOf: string }>;
  steps: readonly ExplanationStep[];
  counted: readonly ExplainedFact[];
  countedTotal: number;
  excluded: readonly ExplainedFact[];
  excludedTotal: number;
  /** How many do not count, by reason. */
  excludedByReason: Readonly<Record<string, number>>;
}>;

export type RequirementEvaluation = Readonly<{
  requirementId: string;
  code: string;
  metric: MetricCode;
  level: RequirementLevel;
  window: Days;
  actual: string;
  target: string;
  /** Two digits, at most 999.99; below 100 as long as it is not met. */
  percent: string;
  gap: string;
  status: AttainmentStatus;
  isProvisional: boolean;
  projection: string | null;
  projectionMethod: ProjectionMethod | null;
  /** The waiver by which it counts as met. */
  waiverId: string | null;
  /** When time alone takes something of it away next, within the period. */
  lapsesOn: Date | null;
  /** What it adds to the score of its tier; null where the tier has none. */
  points: string | null;
  /** Why it is so, made only where it is told. */
  explain(): Explanation;
}>;

export type TierEvaluation = Readonly<{
  tierId: string;
  code: string;
  rank: number;
  mode: TierMode;
  isMet: boolean;
  score: string | null;
  scoreNeeded: string | null;
  status: AttainmentStatus;
  /** How much of what the tier asks is there, from 0 to 100, two digits. */
  percent: string;
  requirements: readonly RequirementEvaluation[];
}>;

/** How a partner stands in a program, in a period, by what was known at an instant. */
export type PartnerEvaluation = Readonly<{
  partnerId: string;
  programId: string;
  versionId: string;
  period: Readonly<{ label: string; from: Date; until: Date }>;
  asOf: Date;
  /** Whether the period had not ended as of the instant. */
  isProvisional: boolean;
  /** The tier that it is in; null where it has none. */
  tierId: string | null;
  /** 0 where it is in no tier. */
  tierRank: number;
  tierSince: Date | null;
  /** The highest tier whose requirements it meets. */
  attainedTierId: string | null;
  /** The lowest tier above the one that it is in. */
  nextTierId: string | null;
  /** By rank, the lowest first. */
  tiers: readonly TierEvaluation[];
}>;
