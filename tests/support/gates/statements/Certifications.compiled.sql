SELECT row_to_json(answer)::text AS data
FROM (SELECT
  (SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT asked.day AS "on", asked.time_zone AS "timeZone", portal_certifications_held(partner.id) AS holdings
      FROM partner CROSS JOIN (
      SELECT coalesce($1::date, ($2::timestamptz AT TIME ZONE time_zone)::date) AS day, time_zone
      FROM vendor_settings WHERE id = 1) AS asked WHERE partner.id = $3::uuid
    ) AS row)) AS "partner",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT program.id, program.code, program.name FROM certification_program AS program
      WHERE EXISTS (SELECT FROM certification_version AS version WHERE version.program_id = program.id AND version.status = 'PUBLISHED')
      ORDER BY program.name, program.id LIMIT 100
    ) AS row)) AS "programs",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT tier.id, program.code AS "partnerProgramCode", tier.version_id AS "versionId", tier.code, tier.name, tier.rank,
      (cardinality(version.partner_types) = 0 OR partner.type = ANY (version.partner_types)) AS "isForType",
      (SELECT count(*)::int FROM program_requirement WHERE tier_id = tier.id) AS "requirementCount",
      coalesce((SELECT json_agg(json_build_object('certificationProgramId', certification_program_id,
      'threshold', ceil(threshold)::int, 'level', level) ORDER BY position)
      FROM program_requirement WHERE tier_id = tier.id AND metric = 'CERTIFIED_PEOPLE' AND certification_program_id IS NOT NULL),
      '[]') AS requirements
      FROM partner CROSS JOIN (
      SELECT coalesce($1::date, ($2::timestamptz AT TIME ZONE time_zone)::date) AS day, time_zone
      FROM vendor_settings WHERE id = 1) AS asked
      JOIN program_version AS version ON version.status = 'PUBLISHED' AND version.valid_from <= asked.day
      AND (version.valid_to IS NULL OR version.valid_to > asked.day)
      JOIN partner_program AS program ON program.id = version.program_id
      JOIN program_tier AS tier ON tier.version_id = version.id
      WHERE partner.id = $3::uuid
      ORDER BY program.code, tier.rank
    ) AS row)) AS "tiers",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT DISTINCT ON (placement.program_id) program.code AS "partnerProgramCode", tier.code, tier.rank
      FROM tier_placement AS placement
      JOIN (
      SELECT coalesce($1::date, ($2::timestamptz AT TIME ZONE time_zone)::date) AS day, time_zone
      FROM vendor_settings WHERE id = 1) AS asked ON placement.effective_on <= asked.day
      JOIN partner_program AS program ON program.id = placement.program_id
      JOIN program_tier AS tier ON tier.id = placement.tier_id
      WHERE placement.partner_id = $3::uuid
      ORDER BY placement.program_id, placement.effective_on DESC, placement.booked_at DESC, placement.id DESC
    ) AS row)) AS "placed",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT enrolment.id, enrolment.person_id AS "personId", membership.id AS "membershipId", membership.name,
      enrolment.program_id AS "programId", enrolment.version_id AS "versionId", enrolment.path,
      coalesce((SELECT json_agg(json_build_object('requirementId', requirement_id, 'status', status,
      'nextAttemptAt', next_attempt_at)) FROM enrolment_progress WHERE enrolment_id = enrolment.id), '[]') AS progress
      FROM enrolment JOIN membership ON membership.id = enrolment.membership_id
      WHERE
      enrolment.partner_id = $3::uuid AND enrolment.status = 'OPEN'
      AND enrolment.membership_id = coalesce($4::uuid, enrolment.membership_id) ORDER BY enrolment.opened_at, enrolment.id
    ) AS row)) AS "onTheWay",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT version.id,
      (SELECT json_agg(json_build_object('id', id, 'title', title, 'mode', mode, 'needed', needed) ORDER BY position)
      FROM certification_group WHERE version_id = version.id) AS groups,
      (SELECT json_agg(json_build_object('id', requirement.id, 'groupId', requirement.group_id, 'code', requirement.code,
      'title', requirement.title, 'kind', requirement.kind, 'externalCode', requirement.external_code,
      'isBridge', requirement.is_bridge) ORDER BY grouped.position, requirement.position)
      FROM certification_requirement AS requirement
      LEFT JOIN certification_group AS grouped ON grouped.id = requirement.group_id
      WHERE requirement.version_id = version.id) AS requirements
      FROM certification_version AS version
      WHERE version.id = ANY (ARRAY(SELECT enrolment.version_id FROM enrolment WHERE
      enrolment.partner_id = $3::uuid AND enrolment.status = 'OPEN'
      AND enrolment.membership_id = coalesce($4::uuid, enrolment.membership_id)))
    ) AS row)) AS "versions"
  ) AS row) AS "certificationStatus"
  , (WITH page AS MATERIALIZED (
    SELECT enrolment.*, row_number() OVER () AS page_place FROM (
      SELECT enrolment.* FROM enrolment AS enrolment
      WHERE true
      AND enrolment.status = $5
      AND enrolment.partner_id = $6::uuid
      AND enrolment.partner_id = ANY ($7::uuid[])
      ORDER BY enrolment.opened_at DESC, enrolment.id DESC
      LIMIT 50 + 1
    ) AS enrolment
  )
  (SELECT row_to_json(row) FROM (SELECT
    (SELECT row_to_json(row) FROM (SELECT
      (SELECT count(*) > 50 FROM page) AS "hasNextPage",
      (SELECT
        rtrim(translate(encode(convert_to('["OPENED_AT",' || to_json(to_char(page.opened_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text || ',"' || page.id || '"]', 'UTF8'), 'base64'), E'+/\n', '-_'), '=')
      FROM page WHERE page.page_place <= 50 ORDER BY page.page_place DESC LIMIT 1) AS "endCursor"
    ) AS row) AS "pageInfo",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'Enrolment_' || page.id AS "id",
      page.version AS "version",
      page.path AS "path",
      page.status AS "status",
      to_char(page.opened_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "openedAt",
      portal_present(
        CASE WHEN certification_program.id IS NOT NULL THEN
          (SELECT row_to_json(row) FROM (SELECT
            certification_program.code AS "code",
            certification_program.name AS "name"
          ) AS row)
        END
      ) AS "program"
    FROM page
    LEFT JOIN LATERAL (
      SELECT certification_program.* FROM certification_program AS certification_program
      WHERE certification_program.id = page.program_id
      OFFSET 0
    ) AS certification_program ON true
    WHERE page.page_place <= 50
    ORDER BY page.page_place
    ) AS row)) AS "nodes"
  ) AS row)
  ) AS "enrolments"
  , (WITH page_2 AS MATERIALIZED (
    SELECT certification_award.*, row_number() OVER () AS page_place FROM (
      SELECT certification_award.* FROM certification_award AS certification_award
      WHERE true
      AND certification_award.partner_id = $6::uuid
      AND certification_award.partner_id = ANY ($7::uuid[])
      ORDER BY certification_award.awarded_on DESC, certification_award.id DESC
      LIMIT 50 + 1
    ) AS certification_award
  )
  (SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'CertificationAward_' || page_2.id AS "id",
      page_2.code AS "code",
      (SELECT row_to_json(row) FROM (SELECT
        page_2.valid_from AS "validFrom",
        page_2.ends_on AS "endsOn",
        page_2.revoked_at AS "revokedAt",
        CASE WHEN certification_award_2.renewal_of_id IS NOT NULL THEN
          (SELECT row_to_json(row) FROM (SELECT
            certification_award_2.revoked_at AS "revokedAt"
          ) AS row)
        END AS "renewedBy",
        (SELECT ($8::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS "today",
        (SELECT ($8::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS "on"
      ) AS row) AS "status",
      page_2.awarded_on AS "awardedOn",
      page_2.valid_from AS "validFrom",
      page_2.ends_on AS "endsOn",
      portal_present(
        CASE WHEN certification_program_2.id IS NOT NULL THEN
          (SELECT row_to_json(row) FROM (SELECT
            certification_program_2.code AS "code",
            certification_program_2.name AS "name"
          ) AS row)
        END
      ) AS "program"
    FROM page_2
    LEFT JOIN LATERAL (
      SELECT certification_award_2.* FROM certification_award AS certification_award_2
      WHERE certification_award_2.renewal_of_id = page_2.id
      OFFSET 0
    ) AS certification_award_2 ON true
    LEFT JOIN LATERAL (
      SELECT certification_program_2.* FROM certification_program AS certification_program_2
      WHERE certification_program_2.id = page_2.program_id
      OFFSET 0
    ) AS certification_program_2 ON true
    WHERE page_2.page_place <= 50
    ORDER BY page_2.page_place
    ) AS row)) AS "nodes"
  ) AS row)
  ) AS "certificationAwards"
) AS answer
