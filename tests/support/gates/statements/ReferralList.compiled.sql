SELECT row_to_json(answer)::text AS data
FROM (SELECT
  (WITH page AS MATERIALIZED (
    SELECT referral.*, row_number() OVER () AS page_place FROM (
      SELECT referral.* FROM referral AS referral
      WHERE true
      AND referral.partner_id = ANY ($1::uuid[])
      ORDER BY referral.created_at DESC, referral.id DESC
      LIMIT 50 + 1
    ) AS referral
  )
  (SELECT row_to_json(row) FROM (SELECT
    (SELECT count(*) FROM (
      SELECT FROM referral AS referral
      WHERE true
      AND referral.partner_id = ANY ($1::uuid[])
      LIMIT 100000
    ) AS counted) AS "totalCount",
    (SELECT row_to_json(row) FROM (SELECT
      (SELECT count(*) > 50 FROM page) AS "hasNextPage",
      (SELECT
        rtrim(translate(encode(convert_to('["CREATED_AT",' || to_json(to_char(page.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text || ',"' || page.id || '"]', 'UTF8'), 'base64'), E'+/\n', '-_'), '=')
      FROM page WHERE page.page_place <= 50 ORDER BY page.page_place DESC LIMIT 1) AS "endCursor"
    ) AS row) AS "pageInfo",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'Referral_' || page.id AS "id",
      page.version AS "version",
      page.status AS "status",
      to_char(page.status_since, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "statusSince",
      page.customer_name AS "customerName",
      membership.name AS "registeredByName",
      CASE WHEN product.id IS NOT NULL THEN
        (SELECT row_to_json(row) FROM (SELECT
          'Product_' || product.id AS "id",
          product.name AS "name"
        ) AS row)
      END AS "product",
      page.sales_stage AS "salesStage",
      (SELECT row_to_json(row) FROM (SELECT
        portal_amount(page.deal_amount_minor, page.deal_currency) AS "amount",
        page.deal_currency AS "currency"
      WHERE page.deal_amount_minor IS NOT NULL AND page.deal_currency IS NOT NULL
      ) AS row) AS "dealAmount",
      to_char(page.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt"
    FROM page
    LEFT JOIN LATERAL (
      SELECT membership.* FROM membership AS membership
      WHERE membership.id = page.registered_by_id AND membership.partner_id = page.partner_id
      OFFSET 0
    ) AS membership ON true
    LEFT JOIN LATERAL (
      SELECT product.* FROM product AS product
      WHERE product.id = page.product_id
      OFFSET 0
    ) AS product ON true
    WHERE page.page_place <= 50
    ORDER BY page.page_place
    ) AS row)) AS "nodes"
  ) AS row)
  ) AS "referrals"
  , array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
    value AS "status",
    coalesce(counted.count, 0) AS "count"
  FROM unnest(ARRAY['DRAFT', 'SUBMITTED', 'UNDER_REVIEW', 'RETURNED', 'WAITLISTED', 'ACCEPTED', 'CONTESTED', 'REJECTED', 'EXPIRED', 'CLOSED', 'WITHDRAWN']) WITH ORDINALITY AS known (value, place)
  LEFT JOIN (
    SELECT referral_2.status AS value, count(*) FROM referral AS referral_2
    WHERE true
    AND referral_2.partner_id = ANY ($1::uuid[])
    GROUP BY referral_2.status
  ) AS counted USING (value)
  ORDER BY place
  ) AS row)) AS "referralCounts"
) AS answer
