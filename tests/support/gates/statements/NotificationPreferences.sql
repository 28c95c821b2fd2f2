SELECT portal_identify($1, $2) AS person

BEGIN

SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

SELECT set_config('role', $1, true), set_config('app.partners', $2, true), set_config('app.memberships', $3, true), set_config('app.actor', $4, true), set_config('transaction_read_only', $5, true)

SELECT array_to_json(ARRAY(SELECT row_to_json(row) FROM ( SELECT topic, portal, mail FROM notification_preference WHERE person_id = $1::uuid) AS row)) AS "said"

COMMIT
