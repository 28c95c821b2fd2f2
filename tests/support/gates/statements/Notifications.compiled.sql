SELECT row_to_json(answer)::text AS data
FROM (SELECT
  (SELECT count(*) FROM (
    SELECT FROM notification AS notification
    WHERE notification.person_id = $1::uuid AND notification.in_portal = true AND notification.read_at IS NULL
    LIMIT 1000
  ) AS counted) AS "unreadNotificationCount"
  , (WITH page AS MATERIALIZED (
    SELECT notification_2.*, row_number() OVER () AS page_place FROM (
      SELECT notification_2.* FROM notification AS notification_2
      WHERE notification_2.in_portal = true
      AND notification_2.person_id = $1::uuid
      ORDER BY notification_2.created_at DESC, notification_2.id DESC
      LIMIT 50 + 1
    ) AS notification_2
  )
  (SELECT row_to_json(row) FROM (SELECT
    (SELECT row_to_json(row) FROM (SELECT
      (SELECT count(*) > 50 FROM page) AS "hasNextPage",
      (SELECT
        rtrim(translate(encode(convert_to('["CREATED_AT",' || to_json(to_char(page.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text || ',"' || page.id || '"]', 'UTF8'), 'base64'), E'+/\n', '-_'), '=')
      FROM page WHERE page.page_place <= 50 ORDER BY page.page_place DESC LIMIT 1) AS "endCursor"
    ) AS row) AS "pageInfo",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'Notification_' || page.id AS "id",
      (SELECT row_to_json(row) FROM (SELECT
        page.template AS "template",
        page.template_version AS "templateVersion"
      ) AS row) AS "topic",
      (SELECT row_to_json(row) FROM (SELECT
        page.template AS "template",
        page.template_version AS "templateVersion",
        page.arguments AS "arguments",
        CASE WHEN referral.id IS NOT NULL THEN
          (SELECT row_to_json(row) FROM (SELECT
            referral.customer_name AS "customerName"
          ) AS row)
        END AS "referral",
        CASE WHEN partner.id IS NOT NULL THEN
          (SELECT row_to_json(row) FROM (SELECT
            partner.name AS "name"
          ) AS row)
        END AS "partner"
      ) AS row) AS "title",
      (SELECT row_to_json(row) FROM (SELECT
        page.template AS "template",
        page.template_version AS "templateVersion",
        page.arguments AS "arguments",
        CASE WHEN referral.id IS NOT NULL THEN
          (SELECT row_to_json(row) FROM (SELECT
            referral.customer_name AS "customerName"
          ) AS row)
        END AS "referral",
        CASE WHEN partner.id IS NOT NULL THEN
          (SELECT row_to_json(row) FROM (SELECT
            partner.name AS "name"
          ) AS row)
        END AS "partner"
      ) AS row) AS "body",
      CASE WHEN referral.id IS NOT NULL THEN
        (SELECT row_to_json(row) FROM (SELECT
          'Referral_' || referral.id AS "id",
          referral.status AS "status"
        ) AS row)
      END AS "referral",
      CASE WHEN partner.id IS NOT NULL THEN
        (SELECT row_to_json(row) FROM (SELECT
          'Partner_' || partner.id AS "id"
        ) AS row)
      END AS "partner",
      to_char(page.occurred_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "occurredAt",
      to_char(page.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt",
      to_char(page.read_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "readAt"
    FROM page
    LEFT JOIN LATERAL (
      SELECT referral.* FROM referral AS referral
      WHERE referral.id = page.referral_id AND referral.partner_id = page.partner_id
      OFFSET 0
    ) AS referral ON true
    LEFT JOIN LATERAL (
      SELECT partner.* FROM partner AS partner
      WHERE partner.id = page.partner_id
      OFFSET 0
    ) AS partner ON true
    WHERE page.page_place <= 50
    ORDER BY page.page_place
    ) AS row)) AS "nodes"
  ) AS row)
  ) AS "notifications"
) AS answer
