-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "customer" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "sector" TEXT,
    "location" TEXT,
    "country_code" TEXT,
    "address_line" TEXT,
    "city" TEXT,
    "postal_code" TEXT,
    "year_established" INTEGER,
    "employees" INTEGER,
    "annual_revenue_minor" BIGINT,
    "currency" TEXT,
    "parent_id" UUID,
    "canonical_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_key" (
    "customer_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "customer_key_pkey" PRIMARY KEY ("kind","value","customer_id")
);

-- CreateTable
CREATE TABLE "customer_contact" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "customer_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "phone" TEXT,
    "title" TEXT,

    CONSTRAINT "customer_contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_account" (
    "customer_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "system" TEXT NOT NULL,
    "number" TEXT NOT NULL,

    CONSTRAINT "customer_account_pkey" PRIMARY KEY ("kind","system","number")
);

-- CreateTable
CREATE TABLE "customer_merge" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "survivor_id" UUID NOT NULL,
    "merged_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "merged_by_id" UUID NOT NULL,
    "merged_at" TIMESTAMPTZ(3) NOT NULL,
    "undone_by_id" UUID,
    "undone_at" TIMESTAMPTZ(3),
    "undo_reason" TEXT,

    CONSTRAINT "customer_merge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "opportunity" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "system" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "lost_reason" TEXT,
    "amount_minor" BIGINT,
    "currency" TEXT,
    "opened_on" DATE,
    "close_on" DATE,
    "customer_id" UUID,
    "product_id" UUID,
    "partner_id" UUID,
    "referred_by_id" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "opportunity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "opportunity_sales" (
    "opportunity_id" UUID NOT NULL,
    "owner_name" TEXT,
    "owner_email" TEXT,

    CONSTRAINT "opportunity_sales_pkey" PRIMARY KEY ("opportunity_id")
);

-- CreateTable
CREATE TABLE "opportunity_change" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "opportunity_id" UUID NOT NULL,
    "changed" TEXT[],
    "stage" TEXT NOT NULL,
    "amount_minor" BIGINT,
    "currency" TEXT,
    "close_on" DATE,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "opportunity_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "region" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "region_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "region_id" UUID,
    "time_zone" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "master_id" UUID,
    "agreement_reference" TEXT,
    "status_since" DATE NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "partner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner_address" (
    "partner_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "line1" TEXT NOT NULL,
    "line2" TEXT,
    "city" TEXT NOT NULL,
    "state" TEXT,
    "postal_code" TEXT,
    "country_code" TEXT NOT NULL,

    CONSTRAINT "partner_address_pkey" PRIMARY KEY ("partner_id","kind")
);

-- CreateTable
CREATE TABLE "partner_external_id" (
    "partner_id" UUID NOT NULL,
    "system" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,

    CONSTRAINT "partner_external_id_pkey" PRIMARY KEY ("partner_id","system","external_id")
);

-- CreateTable
CREATE TABLE "partner_status_change" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "agreement_reference" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "effective_on" DATE NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "partner_status_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner_application" (
    "partner_id" UUID NOT NULL,
    "company_name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "domain" TEXT,
    "country_code" TEXT NOT NULL,
    "applicant_name" TEXT NOT NULL,
    "applicant_email" TEXT NOT NULL,
    "message" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "partner_application_pkey" PRIMARY KEY ("partner_id")
);

-- CreateTable
CREATE TABLE "assignment" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "function" TEXT NOT NULL,
    "staff_id" UUID NOT NULL,
    "backup_id" UUID,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" TEXT NOT NULL DEFAULT 'HUMAN',
    "name" TEXT NOT NULL,
    "email" TEXT,
    "deactivated_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_identity" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "person_id" UUID NOT NULL,

    CONSTRAINT "person_identity_pkey" PRIMARY KEY ("issuer","subject")
);

-- CreateTable
CREATE TABLE "staff_member" (
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "title" TEXT,

    CONSTRAINT "staff_member_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "staff_role" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "person_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "staff_role_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "role" TEXT NOT NULL,
    "sees_all_referrals" BOOLEAN NOT NULL DEFAULT false,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "sees_all_referrals" BOOLEAN NOT NULL DEFAULT false,
    "code_hash" BYTEA NOT NULL,
    "invited_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "membership_id" UUID,

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "epoch" INTEGER NOT NULL,
    "transaction_id" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "type" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "partner_id" UUID,
    "partner_visible" BOOLEAN NOT NULL DEFAULT false,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "data" JSONB NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "actor_id" UUID NOT NULL,
    "mutation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "result_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("actor_id","mutation","key")
);

