import type { MetricDefinition } from './definition.metric.ts';

export const satisfaction = {
  code: 'SATISFACTION',
  name: 'Customer satisfaction',
  description: 'The mean of what customers answered within the window, from 1 to 5; 0 where none answered.',
  unit: 'SCORE',
  kind: 'RATIO',
  combination: 'MEAN',
  projection: 'CURRENT',
  source: 'Table satisfaction_response.',
  isByCertification: false,
  reasons: {},
  facts: `
  fact AS (
    SELECT asked.ask, asked.partner_id, 'SatisfactionResponse' AS fact_type, response.id AS fact_id,
      response.answered_at AS at, NULL::text AS reason, response.score::numeric AS value, 1 AS denominator,
      NULL::text AS unit, NULL::text AS stage, true AS holds_at_end, NULL::date AS lapses_on
    FROM asked CROSS JOIN known
    JOIN satisfaction_response AS response ON response.partner_id = asked.partner_id
      AND response.answered_at >= asked.from_at AND response.answered_at < asked.until_at
      AND response.booked_at <= known.as_of
  )`,
} as const satisfies MetricDefinition;
