/** What a metric's numbers are: people or things, percent from 0 to 100, money in major units, 1 to 5, or 1 for yes and 0 for no. */
export const METRIC_UNITS = ['COUNT', 'PERCENT', 'MONEY', 'SCORE', 'YES_NO'] as const;
export type MetricUnit = (typeof METRIC_UNITS)[number];

/** FLOW adds up over a window, RATIO is a mean over one, STOCK is how things stand on a day. */
export const METRIC_KINDS = ['FLOW', 'RATIO', 'STOCK'] as const;
export type MetricKind = (typeof METRIC_KINDS)[number];

/** How the facts of several partners become one number. */
export const METRIC_COMBINATIONS = ['SUM', 'MEAN', 'DISTINCT_PEOPLE', 'ALL_HOLD'] as const;
export type MetricCombination = (typeof METRIC_COMBINATIONS)[number];

/** How a number is expected to stand at the period's end. */
export const PROJECTION_METHODS = ['RUN_RATE', 'PIPELINE', 'CURRENT', 'LAPSES'] as const;
export type ProjectionMethod = (typeof PROJECTION_METHODS)[number];

/**
 * A metric is one such object in a file of its own, and a line in the catalogue. The rules read what it is; what yields it is
 * text of SQL that only the repo of attainment runs.
 */
export type MetricDefinition = Readonly<{
  code: string;
  name: string;
  description: string;
  unit: MetricUnit;
  kind: MetricKind;
  combination: MetricCombination;
  projection: ProjectionMethod;
  /** What yields it: the events and tables that its facts are rows of. */
  source: string;
  /** Whether a requirement may name the certification program that it is about. */
  isByCertification: boolean;
}>;
