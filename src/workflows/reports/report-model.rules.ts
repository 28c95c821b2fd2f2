import type { KpiDirection, KpiUnit } from '../../domains/kpis/kpi-definition.rules.ts';
import type { RequirementRow, StandingRow } from '../../domains/reports/report-rows.rules.ts';

/** Who reads a report: the vendor's leadership all of it, a partner only what is its own and shown to it. */
export type ReportAudience = 'PROGRAM' | 'PARTNER';

/** A KPI of the period beside what it should be and what it was; decimal text, null where there is none. */
export type ScoreRow = Readonly<{
  code: string;
  name: string;
  unit: KpiUnit;
  direction: KpiDirection;
  currency: string | null;
  value: string | null;
  target: string | null;
  previous: string | null;
  yearBefore: string | null;
}>;

export type ScoreGroup = Readonly<{ title: string; rows: readonly ScoreRow[] }>;

/** KPIs of one unit over the same months. */
export type Trend = Readonly<{
  title: string;
  unit: KpiUnit;
  currency: string | null;
  kind: 'BARS' | 'LINES';
  series: readonly Readonly<{ code: string; name: string; values: readonly (string | null)[] }>[];
}>;

/** A stage of the funnel and how many of the cohort got there. */
export type FunnelStage = Readonly<{ code: string; name: string; count: number }>;

export type TierRow = Readonly<{ program: string; tier: string; rank: number; partners: number }>;

export type CertificationRow = Readonly<{
  program: string;
  people: number;
  earned: number;
  expiring: number;
}>;

/** Amounts in major units of the currency. */
export type ForecastRow = Readonly<{
  period: string;
  currency: string;
  asOf: Date;
  won: string;
  expected: string;
  p10: string;
  p50: string;
  p90: string;
  openCount: number;
  staleCount: number;
  /** What the leadership says of it; never told to a partner. */
  commit: string | null;
  bestCase: string | null;
}>;

export type RemediationRow = Readonly<{
  /** Empty on a partner's own page. */
  partner: string;
  subject: string;
  status: string;
  dueOn: Date | null;
  isOverdue: boolean;
  before: string;
  target: string;
  latest: string;
  actionsDone: number;
  actionsTotal: number;
}>;

/** Amounts in major units of the currency; recoverable is what the partner owes, as a positive number. */
export type CommissionRow = Readonly<{
  currency: string;
  accrued: string;
  paid: string;
  payable: string;
  recoverable: string;
}>;

export type Definition = Readonly<{ code: string; name: string; text: string }>;

export type ReportPeriod = Readonly<{
  label: string;
  previousLabel: string;
  yearBeforeLabel: string;
  /** Days; `until` is no longer part of it. */
  from: Date;
  until: Date;
}>;

/** All that a page says, before it is said in HTML. */
export type Report = Readonly<{
  audience: ReportAudience;
  vendor: string;
  /** The partner's name on its own page. */
  partner: string | null;
  period: ReportPeriod;
  /** Until when things are known: the end of the period, or the instant of the report where that comes first. */
  asOf: Date;
  isComplete: boolean;
  timeZone: string;
  currency: string;
  locale: string;
  notes: readonly string[];
  headline: readonly string[];
  scorecard: readonly ScoreGroup[];
  /** The first days of the months that trends run over, each with its label. */
  months: readonly Readonly<{ label: string; from: Date; isCalendarMonth: boolean }>[];
  trends: readonly Trend[];
  funnel: readonly FunnelStage[];
  tiers: readonly TierRow[];
  standings: readonly StandingRow[];
  requirements: readonly RequirementRow[];
  certifications: readonly CertificationRow[];
  forecasts: readonly ForecastRow[];
  remediation: readonly RemediationRow[];
  commissions: readonly CommissionRow[];
  definitions: readonly Definition[];
}>;
