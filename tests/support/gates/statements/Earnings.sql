SELECT portal_identify($1, $2) AS person

BEGIN

SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

SELECT set_config('role', $1, true), set_config('app.partners', $2, true), set_config('app.memberships', $3, true), set_config('app.actor', $4, true), set_config('transaction_read_only', $5, true)

SELECT "t0"."id" FROM "public"."partner" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT "t0"."id", "t0"."name", "t0"."name_key" AS "nameKey", "t0"."type", "t0"."status", "t0"."region_id" AS "regionId", "t0"."time_zone" AS "timeZone", "t0"."currency", "t0"."master_id" AS "masterId", "t0"."agreement_reference" AS "agreementReference", "t0"."status_since" AS "statusSince", "t0"."version", "t0"."created_at" AS "createdAt", "t0"."updated_at" AS "updatedAt" FROM "public"."partner" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT "t0"."id" FROM "public"."partner" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT "t0"."id" FROM "public"."partner" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT "t0"."id", "t0"."name", "t0"."time_zone" AS "timeZone", "t0"."currency", "t0"."fiscal_kind" AS "fiscalKind", "t0"."fiscal_start_month" AS "fiscalStartMonth", "t0"."fiscal_week_pattern" AS "fiscalWeekPattern", "t0"."fiscal_year_end_weekday" AS "fiscalYearEndWeekday", "t0"."fiscal_year_end_rule" AS "fiscalYearEndRule", "t0"."fiscal_year_named_by" AS "fiscalYearNamedBy", "t0"."version", "t0"."updated_at" AS "updatedAt" FROM "public"."vendor_settings" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT set_config('role', 'portal_job', true)

SELECT "t0"."id", "t0"."time_zone" AS "timeZone" FROM "public"."vendor_settings" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT "t0"."id", "t0"."acceptance_days" AS "acceptanceDays", "t0"."dispute_days" AS "disputeDays", "t0"."bank_hold_days" AS "bankHoldDays", "t0"."tax_form_template" AS "taxFormTemplate", "t0"."version" FROM "public"."commission_settings" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT * FROM ( SELECT e.partner_id AS "partnerId", g.membership_id AS "membershipId", e.earning_id AS "earningId", e.currency, sum(CASE WHEN e.from_account = 'PAYABLE' THEN -e.amount_minor WHEN e.to_account = 'PAYABLE' AND (s.id IS NOT NULL OR e.kind IN ('RETURN', 'HOLD_LIFTED', 'EXCHANGE', 'WITHHOLDING')) THEN e.amount_minor ELSE 0 END)::bigint AS "payableMinor", sum(CASE WHEN e.to_account = 'RECOVERABLE' THEN e.amount_minor WHEN e.from_account = 'RECOVERABLE' THEN -e.amount_minor ELSE 0 END)::bigint AS "recoverableMinor", g.booking_rate::text AS "bookingRate", g.settlement_currency AS "settlementCurrency" FROM ledger_entry AS e LEFT JOIN commission_earning AS g ON g.id = e.earning_id AND g.partner_id = e.partner_id LEFT JOIN statement AS s ON s.partner_id = e.partner_id AND s.currency = e.currency AND s.period = e.period AND s.status IN ('ISSUED', 'ACCEPTED') WHERE e.partner_id = ANY ($1::uuid[]) AND (e.to_account IN ('PAYABLE', 'RECOVERABLE') OR e.from_account IN ('PAYABLE', 'RECOVERABLE')) GROUP BY e.partner_id, g.membership_id, e.earning_id, e.currency, g.booking_rate, g.settlement_currency ) AS position WHERE "payableMinor" > 0 OR "recoverableMinor" <> 0 ORDER BY "partnerId", "membershipId" NULLS FIRST, "earningId" NULLS FIRST, currency

