-- CreateTable
CREATE TABLE "billing_fact" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "system" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "invoice_number" TEXT,
    "payment_number" TEXT,
    "order_system" TEXT,
    "order_number" TEXT,
    "line_position" INTEGER,
    "order_id" UUID,
    "order_line_id" UUID,
    "account_number" TEXT,
    "billing_code" TEXT,
    "charge" TEXT,
    "service_month" DATE,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "occurred_on" DATE NOT NULL,
    "is_vendor_fault" BOOLEAN NOT NULL DEFAULT false,
    "content_hash" BYTEA NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "billing_fact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exchange_rate" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "from_currency" TEXT NOT NULL,
    "to_currency" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "rate" DECIMAL(30,12) NOT NULL,
    "source" TEXT NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "exchange_rate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commission_earning" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "order_line_id" UUID NOT NULL,
    "referral_id" UUID,
    "slot" TEXT NOT NULL,
    "spiff_id" UUID,
    "membership_id" UUID,
    "commission_on" DATE NOT NULL,
    "currency" TEXT NOT NULL,
    "settlement_currency" TEXT NOT NULL,
    "booking_rate" DECIMAL(30,12) NOT NULL,
    "order_number" TEXT NOT NULL,
    "order_type" TEXT NOT NULL,
    "product_id" UUID NOT NULL,
    "next_due_on" DATE,
    "booked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "commission_earning_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "earning_revision" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "earning_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "correction_id" UUID,
    "plan_version_id" UUID,
    "rule_code" TEXT,
    "formula" TEXT NOT NULL,
    "tier_code" TEXT,
    "tier_on" DATE,
    "share_numerator" BIGINT NOT NULL,
    "share_denominator" BIGINT NOT NULL,
    "basis_minor" BIGINT,
    "rate" DECIMAL(24,12),
    "amount_minor" BIGINT NOT NULL,
    "revenue_minor" BIGINT NOT NULL,
    "terms" JSONB NOT NULL,
    "explanation" JSONB NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "earning_revision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "earning_revision_review" (
    "revision_id" UUID NOT NULL,
    "explanation" JSONB NOT NULL,

    CONSTRAINT "earning_revision_review_pkey" PRIMARY KEY ("revision_id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "earning_id" UUID,
    "kind" TEXT NOT NULL,
    "from_account" TEXT NOT NULL,
    "to_account" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "effective_on" DATE NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "statement_minor" BIGINT NOT NULL,
    "posting_key" TEXT NOT NULL,
    "cause_type" TEXT NOT NULL,
    "cause_id" UUID,
    "payout_id" UUID,
    "dispute_id" UUID,
    "exchange_rate" DECIMAL(30,12),
    "explanation" JSONB NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commission_period" (
    "label" TEXT NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'OPEN',
    "closing_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "commission_period_pkey" PRIMARY KEY ("label")
);

-- CreateTable
CREATE TABLE "commission_correction" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "status" TEXT NOT NULL DEFAULT 'PROPOSED',
    "reason" TEXT NOT NULL,
    "plan_version_id" UUID NOT NULL,
    "partner_id" UUID,
    "from_on" DATE NOT NULL,
    "until_on" DATE,
    "entered_by_id" UUID NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,
    "first_approved_by_id" UUID,
    "first_approved_at" TIMESTAMPTZ(3),
    "second_approved_by_id" UUID,
    "applied_at" TIMESTAMPTZ(3),
    "rejected_by_id" UUID,
    "rejected_at" TIMESTAMPTZ(3),
    "earning_count" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "commission_correction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commission_simulation" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "status" TEXT NOT NULL DEFAULT 'QUEUED',
    "plan_version_id" UUID NOT NULL,
    "program_id" UUID,
    "from_on" DATE NOT NULL,
    "until_on" DATE NOT NULL,
    "requested_by_id" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "commission_simulation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commission_simulation_line" (
    "simulation_id" UUID NOT NULL,
    "partner_id" UUID NOT NULL,
    "order_line_id" UUID NOT NULL,
    "currency" TEXT NOT NULL,
    "actual_minor" BIGINT NOT NULL,
    "simulated_minor" BIGINT NOT NULL,
    "explanation" JSONB NOT NULL,

    CONSTRAINT "commission_simulation_line_pkey" PRIMARY KEY ("simulation_id","partner_id","order_line_id","currency")
);

-- CreateTable
CREATE TABLE "sales_order" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "system" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'DRAFT',
    "status_since" TIMESTAMPTZ(3) NOT NULL,
    "customer_id" UUID,
    "customer_name" TEXT,
    "customer_domain" TEXT,
    "customer_tax_id" TEXT,
    "customer_country_code" TEXT,
    "account_number" TEXT,
    "opportunity_id" UUID,
    "referral_id" UUID,
    "partner_id" UUID,
    "previous_order_id" UUID,
    "currency" TEXT NOT NULL,
    "ordered_on" DATE,
    "one_off_total_minor" BIGINT,
    "monthly_total_minor" BIGINT,
    "site_address" TEXT,
    "site_needs_building" BOOLEAN NOT NULL DEFAULT false,
    "surveyed_on" DATE,
    "building_cost_minor" BIGINT,
    "return_percent" DECIMAL(12,4),
    "notes" TEXT,
    "entered_by_id" UUID,
    "submitted_at" TIMESTAMPTZ(3),
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "decision_reason" TEXT,
    "activated_on" DATE,
    "cancelled_on" DATE,
    "disconnected_on" DATE,
    "is_vendor_fault" BOOLEAN NOT NULL DEFAULT false,
    "eligibility" TEXT NOT NULL DEFAULT 'PENDING',
    "eligibility_reasons" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "eligibility_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sales_order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_line" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "order_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "product_id" UUID NOT NULL,
    "billing_system" TEXT,
    "billing_code" TEXT,
    "quantity" INTEGER NOT NULL,
    "one_off_minor" BIGINT NOT NULL,
    "monthly_minor" BIGINT NOT NULL,
    "cost_minor" BIGINT,
    "term_months" INTEGER,
    "site" TEXT,
    "discount_percent" DECIMAL(9,6),
    "promotion_code" TEXT,
    "previous_line_id" UUID,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_document" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "order_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "sha256" TEXT,
    "added_by_id" UUID,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_check" (
    "order_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "area" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "evidence" JSONB NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "waived_by_id" UUID,
    "waived_at" TIMESTAMPTZ(3),
    "waive_reason" TEXT,

    CONSTRAINT "order_check_pkey" PRIMARY KEY ("order_id","code")
);

-- CreateTable
CREATE TABLE "order_change" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "order_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT NOT NULL,
    "reason" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payee_account" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "membership_id" UUID,
    "country_code" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "masked" TEXT NOT NULL,
    "holder_masked" TEXT NOT NULL,
    "cipher" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "withholding_percent" DECIMAL(9,6) NOT NULL DEFAULT 0,
    "entered_by_id" UUID NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,
    "verified_by_id" UUID,
    "verified_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "payee_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payout_hold" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "placed_by_id" UUID NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "lifted_by_id" UUID,
    "lifted_at" TIMESTAMPTZ(3),

    CONSTRAINT "payout_hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payout" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "payee_account_id" UUID NOT NULL,
    "currency" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "withheld_minor" BIGINT NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL DEFAULT 'DRAFT',
    "status_since" TIMESTAMPTZ(3) NOT NULL,
    "conversions" JSONB NOT NULL,
    "rate_on" DATE NOT NULL,
    "drafted_by_id" UUID,
    "drafted_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_by_id" UUID,
    "approved_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "settled_on" DATE,
    "returned_at" TIMESTAMPTZ(3),
    "return_reason" TEXT,
    "reference" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "payout_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payout_statement" (
    "partner_id" UUID NOT NULL,
    "payout_id" UUID NOT NULL,
    "statement_id" UUID NOT NULL,

    CONSTRAINT "payout_statement_pkey" PRIMARY KEY ("payout_id","statement_id")
);

-- CreateTable
CREATE TABLE "reporting_threshold" (
    "country_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,

    CONSTRAINT "reporting_threshold_pkey" PRIMARY KEY ("country_code","year")
);

