SELECT row_to_json(answer)::text AS data
FROM (SELECT
  (SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT topic, portal, mail FROM notification_preference WHERE person_id = $1::uuid
    ) AS row)) AS "said"
  ) AS row) AS "notificationPreferences"
) AS answer
