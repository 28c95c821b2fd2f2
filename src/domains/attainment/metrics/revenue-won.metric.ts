import { DEAL_HISTORY, DEAL_REASONS } from './deal-history.metric.ts';
import type { MetricDefinition } from './definition.metric.ts';

export const revenueWon = {
  code: 'REVENUE_WON',
  name: 'Revenue won',
  description:
    "The amounts of the deals won within the window, by the share that is credited to the partner, in the program's currency: converted exactly at the rates fixed in the version of the program, summed, and rounded once to the currency's minor unit, a half away from zero.",
  unit: 'MONEY',
  kind: 'FLOW',
  combination: 'SUM',
  projection: 'PIPELINE',
  source: 'Tables attribution and opportunity_change.',
  isByCertification: false,
  reasons: {
    ...DEAL_REASONS,
    NO_AMOUNT: 'Its amount is not known.',
    NO_RATE: 'The version of the program has no rate for its currency.',
  },
  history: DEAL_HISTORY,
  facts: `
  fact AS (
    SELECT ask, partner_id, 'Opportunity' AS fact_type, opportunity_id AS fact_id, closed_at AS at,
      coalesce(reason, CASE WHEN amount_minor IS NULL OR currency IS NULL THEN 'NO_AMOUNT'
        WHEN currency <> ALL (known.currencies) THEN 'NO_RATE' END) AS reason,
      coalesce(amount_minor, 0)::numeric * share_numerator AS value, share_denominator AS denominator, currency AS unit,
      CASE WHEN may_close AND reason = 'NOT_WON' AND amount_minor IS NOT NULL AND currency = ANY (known.currencies)
        THEN deal_stage END AS stage,
      true AS holds_at_end, NULL::date AS lapses_on
    FROM credited_deal CROSS JOIN known
  )`,
} as const satisfies MetricDefinition;
