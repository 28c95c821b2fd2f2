SELECT row_to_json(answer)::text AS data
, (SELECT row_to_json(row) FROM (SELECT
  vendor_settings.time_zone AS "timeZone",
  vendor_settings.fiscal_kind AS "fiscalKind",
  vendor_settings.fiscal_start_month AS "fiscalStartMonth",
  vendor_settings.fiscal_week_pattern AS "fiscalWeekPattern",
  vendor_settings.fiscal_year_end_weekday AS "fiscalYearEndWeekday",
  vendor_settings.fiscal_year_end_rule AS "fiscalYearEndRule",
  vendor_settings.fiscal_year_named_by AS "fiscalYearNamedBy"
FROM vendor_settings AS vendor_settings WHERE vendor_settings.id = 1
) AS row)::text AS calendar
FROM (SELECT
  (WITH
    program AS MATERIALIZED (
      SELECT id AS "programId" FROM partner_program WHERE id = $1::uuid
    ),
    tiers AS MATERIALIZED (
      SELECT tier_id AS "tierId", status, count(*)::int AS partners FROM partner_standing
      WHERE program_id = $1::uuid
      GROUP BY tier_id, tier_rank, status ORDER BY tier_rank DESC, status
    )
  SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(program) FROM program)) AS "program",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT max(period) AS period, count(*)::int AS partners,
      count(*) FILTER (WHERE movement = 'UP')::int AS "movedUp",
      count(*) FILTER (WHERE movement = 'DOWN')::int AS "movedDown",
      count(*) FILTER (WHERE is_at_risk)::int AS "atRisk",
      count(*) FILTER (WHERE coalesce(attained.rank, 0) > tier_rank)::int AS promotable,
      min(as_of) AS "oldestAsOf"
      FROM partner_standing AS standing LEFT JOIN program_tier AS attained ON attained.id = standing.attained_tier_id
      WHERE standing.program_id = $1::uuid
    ) AS row)) AS "counts",
    array_to_json(ARRAY(SELECT row_to_json(tiers) FROM tiers)) AS "tiers",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT
      (SELECT count(*)::int FROM tier_review
      WHERE program_id = $1::uuid AND status = 'PROPOSED') AS "pendingReviews",
      (SELECT count(*)::int FROM benefit_entitlement
      WHERE program_id = $1::uuid AND provisioned_at IS NULL AND due_on < today.day
      AND (ended_on IS NULL OR ended_on > today.day)) AS "overdueBenefits"
      FROM (SELECT ($2::timestamptz AT TIME ZONE time_zone)::date AS day FROM vendor_settings WHERE id = 1) AS today
    ) AS row)) AS "open",
    (SELECT row_to_json(row) FROM (SELECT
      (SELECT json_object_agg(partner_program.id,
        (SELECT row_to_json(row) FROM (SELECT
          'PartnerProgram_' || partner_program.id AS "id",
          partner_program.code AS "code",
          partner_program.name AS "name"
        ) AS row)
      ) FROM partner_program AS partner_program WHERE partner_program.id IN (SELECT program."programId" FROM program)) AS "0",
      (SELECT json_object_agg(program_tier.id,
        (SELECT row_to_json(row) FROM (SELECT
          'ProgramTier_' || program_tier.id AS "id",
          program_tier.code AS "code",
          program_tier.name AS "name",
          program_tier.rank AS "rank"
        ) AS row)
      ) FROM program_tier AS program_tier WHERE program_tier.id IN (SELECT tiers."tierId" FROM tiers)) AS "1"
    ) AS row) AS "$rows"
  ) AS row) AS "programScorecard"
  , (SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT code FROM partner_program WHERE code = $3::text
    ) AS row)) AS "scope",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT measure, day FROM unnest($4::text[]) AS measure
      CROSS JOIN LATERAL (
      SELECT starts_on AS day FROM kpi_cell AS c WHERE c.measure = measure.measure AND c.grain = 'DAY' ORDER BY starts_on LIMIT 1
      ) AS first
    ) AS row)) AS "firstDays",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      WITH sums AS MATERIALIZED (
      SELECT 0 AS place, '' AS key, '' AS slice, '' AS currency, NULL AS month, NULL::int AS bucket, '0' AS count, '0' AS total,
      NULL AS gross, NULL AS net WHERE false
      UNION ALL (
      SELECT q.place, ''::text AS key, c.slice, c.currency,
      CASE WHEN c.currency NOT IN ('', coalesce($5::text, c.currency)) THEN c.starts_on::text END AS month,
      NULL::int AS bucket, sum(c.count)::text AS count, sum(c.total)::text AS total, NULL AS gross, NULL AS net
      FROM jsonb_to_recordset($6::jsonb) AS q (place int, measure text, grain text, from_day date, until_day date) CROSS JOIN LATERAL (
      SELECT * FROM kpi_cell AS c WHERE c.measure = q.measure AND c.grain = q.grain
      AND c.starts_on >= q.from_day AND c.starts_on < q.until_day
      OFFSET 0) AS c
      WHERE
      strpos(' ' || c.tiers, ' ' || $3::text || ':') > 0
      GROUP BY 1, 2, 3, 4, 5)
      UNION ALL (
      SELECT q.place, ''::text AS key, '' AS slice, '' AS currency, NULL AS month,
      c.bucket, sum(c.count)::text AS count, '0' AS total, NULL AS gross, NULL AS net
      FROM jsonb_to_recordset($7::jsonb) AS q (place int, measure text, grain text, from_day date, until_day date) CROSS JOIN LATERAL (
      SELECT * FROM kpi_histogram AS c WHERE c.measure = q.measure AND c.grain = q.grain
      AND c.starts_on >= q.from_day AND c.starts_on < q.until_day
      OFFSET 0) AS c
      WHERE
      strpos(' ' || c.tiers, ' ' || $3::text || ':') > 0
      GROUP BY 1, 2, c.bucket)
      UNION ALL (
      SELECT q.place, ''::text AS key, '' AS slice, '' AS currency, NULL AS month,
      NULL::int AS bucket, count(DISTINCT c.member_id)::text AS count, '0' AS total, NULL AS gross, NULL AS net
      FROM jsonb_to_recordset($8::jsonb) AS q (place int, measure text, grain text, from_day date, until_day date) CROSS JOIN LATERAL (
      SELECT * FROM kpi_fact AS c WHERE c.measure = q.measure AND c.day < q.until_day AND c.day >= q.from_day
      OFFSET 0) AS c
      WHERE
      strpos(' ' || c.tiers, ' ' || $3::text || ':') > 0
      GROUP BY 1, 2)
      UNION ALL (
      WITH asked AS (SELECT q.* FROM jsonb_to_recordset($9::jsonb) AS q (place int, measure text, grain text, from_day date, until_day date)),
      delta AS (
      SELECT c.measure, ''::text AS key, c.member_id, c.day, sum(c.value) AS value
      FROM (SELECT measure, max(until_day) AS until_day FROM asked GROUP BY measure) AS q
      CROSS JOIN LATERAL (
      SELECT * FROM kpi_fact AS c WHERE c.measure = q.measure AND c.day < q.until_day
      OFFSET 0) AS c
      WHERE
      strpos(' ' || c.tiers, ' ' || $3::text || ':') > 0
      GROUP BY 1, 2, 3, 4),
      level AS (
      SELECT measure, key, member_id, day, sum(value) OVER (PARTITION BY measure, key, member_id ORDER BY day) > 0 AS is_in FROM delta),
      step AS (
      SELECT measure, key, day, is_in::int - coalesce(lag(is_in) OVER (PARTITION BY measure, key, member_id ORDER BY day), false)::int AS moved
      FROM level),
      moved AS (SELECT measure, key, day, sum(moved)::bigint AS moved FROM step WHERE moved <> 0 GROUP BY 1, 2, 3)
      SELECT q.place, m.key, '' AS slice, '' AS currency, NULL AS month,
      NULL::int AS bucket, sum(m.moved)::text AS count, '0' AS total, NULL AS gross, NULL AS net
      FROM asked AS q JOIN moved AS m ON m.measure = q.measure AND m.day < q.until_day GROUP BY 1, 2)
      )
      SELECT array_to_json(ARRAY(SELECT row_to_json(row) FROM sums AS row)) AS sums,
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT question.from_code AS "from", question.on_day AS "on", found.rate::text, found.is_inverse AS "isInverse"
      FROM (SELECT DISTINCT sums.currency AS from_code FROM sums WHERE sums.currency NOT IN ('', $5::text)) AS foreign_amount
      CROSS JOIN unnest($10::date[]) AS day (on_day)
      CROSS JOIN LATERAL (SELECT foreign_amount.from_code, day.on_day) AS question
      CROSS JOIN LATERAL (
      SELECT known.rate, side.is_inverse FROM (VALUES (false), (true)) AS side (is_inverse)
      CROSS JOIN LATERAL (
      SELECT rate FROM exchange_rate
      WHERE from_currency = CASE WHEN side.is_inverse THEN $5::text ELSE question.from_code END
      AND to_currency = CASE WHEN side.is_inverse THEN question.from_code ELSE $5::text END
      AND valid_from <= question.on_day AND (NULL::timestamptz IS NULL OR booked_at <= NULL::timestamptz)
      ORDER BY valid_from DESC, booked_at DESC, id DESC LIMIT 1
      ) AS known ORDER BY side.is_inverse LIMIT 1
      ) AS found
      ) AS row)) AS rates
    ) AS row)) AS "read",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT kpi, trim_scale(value)::text AS value, currency FROM kpi_target
      WHERE scope_kind = $11::text AND scope_key = $3::text
      AND period = $12::text
    ) AS row)) AS "targets"
  ) AS row) AS "kpiScorecard"
) AS answer
