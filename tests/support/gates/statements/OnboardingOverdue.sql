SELECT portal_identify($1, $2) AS person

BEGIN

SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

SELECT set_config('role', $1, true), set_config('app.partners', $2, true), set_config('app.memberships', $3, true), set_config('app.actor', $4, true), set_config('transaction_read_only', $5, true)

SELECT "t0"."id", "t0"."time_zone" AS "timeZone" FROM "public"."vendor_settings" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT "t0"."id" FROM "public"."onboarding_step" AS "t0" LEFT JOIN "public"."onboarding" AS "j1" ON ("j1"."id","j1"."partner_id") = ("t0"."onboarding_id","t0"."partner_id") WHERE ("t0"."completed_at" IS NULL AND "t0"."due_on" < $1 AND ("j1"."status" = $2 AND ("j1"."id" IS NOT NULL)) AND "t0"."partner_id" IN ($3,$4,$5,$6)) ORDER BY "t0"."due_on" ASC, "t0"."id" ASC LIMIT $7

SELECT "t0"."id", "t0"."onboarding_id" AS "onboardingId", "t0"."partner_id" AS "partnerId", "t0"."code", "t0"."position", "t0"."title", "t0"."due_on" AS "dueOn", "t0"."completion", "t0"."completion_code" AS "completionCode", "t0"."completed_at" AS "completedAt", "t0"."completed_by_event_id" AS "completedByEvent", "t0"."completed_by_id" AS "completedById", "t0"."note", "OnboardingStep_partner"."__prisma_data__" AS "partner" FROM "public"."onboarding_step" AS "t0" LEFT JOIN LATERAL (SELECT JSONB_BUILD_OBJECT('id', "t1"."id", 'name', "t1"."name", 'nameKey', "t1"."name_key", 'type', "t1"."type", 'status', "t1"."status", 'regionId', "t1"."region_id", 'timeZone', "t1"."time_zone", 'currency', "t1"."currency", 'masterId', "t1"."master_id", 'agreementReference', "t1"."agreement_reference", 'statusSince', "t1"."status_since", 'version', "t1"."version", 'createdAt', "t1"."created_at", 'updatedAt', "t1"."updated_at") AS "__prisma_data__" FROM "public"."partner" AS "t1" WHERE "t0"."partner_id" = "t1"."id" LIMIT $1) AS "OnboardingStep_partner" ON true WHERE 1=0

SELECT COUNT(*) AS "_count$_all" FROM (SELECT "public"."onboarding_step"."id" FROM "public"."onboarding_step" LEFT JOIN "public"."onboarding" AS "j0" ON ("j0"."id","j0"."partner_id") = ("public"."onboarding_step"."onboarding_id","public"."onboarding_step"."partner_id") WHERE ("public"."onboarding_step"."completed_at" IS NULL AND "public"."onboarding_step"."due_on" < $1 AND ("j0"."status" = $2 AND ("j0"."id" IS NOT NULL))) ORDER BY "public"."onboarding_step"."id" ASC LIMIT $3 OFFSET $4) AS "sub"

COMMIT
