import { type FactDerivation, workedAt } from './fact-derivation.repo.ts';

/** What brings a referral to the vendor's desk, and what takes it from there. */
const STARTS = `('referral.submitted', 'referral.promoted')`;
const STOPS = `('referral.returned', 'referral.waitlisted', 'referral.accepted', 'referral.rejected', 'referral.lapsed',
  'referral.withdrawn', 'referral.closed', 'referral.expired')`;

/**
 * A referral's steps in the order in which they happened, whenever they were booked. A step that names no partner, or another
 * one, is none of it. Its verdict is its last: what a contest or a transfer ended was never earned.
 */
export const referralDerivation: FactDerivation = {
  source: 'REFERRAL',
  subjects: 'SELECT id, partner_id FROM referral',
  worked: `SELECT min(event.occurred_at), max(event.occurred_at) FROM asked CROSS JOIN known
    JOIN event ON event.subject_id = asked.subject_id AND event.booked_at <= known.as_of
    WHERE event.type IN ${STARTS} OR event.type IN ${STOPS}`,
  facts: `
  step AS (
    SELECT asked.subject_id, referral.partner_id, event.type, event.occurred_at,
      row_number() OVER (PARTITION BY asked.subject_id ORDER BY event.occurred_at, event.booked_at, event.id) AS place,
      CASE
        WHEN event.type IN ('referral.accepted', 'referral.settled', 'referral.restored') THEN 'ACCEPTED'
        WHEN event.type IN ('referral.imported', 'referral.created', 'referral.received')
          THEN CASE WHEN event.data ->> 'to' = 'ACCEPTED' THEN 'ACCEPTED' END
        WHEN event.type = 'referral.rejected' THEN 'REJECTED'
        WHEN event.type IN ('referral.reopened', 'referral.withdrawn') THEN 'TAKEN_BACK'
        WHEN event.type = 'referral.closed'
          AND (event.data ->> 'code' = 'TRANSFERRED' OR event.data ->> 'from' <> 'ACCEPTED') THEN 'TAKEN_BACK'
      END AS verdict
    FROM asked CROSS JOIN known JOIN referral ON referral.id = asked.subject_id
    JOIN event ON event.subject_id = referral.id AND event.partner_id = referral.partner_id
      AND event.subject_type = 'Referral' AND event.booked_at <= known.as_of
  ),
  turn AS (
    SELECT step.*, type IN ${STARTS} AS is_start,
      lead(occurred_at) OVER (PARTITION BY subject_id, type IN ${STARTS} OR type IN ${STOPS} ORDER BY place) AS ended_at,
      min(place) FILTER (WHERE type IN ('referral.accepted', 'referral.rejected')) OVER (PARTITION BY subject_id) AS decided_place
    FROM step
  ),
  told AS (
    SELECT subject_id, partner_id,
      min(occurred_at) FILTER (WHERE type IN ('referral.submitted', 'referral.imported', 'referral.created')) AS submitted_at,
      (array_agg(verdict ORDER BY place DESC) FILTER (WHERE verdict IS NOT NULL))[1] AS verdict,
      (array_agg(occurred_at ORDER BY place DESC) FILTER (WHERE verdict = 'ACCEPTED'
        AND type NOT IN ('referral.settled', 'referral.restored')))[1] AS accepted_at,
      (array_agg(type ORDER BY place DESC) FILTER (WHERE verdict = 'ACCEPTED'
        AND type NOT IN ('referral.settled', 'referral.restored')))[1] AS accepted_by,
      max(occurred_at) FILTER (WHERE type = 'referral.rejected') AS rejected_at,
      min(occurred_at) FILTER (WHERE type IN ('referral.accepted', 'referral.rejected')) AS first_decided_at,
      bool_or(type = 'referral.waitlisted') AS was_waitlisted,
      bool_or(type = 'referral.contested') AS was_contested,
      sum(CASE WHEN is_start AND place < decided_place THEN ${workedAt('turn.ended_at')} - ${workedAt('turn.occurred_at')} END)
        AS waited_milliseconds
    FROM turn CROSS JOIN known GROUP BY subject_id, partner_id
  ),
  clock AS (
    SELECT referral.id AS subject_id, referral.partner_id, first.status_since, first.level
    FROM asked CROSS JOIN known JOIN referral ON referral.id = asked.subject_id
    CROSS JOIN LATERAL (
      SELECT sla_clock.status_since, sla_clock.level FROM sla_clock WHERE sla_clock.referral_id = referral.id
        AND sla_clock.status = 'STOPPED' AND sla_clock.status_since <= known.as_of
      ORDER BY sla_clock.started_at, sla_clock.id LIMIT 1
    ) AS first
  ),
  counted AS (
    SELECT subject_id, partner_id, 'REFERRALS_SUBMITTED' AS measure, submitted_at AS occurred_at, 1 AS value FROM told
    UNION ALL SELECT subject_id, partner_id, 'REFERRALS_WAITLISTED', submitted_at, 1 FROM told WHERE was_waitlisted
    UNION ALL SELECT subject_id, partner_id, 'REFERRALS_CONTESTED', submitted_at, 1 FROM told WHERE was_contested
    UNION ALL SELECT subject_id, partner_id, 'REFERRALS_ACCEPTED', accepted_at, 1 FROM told WHERE verdict = 'ACCEPTED'
    UNION ALL SELECT subject_id, partner_id, 'DECISIONS_ACCEPTED', accepted_at, 1 FROM told
      WHERE verdict = 'ACCEPTED' AND accepted_by = 'referral.accepted'
    UNION ALL SELECT subject_id, partner_id, 'DECISIONS_REJECTED', rejected_at, 1 FROM told WHERE verdict = 'REJECTED'
    UNION ALL SELECT subject_id, partner_id, 'DECISION_MINUTES', first_decided_at, floor(waited_milliseconds / 60000)
      FROM told WHERE waited_milliseconds IS NOT NULL
    UNION ALL SELECT subject_id, partner_id, 'RESPONSES_MEASURED', status_since, 1 FROM clock
    UNION ALL SELECT subject_id, partner_id, 'RESPONSES_IN_TIME', status_since, 1 FROM clock WHERE level < 2
  ),
  fact AS (
    SELECT subject_id, measure, partner_id, '' AS slice, '' AS currency, occurred_at, NULL::date AS day, value::bigint,
      NULL::uuid AS member_id
    FROM counted WHERE occurred_at IS NOT NULL
  )`,
};
