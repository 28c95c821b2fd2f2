SELECT row_to_json(answer)::text AS data
FROM (SELECT
  (WITH page AS MATERIALIZED (
    SELECT sales_order.*, row_number() OVER () AS page_place FROM (
      SELECT sales_order.* FROM sales_order AS sales_order
      WHERE sales_order.status IN ('SUBMITTED', 'IN_REVIEW') AND sales_order.submitted_at IS NOT NULL
      AND sales_order.partner_id = ANY ($1::uuid[])
      ORDER BY sales_order.submitted_at, sales_order.id
      LIMIT 50 + 1
    ) AS sales_order
  )
  (SELECT row_to_json(row) FROM (SELECT
    (SELECT count(*) FROM (
      SELECT FROM sales_order AS sales_order
      WHERE sales_order.status IN ('SUBMITTED', 'IN_REVIEW') AND sales_order.submitted_at IS NOT NULL
      AND sales_order.partner_id = ANY ($1::uuid[])
      LIMIT 100000
    ) AS counted) AS "totalCount",
    (SELECT row_to_json(row) FROM (SELECT
      (SELECT count(*) > 50 FROM page) AS "hasNextPage",
      (SELECT
        rtrim(translate(encode(convert_to('["SUBMITTED_AT",' || to_json(to_char(page.submitted_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text || ',"' || page.id || '"]', 'UTF8'), 'base64'), E'+/\n', '-_'), '=')
      FROM page WHERE page.page_place <= 50 ORDER BY page.page_place DESC LIMIT 1) AS "endCursor"
    ) AS row) AS "pageInfo",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'SalesOrder_' || page.id AS "id",
      page.version AS "version",
      page.external_id AS "externalId",
      page.type AS "type",
      page.status AS "status",
      to_char(page.submitted_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "submittedAt",
      page.currency AS "currency",
      page.customer_name AS "customerName",
      CASE WHEN customer.id IS NOT NULL THEN
        (SELECT row_to_json(row) FROM (SELECT
          'Customer_' || customer.id AS "id",
          customer.name AS "name"
        ) AS row)
      END AS "customer",
      CASE WHEN partner.id IS NOT NULL THEN
        (SELECT row_to_json(row) FROM (SELECT
          'Partner_' || partner.id AS "id",
          partner.name AS "name"
        ) AS row)
      END AS "partner",
      (SELECT row_to_json(row) FROM (SELECT
        portal_amount(page.one_off_total_minor, page.currency) AS "amount",
        page.currency AS "currency"
      WHERE page.one_off_total_minor IS NOT NULL
      ) AS row) AS "oneOffTotal",
      (SELECT row_to_json(row) FROM (SELECT
        portal_amount(page.monthly_total_minor, page.currency) AS "amount",
        page.currency AS "currency"
      WHERE page.monthly_total_minor IS NOT NULL
      ) AS row) AS "monthlyTotal",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        order_line.position AS "position",
        order_line.quantity AS "quantity",
        order_line.term_months AS "termMonths",
        portal_present(
          (SELECT row_to_json(row) FROM (SELECT
            'Product_' || product.id AS "id",
            product.name AS "name"
          FROM product AS product
          WHERE product.id = order_line.product_id
          ) AS row)
        ) AS "product",
        portal_present(
          (SELECT row_to_json(row) FROM (SELECT
            portal_amount(order_line.one_off_minor, sales_order_2.currency) AS "amount",
            sales_order_2.currency AS "currency"
          FROM sales_order AS sales_order_2
          WHERE sales_order_2.id = order_line.order_id
          ) AS row)
        ) AS "oneOff",
        portal_present(
          (SELECT row_to_json(row) FROM (SELECT
            portal_amount(order_line.monthly_minor, sales_order_3.currency) AS "amount",
            sales_order_3.currency AS "currency"
          FROM sales_order AS sales_order_3
          WHERE sales_order_3.id = order_line.order_id
          ) AS row)
        ) AS "monthly"
      FROM order_line AS order_line
      WHERE order_line.order_id = page.id
      ORDER BY order_line.position
      LIMIT 100
      ) AS row)) AS "lines",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        order_check.code AS "code",
        (SELECT row_to_json(row) FROM (SELECT
          order_check.code AS "code"
        ) AS row) AS "title",
        order_check.area AS "area"
      FROM order_check AS order_check
      WHERE order_check.order_id = page.id AND order_check.outcome IN ('FAIL')
      ORDER BY order_check.code
      LIMIT 50
      ) AS row)) AS "checks",
      (SELECT row_to_json(row) FROM (SELECT
        CASE WHEN sla_clock.status <> 'RUNNING' THEN sla_clock.status WHEN sla_clock.breach_at <= $2::timestamptz THEN 'BREACHED' WHEN sla_clock.warn_at <= $2::timestamptz THEN 'WARNED' ELSE 'OK' END AS "state",
        (SELECT row_to_json(row) FROM (SELECT
          sla_clock.status AS "status",
          sla_clock.level AS "level",
          sla_clock.warn_at AS "warnAt",
          sla_clock.breach_at AS "breachAt",
          sla_clock.status_since AS "statusSince",
          sla_clock.started_at AS "startedAt",
          sla_clock.elapsed_ms::text AS "elapsedMs",
          sla_clock.next_at AS "nextAt",
          sla_clock.warn_minutes AS "warnMinutes",
          sla_clock.breach_minutes AS "breachMinutes",
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
        sla_clock.breach_minutes AS "breachMinutes",
        to_char(CASE WHEN sla_clock.status = 'RUNNING' OR sla_clock.level >= 2 THEN sla_clock.breach_at END, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "breachAt"
      FROM sla_clock AS sla_clock
      WHERE sla_clock.order_id = page.id AND sla_clock.standard = 'ORDER_RATIFICATION'
      ORDER BY sla_clock.started_at DESC, sla_clock.id DESC
      LIMIT 1
      ) AS row) AS "clock"
    FROM page
    LEFT JOIN LATERAL (
      SELECT customer.* FROM customer AS customer
      WHERE customer.id = page.customer_id
      OFFSET 0
    ) AS customer ON true
    LEFT JOIN LATERAL (
      SELECT partner.* FROM partner AS partner
      WHERE partner.id = page.partner_id
      OFFSET 0
    ) AS partner ON true
    WHERE page.page_place <= 50
    ORDER BY page.page_place
    ) AS row)) AS "nodes"
  ) AS row)
  ) AS "ratificationQueue"
) AS answer
