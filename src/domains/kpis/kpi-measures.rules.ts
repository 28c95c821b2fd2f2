/** What facts are derived from: one SQL for each, which answers all facts of a subject at once. */
export const FACT_SOURCES = [
  'REFERRAL',
  'OPPORTUNITY',
  'ORDER',
  'LEDGER',
  'STATEMENT',
  'DISPUTE',
  'RECURRING',
  'PERSON',
  'MEMBERSHIP',
  'PARTNER',
  'STANDING',
  'IMPLEMENTATION',
  'BENEFIT',
  'USAGE',
  'FORECAST',
] as const;
export type FactSource = (typeof FACT_SOURCES)[number];

type MeasureDefinition = Readonly<{
  source: FactSource;
  /** Whether the partner's own people may read it of themselves. */
  isVisible: boolean;
  /** Whether its values are kept as a histogram, for percentiles. */
  hasHistogram?: true;
}>;

/** The parts of which KPIs are made, and what yields each. */
export const MEASURES = {
  REFERRALS_SUBMITTED: { source: 'REFERRAL', isVisible: true },
  REFERRALS_ACCEPTED: { source: 'REFERRAL', isVisible: true },
  DECISIONS_ACCEPTED: { source: 'REFERRAL', isVisible: true },
  DECISIONS_REJECTED: { source: 'REFERRAL', isVisible: true },
  DECISION_MINUTES: { source: 'REFERRAL', isVisible: true, hasHistogram: true },
  RESPONSES_MEASURED: { source: 'REFERRAL', isVisible: false },
  RESPONSES_IN_TIME: { source: 'REFERRAL', isVisible: false },
  REFERRALS_WAITLISTED: { source: 'REFERRAL', isVisible: true },
  REFERRALS_CONTESTED: { source: 'REFERRAL', isVisible: true },
  PIPELINE_AMOUNT: { source: 'OPPORTUNITY', isVisible: true },
  OPEN_DEALS: { source: 'OPPORTUNITY', isVisible: true },
  STALE_AMOUNT: { source: 'OPPORTUNITY', isVisible: true },
  DEALS_WON: { source: 'OPPORTUNITY', isVisible: true },
  DEALS_LOST: { source: 'OPPORTUNITY', isVisible: true },
  REVENUE_WON: { source: 'OPPORTUNITY', isVisible: true },
  REVENUE_SOURCED: { source: 'OPPORTUNITY', isVisible: true },
  REVENUE_INFLUENCED: { source: 'OPPORTUNITY', isVisible: true },
  SALES_CYCLE_DAYS: { source: 'OPPORTUNITY', isVisible: true, hasHistogram: true },
  ORDERS_RATIFIED: { source: 'ORDER', isVisible: false },
  ORDERS_FIRST_TIME_RIGHT: { source: 'ORDER', isVisible: false },
  RATIFICATION_MINUTES: { source: 'ORDER', isVisible: false, hasHistogram: true },
  COMMISSION_ACCRUED: { source: 'LEDGER', isVisible: true },
  COMMISSION_PAID: { source: 'LEDGER', isVisible: true },
  COHORT_EARNED: { source: 'LEDGER', isVisible: true },
  COHORT_CLAWED_BACK: { source: 'LEDGER', isVisible: true },
  STATEMENTS_ISSUED: { source: 'STATEMENT', isVisible: true },
  STATEMENTS_DISPUTED: { source: 'STATEMENT', isVisible: true },
  DISPUTE_MINUTES: { source: 'DISPUTE', isVisible: true, hasHistogram: true },
  MONTHLY_CHARGES: { source: 'RECURRING', isVisible: false },
  CERTIFIED_PEOPLE: { source: 'PERSON', isVisible: true },
  CERTIFICATIONS_EARNED: { source: 'PERSON', isVisible: true },
  CERTIFICATIONS_EXPIRING: { source: 'PERSON', isVisible: true },
  PORTAL_MEMBERS: { source: 'MEMBERSHIP', isVisible: true },
  PARTNERS_ACTIVE: { source: 'PARTNER', isVisible: false },
  PARTNERS_NEW: { source: 'PARTNER', isVisible: false },
  FIRST_REFERRAL_DAYS: { source: 'PARTNER', isVisible: true, hasHistogram: true },
  PARTNERS_AT_RISK: { source: 'STANDING', isVisible: false },
  ATTAINMENT_SHARES: { source: 'STANDING', isVisible: true },
  ATTAINMENT_REQUIREMENTS: { source: 'STANDING', isVisible: true },
  GO_LIVE_DAYS: { source: 'IMPLEMENTATION', isVisible: true, hasHistogram: true },
  BENEFITS_DUE: { source: 'BENEFIT', isVisible: true },
  BENEFITS_ON_TIME: { source: 'BENEFIT', isVisible: true },
  PORTAL_USERS: { source: 'USAGE', isVisible: true },
  FORECAST_MISSES: { source: 'FORECAST', isVisible: false },
  FORECAST_OUTCOMES: { source: 'FORECAST', isVisible: false },
} as const satisfies Readonly<Record<string, MeasureDefinition>>;

export type Measure = keyof typeof MEASURES;

export const MEASURE_CODES = Object.keys(MEASURES) as readonly Measure[];

const definitionOf = (measure: Measure): MeasureDefinition => MEASURES[measure];

export const measuresFrom = (source: FactSource): readonly Measure[] =>
  MEASURE_CODES.filter((measure) => MEASURES[measure].source === source);

/** Whose values are kept as histograms. */
export const HISTOGRAM_MEASURES: readonly Measure[] = MEASURE_CODES.filter(
  (measure) => definitionOf(measure).hasHistogram === true,
);

/** What partners read of themselves. */
export const VISIBLE_MEASURES: readonly Measure[] = MEASURE_CODES.filter(
  (measure) => MEASURES[measure].isVisible,
);
