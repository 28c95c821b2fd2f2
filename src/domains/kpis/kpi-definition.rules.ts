import type { Measure } from './kpi-measures.rules.ts';

/**
 * What a KPI's value is: COUNT of things or people, MONEY in minor units of a currency, PERCENT from 0 on, MINUTES as they pass,
 * BUSINESS_MINUTES as the vendor works, DAYS of the calendar.
 */
export const KPI_UNITS = ['COUNT', 'MONEY', 'PERCENT', 'MINUTES', 'BUSINESS_MINUTES', 'DAYS'] as const;
export type KpiUnit = (typeof KPI_UNITS)[number];

/** UP where more is better, DOWN where less is. */
export const KPI_DIRECTIONS = ['UP', 'DOWN'] as const;
export type KpiDirection = (typeof KPI_DIRECTIONS)[number];

/**
 * How the parts of a KPI become its value, over whatever partners and days are asked for. A range is half-open: `from` belongs
 * to it, `until` does not. A value without a denominator is none.
 */
export type KpiCombination =
  /** The total of the measure's facts within the range. */
  | Readonly<{ kind: 'SUM'; measure: Measure }>
  /** The totals of the numerator over those of the denominator, within the range. */
  | Readonly<{ kind: 'RATIO'; numerator: readonly Measure[]; denominator: readonly Measure[] }>
  /** One less the ratio, from 0 on. */
  | Readonly<{ kind: 'COMPLEMENT'; numerator: readonly Measure[]; denominator: readonly Measure[] }>
  /** The total over the number of the measure's facts within the range. */
  | Readonly<{ kind: 'AVERAGE'; measure: Measure }>
  /** The sum of all deltas before `until`: how it stands at the end of the range. */
  | Readonly<{ kind: 'LEVEL'; measure: Measure }>
  /** As LEVEL, each slice times its weight, which is an exact decimal; a slice without one counts as nothing. */
  | Readonly<{ kind: 'WEIGHTED_LEVEL'; measure: Measure; weights: Readonly<Record<string, string>> }>
  /** The level of the one over that of the other, at the end of the range. */
  | Readonly<{ kind: 'LEVEL_RATIO'; numerator: Measure; denominator: Measure }>
  /** How many members have a fact within the range, each once. */
  | Readonly<{ kind: 'DISTINCT'; measure: Measure }>
  /** How many members have a positive sum of deltas before `until`, each once. */
  | Readonly<{ kind: 'DISTINCT_LEVEL'; measure: Measure }>
  /** Members with a fact within the range over members whose deltas before `until` sum to more than nothing. */
  | Readonly<{ kind: 'DISTINCT_SHARE'; numerator: Measure; denominator: Measure }>
  /** The value below which so many percent of the measure's facts within the range are, by its merged histogram. */
  | Readonly<{ kind: 'PERCENTILE'; measure: Measure; percentile: number }>
  /**
   * Of the members whose level before `from` is positive: the sum of their levels before `until` over the sum before `from`,
   * where GROSS counts of each at most what it was before.
   */
  | Readonly<{ kind: 'RETENTION'; measure: Measure; of: 'GROSS' | 'NET' }>;

export const KPI_COMBINATION_KINDS = [
  'SUM',
  'RATIO',
  'COMPLEMENT',
  'AVERAGE',
  'LEVEL',
  'WEIGHTED_LEVEL',
  'LEVEL_RATIO',
  'DISTINCT',
  'DISTINCT_LEVEL',
  'DISTINCT_SHARE',
  'PERCENTILE',
  'RETENTION',
] as const satisfies readonly KpiCombination['kind'][];

/** A figure that partner operations steers by; one object for each, in one of the files of the catalogue. */
export type KpiDefinition = Readonly<{
  code: string;
  name: string;
  /** What is counted over what, precisely, and by which day. */
  definition: string;
  unit: KpiUnit;
  direction: KpiDirection;
  combine: KpiCombination;
  isVisibleToPartners: boolean;
}>;

/** The measures that a KPI is made of, in the order of its formula. */
export function measuresOf({ combine }: Pick<KpiDefinition, 'combine'>): readonly Measure[] {
  if (!('numerator' in combine)) return [combine.measure];
  return [combine.numerator, combine.denominator].flat();
}