SELECT p.id AS "partnerId", p.status AS "partnerStatus", CASE WHEN settings.tax_form_template IS NULL THEN NULL ELSE EXISTS ( SELECT FROM agreement AS a JOIN agreement_template AS t ON t.id = a.template_id WHERE a.partner_id = p.id AND t.code = settings.tax_form_template AND a.effective_from <= day.day AND (a.effective_to IS NULL OR a.effective_to > day.day) AND (a.method <> 'SUBMITTED' OR EXISTS (SELECT FROM agreement_decision AS d WHERE d.partner_id = a.partner_id AND d.agreement_id = a.id AND d.outcome = 'VERIFIED')) AND NOT EXISTS (SELECT FROM agreement_decision AS d WHERE d.partner_id = a.partner_id AND d.agreement_id = a.id AND d.outcome = 'REVOKED' AND d.effective_on <= day.day) ) END AS "hasTaxForm", EXISTS (SELECT FROM payout_hold AS h WHERE h.partner_id = p.id AND h.lifted_at IS NULL) AS "isHeldByFinance" FROM (SELECT $1::date) AS day (day) CROSS JOIN commission_settings AS settings JOIN partner AS p ON p.id = ANY ($2::uuid[])

SELECT "t0"."id", "t0"."partner_id" AS "partnerId", "t0"."membership_id" AS "membershipId", "t0"."currency", "t0"."entered_at" AS "enteredAt", "t0"."verified_at" AS "verifiedAt", "t0"."withholding_percent" AS "withholdingPercent" FROM "public"."payee_account" AS "t0" WHERE ("t0"."partner_id" IN ($1) AND "t0"."revoked_at" IS NULL)

SELECT "t0"."id", "t0"."partner_id" AS "partnerId", "t0"."payee_account_id" AS "payeeAccountId", "Payout_account"."__prisma_data__" AS "account" FROM "public"."payout" AS "t0" LEFT JOIN LATERAL (SELECT JSONB_BUILD_OBJECT('membershipId', "t1"."membership_id") AS "__prisma_data__" FROM "public"."payee_account" AS "t1" WHERE ("t0"."payee_account_id" = "t1"."id" AND "t0"."partner_id" = "t1"."partner_id") LIMIT $1) AS "Payout_account" ON true WHERE ("t0"."partner_id" IN ($2) AND "t0"."status" IN ($3,$4))

SELECT "t0"."currency", "t0"."amount_minor" AS "amountMinor" FROM "public"."payout_minimum" AS "t0"

SELECT "t0"."id", "t0"."time_zone" AS "timeZone" FROM "public"."vendor_settings" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT set_config('role', $1, true)

SELECT m.account, e.currency, sum(m.amount)::bigint AS "balanceMinor" FROM ledger_entry AS e CROSS JOIN LATERAL (VALUES (e.to_account, e.amount_minor), (e.from_account, -e.amount_minor)) AS m (account, amount) WHERE e.partner_id = $1::uuid AND ($2::timestamptz IS NULL OR e.booked_at <= $3::timestamptz) GROUP BY m.account, e.currency ORDER BY e.currency, m.account

SELECT "t0"."id" FROM "public"."ledger_entry" AS "t0" WHERE ("t0"."partner_id" = $1 AND "t0"."partner_id" IN ($2,$3)) ORDER BY "t0"."booked_at" DESC, "t0"."id" DESC LIMIT $4

SELECT e.period, g.product_id::text AS "productId", e.currency, m.account, sum(m.amount)::bigint AS "amountMinor" FROM ledger_entry AS e LEFT JOIN commission_earning AS g ON g.id = e.earning_id AND g.partner_id = e.partner_id CROSS JOIN LATERAL (VALUES (e.to_account, e.amount_minor), (e.from_account, -e.amount_minor)) AS m (account, amount) WHERE e.partner_id = $1::uuid AND e.booked_at <= $2 GROUP BY 1, 2, 3, 4

