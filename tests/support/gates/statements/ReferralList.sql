SELECT portal_identify($1, $2) AS person

BEGIN

SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

SELECT set_config('role', $1, true), set_config('app.partners', $2, true), set_config('app.memberships', $3, true), set_config('app.actor', $4, true), set_config('transaction_read_only', $5, true)

SELECT COUNT(*) AS "_count$_all", "public"."referral"."status" FROM "public"."referral" WHERE 1=1 GROUP BY "public"."referral"."status" OFFSET $1

SELECT "t0"."id" FROM "public"."referral" AS "t0" WHERE "t0"."partner_id" IN ($1,$2) ORDER BY "t0"."created_at" DESC, "t0"."id" DESC LIMIT $3

SELECT "t0"."id", "t0"."partner_id" AS "partnerId", "t0"."registered_by_id" AS "registeredById", "t0"."origin", "t0"."status", "t0"."status_since" AS "statusSince", "t0"."customer_name" AS "customerName", "t0"."customer_domain" AS "customerDomain", "t0"."customer_tax_id" AS "customerTaxId", "t0"."customer_country_code" AS "customerCountryCode", "t0"."customer_city" AS "customerCity", "t0"."contact_name" AS "contactName", "t0"."contact_email" AS "contactEmail", "t0"."contact_phone" AS "contactPhone", "t0"."product_id" AS "productId", "t0"."estimated_amount_minor" AS "estimatedAmountMinor", "t0"."estimated_currency" AS "estimatedCurrency", "t0"."expected_close_on" AS "expectedCloseOn", "t0"."notes", "t0"."submitted_at" AS "submittedAt", "t0"."decided_at" AS "decidedAt", "t0"."decision_code" AS "decisionCode", "t0"."decision_message" AS "decisionMessage", "t0"."opportunity_id" AS "opportunityId", "t0"."sales_stage" AS "salesStage", "t0"."deal_amount_minor" AS "dealAmountMinor", "t0"."deal_currency" AS "dealCurrency", "t0"."deal_close_on" AS "dealCloseOn", "t0"."protected_from" AS "protectedFrom", "t0"."protected_until" AS "protectedUntil", "t0"."protection_ended_at" AS "protectionEndedAt", "t0"."lapses_at" AS "lapsesAt", "t0"."decision_reasons" AS "decisionReasons", "t0"."version", "t0"."created_at" AS "createdAt", "t0"."updated_at" AS "updatedAt", "Referral_registeredBy"."__prisma_data__" AS "registeredBy", "Referral_product"."__prisma_data__" AS "product" FROM "public"."referral" AS "t0" LEFT JOIN LATERAL (SELECT JSONB_BUILD_OBJECT('name', "t1"."name") AS "__prisma_data__" FROM "public"."membership" AS "t1" WHERE ("t0"."registered_by_id" = "t1"."id" AND "t0"."partner_id" = "t1"."partner_id") LIMIT $1) AS "Referral_registeredBy" ON true LEFT JOIN LATERAL (SELECT JSONB_BUILD_OBJECT('id', "t2"."id", 'code', "t2"."code", 'name', "t2"."name", 'family', "t2"."family", 'active', "t2"."active") AS "__prisma_data__" FROM "public"."product" AS "t2" WHERE "t0"."product_id" = "t2"."id" LIMIT $2) AS "Referral_product" ON true WHERE "t0"."id" IN ($3,$4,$5,$6,$7,$8,$9,$10)

SELECT COUNT(*) AS "_count$_all" FROM (SELECT "public"."referral"."id" FROM "public"."referral" WHERE 1=1 ORDER BY "public"."referral"."id" ASC LIMIT $1 OFFSET $2) AS "sub"

COMMIT