-- CreateTable
CREATE TABLE "rate_counter" (
    "bucket" TEXT NOT NULL,
    "window_start" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "rate_counter_pkey" PRIMARY KEY ("bucket","window_start")
);

-- CreateTable
CREATE TABLE "source_record" (
    "system" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "target_id" UUID NOT NULL,
    "row_hash" BYTEA NOT NULL,
    "loaded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "source_record_pkey" PRIMARY KEY ("system","entity","external_id")
);

-- CreateTable
CREATE TABLE "job_run" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "job" TEXT NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "row_count" INTEGER,
    "error" TEXT,

    CONSTRAINT "job_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_epoch" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "epoch" INTEGER NOT NULL,

    CONSTRAINT "event_epoch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_price" (
    "product_id" UUID NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,

    CONSTRAINT "product_price_pkey" PRIMARY KEY ("product_id")
);

-- CreateTable
CREATE TABLE "referral" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "registered_by_id" UUID,
    "origin" TEXT NOT NULL DEFAULT 'PORTAL',
    "status" TEXT NOT NULL,
    "status_since" TIMESTAMPTZ(3) NOT NULL,
    "customer_name" TEXT NOT NULL,
    "customer_domain" TEXT,
    "customer_tax_id" TEXT,
    "customer_country_code" TEXT,
    "customer_city" TEXT,
    "contact_name" TEXT,
    "contact_email" TEXT,
    "contact_phone" TEXT,
    "product_id" UUID,
    "estimated_amount_minor" BIGINT,
    "estimated_currency" TEXT,
    "expected_close_on" DATE,
    "notes" TEXT,
    "submitted_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "decision_code" TEXT,
    "decision_message" TEXT,
    "opportunity_id" UUID,
    "sales_stage" TEXT,
    "deal_amount_minor" BIGINT,
    "deal_currency" TEXT,
    "deal_close_on" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "referral_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "referral_review" (
    "referral_id" UUID NOT NULL,
    "customer_id" UUID,
    "match_decision" TEXT NOT NULL,
    "match_evidence" JSONB NOT NULL,
    "note" TEXT,

    CONSTRAINT "referral_review_pkey" PRIMARY KEY ("referral_id")
);

-- CreateTable
CREATE TABLE "referral_reminder" (
    "referral_id" UUID NOT NULL,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "level" TEXT NOT NULL,
    "reminded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "referral_reminder_pkey" PRIMARY KEY ("referral_id","submitted_at","level")
);

-- CreateTable
CREATE TABLE "vendor_settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "fiscal_kind" TEXT NOT NULL,
    "fiscal_start_month" INTEGER NOT NULL,
    "fiscal_week_pattern" TEXT,
    "fiscal_year_end_weekday" INTEGER,
    "fiscal_year_end_rule" TEXT,
    "fiscal_year_named_by" TEXT NOT NULL DEFAULT 'END',
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "vendor_settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "business_hours" (
    "weekday" SMALLINT NOT NULL,
    "opens_minute" SMALLINT NOT NULL,
    "closes_minute" SMALLINT NOT NULL,

    CONSTRAINT "business_hours_pkey" PRIMARY KEY ("weekday","opens_minute")
);

-- CreateTable
CREATE TABLE "holiday" (
    "date" DATE NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "holiday_pkey" PRIMARY KEY ("date")
);

-- CreateTable
CREATE TABLE "vendor_currency" (
    "code" TEXT NOT NULL,

    CONSTRAINT "vendor_currency_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "response_standard" (
    "subject" TEXT NOT NULL,
    "warn_minutes" INTEGER NOT NULL,
    "breach_minutes" INTEGER NOT NULL,

    CONSTRAINT "response_standard_pkey" PRIMARY KEY ("subject")
);

-- CreateIndex
CREATE INDEX "customer_name_key_idx" ON "customer"("name_key");

-- CreateIndex
CREATE INDEX "customer_name_id_idx" ON "customer"("name", "id");

-- CreateIndex
CREATE INDEX "customer_created_at_id_idx" ON "customer"("created_at", "id");

-- CreateIndex
CREATE INDEX "customer_parent_id_idx" ON "customer"("parent_id");

