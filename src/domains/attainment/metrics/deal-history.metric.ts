/**
 * Deals as they were known: those won or lost within the windows asked, and those open on the day. A deal is won from the
 * instant since which it has been won without a break; its amount is the latest one known.
 */
export const DEAL_HISTORY = `
  credit AS (
    SELECT asked.*, attribution.opportunity_id, attribution.status, attribution.share_numerator,
      attribution.share_denominator, attribution.decided_at, attribution.id AS attribution_id
    FROM asked CROSS JOIN known
    JOIN attribution ON attribution.partner_id = asked.partner_id AND attribution.decided_at <= known.as_of
      AND (attribution.ended_at IS NULL OR attribution.ended_at > known.as_of)
  ),
  deal AS (
    SELECT credit.*, latest.stage AS deal_stage, latest.amount_minor, latest.currency, latest.close_on,
      CASE WHEN latest.stage = 'WON' THEN won.at WHEN latest.stage = 'LOST' THEN latest.effective_at END AS closed_at,
      latest.stage NOT IN ('WON', 'LOST') AND latest.close_on BETWEEN credit.on_day AND credit.end_day AS may_close
    FROM credit CROSS JOIN known
    CROSS JOIN LATERAL (
      SELECT change.stage, change.amount_minor, change.currency, change.close_on, change.effective_at
      FROM opportunity_change AS change
      WHERE change.opportunity_id = credit.opportunity_id AND change.booked_at <= known.as_of
        AND change.effective_at < credit.until_at
      ORDER BY change.effective_at DESC, change.booked_at DESC, change.id DESC LIMIT 1
    ) AS latest
    CROSS JOIN LATERAL (
      SELECT min(change.effective_at) AS at FROM opportunity_change AS change
      WHERE latest.stage = 'WON' AND change.opportunity_id = credit.opportunity_id AND change.booked_at <= known.as_of
        AND change.effective_at < credit.until_at AND change.stage = 'WON'
        AND NOT EXISTS (
          SELECT FROM opportunity_change AS other
          WHERE other.opportunity_id = change.opportunity_id AND other.booked_at <= known.as_of
            AND other.effective_at < credit.until_at AND other.stage <> 'WON'
            AND (other.effective_at, other.booked_at, other.id) > (change.effective_at, change.booked_at, change.id))
    ) AS won
  ),
  credited_deal AS (
    SELECT deal.*,
      CASE
        WHEN deal_stage = 'LOST' THEN 'LOST'
        WHEN status = 'HELD' THEN 'CONTESTED'
        WHEN status = 'NOT_ATTRIBUTED' OR share_numerator = 0 THEN 'NOT_CREDITED'
        WHEN deal_stage <> 'WON' THEN 'NOT_WON'
        WHEN status <> 'ATTRIBUTED' THEN 'UNDECIDED'
      END AS reason
    FROM deal
    WHERE deal_stage NOT IN ('WON', 'LOST') OR (closed_at >= from_at AND closed_at < until_at)
  )`;

export const DEAL_REASONS = {
  NOT_WON: 'It is still open.',
  LOST: 'It was lost.',
  CONTESTED: 'A contest about it is not decided yet.',
  UNDECIDED: 'Whose deal it is was not decided yet.',
  NOT_CREDITED: 'It is not credited to the partner.',
} as const;
