import type { MetricDefinition } from './definition.metric.ts';

export const onboardingDone = {
  code: 'ONBOARDING_DONE',
  name: 'Onboarding done',
  description:
    'Whether the latest onboarding of the partner is completed; yes for a partner past its onboarding to which the vendor gave no checklist.',
  unit: 'YES_NO',
  kind: 'STOCK',
  combination: 'ALL_HOLD',
  projection: 'CURRENT',
  source: 'Table onboarding.',
  isByCertification: false,
  reasons: { NOT_DONE: 'It is not completed.' },
  facts: `
  fact AS (
    SELECT asked.ask, asked.partner_id, CASE WHEN latest.id IS NULL THEN 'Partner' ELSE 'Onboarding' END AS fact_type,
      coalesce(latest.id, asked.partner_id) AS fact_id, latest.done_at AS at,
      CASE WHEN latest.done_at IS NULL AND (latest.id IS NOT NULL OR asked.is_onboarding) THEN 'NOT_DONE' END AS reason,
      1::numeric AS value, 1 AS denominator, NULL::text AS unit, NULL::text AS stage,
      latest.done_at IS NOT NULL OR (latest.id IS NULL AND NOT asked.is_onboarding) AS holds_at_end, NULL::date AS lapses_on
    FROM asked
    LEFT JOIN LATERAL (
      SELECT onboarding.id, CASE WHEN onboarding.status = 'COMPLETED' AND onboarding.ended_at < asked.until_at
        THEN onboarding.ended_at END AS done_at
      FROM onboarding WHERE onboarding.partner_id = asked.partner_id AND onboarding.started_at < asked.until_at
      ORDER BY onboarding.started_at DESC, onboarding.id DESC LIMIT 1
    ) AS latest ON true
    WHERE asked.is_taking_part
  )`,
} as const satisfies MetricDefinition;
