import type { MetricDefinition } from './definition.metric.ts';

/** For how many days people are still told of who were certified and are not any more. */
const GONE_DAYS = 365;

export const certifiedPeople = {
  code: 'CERTIFIED_PEOPLE',
  name: 'Certified people',
  description:
    'People of the partner who are certified on the day, each once: in one certification program, or in any where the requirement names none. Somebody who left counts for the grace days of the version, with what they were awarded before they left; somebody who joined counts from that day.',
  unit: 'COUNT',
  kind: 'STOCK',
  combination: 'DISTINCT_PEOPLE',
  projection: 'LAPSES',
  source: 'Tables certification_award_change and membership.',
  isByCertification: true,
  reasons: {
    NOT_YET_VALID: 'The certification begins later.',
    EXPIRED: 'The certification has expired, within the year before.',
    REVOKED: 'The certification was revoked, within the year before.',
    LEFT: 'The person has left, and the grace is over, within the year before.',
    NOT_YET_JOINED: 'The person joins later.',
  },
  facts: `
  member AS (
    SELECT asked.*, membership.person_id, (membership.valid_from AT TIME ZONE known.time_zone)::date AS joined_on,
      CASE WHEN membership.valid_to <= known.as_of THEN (membership.valid_to AT TIME ZONE known.time_zone)::date END AS left_on
    FROM asked CROSS JOIN known
    JOIN membership ON membership.partner_id = asked.partner_id AND membership.valid_from <= known.as_of
  ),
  held AS (
    SELECT member.*, award.id AS award_id, change.cause, change.valid_from, change.ends_on,
      member.left_on + version.leaver_grace_days AS counts_until,
      greatest(change.valid_from, member.joined_on) AS starts,
      least(change.ends_on, member.left_on + version.leaver_grace_days) AS ends
    FROM member CROSS JOIN known
    JOIN certification_award AS award ON award.person_id = member.person_id
      AND (member.certification_program_id IS NULL OR award.program_id = member.certification_program_id)
      AND (member.left_on IS NULL OR award.awarded_on < member.left_on)
    JOIN certification_version AS version ON version.id = award.version_id
    CROSS JOIN LATERAL (
      SELECT known_change.cause, known_change.valid_from, known_change.ends_on FROM certification_award_change AS known_change
      WHERE known_change.award_id = award.id AND known_change.booked_at <= known.as_of
      ORDER BY known_change.booked_at DESC, known_change.id DESC LIMIT 1
    ) AS change
  ),
  covered AS (
    SELECT ask, person_id, range_agg(daterange(starts, ends)) AS days
    FROM held WHERE ends IS NULL OR ends > starts GROUP BY ask, person_id
  ),
  judged AS (
    SELECT held.*, covered.days @> held.on_day AS counts, coalesce(covered.days @> held.end_day, false) AS counts_at_end,
      (SELECT upper(part) FROM unnest(covered.days) AS part WHERE part @> held.on_day) AS lapses,
      CASE
        WHEN covered.days @> held.on_day THEN NULL
        WHEN held.counts_until <= held.on_day AND (held.ends_on IS NULL OR held.ends_on > held.counts_until) THEN 'LEFT'
        WHEN held.joined_on > held.on_day THEN 'NOT_YET_JOINED'
        WHEN held.valid_from > held.on_day AND (held.ends_on IS NULL OR held.ends_on > held.valid_from) THEN 'NOT_YET_VALID'
        WHEN held.cause = 'REVOKED' THEN 'REVOKED'
        ELSE 'EXPIRED'
      END AS why
    FROM held LEFT JOIN covered ON covered.ask = held.ask AND covered.person_id = held.person_id
  ),
  told AS (
    SELECT judged.*, row_number() OVER (PARTITION BY ask, person_id ORDER BY
      (starts <= on_day AND (ends IS NULL OR ends > on_day)) DESC, why = 'NOT_YET_VALID' DESC NULLS LAST,
      coalesce(ends, 'infinity') DESC, award_id) AS place
    FROM judged
  ),
  fact AS (
    SELECT ask, partner_id, 'CertificationAward' AS fact_type, award_id AS fact_id,
      starts::timestamp AT TIME ZONE known.time_zone AS at, why AS reason, 1::numeric AS value, 1 AS denominator,
      NULL::text AS unit, NULL::text AS stage, counts_at_end AS holds_at_end, lapses AS lapses_on
    FROM told CROSS JOIN known
    WHERE place = 1 AND (why IS NULL OR ends IS NULL OR greatest(ends, starts) > on_day - ${GONE_DAYS})
  )`,
} as const satisfies MetricDefinition;
