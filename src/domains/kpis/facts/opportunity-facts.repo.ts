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
  subjects: 'SELECT id FROM opportunity',
  facts: `
  placed AS (
    SELECT change.opportunity_id, change.stage, change.amount_minor, change.currency, change.effective_at, change.id,
      change.booked_at, row_number() OVER (${PLACED}) AS place,
      lead(change.effective_at) OVER (${PLACED}) AS until_at,
      lag(change.stage) OVER (${PLACED}) AS stage_before
    FROM asked CROSS JOIN known JOIN opportunity_change AS change ON change.opportunity_id = asked.subject_id
      AND change.booked_at <= known.as_of
  ),
  latest AS (
    SELECT DISTINCT ON (opportunity_id) opportunity_id, stage, amount_minor, currency, place
    FROM placed ORDER BY opportunity_id, place DESC
  ),
  deal AS (
    SELECT latest.*, closing.effective_at AS closed_at, (closing.effective_at AT TIME ZONE known.time_zone)::date AS closed_on,
      coalesce(opportunity.opened_on, (first.effective_at AT TIME ZONE known.time_zone)::date) AS opened_on
    FROM latest CROSS JOIN known JOIN opportunity ON opportunity.id = latest.opportunity_id
    JOIN placed AS first ON first.opportunity_id = latest.opportunity_id AND first.place = 1
    LEFT JOIN LATERAL (
      SELECT placed.effective_at FROM placed WHERE placed.opportunity_id = latest.opportunity_id
        AND placed.stage = latest.stage AND placed.stage_before IS DISTINCT FROM placed.stage
      ORDER BY placed.place DESC LIMIT 1
    ) AS closing ON latest.stage IN ('WON', 'LOST')
  ),
  credit AS (
    SELECT deal.opportunity_id, deal.stage, attribution.partner_id, attribution.kind, attribution.status,
      attribution.share_numerator::numeric / attribution.share_denominator AS share,
      attribution.share_numerator > 0 AS is_shared
    FROM deal CROSS JOIN known JOIN attribution ON attribution.opportunity_id = deal.opportunity_id
      AND attribution.decided_at <= known.as_of AND (attribution.ended_at IS NULL OR attribution.ended_at > known.as_of)
    WHERE attribution.status IN ('PENDING', 'ATTRIBUTED')
      OR (deal.stage = 'LOST' AND attribution.because IN ('DEAL_LOST', 'CONTEST_DECIDED'))
  ),
  stretch AS (
    SELECT placed.opportunity_id, credit.partner_id, placed.stage, placed.effective_at AS from_at, placed.until_at,
      round(placed.amount_minor * credit.share) AS amount, coalesce(placed.currency, '') AS currency,
      (placed.effective_at AT TIME ZONE known.time_zone)::date + ${STALE_AFTER_DAYS} AS stale_on,
      (placed.until_at AT TIME ZONE known.time_zone)::date AS until_on
    FROM placed CROSS JOIN known JOIN credit ON credit.opportunity_id = placed.opportunity_id AND credit.is_shared
    WHERE placed.stage NOT IN ('WON', 'LOST') AND placed.until_at IS DISTINCT FROM placed.effective_at
  ),
  closed AS (
    SELECT credit.opportunity_id, credit.partner_id, credit.kind, credit.is_shared, deal.stage, deal.closed_at,
      deal.amount_minor, round(deal.amount_minor * credit.share) AS amount, coalesce(deal.currency, '') AS currency,
      greatest(deal.closed_on - deal.opened_on, 0) AS cycle_days
    FROM credit JOIN deal ON deal.opportunity_id = credit.opportunity_id
    WHERE deal.stage = 'LOST' OR (deal.stage = 'WON' AND credit.status = 'ATTRIBUTED')
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
