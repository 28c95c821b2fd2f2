import { type FactDerivation, isToldLater } from './fact-derivation.repo.ts';

/**
 * A partner's life with the vendor, by its status changes. What it was before the first of them, be that known yet or not, it
 * had been since its account began; one that has none has been what it is since the day that its account says.
 */
export const partnerDerivation: FactDerivation = {
  source: 'PARTNER',
  subjects: 'SELECT id, id FROM partner',
  facts: `
  account AS (
    SELECT partner.id AS partner_id, partner.status, partner.status_since,
      (partner.created_at AT TIME ZONE known.time_zone)::date AS created_on,
      (SELECT min(change.effective_on) FROM partner_status_change AS change
        WHERE change.partner_id = partner.id AND change.booked_at <= known.as_of) AS told_on
    FROM asked CROSS JOIN known JOIN partner ON partner.id = asked.subject_id
  ),
  told AS (
    SELECT change.partner_id, change.to_status AS status, change.effective_on AS from_day, change.booked_at, change.id
    FROM asked CROSS JOIN known JOIN partner_status_change AS change ON change.partner_id = asked.subject_id
      AND change.booked_at <= known.as_of
    UNION ALL
    SELECT account.partner_id, CASE WHEN first.id IS NULL THEN account.status ELSE first.from_status END,
      CASE WHEN first.id IS NULL THEN account.status_since ELSE least(account.created_on, first.effective_on) END, '-infinity', NULL
    FROM account LEFT JOIN LATERAL (
      SELECT change.id, change.from_status, change.effective_on FROM partner_status_change AS change
      WHERE change.partner_id = account.partner_id ORDER BY change.effective_on, change.booked_at, change.id LIMIT 1
    ) AS first ON true
  ),
  placed AS (
    SELECT partner_id, status, from_day,
      lead(from_day) OVER (PARTITION BY partner_id ORDER BY from_day, booked_at, id) AS until_day
    FROM told WHERE status IS NOT NULL
  ),
  stretch AS (
    SELECT partner_id, from_day, until_day FROM placed
    WHERE status = 'ACTIVE' AND (until_day IS NULL OR until_day > from_day)
  ),
  began AS (
    SELECT account.partner_id, least(account.created_on, account.told_on) AS began_on,
      (first.occurred_at AT TIME ZONE known.time_zone)::date AS referred_on
    FROM known CROSS JOIN account
    CROSS JOIN LATERAL (
      SELECT event.occurred_at FROM event WHERE event.partner_id = account.partner_id AND event.booked_at <= known.as_of
        AND event.subject_type = 'Referral'
        AND event.type IN ('referral.submitted', 'referral.imported', 'referral.created')
      ORDER BY event.occurred_at LIMIT 1
    ) AS first
  ),
  counted AS (
    SELECT 'PARTNERS_ACTIVE' AS measure, partner_id, from_day AS day, 1 AS value FROM stretch
    UNION ALL SELECT 'PARTNERS_ACTIVE', partner_id, until_day, -1 FROM stretch WHERE until_day IS NOT NULL
    UNION ALL SELECT 'PARTNERS_NEW', partner_id, min(from_day), 1 FROM placed WHERE status = 'ACTIVE' GROUP BY partner_id
    UNION ALL SELECT 'FIRST_REFERRAL_DAYS', partner_id, referred_on, greatest(referred_on - began_on, 0) FROM began
  ),
  fact AS (
    SELECT partner_id AS subject_id, measure, partner_id, '' AS slice, '' AS currency, NULL::timestamptz AS occurred_at, day,
      value::bigint, CASE WHEN measure = 'PARTNERS_ACTIVE' THEN partner_id END AS member_id
    FROM counted
  )`,
};

/**
 * How partners stood in their programs in each period, by what was found last of it. Where a program has come to review by
 * other periods, the one that was found later counts of two that overlap.
 */
export const standingDerivation: FactDerivation = {
  source: 'STANDING',
  subjects: 'SELECT id, id FROM partner',
  facts: `
  latest AS (
    SELECT DISTINCT ON (change.partner_id, change.program_id, change.period) change.*
    FROM asked CROSS JOIN known JOIN standing_change AS change ON change.partner_id = asked.subject_id
      AND change.as_of <= known.as_of
    ORDER BY change.partner_id, change.program_id, change.period, change.as_of DESC, change.id DESC
  ),
  standing AS (
    SELECT latest.* FROM latest CROSS JOIN known WHERE NOT EXISTS (
      SELECT FROM standing_change AS other WHERE other.partner_id = latest.partner_id AND other.program_id = latest.program_id
        AND other.period <> latest.period AND other.as_of > latest.as_of AND other.as_of <= known.as_of
        AND other.period_from < latest.period_until AND other.period_until > latest.period_from)
  ),
  risk AS (
    SELECT partner_id, unnest(range_agg(daterange(period_from, period_until))) AS days FROM standing
    WHERE is_at_risk GROUP BY partner_id
  ),
  counted AS (
    SELECT 'PARTNERS_AT_RISK' AS measure, partner_id, lower(days) AS day, 1 AS value FROM risk
    UNION ALL SELECT 'PARTNERS_AT_RISK', partner_id, upper(days), -1 FROM risk
    UNION ALL SELECT 'ATTAINMENT_SHARES', partner_id, period_from, shares FROM standing
    UNION ALL SELECT 'ATTAINMENT_SHARES', partner_id, period_until, -shares FROM standing
    UNION ALL SELECT 'ATTAINMENT_REQUIREMENTS', partner_id, period_from, 10000 * requirements FROM standing
    UNION ALL SELECT 'ATTAINMENT_REQUIREMENTS', partner_id, period_until, -10000 * requirements FROM standing
  ),
  fact AS (
    SELECT partner_id AS subject_id, measure, partner_id, '' AS slice, '' AS currency, NULL::timestamptz AS occurred_at, day,
      sum(value)::bigint AS value, NULL::uuid AS member_id
    FROM counted GROUP BY measure, partner_id, day HAVING sum(value) <> 0
  )`,
};

