/**
 * Referrals that were submitted or decided within the windows asked, each once, with how the last known decision on it
 * stands. What a contest or a transfer ended was never earned; a deal or protection that ended takes nothing back.
 */
export const REFERRAL_HISTORY = `
  candidate AS (
    SELECT DISTINCT asked.ask, asked.partner_id, asked.from_at, asked.until_at, event.subject_id
    FROM asked CROSS JOIN known
    JOIN event ON event.partner_id = asked.partner_id AND event.occurred_at >= asked.from_at
      AND event.occurred_at < asked.until_at AND event.booked_at <= known.as_of
    WHERE event.type IN ('referral.submitted', 'referral.imported', 'referral.created', 'referral.received',
      'referral.accepted', 'referral.rejected')
  ),
  step AS MATERIALIZED (
    SELECT candidate.*, event.type, event.occurred_at, event.booked_at, event.id,
      CASE
        WHEN event.type IN ('referral.accepted', 'referral.settled', 'referral.restored') THEN 'ACCEPTED'
        WHEN event.type IN ('referral.imported', 'referral.created', 'referral.received')
          THEN CASE WHEN event.data ->> 'to' = 'ACCEPTED' THEN 'ACCEPTED' END
        WHEN event.type = 'referral.rejected' THEN 'REJECTED'
        WHEN event.type = 'referral.reopened' THEN 'REOPENED'
        WHEN event.type = 'referral.withdrawn' THEN 'WITHDRAWN'
        WHEN event.type = 'referral.closed' AND event.data ->> 'code' = 'TRANSFERRED' THEN 'TRANSFERRED'
        WHEN event.type = 'referral.closed' AND event.data ->> 'from' <> 'ACCEPTED' THEN 'CEDED'
      END AS verdict
    FROM candidate CROSS JOIN known
    JOIN event ON event.subject_id = candidate.subject_id AND event.occurred_at < candidate.until_at
      AND event.booked_at <= known.as_of
    WHERE event.type IN ('referral.submitted', 'referral.imported', 'referral.created', 'referral.received',
      'referral.accepted', 'referral.rejected', 'referral.settled', 'referral.restored', 'referral.reopened',
      'referral.withdrawn', 'referral.closed')
  ),
  referral_then AS (
    SELECT ask, partner_id, from_at, until_at, subject_id AS referral_id,
      min(step.occurred_at) FILTER (WHERE step.type IN ('referral.submitted', 'referral.imported', 'referral.created'))
        AS submitted_at,
      max(step.occurred_at) FILTER (WHERE step.verdict = 'ACCEPTED'
        AND step.type NOT IN ('referral.settled', 'referral.restored')) AS accepted_at,
      (array_agg(step.type ORDER BY step.occurred_at DESC, step.booked_at DESC, step.id DESC) FILTER (WHERE step.verdict = 'ACCEPTED'
        AND step.type NOT IN ('referral.settled', 'referral.restored')))[1] AS accepted_by,
      max(step.occurred_at) FILTER (WHERE step.type = 'referral.rejected') AS rejected_at,
      (array_agg(step.verdict ORDER BY step.occurred_at DESC, step.booked_at DESC, step.id DESC)
        FILTER (WHERE step.verdict IS NOT NULL))[1] AS verdict
    FROM step GROUP BY ask, subject_id, partner_id, from_at, until_at
  )`;

/** What is told of a referral as a fact; what happened within a fiscal window stays in it. */
export const REFERRAL_FACT = `ask, partner_id, 'Referral' AS fact_type, referral_id AS fact_id`;

export const NO_DEAL = `NULL::text AS unit, NULL::text AS stage, true AS holds_at_end, NULL::date AS lapses_on`;

/** Why an accepted referral does not count after all. */
export const TAKEN_BACK = {
  WITHDRAWN: 'It was withdrawn.',
  CEDED: 'It was contested, and another one was credited.',
  TRANSFERRED: 'It was given to another partner.',
  REOPENED: 'Its rejection was appealed, and it is looked at again.',
} as const;
