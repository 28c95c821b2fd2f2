import type { FactSource } from '../kpi-measures.rules.ts';

/**
 * How all facts of some subjects are derived at once, as text of SQL that only the repo of facts runs.
 *
 * It reads `asked` (subject_id) and `known`: one row of as_of (only what was booked by then counts), time_zone (the vendor's)
 * and today (its day at that instant); for sources in business time also opens, closes (instants in milliseconds, in
 * order) and worked (what was open before each, in milliseconds).
 * One that reads revenue also has `won` (partner_id, day, currency, value), what was won by each partner.
 * It yields `fact`: subject_id, measure, partner_id, slice, currency, occurred_at, day, value, member_id. Either of
 * occurred_at and day may be null, and follows from the other by the vendor's zone.
 */
export type FactDerivation = Readonly<{
  source: FactSource;
  /** Common table expressions, of which the last is `fact`. */
  facts: string;
  /** A select of all its subjects: the id of each with that of each partner whose its facts can be, in pairs. */
  subjects: string;
  /** A subject can have facts of all partners, so that it is found by itself. */
  isOfAll?: true;
  /** A select of the first and the last instant between which business time is told, for the subjects of `asked`. */
  worked?: string;
  readsRevenue?: true;
}>;

/**
 * Whether the log tells that something happened to a subject, but not yet by what is known; what is told again was known
 * from the first time on. What the log says nothing of, as it came with data from elsewhere, has always been known.
 */
export const isToldLater = (subject: string, ...types: readonly string[]): string => `((
  SELECT min(telling.booked_at) > known.as_of FROM event AS telling WHERE telling.subject_id = ${subject}
    AND telling.type IN (${types.map((type) => `'${type}'`).join(', ')})) IS TRUE)`;

/** The hours are looked up once for all rows, as a row that carried them would be copied with those of all years. */
const ofHours = (column: string): string => `(SELECT hours.${column} FROM hours)`;

/** The business milliseconds from the first of the hours that are known to an instant. */
export const workedAt = (instant: string): string => `(
  SELECT ${ofHours('worked')}[place] + least(milliseconds, ${ofHours('closes')}[place]) - ${ofHours('opens')}[place]
  FROM (SELECT (extract(epoch FROM ${instant}) * 1000)::bigint AS milliseconds) AS asked_at
  CROSS JOIN LATERAL (SELECT width_bucket(milliseconds, ${ofHours('opens')}) AS place) AS found)`;
