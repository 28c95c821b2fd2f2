import { STALE_AFTER_DAYS } from '../kpi-catalogue-sales.rules.ts';
import type { FactDerivation } from './fact-derivation.repo.ts';

const PLACED = `PARTITION BY opportunity_id ORDER BY effective_at, booked_at, id`;

/**
 * A deal's history by when its changes took effect, whenever they were booked, for each partner that the attribution which
 * stands credits: all of its life, as nobody knows whose it is before it is decided. A deal is won, or lost, from the
 * instant since which it has been without a break.
 */
export const opportunityDerivation: FactDerivation = {
  source: 'OPPORTUNITY',
  subjects: 'SELECT opportunity_id, partner_id FROM attribution',
  facts: `
  placed AS (
    SELECT change.opportunity_id, change.stage, change.amount_minor, change.currency, change.effective_at, change.id,
      change.booked_at, row_number() OVER (${PLACED}) AS place,
      lead(change.effective_at) OVER (${PLACED}) AS until_at,
      lag(change.stage) OVER (${PLACED}) AS stage_before
    FROM asked CROSS JOIN known JOIN opportunity_change AS change ON change.opportunity_id = asked.subject_id
      AND change.booked_at <= known.as_of
  ),
  history AS (
    SELECT placed.*, place = count(*) OVER life AS is_latest, min(effective_at) OVER life AS first_at,
      last_value(stage) OVER (life ORDER BY place RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS final_stage,
      max(effective_at) FILTER (WHERE stage_before IS DISTINCT FROM stage) OVER life AS since
    FROM placed WINDOW life AS (PARTITION BY opportunity_id)
  ),
  credited_change AS (
    SELECT history.*, attribution.partner_id, attribution.kind, attribution.status, attribution.share_numerator > 0 AS is_shared,
      round(history.amount_minor * (attribution.share_numerator::numeric / attribution.share_denominator)) AS amount
    FROM history CROSS JOIN known JOIN attribution ON attribution.opportunity_id = history.opportunity_id
      AND attribution.decided_at <= known.as_of AND (attribution.ended_at IS NULL OR attribution.ended_at > known.as_of)
    WHERE attribution.status IN ('PENDING', 'ATTRIBUTED')
      OR (history.final_stage = 'LOST' AND attribution.because IN ('DEAL_LOST', 'CONTEST_DECIDED'))
  ),
  stretch AS (
    SELECT opportunity_id, partner_id, stage, effective_at AS from_at, until_at, amount, coalesce(currency, '') AS currency,
      (effective_at AT TIME ZONE known.time_zone)::date + ${STALE_AFTER_DAYS} AS stale_on,
      (until_at AT TIME ZONE known.time_zone)::date AS until_on
    FROM credited_change CROSS JOIN known
    WHERE is_shared AND stage NOT IN ('WON', 'LOST') AND until_at IS DISTINCT FROM effective_at
  ),
  closed AS (
    SELECT deal.opportunity_id, deal.partner_id, deal.kind, deal.is_shared, deal.stage, deal.since AS closed_at,
      deal.amount_minor, deal.amount, coalesce(deal.currency, '') AS currency,
      greatest((deal.since AT TIME ZONE known.time_zone)::date
        - coalesce(opportunity.opened_on, (deal.first_at AT TIME ZONE known.time_zone)::date), 0) AS cycle_days
    FROM credited_change AS deal CROSS JOIN known JOIN opportunity ON opportunity.id = deal.opportunity_id
    WHERE deal.is_latest AND (deal.stage = 'LOST' OR (deal.stage = 'WON' AND deal.status = 'ATTRIBUTED'))
  ),
  moved AS (
    SELECT 'PIPELINE_AMOUNT' AS measure, opportunity_id, partner_id, stage AS slice, currency, from_at AS occurred_at,
      NULL::date AS day, amount AS value FROM stretch WHERE amount <> 0
    UNION ALL SELECT 'PIPELINE_AMOUNT', opportunity_id, partner_id, stage, currency, until_at, NULL, -amount FROM stretch
      WHERE amount <> 0 AND until_at IS NOT NULL
    UNION ALL SELECT 'OPEN_DEALS', opportunity_id, partner_id, stage, '', from_at, NULL, 1 FROM stretch
    UNION ALL SELECT 'OPEN_DEALS', opportunity_id, partner_id, stage, '', until_at, NULL, -1 FROM stretch
      WHERE until_at IS NOT NULL
    UNION ALL SELECT 'STALE_AMOUNT', opportunity_id, partner_id, stage, currency, NULL, stale_on, amount FROM stretch
      WHERE amount <> 0 AND (until_on IS NULL OR until_on > stale_on)
    UNION ALL SELECT 'STALE_AMOUNT', opportunity_id, partner_id, stage, currency, until_at, NULL, -amount FROM stretch
      WHERE amount <> 0 AND until_on > stale_on
    UNION ALL SELECT 'DEALS_WON', opportunity_id, partner_id, '', '', closed_at, NULL, 1 FROM closed
      WHERE stage = 'WON' AND is_shared
    UNION ALL SELECT 'DEALS_LOST', opportunity_id, partner_id, '', '', closed_at, NULL, 1 FROM closed
      WHERE stage = 'LOST' AND is_shared
    UNION ALL SELECT 'SALES_CYCLE_DAYS', opportunity_id, partner_id, '', '', closed_at, NULL, cycle_days FROM closed
      WHERE stage = 'WON' AND is_shared
    UNION ALL SELECT 'REVENUE_WON', opportunity_id, partner_id, '', currency, closed_at, NULL, amount FROM closed
      WHERE stage = 'WON' AND is_shared AND amount IS NOT NULL
    UNION ALL SELECT 'REVENUE_SOURCED', opportunity_id, partner_id, '', currency, closed_at, NULL, amount FROM closed
      WHERE stage = 'WON' AND is_shared AND kind = 'SOURCED' AND amount IS NOT NULL
    UNION ALL SELECT 'REVENUE_INFLUENCED', opportunity_id, partner_id, '', currency, closed_at, NULL, amount_minor FROM closed
      WHERE stage = 'WON' AND kind = 'INFLUENCED' AND amount_minor IS NOT NULL
  ),
  fact AS (
    SELECT opportunity_id AS subject_id, measure, partner_id, slice, currency, occurred_at, day, value::bigint,
      NULL::uuid AS member_id
    FROM moved
  )`,
};
