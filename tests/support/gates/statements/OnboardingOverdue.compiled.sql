SELECT row_to_json(answer)::text AS data
FROM (SELECT
  (WITH page AS MATERIALIZED (
    SELECT onboarding_step.*, row_number() OVER () AS page_place FROM (
      SELECT onboarding_step.* FROM onboarding_step AS onboarding_step
      WHERE onboarding_step.completed_at IS NULL
      AND onboarding_step.due_on < (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AND (SELECT onboarding.status FROM onboarding AS onboarding WHERE onboarding.id = onboarding_step.onboarding_id AND onboarding.partner_id = onboarding_step.partner_id) = 'OPEN'
      AND onboarding_step.partner_id = ANY ($2::uuid[])
      ORDER BY onboarding_step.due_on, onboarding_step.id
      LIMIT 50 + 1
    ) AS onboarding_step
  )
  (SELECT row_to_json(row) FROM (SELECT
    (SELECT count(*) FROM (
      SELECT FROM onboarding_step AS onboarding_step
      WHERE onboarding_step.completed_at IS NULL
      AND onboarding_step.due_on < (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AND (SELECT onboarding.status FROM onboarding AS onboarding WHERE onboarding.id = onboarding_step.onboarding_id AND onboarding.partner_id = onboarding_step.partner_id) = 'OPEN'
      AND onboarding_step.partner_id = ANY ($2::uuid[])
      LIMIT 100000
    ) AS counted) AS "totalCount",
    (SELECT row_to_json(row) FROM (SELECT
      (SELECT count(*) > 50 FROM page) AS "hasNextPage",
      (SELECT
        rtrim(translate(encode(convert_to('["DUE_ON",' || to_json(to_char(page.due_on, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text || ',"' || page.id || '"]', 'UTF8'), 'base64'), E'+/\n', '-_'), '=')
      FROM page WHERE page.page_place <= 50 ORDER BY page.page_place DESC LIMIT 1) AS "endCursor"
    ) AS row) AS "pageInfo",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'OnboardingStep_' || page.id AS "id",
      page.code AS "code",
      page.title AS "title",
      page.due_on AS "dueOn",
      portal_present(
        CASE WHEN partner.id IS NOT NULL THEN
          (SELECT row_to_json(row) FROM (SELECT
            'Partner_' || partner.id AS "id",
            partner.name AS "name"
          ) AS row)
        END
      ) AS "partner"
    FROM page
    LEFT JOIN LATERAL (
      SELECT partner.* FROM partner AS partner
      WHERE partner.id = page.partner_id
      OFFSET 0
    ) AS partner ON true
    WHERE page.page_place <= 50
    ORDER BY page.page_place
    ) AS row)) AS "nodes"
  ) AS row)
  ) AS "onboardingOverdue"
) AS answer
