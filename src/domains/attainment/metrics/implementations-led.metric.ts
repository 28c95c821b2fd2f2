import type { MetricDefinition } from './definition.metric.ts';

export const implementationsLed = {
  code: 'IMPLEMENTATIONS_LED',
  name: 'Implementations led',
  description: 'Implementations led by the partner that the vendor signed off within the window.',
  unit: 'COUNT',
  kind: 'FLOW',
  combination: 'SUM',
  projection: 'RUN_RATE',
  source: 'Table implementation.',
  isByCertification: false,
  reasons: {
    NOT_SIGNED_OFF: 'It went live within the window, and is not signed off.',
    CANCELLED: 'It was cancelled.',
  },
  facts: `
  fact AS (
    SELECT asked.ask, asked.partner_id, 'Implementation' AS fact_type, implementation.id AS fact_id,
      coalesce(signed.at, implementation.cancelled_at,
        implementation.actual_go_live_on::timestamp AT TIME ZONE known.time_zone) AS at,
      CASE WHEN signed.at IS NOT NULL THEN NULL WHEN implementation.cancelled_at < asked.until_at THEN 'CANCELLED'
        ELSE 'NOT_SIGNED_OFF' END AS reason,
      1::numeric AS value, 1 AS denominator, NULL::text AS unit, NULL::text AS stage, true AS holds_at_end,
      NULL::date AS lapses_on
    FROM asked CROSS JOIN known
    JOIN implementation ON implementation.partner_id = asked.partner_id AND implementation.created_at <= known.as_of
    CROSS JOIN LATERAL (
      SELECT CASE WHEN implementation.signed_off_at < asked.until_at THEN implementation.signed_off_at END AS at
    ) AS signed
    WHERE signed.at >= asked.from_at
      OR (signed.at IS NULL AND implementation.cancelled_at >= asked.from_at AND implementation.cancelled_at < asked.until_at)
      OR (signed.at IS NULL AND implementation.actual_go_live_on >= (asked.from_at AT TIME ZONE known.time_zone)::date
        AND implementation.actual_go_live_on <= asked.on_day)
  )`,
} as const satisfies MetricDefinition;