SELECT "t0"."id", "t0"."partner_id" AS "partnerId", "t0"."earning_id" AS "earningId", "t0"."kind", "t0"."from_account" AS "fromAccount", "t0"."to_account" AS "toAccount", "t0"."amount_minor" AS "amountMinor", "t0"."currency", "t0"."period", "t0"."effective_on" AS "effectiveOn", "t0"."booked_at" AS "bookedAt", "t0"."statement_minor" AS "statementMinor", "t0"."posting_key" AS "postingKey", "t0"."cause_type" AS "causeType", "t0"."cause_id" AS "causeId", "t0"."payout_id" AS "payoutId", "t0"."dispute_id" AS "disputeId", "t0"."exchange_rate" AS "exchangeRate", "t0"."explanation", "LedgerEntry_earning"."__prisma_data__" AS "earning" FROM "public"."ledger_entry" AS "t0" LEFT JOIN LATERAL (SELECT JSONB_BUILD_OBJECT('productId', "t1"."product_id", 'product', "CommissionEarning_product"."__prisma_data__", 'orderNumber', "t1"."order_number") AS "__prisma_data__" FROM "public"."commission_earning" AS "t1" LEFT JOIN LATERAL (SELECT JSONB_BUILD_OBJECT('id', "t2"."id", 'code', "t2"."code", 'name', "t2"."name", 'family', "t2"."family", 'active', "t2"."active") AS "__prisma_data__" FROM "public"."product" AS "t2" WHERE "t1"."product_id" = "t2"."id" LIMIT $1) AS "CommissionEarning_product" ON true WHERE ("t0"."earning_id" = "t1"."id" AND "t0"."partner_id" = "t1"."partner_id") LIMIT $2) AS "LedgerEntry_earning" ON true WHERE "t0"."id" IN ($3,$4)

WITH program AS MATERIALIZED ( SELECT v.stage_weights AS weights FROM program_version AS v JOIN partner_program AS p ON p.id = v.program_id JOIN partner ON partner.id = $1::uuid WHERE v.status = 'PUBLISHED' AND v.valid_from <= $2::date AND (v.valid_to IS NULL OR v.valid_to > $3::date) AND (cardinality(v.partner_types) = 0 OR partner.type = ANY (v.partner_types)) ORDER BY EXISTS (SELECT FROM tier_placement AS t WHERE t.partner_id = partner.id AND t.program_id = v.program_id) DESC, p.code LIMIT 1 ), earned AS MATERIALIZED ( SELECT e.product_id, e.booked_at, r.amount_minor, r.revenue_minor * r.share_numerator / r.share_denominator AS revenue_minor, row_number() OVER (PARTITION BY e.product_id ORDER BY e.commission_on DESC, e.id DESC) AS of_product, row_number() OVER (ORDER BY e.commission_on DESC, e.id DESC) AS of_all FROM commission_earning AS e CROSS JOIN LATERAL (SELECT v.* FROM earning_revision AS v WHERE v.partner_id = e.partner_id AND v.earning_id = e.id ORDER BY v.number DESC LIMIT 1) AS r WHERE e.partner_id = $4::uuid AND e.spiff_id IS NULL AND r.revenue_minor > 0 AND r.amount_minor > 0 ) SELECT referral.id::text AS "referralId", o.product_id::text AS "productId", o.close_on AS "closeOn", o.amount_minor AS "amountMinor", o.currency, o.stage, coalesce(a.share_numerator, 1) AS "shareNumerator", coalesce(a.share_denominator, 1) AS "shareDenominator", program.weights, last.amount_minor AS "commissionMinor", last.revenue_minor::bigint AS "revenueMinor" FROM opportunity AS o JOIN LATERAL (SELECT r.id FROM referral AS r WHERE r.opportunity_id = o.id AND r.partner_id = $5::uuid AND r.status = 'ACCEPTED' ORDER BY r.id LIMIT 1) AS referral ON true LEFT JOIN LATERAL (SELECT a.share_numerator, a.share_denominator FROM attribution AS a WHERE a.opportunity_id = o.id AND a.partner_id = $6::uuid AND a.ended_at IS NULL AND a.status = 'ACTIVE' ORDER BY a.id LIMIT 1) AS a ON true LEFT JOIN program ON true LEFT JOIN LATERAL (SELECT e.amount_minor, e.revenue_minor FROM earned AS e WHERE e.of_all = 1 OR (e.of_product = 1 AND e.product_id = o.product_id) ORDER BY e.product_id = o.product_id DESC NULLS LAST LIMIT 1) AS last ON true WHERE o.stage NOT IN ('WON', 'LOST') AND o.amount_minor > 0 AND o.currency IS NOT NULL ORDER BY o.amount_minor DESC, o.id LIMIT $7

SELECT "t0"."id", "t0"."code", "t0"."name", "t0"."family", "t0"."active" FROM "public"."product" AS "t0" WHERE "t0"."id" IN ($1,$2) ORDER BY "t0"."code" ASC LIMIT $3

COMMIT