-- CreateTable
CREATE TABLE "recoverable_write_off" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PROPOSED',
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "proposed_by_id" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "recoverable_write_off_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commission_plan" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "commission_plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commission_plan_version" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "plan_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'DRAFT',
    "valid_from" DATE,
    "valid_to" DATE,
    "payable" TEXT NOT NULL,
    "hold_days" INTEGER NOT NULL DEFAULT 0,
    "clawback" JSONB NOT NULL,
    "disconnect_takes" TEXT NOT NULL DEFAULT 'BY_SCHEDULE',
    "uses_tier_modifier" BOOLEAN NOT NULL DEFAULT true,
    "published_at" TIMESTAMPTZ(3),
    "published_by_id" UUID,
    "created_by_id" UUID,

    CONSTRAINT "commission_plan_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan_rule" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "version_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "group_code" TEXT NOT NULL,
    "formula" TEXT NOT NULL,
    "arguments" JSONB NOT NULL,
    "conditions" JSONB NOT NULL,
    "cap_minor" BIGINT,
    "floor_minor" BIGINT,
    "currency" TEXT,
    "is_hidden" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "plan_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan_assignment" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "plan_id" UUID NOT NULL,
    "program_id" UUID NOT NULL,
    "tier_code" TEXT,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "plan_assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan_override" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "plan_override_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "spiff" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'DRAFT',
    "formula" TEXT NOT NULL,
    "amount_minor" BIGINT,
    "percent" DECIMAL(9,6),
    "currency" TEXT NOT NULL,
    "product_codes" TEXT[],
    "order_types" TEXT[],
    "valid_from" DATE NOT NULL,
    "valid_to" DATE NOT NULL,
    "cap_minor" BIGINT,
    "budget_minor" BIGINT NOT NULL,
    "spent_minor" BIGINT NOT NULL DEFAULT 0,
    "pays_person" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by_id" UUID,

    CONSTRAINT "spiff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "spiff_consent" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "spiff_id" UUID NOT NULL,
    "membership_id" UUID,
    "given_by_id" UUID NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "spiff_consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "price_book_entry" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "product_id" UUID NOT NULL,
    "currency" TEXT NOT NULL,
    "one_off_minor" BIGINT NOT NULL,
    "monthly_minor" BIGINT NOT NULL,
    "cost_minor" BIGINT,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "price_book_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "promotion" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "product_id" UUID,
    "discount_percent" DECIMAL(9,6) NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "promotion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "billing_code" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "product_id" UUID NOT NULL,
    "system" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "charge" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "billing_code_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_policy" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" TEXT NOT NULL,
    "threshold" DECIMAL(38,6) NOT NULL,
    "currency" TEXT,
    "mode" TEXT NOT NULL,
    "roles" TEXT[],
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "approval_policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_delegation" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "approval_delegation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pricing_request" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "order_id" UUID NOT NULL,
    "line_id" UUID,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'OPEN',
    "percent" DECIMAL(9,6),
    "amount_minor" BIGINT,
    "currency" TEXT,
    "reason" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "requested_by_id" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "pricing_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_step" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "request_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "decision" TEXT,
    "decided_by_id" UUID,
    "on_behalf_id" UUID,
    "comment" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "approval_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "statement" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "currency" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "opening_minor" BIGINT NOT NULL,
    "closing_minor" BIGINT NOT NULL,
    "line_count" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'DRAFT',
    "sha256" TEXT NOT NULL,
    "drafted_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_by_id" UUID,
    "approved_at" TIMESTAMPTZ(3),
    "issued_at" TIMESTAMPTZ(3),
    "accepts_on" DATE,
    "accepted_at" TIMESTAMPTZ(3),
    "accepted_by_id" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "statement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commission_settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "acceptance_days" INTEGER NOT NULL DEFAULT 14,
    "dispute_days" INTEGER NOT NULL DEFAULT 90,
    "bank_hold_days" INTEGER NOT NULL DEFAULT 7,
    "tax_form_template" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "commission_settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payout_minimum" (
    "currency" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,

    CONSTRAINT "payout_minimum_pkey" PRIMARY KEY ("currency")
);

-- CreateTable
CREATE TABLE "dispute" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'OPEN',
    "status_since" TIMESTAMPTZ(3) NOT NULL,
    "statement_id" UUID,
    "entry_id" UUID,
    "referral_id" UUID,
    "order_number" TEXT,
    "reason" TEXT NOT NULL,
    "evidence" TEXT,
    "currency" TEXT NOT NULL,
    "stated_minor" BIGINT,
    "claimed_minor" BIGINT,
    "held_minor" BIGINT NOT NULL DEFAULT 0,
    "opened_by_id" UUID,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "granted_minor" BIGINT,
    "decision" TEXT,
    "is_appeal" BOOLEAN NOT NULL DEFAULT false,
    "appeal_reason" TEXT,
    "appealed_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "dispute_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dispute_comment" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "dispute_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "author_kind" TEXT NOT NULL,
    "author_name" TEXT NOT NULL,
    "author_id" UUID,
    "written_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dispute_comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dispute_note" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "dispute_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dispute_note_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dispute_decision" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "dispute_id" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "granted_minor" BIGINT NOT NULL,
    "message" TEXT NOT NULL,
    "is_appeal" BOOLEAN NOT NULL,
    "decided_by_id" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dispute_decision_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "billing_fact_order_id_idx" ON "billing_fact"("order_id");

-- CreateIndex
CREATE INDEX "billing_fact_order_line_id_kind_idx" ON "billing_fact"("order_line_id", "kind");

-- CreateIndex
CREATE INDEX "billing_fact_system_invoice_number_kind_idx" ON "billing_fact"("system", "invoice_number", "kind");

-- CreateIndex
CREATE INDEX "billing_fact_system_payment_number_kind_idx" ON "billing_fact"("system", "payment_number", "kind");

-- CreateIndex
CREATE INDEX "billing_fact_order_system_order_number_idx" ON "billing_fact"("order_system", "order_number");

