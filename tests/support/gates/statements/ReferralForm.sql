SELECT portal_identify($1, $2) AS person

BEGIN

SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

SELECT set_config('role', $1, true), set_config('app.partners', $2, true), set_config('app.memberships', $3, true), set_config('app.actor', $4, true), set_config('transaction_read_only', $5, true)

SELECT "t0"."id", "t0"."name", "t0"."name_key" AS "nameKey", "t0"."type", "t0"."status", "t0"."region_id" AS "regionId", "t0"."time_zone" AS "timeZone", "t0"."currency", "t0"."master_id" AS "masterId", "t0"."agreement_reference" AS "agreementReference", "t0"."status_since" AS "statusSince", "t0"."version", "t0"."created_at" AS "createdAt", "t0"."updated_at" AS "updatedAt" FROM "public"."partner" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT "t0"."id", "t0"."code", "t0"."name", "t0"."family", "t0"."active" FROM "public"."product" AS "t0" WHERE "t0"."active" = $1 ORDER BY "t0"."name" ASC, "t0"."id" ASC LIMIT $2

COMMIT