export const implementationDerivation: FactDerivation = {
  source: 'IMPLEMENTATION',
  subjects: 'SELECT id, partner_id FROM implementation',
  facts: `
  fact AS (
    SELECT implementation.id AS subject_id, 'GO_LIVE_DAYS' AS measure, implementation.partner_id, '' AS slice, '' AS currency,
      NULL::timestamptz AS occurred_at, implementation.actual_go_live_on AS day,
      greatest(implementation.actual_go_live_on - (implementation.created_at AT TIME ZONE known.time_zone)::date, 0)::bigint
        AS value, NULL::uuid AS member_id
    FROM asked CROSS JOIN known JOIN implementation ON implementation.id = asked.subject_id
    WHERE implementation.actual_go_live_on <= known.today AND NOT ${isToldLater('implementation.id', 'implementation.live')}
      AND (implementation.cancelled_at IS NULL OR implementation.cancelled_at > known.as_of)
  )`,
};

/** What is due is what no later placement that is known took away before its day. */
export const benefitDerivation: FactDerivation = {
  source: 'BENEFIT',
  subjects: 'SELECT id, partner_id FROM benefit_entitlement',
  facts: `
  due AS (
    SELECT entitlement.id, entitlement.partner_id, entitlement.due_on, entitlement.provisioned_at <= known.as_of
        AND (entitlement.provisioned_at AT TIME ZONE known.time_zone)::date <= entitlement.due_on AS is_on_time
    FROM asked CROSS JOIN known JOIN benefit_entitlement AS entitlement ON entitlement.id = asked.subject_id
    JOIN tier_placement AS placement ON placement.id = entitlement.placement_id AND placement.booked_at <= known.as_of
    WHERE NOT EXISTS (SELECT FROM tier_placement AS next WHERE next.partner_id = placement.partner_id
      AND next.program_id = placement.program_id AND next.booked_at <= known.as_of AND next.effective_on <= entitlement.due_on
      AND (next.effective_on, next.booked_at, next.id) > (placement.effective_on, placement.booked_at, placement.id))
  ),
  counted AS (
    SELECT id, partner_id, due_on, 'BENEFITS_DUE' AS measure FROM due
    UNION ALL SELECT id, partner_id, due_on, 'BENEFITS_ON_TIME' FROM due WHERE is_on_time
  ),
  fact AS (
    SELECT id AS subject_id, measure, partner_id, '' AS slice, '' AS currency, NULL::timestamptz AS occurred_at,
      due_on AS day, 1::bigint AS value, NULL::uuid AS member_id
    FROM counted
  )`,
};

/**
 * How far the forecasts of periods that are over were off, by partner. What was won in another currency counts at the rate of
 * the period's last day; what has no rate does not count.
 */
export const forecastDerivation: FactDerivation = {
  source: 'FORECAST',
  subjects: 'SELECT forecast_id, partner_id FROM forecast_line',
  isOfAll: true,
  readsRevenue: true,
  facts: `
  ranked AS (
    SELECT forecast.*, row_number() OVER (PARTITION BY forecast.period
      ORDER BY (forecast.as_of AT TIME ZONE known.time_zone)::date <= forecast.period_from DESC,
        CASE WHEN (forecast.as_of AT TIME ZONE known.time_zone)::date <= forecast.period_from THEN -1 ELSE 1 END
          * extract(epoch FROM forecast.as_of), forecast.id) AS place
    FROM forecast CROSS JOIN known WHERE forecast.made_at <= known.as_of AND forecast.period_until <= known.today
      AND forecast.period IN (SELECT other.period FROM asked JOIN forecast AS other ON other.id = asked.subject_id)
  ),
  counting AS (SELECT ranked.* FROM ranked JOIN asked ON asked.subject_id = ranked.id WHERE ranked.place = 1),
  told AS (
    SELECT counting.id, line.partner_id, counting.currency, counting.period_until - 1 AS day, line.p50_minor,
      coalesce((SELECT round(sum(won.value * CASE WHEN won.currency = counting.currency THEN 1 ELSE (
          SELECT CASE WHEN rate.from_currency = won.currency THEN rate.rate ELSE 1 / rate.rate END FROM exchange_rate AS rate
          WHERE (rate.from_currency, rate.to_currency) IN ((won.currency, counting.currency), (counting.currency, won.currency))
            AND rate.valid_from < counting.period_until AND rate.booked_at <= known.as_of
          ORDER BY (rate.from_currency = won.currency) DESC, rate.valid_from DESC, rate.booked_at DESC, rate.id DESC LIMIT 1)
        END))
        FROM won WHERE won.partner_id = line.partner_id
          AND won.day >= counting.period_from AND won.day < counting.period_until), 0) AS outcome
    FROM counting CROSS JOIN known JOIN forecast_line AS line ON line.forecast_id = counting.id AND line.scope_kind = 'PARTNER'
  ),
  counted AS (
    SELECT id, partner_id, currency, day, 'FORECAST_MISSES' AS measure, abs(p50_minor - outcome) AS value FROM told
    UNION ALL SELECT id, partner_id, currency, day, 'FORECAST_OUTCOMES', outcome FROM told
  ),
  fact AS (
    SELECT id AS subject_id, measure, partner_id, '' AS slice, currency, NULL::timestamptz AS occurred_at, day, value::bigint,
      NULL::uuid AS member_id
    FROM counted
  )`,
};
