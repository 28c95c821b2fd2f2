SELECT row_to_json(answer)::text AS data
FROM (SELECT
  (WITH page AS MATERIALIZED (
    SELECT sla_clock.*, row_number() OVER () AS page_place FROM (
      SELECT sla_clock.* FROM sla_clock AS sla_clock
      WHERE sla_clock.standard = 'REFERRAL_DECISION'
      AND sla_clock.status = 'RUNNING'
      ORDER BY sla_clock.breach_at, sla_clock.id
      LIMIT 50 + 1
    ) AS sla_clock
  )
  (SELECT row_to_json(row) FROM (SELECT
    (SELECT count(*) FROM (
      SELECT FROM sla_clock AS sla_clock
      WHERE sla_clock.standard = 'REFERRAL_DECISION'
      AND sla_clock.status = 'RUNNING'
      LIMIT 100000
    ) AS counted) AS "totalCount",
    (SELECT row_to_json(row) FROM (SELECT
      (SELECT count(*) > 50 FROM page) AS "hasNextPage",
      (SELECT
        rtrim(translate(encode(convert_to('["BREACH_AT",' || to_json(to_char(page.breach_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text || ',"' || page.id || '"]', 'UTF8'), 'base64'), E'+/\n', '-_'), '=')
      FROM page WHERE page.page_place <= 50 ORDER BY page.page_place DESC LIMIT 1) AS "endCursor"
    ) AS row) AS "pageInfo",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      (SELECT row_to_json(row) FROM (SELECT
        CASE WHEN page.status <> 'RUNNING' THEN page.status WHEN page.breach_at <= $1::timestamptz THEN 'BREACHED' WHEN page.warn_at <= $1::timestamptz THEN 'WARNED' ELSE 'OK' END AS "state",
        (SELECT row_to_json(row) FROM (SELECT
          page.status AS "status",
          page.level AS "level",
          page.warn_at AS "warnAt",
          page.breach_at AS "breachAt",
          page.status_since AS "statusSince",
          page.started_at AS "startedAt",
          page.elapsed_ms::text AS "elapsedMs",
          page.next_at AS "nextAt",
          page.warn_minutes AS "warnMinutes",
          page.breach_minutes AS "breachMinutes",
          array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
            calendars."timeZone" AS "timeZone",
            calendars.hours AS "hours",
            calendars.holidays AS "holidays"
          FROM (
            SELECT time_zone AS "timeZone",
              (SELECT coalesce(jsonb_agg(jsonb_build_array(weekday, opens_minute, closes_minute) ORDER BY weekday, opens_minute), '[]') FROM business_hours) AS hours,
              (SELECT coalesce(jsonb_agg(date ORDER BY date), '[]') FROM holiday) AS holidays
            FROM vendor_settings WHERE id = 1
          ) AS calendars
          ) AS row)) AS "calendars"
        ) AS row) AS "elapsedMinutes",
        page.warn_minutes AS "warnMinutes",
        page.breach_minutes AS "breachMinutes",
        to_char(CASE WHEN page.status = 'RUNNING' OR page.level >= 1 THEN page.warn_at END, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "warnAt",
        to_char(CASE WHEN page.status = 'RUNNING' OR page.level >= 2 THEN page.breach_at END, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "breachAt",
        array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
          (ARRAY['WARNED', 'BREACHED', 'ESCALATED'])[sla_escalation.level] AS "step",
          to_char(sla_escalation.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "at",
          portal_present(
            (SELECT row_to_json(row) FROM (SELECT
              'Person_' || staff_member.person_id AS "personId",
              staff_member.name AS "name"
            FROM staff_member AS staff_member
            WHERE staff_member.person_id = sla_escalation.person_id
            ) AS row)
          ) AS "to"
        FROM sla_escalation AS sla_escalation
        WHERE sla_escalation.clock_id = page.id
        ORDER BY sla_escalation.at DESC, sla_escalation.level DESC, sla_escalation.person_id
        LIMIT 50
        ) AS row)) AS "escalations"
      ) AS row) AS "clock",
      portal_present(
        CASE WHEN referral.id IS NOT NULL THEN
          (SELECT row_to_json(row) FROM (SELECT
            'Referral_' || referral.id AS "id",
            referral.version AS "version",
            referral.status AS "status",
            referral.customer_name AS "customerName",
            referral.customer_country_code AS "customerCountryCode",
            to_char(referral.submitted_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "submittedAt",
            portal_present(
              CASE WHEN partner.id IS NOT NULL THEN
                (SELECT row_to_json(row) FROM (SELECT
                  'Partner_' || partner.id AS "id",
                  partner.name AS "name"
                ) AS row)
              END
            ) AS "partner",
            CASE WHEN product.id IS NOT NULL THEN
              (SELECT row_to_json(row) FROM (SELECT
                'Product_' || product.id AS "id",
                product.name AS "name"
              ) AS row)
            END AS "product",
            (SELECT row_to_json(row) FROM (SELECT
              portal_amount(referral.estimated_amount_minor, referral.estimated_currency) AS "amount",
              referral.estimated_currency AS "currency"
            WHERE referral.estimated_amount_minor IS NOT NULL AND referral.estimated_currency IS NOT NULL
            ) AS row) AS "estimatedAmount"
          ) AS row)
        END
      ) AS "referral"
    FROM page
    LEFT JOIN LATERAL (
      SELECT referral.* FROM referral AS referral
      WHERE referral.id = page.referral_id AND referral.partner_id = page.partner_id
      OFFSET 0
    ) AS referral ON true
    LEFT JOIN LATERAL (
      SELECT partner.* FROM partner AS partner
      WHERE partner.id = referral.partner_id
      OFFSET 0
    ) AS partner ON true
    LEFT JOIN LATERAL (
      SELECT product.* FROM product AS product
      WHERE product.id = referral.product_id
      OFFSET 0
    ) AS product ON true
    WHERE page.page_place <= 50
    ORDER BY page.page_place
    ) AS row)) AS "nodes"
  ) AS row)
  ) AS "reviewQueue"
) AS answer