-- CreateIndex
CREATE INDEX "billing_fact_booked_at_id_idx" ON "billing_fact"("booked_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "billing_fact_system_external_id_key" ON "billing_fact"("system", "external_id");

-- CreateIndex
CREATE INDEX "exchange_rate_from_currency_to_currency_valid_from_booked_a_idx" ON "exchange_rate"("from_currency", "to_currency", "valid_from", "booked_at");

-- CreateIndex
CREATE INDEX "commission_earning_partner_id_booked_at_id_idx" ON "commission_earning"("partner_id", "booked_at", "id");

-- CreateIndex
CREATE INDEX "commission_earning_partner_id_commission_on_id_idx" ON "commission_earning"("partner_id", "commission_on", "id");

-- CreateIndex
CREATE INDEX "commission_earning_order_id_idx" ON "commission_earning"("order_id");

-- CreateIndex
CREATE INDEX "commission_earning_referral_id_idx" ON "commission_earning"("referral_id");

-- CreateIndex
CREATE INDEX "commission_earning_membership_id_idx" ON "commission_earning"("membership_id");

-- CreateIndex
CREATE INDEX "commission_earning_spiff_id_idx" ON "commission_earning"("spiff_id");

-- CreateIndex
CREATE INDEX "commission_earning_product_id_idx" ON "commission_earning"("product_id");

-- CreateIndex
CREATE INDEX "commission_earning_next_due_on_id_idx" ON "commission_earning"("next_due_on", "id");

-- CreateIndex
CREATE UNIQUE INDEX "commission_earning_id_partner_id_key" ON "commission_earning"("id", "partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "commission_earning_order_line_id_partner_id_slot_key" ON "commission_earning"("order_line_id", "partner_id", "slot");

-- CreateIndex
CREATE INDEX "earning_revision_partner_id_earning_id_idx" ON "earning_revision"("partner_id", "earning_id");

-- CreateIndex
CREATE INDEX "earning_revision_plan_version_id_idx" ON "earning_revision"("plan_version_id");

-- CreateIndex
CREATE INDEX "earning_revision_correction_id_idx" ON "earning_revision"("correction_id");

-- CreateIndex
CREATE UNIQUE INDEX "earning_revision_earning_id_number_key" ON "earning_revision"("earning_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "earning_revision_id_partner_id_key" ON "earning_revision"("id", "partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entry_posting_key_key" ON "ledger_entry"("posting_key");

-- CreateIndex
CREATE INDEX "ledger_entry_partner_id_currency_period_id_idx" ON "ledger_entry"("partner_id", "currency", "period", "id");

-- CreateIndex
CREATE INDEX "ledger_entry_partner_id_booked_at_id_idx" ON "ledger_entry"("partner_id", "booked_at", "id");

-- CreateIndex
CREATE INDEX "ledger_entry_period_partner_id_currency_idx" ON "ledger_entry"("period", "partner_id", "currency");

-- CreateIndex
CREATE INDEX "ledger_entry_earning_id_idx" ON "ledger_entry"("earning_id");

-- CreateIndex
CREATE INDEX "ledger_entry_payout_id_idx" ON "ledger_entry"("payout_id");

-- CreateIndex
CREATE INDEX "ledger_entry_dispute_id_idx" ON "ledger_entry"("dispute_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entry_id_partner_id_key" ON "ledger_entry"("id", "partner_id");

-- CreateIndex
CREATE INDEX "commission_correction_status_entered_at_id_idx" ON "commission_correction"("status", "entered_at", "id");

-- CreateIndex
CREATE INDEX "commission_correction_plan_version_id_idx" ON "commission_correction"("plan_version_id");

-- CreateIndex
CREATE INDEX "commission_correction_partner_id_idx" ON "commission_correction"("partner_id");

-- CreateIndex
CREATE INDEX "commission_simulation_status_requested_at_id_idx" ON "commission_simulation"("status", "requested_at", "id");

-- CreateIndex
CREATE INDEX "commission_simulation_plan_version_id_idx" ON "commission_simulation"("plan_version_id");

-- CreateIndex
CREATE INDEX "commission_simulation_program_id_idx" ON "commission_simulation"("program_id");

-- CreateIndex
CREATE INDEX "sales_order_status_submitted_at_id_idx" ON "sales_order"("status", "submitted_at", "id");

-- CreateIndex
CREATE INDEX "sales_order_created_at_id_idx" ON "sales_order"("created_at", "id");

-- CreateIndex
CREATE INDEX "sales_order_partner_id_created_at_id_idx" ON "sales_order"("partner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "sales_order_eligibility_status_since_id_idx" ON "sales_order"("eligibility", "status_since", "id");

-- CreateIndex
CREATE INDEX "sales_order_customer_id_idx" ON "sales_order"("customer_id");

-- CreateIndex
CREATE INDEX "sales_order_opportunity_id_idx" ON "sales_order"("opportunity_id");

-- CreateIndex
CREATE INDEX "sales_order_referral_id_idx" ON "sales_order"("referral_id");

-- CreateIndex
CREATE INDEX "sales_order_previous_order_id_idx" ON "sales_order"("previous_order_id");

-- CreateIndex
CREATE UNIQUE INDEX "sales_order_system_external_id_key" ON "sales_order"("system", "external_id");

-- CreateIndex
CREATE INDEX "order_line_product_id_idx" ON "order_line"("product_id");

-- CreateIndex
CREATE INDEX "order_line_previous_line_id_idx" ON "order_line"("previous_line_id");

-- CreateIndex
CREATE UNIQUE INDEX "order_line_order_id_position_key" ON "order_line"("order_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "order_line_id_order_id_key" ON "order_line"("id", "order_id");

-- CreateIndex
CREATE UNIQUE INDEX "order_document_order_id_kind_reference_key" ON "order_document"("order_id", "kind", "reference");

-- CreateIndex
CREATE INDEX "order_change_order_id_changed_at_id_idx" ON "order_change"("order_id", "changed_at", "id");

-- CreateIndex
CREATE INDEX "payee_account_partner_id_entered_at_id_idx" ON "payee_account"("partner_id", "entered_at", "id");

-- CreateIndex
CREATE INDEX "payee_account_membership_id_idx" ON "payee_account"("membership_id");

-- CreateIndex
CREATE UNIQUE INDEX "payee_account_id_partner_id_key" ON "payee_account"("id", "partner_id");

-- CreateIndex
CREATE INDEX "payout_hold_partner_id_placed_at_idx" ON "payout_hold"("partner_id", "placed_at");

-- CreateIndex
CREATE UNIQUE INDEX "payout_reference_key" ON "payout"("reference");

-- CreateIndex
CREATE INDEX "payout_partner_id_drafted_at_id_idx" ON "payout"("partner_id", "drafted_at", "id");

-- CreateIndex
CREATE INDEX "payout_status_drafted_at_id_idx" ON "payout"("status", "drafted_at", "id");

-- CreateIndex
CREATE INDEX "payout_payee_account_id_idx" ON "payout"("payee_account_id");

-- CreateIndex
CREATE UNIQUE INDEX "payout_id_partner_id_key" ON "payout"("id", "partner_id");

-- CreateIndex
CREATE INDEX "payout_statement_statement_id_idx" ON "payout_statement"("statement_id");

-- CreateIndex
CREATE INDEX "payout_statement_partner_id_idx" ON "payout_statement"("partner_id");

-- CreateIndex
CREATE INDEX "recoverable_write_off_partner_id_proposed_at_idx" ON "recoverable_write_off"("partner_id", "proposed_at");

-- CreateIndex
CREATE INDEX "recoverable_write_off_status_proposed_at_id_idx" ON "recoverable_write_off"("status", "proposed_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "commission_plan_code_key" ON "commission_plan"("code");

-- CreateIndex
CREATE INDEX "commission_plan_name_id_idx" ON "commission_plan"("name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "commission_plan_version_plan_id_number_key" ON "commission_plan_version"("plan_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "commission_plan_version_id_plan_id_key" ON "commission_plan_version"("id", "plan_id");

-- CreateIndex
CREATE UNIQUE INDEX "plan_rule_version_id_position_key" ON "plan_rule"("version_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "plan_rule_version_id_code_key" ON "plan_rule"("version_id", "code");

-- CreateIndex
CREATE UNIQUE INDEX "plan_rule_id_version_id_key" ON "plan_rule"("id", "version_id");

-- CreateIndex
CREATE INDEX "plan_assignment_program_id_tier_code_valid_from_idx" ON "plan_assignment"("program_id", "tier_code", "valid_from");

-- CreateIndex
CREATE INDEX "plan_assignment_plan_id_idx" ON "plan_assignment"("plan_id");

-- CreateIndex
CREATE INDEX "plan_override_partner_id_valid_from_idx" ON "plan_override"("partner_id", "valid_from");

-- CreateIndex
CREATE INDEX "plan_override_plan_id_idx" ON "plan_override"("plan_id");

-- CreateIndex
CREATE UNIQUE INDEX "spiff_code_key" ON "spiff"("code");

-- CreateIndex
CREATE INDEX "spiff_status_valid_from_idx" ON "spiff"("status", "valid_from");

-- CreateIndex
CREATE INDEX "spiff_consent_partner_id_spiff_id_idx" ON "spiff_consent"("partner_id", "spiff_id");

-- CreateIndex
CREATE INDEX "spiff_consent_spiff_id_idx" ON "spiff_consent"("spiff_id");

-- CreateIndex
CREATE INDEX "price_book_entry_product_id_currency_valid_from_idx" ON "price_book_entry"("product_id", "currency", "valid_from");

-- CreateIndex
CREATE INDEX "promotion_code_valid_from_idx" ON "promotion"("code", "valid_from");

-- CreateIndex
CREATE INDEX "promotion_product_id_idx" ON "promotion"("product_id");

-- CreateIndex
CREATE INDEX "billing_code_product_id_idx" ON "billing_code"("product_id");

-- CreateIndex
CREATE INDEX "billing_code_system_code_valid_from_idx" ON "billing_code"("system", "code", "valid_from");

-- CreateIndex
CREATE INDEX "approval_policy_kind_valid_from_idx" ON "approval_policy"("kind", "valid_from");

-- CreateIndex
CREATE INDEX "approval_delegation_to_id_valid_from_idx" ON "approval_delegation"("to_id", "valid_from");

-- CreateIndex
CREATE INDEX "approval_delegation_from_id_valid_from_idx" ON "approval_delegation"("from_id", "valid_from");

-- CreateIndex
CREATE INDEX "pricing_request_order_id_idx" ON "pricing_request"("order_id");

-- CreateIndex
CREATE INDEX "pricing_request_line_id_idx" ON "pricing_request"("line_id");

-- CreateIndex
CREATE INDEX "pricing_request_status_requested_at_id_idx" ON "pricing_request"("status", "requested_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "approval_step_request_id_position_key" ON "approval_step"("request_id", "position");

-- CreateIndex
CREATE INDEX "statement_partner_id_period_id_idx" ON "statement"("partner_id", "period", "id");

-- CreateIndex
CREATE INDEX "statement_period_status_id_idx" ON "statement"("period", "status", "id");

-- CreateIndex
CREATE INDEX "statement_status_accepts_on_idx" ON "statement"("status", "accepts_on");

-- CreateIndex
CREATE UNIQUE INDEX "statement_partner_id_currency_period_key" ON "statement"("partner_id", "currency", "period");

-- CreateIndex
CREATE UNIQUE INDEX "statement_id_partner_id_key" ON "statement"("id", "partner_id");

-- CreateIndex
CREATE INDEX "dispute_partner_id_opened_at_id_idx" ON "dispute"("partner_id", "opened_at", "id");

-- CreateIndex
CREATE INDEX "dispute_status_opened_at_id_idx" ON "dispute"("status", "opened_at", "id");

-- CreateIndex
CREATE INDEX "dispute_statement_id_idx" ON "dispute"("statement_id");

-- CreateIndex
CREATE INDEX "dispute_entry_id_idx" ON "dispute"("entry_id");

-- CreateIndex
CREATE INDEX "dispute_referral_id_idx" ON "dispute"("referral_id");

-- CreateIndex
CREATE UNIQUE INDEX "dispute_id_partner_id_key" ON "dispute"("id", "partner_id");

-- CreateIndex
CREATE INDEX "dispute_comment_partner_id_dispute_id_written_at_id_idx" ON "dispute_comment"("partner_id", "dispute_id", "written_at", "id");

-- CreateIndex
CREATE INDEX "dispute_comment_dispute_id_idx" ON "dispute_comment"("dispute_id");

-- CreateIndex
CREATE INDEX "dispute_note_dispute_id_written_at_id_idx" ON "dispute_note"("dispute_id", "written_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "dispute_decision_dispute_id_is_appeal_key" ON "dispute_decision"("dispute_id", "is_appeal");

-- AddForeignKey
ALTER TABLE "billing_fact" ADD CONSTRAINT "billing_fact_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "sales_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "billing_fact" ADD CONSTRAINT "billing_fact_order_line_id_order_id_fkey" FOREIGN KEY ("order_line_id", "order_id") REFERENCES "order_line"("id", "order_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "commission_earning" ADD CONSTRAINT "commission_earning_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "commission_earning" ADD CONSTRAINT "commission_earning_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "sales_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "commission_earning" ADD CONSTRAINT "commission_earning_order_line_id_order_id_fkey" FOREIGN KEY ("order_line_id", "order_id") REFERENCES "order_line"("id", "order_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "commission_earning" ADD CONSTRAINT "commission_earning_referral_id_partner_id_fkey" FOREIGN KEY ("referral_id", "partner_id") REFERENCES "referral"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "commission_earning" ADD CONSTRAINT "commission_earning_membership_id_partner_id_fkey" FOREIGN KEY ("membership_id", "partner_id") REFERENCES "membership"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "commission_earning" ADD CONSTRAINT "commission_earning_spiff_id_fkey" FOREIGN KEY ("spiff_id") REFERENCES "spiff"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "commission_earning" ADD CONSTRAINT "commission_earning_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "earning_revision" ADD CONSTRAINT "earning_revision_earning_id_partner_id_fkey" FOREIGN KEY ("earning_id", "partner_id") REFERENCES "commission_earning"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "earning_revision" ADD CONSTRAINT "earning_revision_plan_version_id_fkey" FOREIGN KEY ("plan_version_id") REFERENCES "commission_plan_version"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "earning_revision" ADD CONSTRAINT "earning_revision_correction_id_fkey" FOREIGN KEY ("correction_id") REFERENCES "commission_correction"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "earning_revision_review" ADD CONSTRAINT "earning_revision_review_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "earning_revision"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_earning_id_partner_id_fkey" FOREIGN KEY ("earning_id", "partner_id") REFERENCES "commission_earning"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_payout_id_partner_id_fkey" FOREIGN KEY ("payout_id", "partner_id") REFERENCES "payout"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_dispute_id_partner_id_fkey" FOREIGN KEY ("dispute_id", "partner_id") REFERENCES "dispute"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_period_fkey" FOREIGN KEY ("period") REFERENCES "commission_period"("label") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "commission_correction" ADD CONSTRAINT "commission_correction_plan_version_id_fkey" FOREIGN KEY ("plan_version_id") REFERENCES "commission_plan_version"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "commission_correction" ADD CONSTRAINT "commission_correction_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "commission_simulation" ADD CONSTRAINT "commission_simulation_plan_version_id_fkey" FOREIGN KEY ("plan_version_id") REFERENCES "commission_plan_version"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "commission_simulation" ADD CONSTRAINT "commission_simulation_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "partner_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "commission_simulation_line" ADD CONSTRAINT "commission_simulation_line_simulation_id_fkey" FOREIGN KEY ("simulation_id") REFERENCES "commission_simulation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_opportunity_id_fkey" FOREIGN KEY ("opportunity_id") REFERENCES "opportunity"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_referral_id_fkey" FOREIGN KEY ("referral_id") REFERENCES "referral"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_previous_order_id_fkey" FOREIGN KEY ("previous_order_id") REFERENCES "sales_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "sales_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_previous_line_id_fkey" FOREIGN KEY ("previous_line_id") REFERENCES "order_line"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "order_document" ADD CONSTRAINT "order_document_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "sales_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "order_check" ADD CONSTRAINT "order_check_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "sales_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "order_change" ADD CONSTRAINT "order_change_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "sales_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payee_account" ADD CONSTRAINT "payee_account_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payee_account" ADD CONSTRAINT "payee_account_membership_id_partner_id_fkey" FOREIGN KEY ("membership_id", "partner_id") REFERENCES "membership"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payout_hold" ADD CONSTRAINT "payout_hold_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payout" ADD CONSTRAINT "payout_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payout" ADD CONSTRAINT "payout_payee_account_id_partner_id_fkey" FOREIGN KEY ("payee_account_id", "partner_id") REFERENCES "payee_account"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payout_statement" ADD CONSTRAINT "payout_statement_payout_id_partner_id_fkey" FOREIGN KEY ("payout_id", "partner_id") REFERENCES "payout"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payout_statement" ADD CONSTRAINT "payout_statement_statement_id_partner_id_fkey" FOREIGN KEY ("statement_id", "partner_id") REFERENCES "statement"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "recoverable_write_off" ADD CONSTRAINT "recoverable_write_off_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "commission_plan_version" ADD CONSTRAINT "commission_plan_version_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "commission_plan"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_rule" ADD CONSTRAINT "plan_rule_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "commission_plan_version"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_assignment" ADD CONSTRAINT "plan_assignment_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "commission_plan"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_assignment" ADD CONSTRAINT "plan_assignment_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "partner_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_override" ADD CONSTRAINT "plan_override_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_override" ADD CONSTRAINT "plan_override_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "commission_plan"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "spiff_consent" ADD CONSTRAINT "spiff_consent_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "spiff_consent" ADD CONSTRAINT "spiff_consent_spiff_id_fkey" FOREIGN KEY ("spiff_id") REFERENCES "spiff"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "price_book_entry" ADD CONSTRAINT "price_book_entry_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "promotion" ADD CONSTRAINT "promotion_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "billing_code" ADD CONSTRAINT "billing_code_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "approval_delegation" ADD CONSTRAINT "approval_delegation_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "staff_member"("person_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "approval_delegation" ADD CONSTRAINT "approval_delegation_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "staff_member"("person_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "pricing_request" ADD CONSTRAINT "pricing_request_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "sales_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "pricing_request" ADD CONSTRAINT "pricing_request_line_id_order_id_fkey" FOREIGN KEY ("line_id", "order_id") REFERENCES "order_line"("id", "order_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "approval_step" ADD CONSTRAINT "approval_step_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "pricing_request"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "statement" ADD CONSTRAINT "statement_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "statement" ADD CONSTRAINT "statement_period_fkey" FOREIGN KEY ("period") REFERENCES "commission_period"("label") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "statement" ADD CONSTRAINT "statement_accepted_by_id_partner_id_fkey" FOREIGN KEY ("accepted_by_id", "partner_id") REFERENCES "membership"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_statement_id_partner_id_fkey" FOREIGN KEY ("statement_id", "partner_id") REFERENCES "statement"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_entry_id_partner_id_fkey" FOREIGN KEY ("entry_id", "partner_id") REFERENCES "ledger_entry"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_referral_id_partner_id_fkey" FOREIGN KEY ("referral_id", "partner_id") REFERENCES "referral"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "dispute_comment" ADD CONSTRAINT "dispute_comment_dispute_id_partner_id_fkey" FOREIGN KEY ("dispute_id", "partner_id") REFERENCES "dispute"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "dispute_note" ADD CONSTRAINT "dispute_note_dispute_id_fkey" FOREIGN KEY ("dispute_id") REFERENCES "dispute"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "dispute_decision" ADD CONSTRAINT "dispute_decision_dispute_id_fkey" FOREIGN KEY ("dispute_id") REFERENCES "dispute"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- Vendor: prices, orders' papers and checks, billing, plans as they are worked on.
CALL portal_classify('price_book_entry', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('promotion', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('billing_code', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('approval_policy', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('approval_delegation', 'VENDOR', portfolio_may => 'SELECT, INSERT, UPDATE');
CALL portal_classify('pricing_request', 'VENDOR', portfolio_may => 'SELECT, INSERT, UPDATE');
CALL portal_classify('approval_step', 'VENDOR', portfolio_may => 'SELECT, INSERT, UPDATE');
CALL portal_classify('order_line', 'VENDOR', NULL, 'SELECT, INSERT, UPDATE, DELETE', portfolio_may => 'SELECT');
CALL portal_classify('order_document', 'VENDOR', NULL, 'SELECT, INSERT, DELETE', portfolio_may => 'SELECT');
CALL portal_classify('order_check', 'VENDOR', NULL, 'SELECT, INSERT, UPDATE, DELETE', portfolio_may => 'SELECT');
CALL portal_classify('order_change', 'VENDOR', NULL, 'SELECT, INSERT', portfolio_may => 'SELECT');
CALL portal_classify('billing_fact', 'VENDOR', NULL, 'SELECT, INSERT, UPDATE', portfolio_may => 'SELECT');
CALL portal_classify('spiff', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('earning_revision_review', 'VENDOR', NULL, 'SELECT, INSERT');
CALL portal_classify('commission_correction', 'VENDOR');
CALL portal_classify('commission_simulation', 'VENDOR');
CALL portal_classify('commission_simulation_line', 'VENDOR', NULL, 'SELECT, INSERT, DELETE');
CALL portal_classify('dispute_note', 'VENDOR', NULL, 'SELECT, INSERT', portfolio_may => 'SELECT');
CALL portal_classify('dispute_decision', 'VENDOR', NULL, 'SELECT, INSERT', portfolio_may => 'SELECT');

-- Held: an order is the vendor's; a channel manager sees those of the portfolio. Its lines and papers are hidden with it.
CALL portal_classify('sales_order', 'HELD', 'partner_id', 'SELECT, INSERT, UPDATE', NULL, NULL, 'SELECT');
CREATE POLICY of_orders_seen ON order_line AS RESTRICTIVE FOR SELECT TO portal_portfolio
  USING (EXISTS (SELECT FROM sales_order AS o WHERE o.id = order_id));
CREATE POLICY of_orders_seen ON order_document AS RESTRICTIVE FOR SELECT TO portal_portfolio
  USING (EXISTS (SELECT FROM sales_order AS o WHERE o.id = order_id));
CREATE POLICY of_orders_seen ON order_check AS RESTRICTIVE FOR SELECT TO portal_portfolio
  USING (EXISTS (SELECT FROM sales_order AS o WHERE o.id = order_id));
CREATE POLICY of_orders_seen ON order_change AS RESTRICTIVE FOR SELECT TO portal_portfolio
  USING (EXISTS (SELECT FROM sales_order AS o WHERE o.id = order_id));
CREATE POLICY of_orders_seen ON billing_fact AS RESTRICTIVE FOR SELECT TO portal_portfolio
  USING (EXISTS (SELECT FROM sales_order AS o WHERE o.id = order_id));

-- Shared: rates, months, plans once they are published, without what is hidden of them.
CALL portal_classify('exchange_rate', 'SHARED', NULL, 'SELECT, INSERT', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('commission_period', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('commission_settings', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('payout_minimum', 'SHARED', NULL, 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('reporting_threshold', 'SHARED', NULL, 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('commission_plan', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('commission_plan_version', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('plan_rule', 'SHARED', NULL, 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('plan_assignment', 'VENDOR', portfolio_may => 'SELECT');
-- A partner sees the plans that it earned by, no other partner's.
CREATE POLICY no_drafts ON commission_plan_version AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (status <> 'DRAFT' AND EXISTS (SELECT FROM earning_revision AS r WHERE r.plan_version_id = commission_plan_version.id));
CREATE POLICY of_versions_seen ON commission_plan AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (EXISTS (SELECT FROM commission_plan_version AS v WHERE v.plan_id = commission_plan.id));
CREATE POLICY nothing_hidden ON plan_rule AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (NOT is_hidden AND EXISTS (SELECT FROM commission_plan_version AS v WHERE v.id = version_id));

-- Partner: what it earns, is told, contests and is paid.
CALL portal_classify('plan_override', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', NULL, NULL, 'SELECT');
CALL portal_classify('spiff_consent', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT');
CALL portal_classify('commission_earning', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('earning_revision', 'PARTNER', 'partner_id', 'SELECT, INSERT', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('ledger_entry', 'PARTNER', 'partner_id', 'SELECT, INSERT', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('statement', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, UPDATE', NULL, 'SELECT');
CALL portal_classify('dispute', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE', NULL, 'SELECT');
CALL portal_classify('dispute_comment', 'PARTNER', 'partner_id', 'SELECT, INSERT', 'SELECT, INSERT', NULL, 'SELECT, INSERT');
CALL portal_classify('payee_account', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE', NULL, NULL);
CALL portal_classify('payout_hold', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', NULL, 'SELECT');
CALL portal_classify('payout', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', NULL, 'SELECT');
CALL portal_classify('payout_statement', 'PARTNER', 'partner_id', 'SELECT, INSERT, DELETE', 'SELECT', NULL, 'SELECT');
CALL portal_classify('recoverable_write_off', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', NULL, NULL, 'SELECT');
-- A member sees what comes of the referrals that it sees, and what is its own.
CREATE POLICY of_referrals_seen ON commission_earning AS RESTRICTIVE FOR SELECT TO portal_member
  USING (membership_id = ANY ((SELECT portal_memberships())::uuid[]) OR EXISTS (SELECT FROM referral AS r WHERE r.id = referral_id));
CREATE POLICY of_earnings_seen ON earning_revision AS RESTRICTIVE FOR SELECT TO portal_member
  USING (EXISTS (SELECT FROM commission_earning AS e WHERE e.id = earning_id));
CREATE POLICY of_earnings_seen ON ledger_entry AS RESTRICTIVE FOR SELECT TO portal_member
  USING (EXISTS (SELECT FROM commission_earning AS e WHERE e.id = earning_id));
-- What is not issued yet is the vendor's own; a partner accepts, and does nothing else to a statement.
CREATE POLICY once_issued ON statement AS RESTRICTIVE FOR SELECT TO portal_partner USING (status IN ('ISSUED', 'ACCEPTED'));
CREATE POLICY accepts_only ON statement AS RESTRICTIVE FOR UPDATE TO portal_partner
  USING (status = 'ISSUED') WITH CHECK (status = 'ACCEPTED');
CREATE POLICY once_sent ON payout AS RESTRICTIVE FOR SELECT TO portal_partner, portal_portfolio
  USING (status IN ('SENT', 'SETTLED', 'RETURNED'));
-- Deciding is the vendor's: a partner opens, answers, withdraws and appeals.
CREATE POLICY decides_nothing ON dispute AS RESTRICTIVE FOR UPDATE TO portal_partner
  USING (true) WITH CHECK (status IN ('OPEN', 'WITHDRAWN') AND held_minor >= 0);
CREATE POLICY opens_only ON dispute AS RESTRICTIVE FOR INSERT TO portal_partner
  WITH CHECK (status = 'OPEN' AND kind <> 'OVERPAYMENT' AND granted_minor IS NULL AND decided_at IS NULL AND held_minor = 0);
CREATE POLICY verifies_nothing ON payee_account AS RESTRICTIVE FOR INSERT TO portal_partner
  WITH CHECK (verified_at IS NULL AND withholding_percent = 0);
CREATE POLICY verifies_nothing_later ON payee_account AS RESTRICTIVE FOR UPDATE TO portal_partner
  USING (true) WITH CHECK (revoked_at IS NOT NULL);

CALL portal_make_append_only('order_change');
CALL portal_make_append_only('exchange_rate');
CALL portal_make_append_only('earning_revision');
CALL portal_make_append_only('earning_revision_review');
CALL portal_make_append_only('ledger_entry');
CALL portal_make_append_only('dispute_comment');
CALL portal_make_append_only('dispute_note');
CALL portal_make_append_only('dispute_decision');

-- Prices, promotions, codes and policies: one at a time.
ALTER TABLE price_book_entry
  ADD CONSTRAINT price_not_negative CHECK (one_off_minor >= 0 AND monthly_minor >= 0 AND cost_minor >= 0),
  ADD CONSTRAINT ends_after_start CHECK (valid_to > valid_from),
  ADD CONSTRAINT price_one_at_a_time EXCLUDE USING gist (product_id WITH =, currency WITH =, daterange(valid_from, valid_to) WITH &&);
ALTER TABLE promotion
  ADD CONSTRAINT discount_is_a_percent CHECK (discount_percent > 0 AND discount_percent <= 100),
  ADD CONSTRAINT ends_after_start CHECK (valid_to > valid_from),
  ADD CONSTRAINT promotion_one_at_a_time EXCLUDE USING gist (code WITH =, coalesce(product_id, '00000000-0000-0000-0000-000000000000') WITH =,
    daterange(valid_from, valid_to) WITH &&);
ALTER TABLE billing_code
  ADD CONSTRAINT charge_known CHECK (charge IN ('ONE_OFF', 'MONTHLY')),
  ADD CONSTRAINT ends_after_start CHECK (valid_to > valid_from),
  ADD CONSTRAINT billing_code_one_at_a_time EXCLUDE USING gist (system WITH =, code WITH =, daterange(valid_from, valid_to) WITH &&);
ALTER TABLE approval_policy
  ADD CONSTRAINT kind_known CHECK (kind IN ('DISCOUNT', 'SPECIAL_PRICE', 'CAPITAL')),
  ADD CONSTRAINT mode_known CHECK (mode IN ('SEQUENTIAL', 'PARALLEL')),
  ADD CONSTRAINT somebody_approves CHECK (cardinality(roles) BETWEEN 1 AND 10),
  ADD CONSTRAINT threshold_not_negative CHECK (threshold >= 0),
  ADD CONSTRAINT money_has_currency CHECK ((kind = 'CAPITAL') = (currency IS NOT NULL)),
  ADD CONSTRAINT ends_after_start CHECK (valid_to > valid_from),
  ADD CONSTRAINT approval_policy_one_at_a_time EXCLUDE USING gist (kind WITH =, threshold WITH =, coalesce(currency, '') WITH =,
    daterange(valid_from, valid_to) WITH &&);
ALTER TABLE approval_delegation
  ADD CONSTRAINT to_somebody_else CHECK (from_id <> to_id),
  ADD CONSTRAINT ends_after_start CHECK (valid_to > valid_from);
ALTER TABLE pricing_request
  ADD CONSTRAINT kind_known CHECK (kind IN ('DISCOUNT', 'SPECIAL_PRICE', 'CAPITAL')),
  ADD CONSTRAINT status_known CHECK (status IN ('OPEN', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
  ADD CONSTRAINT mode_known CHECK (mode IN ('SEQUENTIAL', 'PARALLEL')),
  ADD CONSTRAINT asks_for_something CHECK (CASE kind WHEN 'CAPITAL' THEN amount_minor > 0 AND currency IS NOT NULL AND percent IS NULL
    ELSE percent > 0 AND percent <= 100 AND amount_minor IS NULL END),
  ADD CONSTRAINT decided_has_instant CHECK ((status = 'OPEN') = (decided_at IS NULL));
ALTER TABLE approval_step
  ADD CONSTRAINT decision_known CHECK (decision IN ('APPROVED', 'REJECTED')),
  ADD CONSTRAINT decided_by_somebody CHECK ((decision IS NULL) = (decided_by_id IS NULL) AND (decision IS NULL) = (decided_at IS NULL));

-- Orders.
ALTER TABLE sales_order
  ADD CONSTRAINT type_known CHECK (type IN ('NEW', 'MOVE', 'ADD', 'CHANGE', 'RENEWAL', 'TRANSFER', 'DISCONNECT')),
  ADD CONSTRAINT status_known CHECK (status IN ('DRAFT', 'SUBMITTED', 'IN_REVIEW', 'RETURNED', 'RATIFIED', 'REJECTED',
    'IN_FULFILMENT', 'ACTIVATED', 'CANCELLED')),
  ADD CONSTRAINT eligibility_known CHECK (eligibility IN ('PENDING', 'ELIGIBLE', 'INELIGIBLE')),
  ADD CONSTRAINT activated_has_day CHECK (status <> 'ACTIVATED' OR activated_on IS NOT NULL),
  ADD CONSTRAINT cancelled_has_day CHECK ((status = 'CANCELLED') = (cancelled_on IS NOT NULL)),
  ADD CONSTRAINT not_ratified_by_who_entered CHECK (decided_by_id <> entered_by_id),
  ADD CONSTRAINT totals_not_negative CHECK (one_off_total_minor >= 0 AND monthly_total_minor >= 0 AND building_cost_minor >= 0),
  ADD CONSTRAINT not_its_own_predecessor CHECK (previous_order_id <> id);
ALTER TABLE order_line
  ADD CONSTRAINT quantity_positive CHECK (quantity > 0),
  ADD CONSTRAINT charges_not_negative CHECK (one_off_minor >= 0 AND monthly_minor >= 0 AND cost_minor >= 0),
  ADD CONSTRAINT term_within_bounds CHECK (term_months BETWEEN 1 AND 240),
  ADD CONSTRAINT discount_is_a_percent CHECK (discount_percent BETWEEN 0 AND 100);
ALTER TABLE order_check
  ADD CONSTRAINT area_known CHECK (area IN ('COMPLETENESS', 'ACCURACY', 'APPROVALS')),
  ADD CONSTRAINT outcome_known CHECK (outcome IN ('PASS', 'FAIL', 'WAIVED', 'NOT_APPLICABLE')),
  ADD CONSTRAINT waived_by_somebody CHECK ((outcome = 'WAIVED') = (waived_by_id IS NOT NULL AND waived_at IS NOT NULL AND waive_reason IS NOT NULL));

-- What is ratified is what was sold: lines change in drafts and returned orders only.
CREATE FUNCTION portal_refuse_unless_editable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  owner uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.order_id ELSE NEW.order_id END;
BEGIN
  IF NOT EXISTS (SELECT FROM sales_order WHERE id = owner AND status IN ('DRAFT', 'RETURNED')) THEN
    RAISE EXCEPTION 'a line belongs to an order that is no longer edited' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
REVOKE EXECUTE ON FUNCTION portal_refuse_unless_editable FROM PUBLIC;
CREATE TRIGGER only_while_edited BEFORE INSERT OR UPDATE OR DELETE ON order_line FOR EACH ROW
  EXECUTE FUNCTION portal_refuse_unless_editable();

-- Billing: a fact never changes; to which order it belongs may be found later, once.
ALTER TABLE billing_fact
  ADD CONSTRAINT kind_known CHECK (kind IN ('INVOICE_LINE', 'PAYMENT', 'ALLOCATION', 'CREDIT', 'REFUND', 'WRITE_OFF')),
  ADD CONSTRAINT amount_positive CHECK (amount_minor > 0),
  ADD CONSTRAINT charge_known CHECK (charge IN ('ONE_OFF', 'MONTHLY')),
  ADD CONSTRAINT kind_tells_all CHECK (CASE kind
    WHEN 'INVOICE_LINE' THEN invoice_number IS NOT NULL AND charge IS NOT NULL
    WHEN 'PAYMENT' THEN payment_number IS NOT NULL
    WHEN 'ALLOCATION' THEN payment_number IS NOT NULL AND invoice_number IS NOT NULL
    ELSE invoice_number IS NOT NULL END);
CREATE TRIGGER facts_never_change BEFORE UPDATE ON billing_fact FOR EACH ROW
  WHEN (OLD.order_id IS NOT NULL OR (NEW.system, NEW.external_id, NEW.kind, NEW.invoice_number, NEW.payment_number, NEW.order_system,
      NEW.order_number, NEW.line_position, NEW.account_number, NEW.billing_code, NEW.charge, NEW.service_month, NEW.amount_minor, NEW.currency,
      NEW.occurred_on, NEW.is_vendor_fault, NEW.content_hash, NEW.booked_at)
    IS DISTINCT FROM (OLD.system, OLD.external_id, OLD.kind, OLD.invoice_number, OLD.payment_number, OLD.order_system,
      OLD.order_number, OLD.line_position, OLD.account_number, OLD.billing_code, OLD.charge, OLD.service_month, OLD.amount_minor, OLD.currency,
      OLD.occurred_on, OLD.is_vendor_fault, OLD.content_hash, OLD.booked_at))
  EXECUTE FUNCTION portal_refuse_change();
ALTER TABLE exchange_rate
  ADD CONSTRAINT rate_positive CHECK (rate > 0),
  ADD CONSTRAINT between_two_currencies CHECK (from_currency <> to_currency);

-- Plans: versions one after the other; what is published never changes, but for its end.
ALTER TABLE commission_plan_version
  ADD CONSTRAINT status_known CHECK (status IN ('DRAFT', 'PUBLISHED')),
  ADD CONSTRAINT payable_known CHECK (payable IN ('ON_ACTIVATION', 'PRO_RATA')),
  ADD CONSTRAINT disconnect_known CHECK (disconnect_takes IN ('BY_SCHEDULE', 'UNPAID_ONLY')),
  ADD CONSTRAINT hold_within_bounds CHECK (hold_days BETWEEN 0 AND 730),
  ADD CONSTRAINT published_is_complete CHECK (status = 'DRAFT' OR (published_at IS NOT NULL AND valid_from IS NOT NULL)),
  ADD CONSTRAINT ends_after_start CHECK (valid_to > valid_from),
  ADD CONSTRAINT commission_plan_version_one_at_a_time
    EXCLUDE USING gist (plan_id WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (status = 'PUBLISHED');
CREATE UNIQUE INDEX commission_plan_version_one_draft ON commission_plan_version (plan_id) WHERE status = 'DRAFT';
CREATE TRIGGER published_never_changes BEFORE UPDATE ON commission_plan_version FOR EACH ROW
  WHEN (OLD.status <> 'DRAFT' AND (NEW.plan_id, NEW.number, NEW.status, NEW.valid_from, NEW.payable, NEW.hold_days, NEW.clawback,
      NEW.disconnect_takes, NEW.uses_tier_modifier, NEW.published_at)
    IS DISTINCT FROM (OLD.plan_id, OLD.number, OLD.status, OLD.valid_from, OLD.payable, OLD.hold_days, OLD.clawback,
      OLD.disconnect_takes, OLD.uses_tier_modifier, OLD.published_at))
  EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER only_in_drafts BEFORE INSERT OR UPDATE OR DELETE ON plan_rule FOR EACH ROW
  EXECUTE FUNCTION portal_refuse_unless_draft('commission_plan_version');
ALTER TABLE plan_rule
  ADD CONSTRAINT limits_not_negative CHECK (cap_minor >= 0 AND floor_minor >= 0),
  ADD CONSTRAINT floor_below_cap CHECK (floor_minor <= cap_minor);
ALTER TABLE plan_assignment
  ADD CONSTRAINT ends_after_start CHECK (valid_to > valid_from),
  ADD CONSTRAINT plan_assignment_one_at_a_time
    EXCLUDE USING gist (program_id WITH =, coalesce(tier_code, '') WITH =, daterange(valid_from, valid_to) WITH &&);
ALTER TABLE plan_override
  ADD CONSTRAINT ends_after_start CHECK (valid_to > valid_from),
  ADD CONSTRAINT plan_override_one_at_a_time EXCLUDE USING gist (partner_id WITH =, daterange(valid_from, valid_to) WITH &&);
ALTER TABLE spiff
  ADD CONSTRAINT status_known CHECK (status IN ('DRAFT', 'PUBLISHED', 'CLOSED')),
  ADD CONSTRAINT formula_known CHECK (CASE formula WHEN 'FLAT' THEN amount_minor > 0 AND percent IS NULL
    WHEN 'PERCENT' THEN percent > 0 AND percent <= 100 AND amount_minor IS NULL ELSE false END),
  ADD CONSTRAINT ends_after_start CHECK (valid_to > valid_from),
  ADD CONSTRAINT cap_not_negative CHECK (cap_minor > 0),
  ADD CONSTRAINT spiff_budget_not_overspent CHECK (spent_minor BETWEEN 0 AND budget_minor);
CREATE UNIQUE INDEX spiff_consent_once ON spiff_consent (partner_id, spiff_id, coalesce(membership_id, '00000000-0000-0000-0000-000000000000'))
  WHERE revoked_at IS NULL;

-- Earnings.
ALTER TABLE commission_earning
  ADD CONSTRAINT booking_rate_positive CHECK (booking_rate > 0),
  ADD CONSTRAINT own_currency_at_par CHECK (currency <> settlement_currency OR booking_rate = 1);
ALTER TABLE earning_revision
  ADD CONSTRAINT amounts_not_negative CHECK (amount_minor >= 0 AND revenue_minor >= 0),
  ADD CONSTRAINT share_of_one CHECK (share_numerator > 0 AND share_numerator <= share_denominator),
  ADD CONSTRAINT number_positive CHECK (number > 0);
ALTER TABLE commission_correction
  ADD CONSTRAINT status_known CHECK (status IN ('PROPOSED', 'APPROVED_ONCE', 'APPLIED', 'REJECTED')),
  ADD CONSTRAINT ends_after_start CHECK (until_on > from_on),
  ADD CONSTRAINT three_people CHECK (first_approved_by_id <> entered_by_id AND second_approved_by_id <> entered_by_id
    AND second_approved_by_id <> first_approved_by_id),
  ADD CONSTRAINT applied_is_twice_approved CHECK (status <> 'APPLIED' OR (first_approved_by_id IS NOT NULL AND second_approved_by_id IS NOT NULL
    AND applied_at IS NOT NULL));
ALTER TABLE commission_simulation
  ADD CONSTRAINT status_known CHECK (status IN ('QUEUED', 'RUNNING', 'DONE', 'FAILED')),
  ADD CONSTRAINT ends_after_start CHECK (until_on > from_on);

-- The ledger: which movements there are, and what each says on a statement.
ALTER TABLE ledger_entry
  ADD CONSTRAINT amount_positive CHECK (amount_minor > 0),
  ADD CONSTRAINT movement_known CHECK ((kind, from_account, to_account) IN (
    ('ACCRUAL', 'EXPENSE', 'ACCRUED'), ('ACCRUAL', 'SPIFF_BUDGET', 'ACCRUED'),
    ('REVERSAL', 'ACCRUED', 'EXPENSE'), ('REVERSAL', 'ACCRUED', 'SPIFF_BUDGET'),
    ('RELEASE', 'ACCRUED', 'PAYABLE'),
    ('CLAWBACK', 'PAYABLE', 'EXPENSE'), ('CLAWBACK', 'PAYABLE', 'SPIFF_BUDGET'), ('CLAWBACK', 'HELD', 'EXPENSE'),
    ('RECOVERY', 'RECOVERABLE', 'EXPENSE'), ('RECOVERY', 'RECOVERABLE', 'SPIFF_BUDGET'),
    ('RECOVERY', 'PAYABLE', 'CLEARING'), ('RECOVERY', 'PAYABLE', 'EXCHANGE'), ('RECOVERY', 'EXCHANGE', 'CLEARING'),
    ('RECOVERY', 'RECOVERABLE', 'CLEARING'), ('RECOVERY', 'RECOVERABLE', 'EXCHANGE'),
    ('RECOVERY', 'CLEARING', 'EXPENSE'), ('RECOVERY', 'CLEARING', 'SPIFF_BUDGET'),
    ('ADJUSTMENT', 'EXPENSE', 'PAYABLE'), ('ADJUSTMENT', 'PAYABLE', 'EXPENSE'), ('ADJUSTMENT', 'HELD', 'EXPENSE'),
    ('ADJUSTMENT', 'RECOVERABLE', 'EXPENSE'),
    ('HOLD', 'PAYABLE', 'HELD'), ('HOLD_LIFTED', 'HELD', 'PAYABLE'),
    ('EXCHANGE', 'PAYABLE', 'CLEARING'), ('EXCHANGE', 'CLEARING', 'PAYABLE'), ('EXCHANGE', 'CLEARING', 'EXCHANGE'),
    ('EXCHANGE', 'EXCHANGE', 'PAYABLE'), ('EXCHANGE', 'RECOVERABLE', 'CLEARING'), ('EXCHANGE', 'CLEARING', 'RECOVERABLE'),
    ('EXCHANGE', 'EXCHANGE', 'CLEARING'),
    ('OFFSET', 'PAYABLE', 'RECOVERABLE'),
    ('WITHHOLDING', 'PAYABLE', 'WITHHOLDING'), ('WITHHOLDING', 'WITHHOLDING', 'PAYABLE'),
    ('PAYOUT', 'PAYABLE', 'IN_TRANSIT'), ('SETTLEMENT', 'IN_TRANSIT', 'PAID'), ('RETURN', 'IN_TRANSIT', 'PAYABLE'),
    ('WRITE_OFF', 'WRITTEN_OFF', 'RECOVERABLE'))),
  ADD CONSTRAINT statement_minor_follows CHECK (statement_minor =
    (CASE WHEN to_account IN ('PAYABLE', 'HELD', 'RECOVERABLE') THEN amount_minor ELSE 0 END)
    - (CASE WHEN from_account IN ('PAYABLE', 'HELD', 'RECOVERABLE') THEN amount_minor ELSE 0 END)),
  ADD CONSTRAINT exchange_rate_positive CHECK (exchange_rate > 0);
ALTER TABLE commission_period
  ADD CONSTRAINT status_known CHECK (status IN ('OPEN', 'CLOSING', 'CLOSED')),
  ADD CONSTRAINT ends_after_start CHECK (ends_on > starts_on),
  ADD CONSTRAINT months_do_not_overlap EXCLUDE USING gist (daterange(starts_on, ends_on) WITH &&);

-- Nothing is booked in a month whose close began. Whoever books holds the month open until the end of the transaction.
CREATE FUNCTION portal_refuse_closed_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Waits for a close that has begun, and makes one that would begin wait for this transaction.
  PERFORM FROM commission_period WHERE label IN (SELECT period FROM added) ORDER BY label FOR SHARE;
  IF EXISTS (SELECT FROM commission_period WHERE label IN (SELECT period FROM added) AND status <> 'OPEN') THEN
    RAISE EXCEPTION 'the period is closed' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_period_open';
  END IF;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION portal_refuse_closed_period FROM PUBLIC;
CREATE TRIGGER only_in_open_periods AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_closed_period();

-- No account of an earning gives more than it has, and no more comes back of it than it cost.
CREATE FUNCTION portal_refuse_overdraft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  overdrawn record;
BEGIN
  SELECT t.account, t.currency, t.balance INTO overdrawn
  FROM (SELECT DISTINCT partner_id, earning_id, currency FROM added) AS a
  CROSS JOIN LATERAL (
    SELECT m.account, a.currency, sum(m.amount) AS balance
    FROM ledger_entry AS e
    CROSS JOIN LATERAL (VALUES (e.to_account, e.amount_minor), (e.from_account, -e.amount_minor)) AS m (account, amount)
    WHERE e.partner_id = a.partner_id AND e.currency = a.currency
      AND (e.earning_id = a.earning_id OR (a.earning_id IS NULL AND e.earning_id IS NULL))
    GROUP BY m.account
  ) AS t
  WHERE (t.account IN ('ACCRUED', 'PAYABLE', 'HELD', 'IN_TRANSIT', 'PAID', 'WITHHOLDING') AND t.balance < 0)
    OR (t.account IN ('EXPENSE', 'SPIFF_BUDGET') AND t.balance > 0)
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'account % in % would stand at %', overdrawn.account, overdrawn.currency, overdrawn.balance
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_not_overdrawn';
  END IF;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION portal_refuse_overdraft FROM PUBLIC;
CREATE TRIGGER not_overdrawn AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_overdraft();

-- Statements, disputes, payouts.
ALTER TABLE statement
  ADD CONSTRAINT status_known CHECK (status IN ('DRAFT', 'APPROVED', 'ISSUED', 'ACCEPTED')),
  ADD CONSTRAINT approved_by_somebody CHECK (status = 'DRAFT' OR (approved_by_id IS NOT NULL AND approved_at IS NOT NULL)),
  ADD CONSTRAINT issued_has_instant CHECK ((status IN ('ISSUED', 'ACCEPTED')) = (issued_at IS NOT NULL)),
  ADD CONSTRAINT accepted_has_instant CHECK ((status = 'ACCEPTED') = (accepted_at IS NOT NULL)),
  ADD CONSTRAINT hash_is_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$');
CREATE TRIGGER issued_never_changes BEFORE UPDATE ON statement FOR EACH ROW
  WHEN (OLD.status IN ('ISSUED', 'ACCEPTED') AND ((NEW.partner_id, NEW.currency, NEW.period, NEW.opening_minor, NEW.closing_minor, NEW.line_count,
      NEW.sha256, NEW.drafted_at, NEW.approved_by_id, NEW.approved_at, NEW.issued_at, NEW.accepts_on)
    IS DISTINCT FROM (OLD.partner_id, OLD.currency, OLD.period, OLD.opening_minor, OLD.closing_minor, OLD.line_count,
      OLD.sha256, OLD.drafted_at, OLD.approved_by_id, OLD.approved_at, OLD.issued_at, OLD.accepts_on) OR NEW.status NOT IN ('ISSUED', 'ACCEPTED')
      OR OLD.status = 'ACCEPTED'))
  EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER issued_is_never_removed BEFORE DELETE ON statement FOR EACH ROW
  WHEN (OLD.status IN ('ISSUED', 'ACCEPTED')) EXECUTE FUNCTION portal_refuse_change();
ALTER TABLE commission_settings
  ADD CONSTRAINT one_row CHECK (id = 1),
  ADD CONSTRAINT days_within_bounds CHECK (acceptance_days BETWEEN 1 AND 365 AND dispute_days BETWEEN 1 AND 3650 AND bank_hold_days BETWEEN 0 AND 90);
ALTER TABLE payout_minimum ADD CONSTRAINT amount_not_negative CHECK (amount_minor >= 0);
ALTER TABLE dispute
  ADD CONSTRAINT kind_known CHECK (kind IN ('LINE', 'MISSING', 'OVERPAYMENT')),
  ADD CONSTRAINT status_known CHECK (status IN ('OPEN', 'NEEDS_INFO', 'UPHELD', 'PARTLY_UPHELD', 'REJECTED', 'WITHDRAWN')),
  ADD CONSTRAINT line_is_named CHECK ((kind = 'MISSING') = (entry_id IS NULL)),
  ADD CONSTRAINT held_not_negative CHECK (held_minor >= 0);
CREATE UNIQUE INDEX dispute_one_for_a_line ON dispute (entry_id) WHERE status IN ('OPEN', 'NEEDS_INFO');
ALTER TABLE dispute_comment ADD CONSTRAINT author_kind_known CHECK (author_kind IN ('STAFF', 'PARTNER'));
ALTER TABLE dispute_decision ADD CONSTRAINT outcome_known CHECK (outcome IN ('UPHELD', 'PARTLY_UPHELD', 'REJECTED'));
ALTER TABLE payee_account
  ADD CONSTRAINT verified_by_somebody_else CHECK (verified_by_id <> entered_by_id),
  ADD CONSTRAINT verified_has_instant CHECK ((verified_by_id IS NULL) = (verified_at IS NULL)),
  ADD CONSTRAINT withholding_is_a_percent CHECK (withholding_percent >= 0 AND withholding_percent < 100);
CREATE TRIGGER details_never_change BEFORE UPDATE ON payee_account FOR EACH ROW
  WHEN ((NEW.partner_id, NEW.membership_id, NEW.country_code, NEW.currency, NEW.masked, NEW.holder_masked, NEW.fingerprint, NEW.entered_by_id, NEW.entered_at)
    IS DISTINCT FROM (OLD.partner_id, OLD.membership_id, OLD.country_code, OLD.currency, OLD.masked, OLD.holder_masked, OLD.fingerprint, OLD.entered_by_id,
      OLD.entered_at))
  EXECUTE FUNCTION portal_refuse_change();
CREATE UNIQUE INDEX payee_account_one_at_a_time ON payee_account (partner_id, coalesce(membership_id, '00000000-0000-0000-0000-000000000000'))
  WHERE revoked_at IS NULL;
ALTER TABLE payout_hold ADD CONSTRAINT lifted_by_somebody CHECK ((lifted_at IS NULL) = (lifted_by_id IS NULL));
ALTER TABLE payout
  ADD CONSTRAINT status_known CHECK (status IN ('DRAFT', 'APPROVED', 'SENT', 'SETTLED', 'RETURNED', 'CANCELLED')),
  ADD CONSTRAINT amount_positive CHECK (amount_minor > 0 AND withheld_minor >= 0),
  ADD CONSTRAINT four_eyes CHECK (approved_by_id <> drafted_by_id),
  ADD CONSTRAINT sent_is_approved CHECK (status IN ('DRAFT', 'CANCELLED') OR (approved_by_id IS NOT NULL AND approved_at IS NOT NULL)),
  ADD CONSTRAINT sent_has_instant CHECK (status NOT IN ('SENT', 'SETTLED', 'RETURNED') OR sent_at IS NOT NULL),
  ADD CONSTRAINT settled_has_day CHECK ((status = 'SETTLED') = (settled_on IS NOT NULL)),
  ADD CONSTRAINT returned_has_reason CHECK (status <> 'RETURNED' OR (returned_at IS NOT NULL AND return_reason IS NOT NULL));
CREATE UNIQUE INDEX payout_one_on_its_way ON payout (payee_account_id) WHERE status IN ('DRAFT', 'APPROVED');
ALTER TABLE reporting_threshold ADD CONSTRAINT amount_not_negative CHECK (amount_minor >= 0 AND year BETWEEN 2000 AND 2200);
ALTER TABLE recoverable_write_off
  ADD CONSTRAINT status_known CHECK (status IN ('PROPOSED', 'APPROVED', 'REJECTED')),
  ADD CONSTRAINT amount_positive CHECK (amount_minor > 0),
  ADD CONSTRAINT decided_by_somebody_else CHECK (decided_by_id <> proposed_by_id),
  ADD CONSTRAINT decided_by_somebody CHECK ((status = 'PROPOSED') = (decided_by_id IS NULL));

SET ROLE portal_job;
INSERT INTO commission_settings (id) VALUES (1) ON CONFLICT DO NOTHING;
INSERT INTO response_standard (subject, warn_minutes, breach_minutes)
  VALUES ('ORDER_RATIFICATION', 8 * 60, 16 * 60), ('DISPUTE_DECISION', 40 * 60, 80 * 60) ON CONFLICT DO NOTHING;
RESET ROLE;
