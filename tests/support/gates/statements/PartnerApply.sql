SELECT portal_count_use($1, $2) AS uses

SELECT portal_count_use($1, $2) AS uses

BEGIN

SET TRANSACTION ISOLATION LEVEL READ COMMITTED

SELECT set_config('role', $1, true), set_config('app.partners', $2, true), set_config('app.memberships', $3, true), set_config('app.actor', $4, true), set_config('transaction_read_only', $5, true)

SELECT set_config('role', 'portal_job', true)

SELECT "t0"."id", "t0"."time_zone" AS "timeZone", "t0"."currency" FROM "public"."vendor_settings" AS "t0" WHERE ("t0"."id" = $1 AND 1=1) LIMIT $2

SELECT set_config('role', $1, true)

SELECT uuidv7() AS id

INSERT INTO partner (id, name, name_key, type, status, time_zone, currency, status_since, created_at, updated_at) VALUES ($1::uuid, $2, $3, $4, 'APPLIED', $5, $6, $7::date, $8::timestamptz, $9::timestamptz)

INSERT INTO partner_application (partner_id, company_name, name_key, domain, country_code, applicant_name, applicant_email, message, received_at) VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9::timestamptz)

INSERT INTO partner_status_change (partner_id, action, to_status, reason, actor_kind, effective_on, booked_at) VALUES ($1::uuid, 'APPLY', 'APPLIED', 'Applied through the portal.', 'ANONYMOUS', $2::date, $3::timestamptz)

INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, partner_visible, actor_kind, actor_id, occurred_at, data) SELECT (SELECT epoch FROM event_epoch), r.type, r."subjectType", r."subjectId", r."partnerId", r."partnerVisible", $1, $2::uuid, r."occurredAt", r.data FROM unnest($3::uuid[],$4::uuid[],$5::text[],$6::text[],$7::boolean[],$8::timestamptz[],$9::jsonb[]) AS r("subjectId", "partnerId", "type", "subjectType", "partnerVisible", "occurredAt", "data")

COMMIT
