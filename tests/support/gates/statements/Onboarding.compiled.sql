SELECT row_to_json(answer)::text AS data
FROM (SELECT
  (SELECT row_to_json(row) FROM (SELECT
    'Partner_' || partner.id AS "id",
    partner.name AS "name",
    partner.status AS "status",
    (SELECT row_to_json(row) FROM (SELECT
      'Onboarding_' || onboarding.id AS "id",
      onboarding.status AS "status",
      onboarding.started_on AS "startedOn",
      to_char(onboarding.ended_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "endedAt",
      (SELECT count(*) FROM onboarding_step AS onboarding_step WHERE onboarding_step.onboarding_id = onboarding.id AND onboarding_step.partner_id = onboarding.partner_id) AS "stepsTotal",
      (SELECT count(*) FROM onboarding_step AS onboarding_step_2 WHERE onboarding_step_2.onboarding_id = onboarding.id AND onboarding_step_2.partner_id = onboarding.partner_id AND onboarding_step_2.completed_at IS NOT NULL) AS "stepsCompleted",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        'OnboardingStep_' || onboarding_step_3.id AS "id",
        onboarding_step_3.code AS "code",
        onboarding_step_3.title AS "title",
        onboarding_step_3.due_on AS "dueOn",
        (onboarding_step_3.completed_at IS NULL AND onboarding_step_3.due_on < (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AND (SELECT onboarding_2.status FROM onboarding AS onboarding_2 WHERE onboarding_2.id = onboarding_step_3.onboarding_id AND onboarding_2.partner_id = onboarding_step_3.partner_id) = 'OPEN') AS "overdue",
        onboarding_step_3.completion AS "completion",
        onboarding_step_3.completion_code AS "completionCode",
        to_char(onboarding_step_3.completed_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "completedAt",
        (onboarding_step_3.completed_by_id IS NOT NULL) AS "completedByHand",
        onboarding_step_3.note AS "note"
      FROM onboarding_step AS onboarding_step_3
      WHERE onboarding_step_3.onboarding_id = onboarding.id AND onboarding_step_3.partner_id = onboarding.partner_id
      ORDER BY onboarding_step_3.position
      LIMIT 40
      ) AS row)) AS "steps",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        'OnboardingStep_' || onboarding_step_4.id AS "id",
        onboarding_step_4.code AS "code",
        onboarding_step_4.title AS "title",
        onboarding_step_4.due_on AS "dueOn",
        (onboarding_step_4.completed_at IS NULL AND onboarding_step_4.due_on < (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AND (SELECT onboarding_3.status FROM onboarding AS onboarding_3 WHERE onboarding_3.id = onboarding_step_4.onboarding_id AND onboarding_3.partner_id = onboarding_step_4.partner_id) = 'OPEN') AS "overdue"
      FROM onboarding_step AS onboarding_step_4
      WHERE onboarding_step_4.onboarding_id = onboarding.id AND onboarding_step_4.partner_id = onboarding.partner_id AND onboarding_step_4.completed_at IS NULL
      ORDER BY onboarding_step_4.due_on, onboarding_step_4.position
      LIMIT 5
      ) AS row)) AS "nextSteps"
    FROM onboarding AS onboarding
    WHERE onboarding.partner_id = partner.id
    ORDER BY onboarding.started_at DESC, onboarding.id DESC
    LIMIT 1
    ) AS row) AS "onboarding"
  FROM partner AS partner
  WHERE partner.id = $2::uuid
  ) AS row) AS "partner"
) AS answer
