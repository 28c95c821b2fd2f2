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
  /** Why a fact does not count, by code. */
  reasons: Readonly<Record<string, string>>;
  /**
   * Common table expressions that it reads and other metrics too, which are then answered by one statement where they are
   * asked the same. They read `asked`, a row for each question and partner, and `known`, what was known when.
   */
  history?: string;
  /** Common table expressions of which the last is `fact`. They read the same, and the history; see `FACT_COLUMNS`. */
  facts: string;
}>;

/**
 * What `asked` and `known` hold, and what `fact` yields.
 *
 * asked: ask, partner_id, from_at and until_at (the window as far as it has passed, half-open), on_day (the day it is
 * evaluated for), end_day (the last day of the period), certification_program_id (null for any), is_taking_part and
 * is_onboarding (where the account was in its life on the day).
 * known: one row of as_of (only what was booked by then counts), time_zone (the vendor's) and currencies (with a rate).
 * fact: the columns below, a row for each thing that counts or could have.
 */
export const FACT_COLUMNS = [
  'ask',
  'partner_id',
  // What it is a row of, by the name of its type, and its id.
  'fact_type',
  'fact_id',
  // When it took effect; null where it has no instant.
  'at',
  // Why it does not count; null where it counts.
  'reason',
  // What it adds: value / denominator, in minor units of a currency where unit names one.
  'value',
  'denominator',
  'unit',
  // The stage of an open deal that may still close within the period; null for all else.
  'stage',
  // Whether it still counts on the last day of the period, as far as time alone goes.
  'holds_at_end',
  // The first day on which it counts no more; null where none is known.
  'lapses_on',
] as const;
