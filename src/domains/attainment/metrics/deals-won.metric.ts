import { DEAL_HISTORY, DEAL_REASONS } from './deal-history.metric.ts';
import type { MetricDefinition } from './definition.metric.ts';

export const dealsWon = {
  code: 'DEALS_WON',
  name: 'Deals won',
  description:
    'Deals that are credited to the partner, whole or in part, and were won within the window, each once.',
  unit: 'COUNT',
  kind: 'FLOW',
  combination: 'SUM',
  projection: 'PIPELINE',
  source: 'Tables attribution and opportunity_change.',
  isByCertification: false,
  reasons: { ...DEAL_REASONS, SAME_DEAL: 'It is the same deal as another fact, and counts once.' },
  history: DEAL_HISTORY,
  facts: `
  once AS (
    SELECT credited_deal.*, row_number() OVER (PARTITION BY ask, opportunity_id, reason IS NULL, reason
      ORDER BY decided_at, attribution_id) AS place
    FROM credited_deal
  ),
  fact AS (
    SELECT ask, partner_id, 'Opportunity' AS fact_type, opportunity_id AS fact_id, closed_at AS at,
      CASE WHEN reason IS NULL AND place > 1 THEN 'SAME_DEAL' ELSE reason END AS reason, 1::numeric AS value, 1 AS denominator,
      NULL::text AS unit, CASE WHEN may_close AND reason = 'NOT_WON' AND place = 1 THEN deal_stage END AS stage,
      true AS holds_at_end, NULL::date AS lapses_on
    FROM once
  )`,
} as const satisfies MetricDefinition;
