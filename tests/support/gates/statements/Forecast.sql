SELECT portal_identify($1, $2) AS person

BEGIN

SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

SELECT set_config('role', $1, true), set_config('app.partners', $2, true), set_config('app.memberships', $3, true), set_config('app.actor', $4, true), set_config('transaction_read_only', $5, true)

SELECT "t0"."id", "t0"."period", "t0"."period_from" AS "periodFrom", "t0"."period_until" AS "periodUntil", "t0"."as_of" AS "asOf", "t0"."currency", "t0"."model" FROM "public"."forecast" AS "t0" WHERE ("t0"."period" = $1 AND "t0"."as_of" <= $2) ORDER BY "t0"."as_of" DESC LIMIT $3

SELECT "t0"."id", "t0"."period", "t0"."period_from" AS "periodFrom", "t0"."period_until" AS "periodUntil", "t0"."as_of" AS "asOf", "t0"."currency", "t0"."model" FROM "public"."forecast" AS "t0" WHERE ("t0"."period" = $1 AND "t0"."as_of" <= $2) ORDER BY "t0"."as_of" DESC LIMIT $3

SELECT "t0"."id", "t0"."period", "t0"."period_from" AS "periodFrom", "t0"."period_until" AS "periodUntil", "t0"."as_of" AS "asOf", "t0"."currency", "t0"."model", "t0"."simulations" FROM "public"."forecast" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT line.id::text, line.forecast_id::text AS "forecastId", line.expected_minor::text AS place, line.scope_kind AS "scopeKind", line.scope_key AS "scopeKey", line.partner_id::text AS "partnerId", line.won_minor AS "wonMinor", line.open_minor AS "openMinor", line.expected_minor AS "expectedMinor", line.p10_minor AS "p10Minor", line.p50_minor AS "p50Minor", line.p90_minor AS "p90Minor", line.open_count AS "openCount", line.stale_count AS "staleCount", line.list_priced AS "listPriced", line.explanation, made.currency FROM forecast_line AS line JOIN forecast AS made ON made.id = line.forecast_id WHERE line.forecast_id = $1::uuid AND line.scope_kind = 'PARTNER' AND ($2::uuid[] IS NULL OR line.partner_id = ANY ($3::uuid[])) AND ($4::uuid[] IS NULL OR line.partner_id IN ( SELECT partner_id FROM partner_standing WHERE program_id = ANY ($5::uuid[]))) AND ($6::boolean IS NULL OR (line.stale_count > 0) = $7::boolean) AND ($8::uuid IS NULL OR (line.expected_minor, line.id) < ($9::bigint, $10::uuid)) ORDER BY line.expected_minor DESC, line.id DESC LIMIT $11

SELECT set_config('role', 'portal_job', true)

SELECT "t0"."id", "t0"."forecast_id" AS "forecastId", "t0"."scope_kind" AS "scopeKind", "t0"."scope_key" AS "scopeKey", "t0"."partner_id" AS "partnerId", "t0"."won_minor" AS "wonMinor", "t0"."open_minor" AS "openMinor", "t0"."expected_minor" AS "expectedMinor", "t0"."p10_minor" AS "p10Minor", "t0"."p50_minor" AS "p50Minor", "t0"."p90_minor" AS "p90Minor", "t0"."open_count" AS "openCount", "t0"."stale_count" AS "staleCount", "t0"."list_priced" AS "listPriced", "t0"."explanation" FROM "public"."forecast_line" AS "t0" WHERE (("t0"."forecast_id" = $1 AND "t0"."scope_kind" = $2 AND "t0"."scope_key" = $3) AND 1=1) LIMIT $4

SELECT set_config('role', $1, true)

SELECT set_config('role', 'portal_job', true)

SELECT call.id, call.scope_kind AS "scopeKind", call.scope_key AS "scopeKey", call.period, call.currency, call.commit_minor AS "commitMinor", call.best_case_minor AS "bestCaseMinor", call.note, staff.name AS "madeBy", call.made_at AS "madeAt" FROM forecast_call AS call LEFT JOIN staff_member AS staff ON staff.person_id = call.made_by_id WHERE call.period = $1 AND call.scope_kind = $2 AND call.scope_key = $3 AND call.made_at <= $4 ORDER BY call.made_at DESC, call.id DESC LIMIT $5

SELECT set_config('role', $1, true)

SELECT "t0"."id", "t0"."name", "t0"."time_zone" AS "timeZone", "t0"."currency", "t0"."fiscal_kind" AS "fiscalKind", "t0"."fiscal_start_month" AS "fiscalStartMonth", "t0"."fiscal_week_pattern" AS "fiscalWeekPattern", "t0"."fiscal_year_end_weekday" AS "fiscalYearEndWeekday", "t0"."fiscal_year_end_rule" AS "fiscalYearEndRule", "t0"."fiscal_year_named_by" AS "fiscalYearNamedBy", "t0"."version", "t0"."updated_at" AS "updatedAt" FROM "public"."vendor_settings" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT count(*)::int AS count FROM (SELECT 1 FROM forecast_line AS line JOIN forecast AS made ON made.id = line.forecast_id WHERE line.forecast_id = $1::uuid AND line.scope_kind = 'PARTNER' AND ($2::uuid[] IS NULL OR line.partner_id = ANY ($3::uuid[])) AND ($4::uuid[] IS NULL OR line.partner_id IN ( SELECT partner_id FROM partner_standing WHERE program_id = ANY ($5::uuid[]))) AND ($6::boolean IS NULL OR (line.stale_count > 0) = $7::boolean) LIMIT $8) AS counted

SELECT "t0"."id", "t0"."name", "t0"."name_key" AS "nameKey", "t0"."type", "t0"."status", "t0"."region_id" AS "regionId", "t0"."time_zone" AS "timeZone", "t0"."currency", "t0"."master_id" AS "masterId", "t0"."agreement_reference" AS "agreementReference", "t0"."status_since" AS "statusSince", "t0"."version", "t0"."created_at" AS "createdAt", "t0"."updated_at" AS "updatedAt" FROM "public"."partner" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT "t0"."id", "t0"."name", "t0"."name_key" AS "nameKey", "t0"."type", "t0"."status", "t0"."region_id" AS "regionId", "t0"."time_zone" AS "timeZone", "t0"."currency", "t0"."master_id" AS "masterId", "t0"."agreement_reference" AS "agreementReference", "t0"."status_since" AS "statusSince", "t0"."version", "t0"."created_at" AS "createdAt", "t0"."updated_at" AS "updatedAt" FROM "public"."partner" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT set_config('role', 'portal_job', true)

SELECT "t0"."id", "t0"."period", "t0"."period_from" AS "periodFrom", "t0"."period_until" AS "periodUntil", "t0"."as_of" AS "asOf", "t0"."currency", "t0"."model" FROM "public"."forecast" AS "t0" WHERE ("t0"."period" = $1 AND "t0"."as_of" < $2) ORDER BY "t0"."as_of" DESC LIMIT $3

SELECT set_config('role', $1, true)

COMMIT