-- CreateIndex
CREATE INDEX "customer_canonical_id_idx" ON "customer"("canonical_id");

-- CreateIndex
CREATE INDEX "customer_key_customer_id_idx" ON "customer_key"("customer_id");

-- CreateIndex
CREATE INDEX "customer_contact_customer_id_idx" ON "customer_contact"("customer_id");

-- CreateIndex
CREATE INDEX "customer_account_customer_id_idx" ON "customer_account"("customer_id");

-- CreateIndex
CREATE INDEX "customer_merge_survivor_id_idx" ON "customer_merge"("survivor_id");

-- CreateIndex
CREATE INDEX "customer_merge_merged_id_idx" ON "customer_merge"("merged_id");

-- CreateIndex
CREATE INDEX "opportunity_partner_id_created_at_id_idx" ON "opportunity"("partner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "opportunity_partner_id_stage_idx" ON "opportunity"("partner_id", "stage");

-- CreateIndex
CREATE INDEX "opportunity_referred_by_id_idx" ON "opportunity"("referred_by_id");

-- CreateIndex
CREATE INDEX "opportunity_created_at_id_idx" ON "opportunity"("created_at", "id");

-- CreateIndex
CREATE INDEX "opportunity_stage_created_at_id_idx" ON "opportunity"("stage", "created_at", "id");

-- CreateIndex
CREATE INDEX "opportunity_customer_id_idx" ON "opportunity"("customer_id");

-- CreateIndex
CREATE INDEX "opportunity_product_id_idx" ON "opportunity"("product_id");

-- CreateIndex
CREATE UNIQUE INDEX "opportunity_system_external_id_key" ON "opportunity"("system", "external_id");

-- CreateIndex
CREATE INDEX "opportunity_change_opportunity_id_effective_at_id_idx" ON "opportunity_change"("opportunity_id", "effective_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "region_code_key" ON "region"("code");

-- CreateIndex
CREATE INDEX "partner_master_id_idx" ON "partner"("master_id");

-- CreateIndex
CREATE INDEX "partner_region_id_idx" ON "partner"("region_id");

-- CreateIndex
CREATE INDEX "partner_name_id_idx" ON "partner"("name", "id");

-- CreateIndex
CREATE INDEX "partner_created_at_id_idx" ON "partner"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "partner_external_id_system_external_id_key" ON "partner_external_id"("system", "external_id");

-- CreateIndex
CREATE INDEX "partner_status_change_partner_id_booked_at_idx" ON "partner_status_change"("partner_id", "booked_at");

-- CreateIndex
CREATE INDEX "partner_application_name_key_idx" ON "partner_application"("name_key");

-- CreateIndex
CREATE INDEX "partner_application_received_at_partner_id_idx" ON "partner_application"("received_at", "partner_id");

-- CreateIndex
CREATE INDEX "assignment_partner_id_valid_from_idx" ON "assignment"("partner_id", "valid_from");

-- CreateIndex
CREATE INDEX "assignment_staff_id_idx" ON "assignment"("staff_id");

-- CreateIndex
CREATE INDEX "assignment_backup_id_idx" ON "assignment"("backup_id");

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE INDEX "person_name_id_idx" ON "person"("name", "id");

-- CreateIndex
CREATE INDEX "person_identity_person_id_idx" ON "person_identity"("person_id");

-- CreateIndex
CREATE INDEX "staff_role_person_id_idx" ON "staff_role"("person_id");

-- CreateIndex
CREATE INDEX "membership_partner_id_valid_from_id_idx" ON "membership"("partner_id", "valid_from", "id");

-- CreateIndex
CREATE INDEX "membership_person_id_idx" ON "membership"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_id_partner_id_key" ON "membership"("id", "partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_code_hash_key" ON "invitation"("code_hash");

-- CreateIndex
CREATE INDEX "invitation_partner_id_created_at_id_idx" ON "invitation"("partner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "event_epoch_transaction_id_id_idx" ON "event"("epoch", "transaction_id", "id");

-- CreateIndex
CREATE INDEX "event_subject_id_occurred_at_idx" ON "event"("subject_id", "occurred_at");

-- CreateIndex
CREATE INDEX "event_partner_id_occurred_at_idx" ON "event"("partner_id", "occurred_at");

-- CreateIndex
CREATE INDEX "rate_counter_window_start_idx" ON "rate_counter"("window_start");

-- CreateIndex
CREATE INDEX "source_record_target_id_idx" ON "source_record"("target_id");

-- CreateIndex
CREATE INDEX "job_run_job_started_at_idx" ON "job_run"("job", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "product_code_key" ON "product"("code");

-- CreateIndex
CREATE INDEX "product_name_id_idx" ON "product"("name", "id");

-- CreateIndex
CREATE INDEX "referral_partner_id_created_at_id_idx" ON "referral"("partner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "referral_partner_id_status_since_id_idx" ON "referral"("partner_id", "status_since", "id");

-- CreateIndex
CREATE INDEX "referral_partner_id_status_created_at_id_idx" ON "referral"("partner_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "referral_partner_id_customer_name_id_idx" ON "referral"("partner_id", "customer_name", "id");

-- CreateIndex
CREATE INDEX "referral_registered_by_id_created_at_id_idx" ON "referral"("registered_by_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "referral_created_at_id_idx" ON "referral"("created_at", "id");

-- CreateIndex
CREATE INDEX "referral_status_since_id_idx" ON "referral"("status_since", "id");

-- CreateIndex
CREATE INDEX "referral_customer_name_id_idx" ON "referral"("customer_name", "id");

-- CreateIndex
CREATE INDEX "referral_status_created_at_id_idx" ON "referral"("status", "created_at", "id");

-- CreateIndex
CREATE INDEX "referral_opportunity_id_idx" ON "referral"("opportunity_id");

-- CreateIndex
CREATE INDEX "referral_product_id_idx" ON "referral"("product_id");

-- CreateIndex
CREATE UNIQUE INDEX "referral_id_partner_id_key" ON "referral"("id", "partner_id");

-- CreateIndex
CREATE INDEX "referral_review_customer_id_idx" ON "referral_review"("customer_id");

-- AddForeignKey
ALTER TABLE "customer" ADD CONSTRAINT "customer_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "customer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "customer" ADD CONSTRAINT "customer_canonical_id_fkey" FOREIGN KEY ("canonical_id") REFERENCES "customer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "customer_key" ADD CONSTRAINT "customer_key_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "customer_contact" ADD CONSTRAINT "customer_contact_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "customer_account" ADD CONSTRAINT "customer_account_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "customer_merge" ADD CONSTRAINT "customer_merge_survivor_id_fkey" FOREIGN KEY ("survivor_id") REFERENCES "customer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "customer_merge" ADD CONSTRAINT "customer_merge_merged_id_fkey" FOREIGN KEY ("merged_id") REFERENCES "customer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "opportunity" ADD CONSTRAINT "opportunity_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "opportunity" ADD CONSTRAINT "opportunity_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "opportunity" ADD CONSTRAINT "opportunity_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "opportunity_sales" ADD CONSTRAINT "opportunity_sales_opportunity_id_fkey" FOREIGN KEY ("opportunity_id") REFERENCES "opportunity"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "opportunity_change" ADD CONSTRAINT "opportunity_change_opportunity_id_fkey" FOREIGN KEY ("opportunity_id") REFERENCES "opportunity"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "partner" ADD CONSTRAINT "partner_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "partner" ADD CONSTRAINT "partner_master_id_fkey" FOREIGN KEY ("master_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "partner_address" ADD CONSTRAINT "partner_address_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "partner_external_id" ADD CONSTRAINT "partner_external_id_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "partner_status_change" ADD CONSTRAINT "partner_status_change_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "partner_application" ADD CONSTRAINT "partner_application_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_member"("person_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_backup_id_fkey" FOREIGN KEY ("backup_id") REFERENCES "staff_member"("person_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "person_identity" ADD CONSTRAINT "person_identity_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "staff_member" ADD CONSTRAINT "staff_member_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "staff_role" ADD CONSTRAINT "staff_role_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "product_price" ADD CONSTRAINT "product_price_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "referral" ADD CONSTRAINT "referral_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "referral" ADD CONSTRAINT "referral_registered_by_id_partner_id_fkey" FOREIGN KEY ("registered_by_id", "partner_id") REFERENCES "membership"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "referral" ADD CONSTRAINT "referral_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "referral" ADD CONSTRAINT "referral_opportunity_id_fkey" FOREIGN KEY ("opportunity_id") REFERENCES "opportunity"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "referral_review" ADD CONSTRAINT "referral_review_referral_id_fkey" FOREIGN KEY ("referral_id") REFERENCES "referral"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "referral_review" ADD CONSTRAINT "referral_review_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
