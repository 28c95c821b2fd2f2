import { MEASURES } from '../../src/domains/kpis/kpi-measures.rules.ts';

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
const names = Object.keys(MEASURES) as (keyof typeof MEASURES)[];

/** Amounts, of which there are some in each of a few currencies. */
const AMOUNTS = names.filter((name) => /AMOUNT|REVENUE|COMMISSION|COHORT|CHARGES/.test(name));
const HISTOGRAMS = names.filter((name) => 'hasHistogram' in MEASURES[name]);

const MANAGER = `md5('manager')::uuid`;

/**
 * Figures of every measure for each partner over two years, by day and month, larger than JavaScript's numbers are exact
 * to; people who come and go; exchange rates of pairs and of inverse pairs, some of which are missing. Some of the targets
 * are met.
 */
export const FIGURES = [
  `INSERT INTO kpi_cell (partner_id, measure, slice, currency, grain, starts_on, manager_id, tiers, count, total, is_visible)
    SELECT partner.id, measure.code, '', coalesce(unit, ''), grain, starts_on::date, ${MANAGER}, 'GENERATED:SILVER', 1 + n % 5,
      CASE WHEN unit IS NULL THEN n % 7 ELSE 9007199254740993 + n * 101 END, true
    FROM partner CROSS JOIN unnest(ARRAY[${quoted(names)}]) WITH ORDINALITY AS measure (code, place)
    LEFT JOIN unnest(ARRAY['USD', 'EUR', 'JPY']) AS money (unit) ON measure.code IN (${quoted(AMOUNTS)}) AND (unit = 'USD' OR place % 2 = 0)
    CROSS JOIN generate_series('2025-01-01'::timestamp, '2026-06-01', '1 month') WITH ORDINALITY AS month (starts_on, ordinal)
    CROSS JOIN (VALUES ('DAY'), ('MONTH')) AS g (grain) CROSS JOIN LATERAL (SELECT (place * 3 + ordinal * 5)::int AS n) AS number
    WHERE name NOT IN ('WIN_LOSS', 'REFERRALS_CONTESTED')
    ON CONFLICT DO NOTHING`,
  `INSERT INTO kpi_histogram (partner_id, measure, slice, currency, grain, starts_on, manager_id, tiers, bucket, count, is_visible)
    SELECT partner.id, code, '', '', grain, '2026-05-01', ${MANAGER}, 'GENERATED:SILVER', bucket, 1 + bucket % 3, true
    FROM partner CROSS JOIN unnest(ARRAY[${quoted(HISTOGRAMS)}]) AS code
    CROSS JOIN (VALUES ('DAY'), ('MONTH')) AS g (grain) CROSS JOIN generate_series(20, 200, 45) AS bucket ON CONFLICT DO NOTHING`,
  `INSERT INTO kpi_fact (source, subject_id, measure, ordinal, partner_id, occurred_at, day, value, member_id, manager_id, is_visible)
    SELECT 'PERSON', membership.id, measure, step.ordinal, membership.partner_id, day, day, value, person_id, ${MANAGER}, true
    FROM membership CROSS JOIN (VALUES ('CERTIFIED_PEOPLE'), ('ACTIVE_PARTNERS'), ('PARTNERS')) AS m (measure)
    CROSS JOIN (VALUES (91, '2025-02-01'::date, 1), (92, '2026-02-01', -1), (93, '2026-04-10', 1)) AS step (ordinal, day, value)
    WHERE measure IN (${quoted(names)}) ON CONFLICT DO NOTHING`,
  `INSERT INTO exchange_rate (from_currency, to_currency, valid_from, rate, source, booked_at) VALUES
    ('EUR', 'USD', '2025-01-01', 1.08123, 'TEST', '2025-01-01'), ('EUR', 'USD', '2026-04-01', 1.1, 'TEST', '2026-04-01'),
    ('USD', 'JPY', '2025-01-01', 151.37, 'TEST', '2025-01-01'), ('EUR', 'JPY', '2024-01-01', 163.0000001, 'TEST', '2026-01-01')`,
  `INSERT INTO kpi_target (kpi, scope_kind, scope_key, partner_id, period, value, currency, set_by_id, set_at)
    SELECT kpi, 'PARTNER', partner.id::text, partner.id, 'FY2026-Q2', t.value, t.currency, ${MANAGER}, '2026-04-01' FROM partner
    CROSS JOIN (VALUES ('WIN_RATE', 12.500000, NULL), ('REVENUE_WON', 1000.5, 'USD'), ('PIPELINE_VALUE', 0, 'EUR')) AS t (kpi, value, currency)
    ON CONFLICT DO NOTHING`,
];
