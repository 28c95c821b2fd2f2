SELECT portal_identify($1, $2) AS person

BEGIN

SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

SELECT set_config('role', $1, true), set_config('app.partners', $2, true), set_config('app.memberships', $3, true), set_config('app.actor', $4, true), set_config('transaction_read_only', $5, true)

SELECT "t0"."id" FROM "public"."partner_standing" AS "t0" WHERE ("t0"."program_id" = $1 AND "t0"."partner_id" IN ($2,$3,$4,$5)) ORDER BY "t0"."tier_rank" DESC, "t0"."id" DESC LIMIT $6

SELECT "t0"."id", "t0"."partner_id" AS "partnerId", "t0"."program_id" AS "programId", "t0"."version_id" AS "versionId", "t0"."tier_id" AS "tierId", "t0"."tier_rank" AS "tierRank", "t0"."tier_since" AS "tierSince", "t0"."attained_tier_id" AS "attainedTierId", "t0"."next_tier_id" AS "nextTierId", "t0"."status", "t0"."movement", "t0"."moved_on" AS "movedOn", "t0"."is_at_risk" AS "isAtRisk", "t0"."next_tier_percent" AS "nextTierPercent", "t0"."requirements_met" AS "requirementsMet", "t0"."requirements_total" AS "requirementsTotal", "t0"."period", "t0"."period_from" AS "periodFrom", "t0"."period_until" AS "periodUntil", "t0"."as_of" AS "asOf", "PartnerStanding_partner"."__prisma_data__" AS "partner", "PartnerStanding_tier"."__prisma_data__" AS "tier", "PartnerStanding_nextTier"."__prisma_data__" AS "nextTier" FROM "public"."partner_standing" AS "t0" LEFT JOIN LATERAL (SELECT JSONB_BUILD_OBJECT('id', "t1"."id", 'name', "t1"."name", 'nameKey', "t1"."name_key", 'type', "t1"."type", 'status', "t1"."status", 'regionId', "t1"."region_id", 'timeZone', "t1"."time_zone", 'currency', "t1"."currency", 'masterId', "t1"."master_id", 'agreementReference', "t1"."agreement_reference", 'statusSince', "t1"."status_since", 'version', "t1"."version", 'createdAt', "t1"."created_at", 'updatedAt', "t1"."updated_at") AS "__prisma_data__" FROM "public"."partner" AS "t1" WHERE "t0"."partner_id" = "t1"."id" LIMIT $1) AS "PartnerStanding_partner" ON true LEFT JOIN LATERAL (SELECT JSONB_BUILD_OBJECT('id', "t2"."id", 'versionId', "t2"."version_id", 'code', "t2"."code", 'name', "t2"."name", 'rank', "t2"."rank", 'mode', "t2"."mode", 'scoreNeeded', "t2"."score_needed") AS "__prisma_data__" FROM "public"."program_tier" AS "t2" WHERE "t0"."tier_id" = "t2"."id" LIMIT $2) AS "PartnerStanding_tier" ON true LEFT JOIN LATERAL (SELECT JSONB_BUILD_OBJECT('id', "t3"."id", 'versionId', "t3"."version_id", 'code', "t3"."code", 'name', "t3"."name", 'rank', "t3"."rank", 'mode', "t3"."mode", 'scoreNeeded', "t3"."score_needed") AS "__prisma_data__" FROM "public"."program_tier" AS "t3" WHERE "t0"."next_tier_id" = "t3"."id" LIMIT $3) AS "PartnerStanding_nextTier" ON true WHERE "t0"."id" IN ($4,$5)

SELECT COUNT(*) AS "_count$_all" FROM (SELECT "public"."partner_standing"."id" FROM "public"."partner_standing" WHERE "public"."partner_standing"."program_id" = $1 ORDER BY "public"."partner_standing"."id" ASC LIMIT $2 OFFSET $3) AS "sub"

COMMIT
