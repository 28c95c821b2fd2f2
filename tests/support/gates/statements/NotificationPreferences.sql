SELECT portal_identify($1, $2) AS person

BEGIN

SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

SELECT set_config('role', $1, true), set_config('app.partners', $2, true), set_config('app.memberships', $3, true), set_config('app.actor', $4, true), set_config('transaction_read_only', $5, true)

SELECT "t0"."person_id" AS "personId", "t0"."topic", "t0"."portal", "t0"."mail" FROM "public"."notification_preference" AS "t0" WHERE "t0"."person_id" = $1

COMMIT
