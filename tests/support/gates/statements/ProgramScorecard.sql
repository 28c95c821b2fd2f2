SELECT portal_identify($1, $2) AS person

BEGIN

SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

SELECT set_config('role', $1, true), set_config('app.partners', $2, true), set_config('app.memberships', $3, true), set_config('app.actor', $4, true), set_config('transaction_read_only', $5, true)

SELECT "t0"."id" FROM "public"."partner_program" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT "t0"."id", "t0"."code", "t0"."name" FROM "public"."partner_program" AS "t0" WHERE "t0"."code" IN ($1)

SELECT "t0"."id", "t0"."time_zone" AS "timeZone" FROM "public"."vendor_settings" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

WITH standing AS MATERIALIZED ( SELECT standing.*, coalesce(attained.rank, 0) AS attained_rank FROM partner_standing AS standing LEFT JOIN program_tier AS attained ON attained.id = standing.attained_tier_id WHERE standing.program_id = $1::uuid ) SELECT max(period) AS period, max(period_from) AS "periodFrom", max(period_until) AS "periodUntil", count(*)::int AS partners, count(*) FILTER (WHERE movement = 'UP')::int AS "movedUp", count(*) FILTER (WHERE movement = 'DOWN')::int AS "movedDown", count(*) FILTER (WHERE is_at_risk)::int AS "atRisk", count(*) FILTER (WHERE attained_rank > tier_rank)::int AS promotable, min(as_of) AS "oldestAsOf", (SELECT coalesce(json_agg(tier ORDER BY tier."tierRank" DESC, tier.status), '[]') FROM ( SELECT tier_id AS "tierId", tier_rank AS "tierRank", status, count(*)::int AS partners FROM standing GROUP BY tier_id, tier_rank, status) AS tier) AS tiers, (SELECT count(*)::int FROM tier_review WHERE program_id = $2::uuid AND status = 'PROPOSED') AS "pendingReviews", (SELECT count(*)::int FROM benefit_entitlement WHERE program_id = $3::uuid AND provisioned_at IS NULL AND due_on < $4::date AND (ended_on IS NULL OR ended_on > $5::date)) AS "overdueBenefits" FROM standing

SELECT "t0"."id", "t0"."code", "t0"."name", "t0"."currency", "t0"."version", "t0"."created_at" AS "createdAt" FROM "public"."partner_program" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT "t0"."id", "t0"."version_id" AS "versionId", "t0"."code", "t0"."name", "t0"."rank", "t0"."mode", "t0"."score_needed" AS "scoreNeeded" FROM "public"."program_tier" AS "t0" WHERE "t0"."id" IN ($1)

COMMIT
