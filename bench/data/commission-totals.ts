/** What moved between accounts of a partner, in as few rows as say what is asked of it. */
export const movedOf = (partner: string) => `
  SELECT e.period, g.product_id, e.currency, e.from_account, e.to_account, sum(e.amount_minor) AS amount_minor
  FROM ledger_entry AS e LEFT JOIN commission_earning AS g ON g.id = e.earning_id
  WHERE e.partner_id = ${partner} GROUP BY 1, 2, 3, 4, 5`;

/** What stands in each account, out of `moved`. */
export const BALANCES = `
  SELECT account, currency, sum(amount_minor)::bigint AS balance_minor
  FROM (SELECT to_account AS account, currency, amount_minor FROM moved
    UNION ALL SELECT from_account, currency, -amount_minor FROM moved) AS m
  GROUP BY 1, 2`;

const sumOf = (name: string, ...accounts: string[]) =>
  `coalesce(sum(amount_minor) FILTER (WHERE account IN (${accounts.map((one) => `'${one}'`).join(', ')})), 0)::bigint AS ${name}_minor`;

/**
 * Steps of a WITH that end in `totals`: what a partner made and can expect, in all, by month and by product, as the portal
 * adds it up. Open deals are worth their amount by the weight of their stage, the share of the partner and the rate of its
 * last commission for the product, or for any. Months are those of a calendar whose year begins in January.
 */
export const totalsOf = (partner: string) => `
  moved AS MATERIALIZED (${movedOf(partner)}),
  today AS MATERIALIZED (SELECT (now() AT TIME ZONE time_zone)::date AS day FROM vendor_settings WHERE id = 1),
  program AS MATERIALIZED (
    SELECT v.stage_weights FROM today
    JOIN program_version AS v ON v.status = 'PUBLISHED' AND v.valid_from <= day AND (v.valid_to IS NULL OR v.valid_to > day)
    JOIN partner_program AS p ON p.id = v.program_id
    JOIN partner ON partner.id = ${partner} AND (cardinality(v.partner_types) = 0 OR partner.type = ANY (v.partner_types))
    ORDER BY EXISTS (SELECT FROM tier_placement AS t WHERE t.partner_id = ${partner} AND t.program_id = v.program_id) DESC, p.code
    LIMIT 1),
  last AS MATERIALIZED (
    SELECT DISTINCT ON (e.product_id) e.product_id, e.commission_on, e.id, r.amount_minor,
      r.revenue_minor * r.share_numerator / r.share_denominator AS revenue_minor
    FROM commission_earning AS e
    CROSS JOIN LATERAL (SELECT * FROM earning_revision WHERE earning_id = e.id ORDER BY number DESC LIMIT 1) AS r
    WHERE e.partner_id = ${partner} AND e.spiff_id IS NULL AND r.revenue_minor > 0 AND r.amount_minor > 0
    ORDER BY e.product_id, e.commission_on DESC, e.id DESC),
  deals AS MATERIALIZED (
    SELECT o.*, coalesce(a.share_numerator, 1) AS share_numerator, coalesce(a.share_denominator, 1) AS share_denominator
    FROM opportunity AS o
    LEFT JOIN LATERAL (SELECT * FROM attribution WHERE opportunity_id = o.id AND partner_id = ${partner} AND ended_at IS NULL
      AND status = 'ACTIVE' ORDER BY id LIMIT 1) AS a ON true
    WHERE o.id IN (SELECT opportunity_id FROM referral WHERE partner_id = ${partner} AND status = 'ACCEPTED')
      AND o.stage NOT IN ('WON', 'LOST') AND o.amount_minor > 0 AND o.currency IS NOT NULL
    ORDER BY o.amount_minor DESC, o.id LIMIT 1000),
  worth AS (
    SELECT to_char(greatest(d.close_on, today.day), '"FY"YYYY"-P"MM') AS period, d.product_id, d.currency,
      round(d.amount_minor::numeric * (program.stage_weights ->> d.stage)::numeric * d.share_numerator * l.amount_minor
        / (l.revenue_minor * d.share_denominator)) AS amount_minor
    FROM deals AS d CROSS JOIN today CROSS JOIN program
    CROSS JOIN LATERAL (SELECT * FROM last ORDER BY last.product_id = d.product_id DESC NULLS LAST, last.commission_on DESC, last.id DESC
      LIMIT 1) AS l),
  totals AS MATERIALIZED (
    SELECT CASE grouping(period, product_id) WHEN 3 THEN 'ALL' WHEN 1 THEN 'MONTH' ELSE 'PRODUCT' END AS part, period, product_id,
      currency, -${sumOf('earned', 'EXPENSE', 'SPIFF_BUDGET')}, ${sumOf('accrued', 'ACCRUED')}, ${sumOf('payable', 'PAYABLE')},
      ${sumOf('held', 'HELD')}, ${sumOf('paid', 'PAID')}, -${sumOf('recoverable', 'RECOVERABLE')}, ${sumOf('expected', 'expected')}
    FROM (SELECT period, product_id, currency, to_account AS account, amount_minor FROM moved
      UNION ALL SELECT period, product_id, currency, from_account, -amount_minor FROM moved
      UNION ALL SELECT period, product_id, currency, 'expected', amount_minor FROM worth WHERE amount_minor > 0) AS m
    GROUP BY GROUPING SETS ((currency), (period, currency), (product_id, currency)))`;

/** What `totals` says of each sum, in the order in which the operation asks. */
export const TOTALS = ['earned', 'accrued', 'payable', 'held', 'paid', 'recoverable', 'expected'] as const;
