import type { KpiCredit, KpiScope } from './kpi-scope.rules.ts';

/** Days: midnights in UTC. `from` belongs to the range, `until` does not. */
export type KpiRange = Readonly<{ from: Date; until: Date }>;

/** What all of a reading's values have in common. */
export type KpiTerms = Readonly<{
  credited: KpiCredit;
  /**
   * The currency that amounts are told in; those of others are converted at the vendor's exchange rates of the month's end: flows
   * of each fiscal month by its own, levels by the one of the month in which the range ends. Where it is null, amounts of one
   * currency stay as they are and a mixture is refused.
   */
  currency: string | null;
  /** What was known by then; what is known now where it is left out. */
  asOf?: Date | null;
  /** By which instant tiers and managers are restated, and after whose day nothing is read. */
  now: Date;
}>;

export type KpiQuestion = KpiTerms & KpiRange & Readonly<{ kpi: string; scope: KpiScope }>;

/** Many values at once: each KPI in each range, of each scope, or of every partner that the reader sees. */
export type KpiQuestions = KpiTerms &
  Readonly<{ kpis: readonly string[]; ranges: readonly KpiRange[] }> &
  (Readonly<{ scopes: readonly KpiScope[] }> | Readonly<{ groupBy: 'PARTNER' }>);

/** One measure's part in a value, before anything was rounded. */
export type KpiPart = Readonly<{
  role: 'NUMERATOR' | 'DENOMINATOR';
  measure: string;
  /** What the measure is split by where the formula weighs it; empty else. */
  slice: string;
  /** Of an amount; empty else. */
  currency: string;
  /** Decimal text: an amount in the major units of its currency, else the measure's own number. */
  amount: string;
  /** How many facts it is made of; null where members are counted. */
  count: string | null;
  /** What the slice counts for; null where nothing is weighed. */
  weight: string | null;
}>;

/** How amounts of one currency and day of rate became amounts of another. */
export type KpiConversion = Readonly<{
  from: string;
  to: string;
  /** The last day of the fiscal month, whose rate counts. */
  rateOn: Date;
  rate: string;
  amount: string;
  converted: string;
}>;

export type KpiExplanation = Readonly<{
  kpi: string;
  definition: string;
  /** How the parts become the value: the kind of combination, and where it needs one its percentile. */
  combination: string;
  percentile: number | null;
  from: Date;
  until: Date;
  timeZone: string;
  credited: KpiCredit;
  parts: readonly KpiPart[];
  conversions: readonly KpiConversion[];
}>;

/**
 * The value is decimal text: amounts in the major units of the currency, percentages from 0 on with at most four digits after
 * the point, else a plain number. It is null where there is no denominator, which then is 0.
 */
export type KpiValue = Readonly<{
  value: string | null;
  numerator: string | null;
  denominator: string | null;
  /** Of an amount: the one asked for, else the one that all amounts are of; null where there is none. */
  currency: string | null;
  explanation: KpiExplanation;
}>;

export type KpiReading = KpiValue & Readonly<{ kpi: string; scope: KpiScope; range: KpiRange }>;
