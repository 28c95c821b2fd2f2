-- CreateTable
CREATE TABLE "certification_program" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "product_id" UUID,
    "parent_id" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "certification_program_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certification_version" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "program_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'DRAFT',
    "validity_months" INTEGER,
    "renewal_window_days" INTEGER NOT NULL,
    "leaver_grace_days" INTEGER NOT NULL,
    "partner_types" TEXT[],
    "launch_on" DATE,
    "transition" TEXT,
    "transition_until" DATE,
    "published_at" TIMESTAMPTZ(3),
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "certification_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certification_prerequisite" (
    "version_id" UUID NOT NULL,
    "program_id" UUID NOT NULL,

    CONSTRAINT "certification_prerequisite_pkey" PRIMARY KEY ("version_id","program_id")
);

-- CreateTable
CREATE TABLE "certification_group" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "version_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "needed" INTEGER,

    CONSTRAINT "certification_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certification_requirement" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "version_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "external_code" TEXT,
    "pass_mark_percent" DECIMAL(5,2),
    "attempts_max" INTEGER,
    "cool_down_days" INTEGER,
    "template_id" UUID,
    "is_bridge" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "certification_requirement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrolment" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "person_id" UUID NOT NULL,
    "program_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "partner_id" UUID,
    "membership_id" UUID,
    "path" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'OPEN',
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_by_id" UUID,
    "ended_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "enrolment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrolment_progress" (
    "enrolment_id" UUID NOT NULL,
    "requirement_id" UUID NOT NULL,
    "partner_id" UUID,
    "membership_id" UUID,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "best_percent" DECIMAL(5,2),
    "fulfilled_at" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3),
    "evidence" TEXT,
    "result_id" UUID,

    CONSTRAINT "enrolment_progress_pkey" PRIMARY KEY ("enrolment_id","requirement_id")
);

-- CreateTable
CREATE TABLE "certification_result" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "source" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "external_code" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "score_percent" DECIMAL(5,2),
    "evidence" TEXT,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by_id" UUID,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "certification_result_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certification_award" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "person_id" UUID NOT NULL,
    "program_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "enrolment_id" UUID,
    "partner_id" UUID,
    "membership_id" UUID,
    "code" TEXT NOT NULL,
    "awarded_on" DATE NOT NULL,
    "valid_from" DATE NOT NULL,
    "ends_on" DATE,
    "renewal_of_id" UUID,
    "revoked_at" TIMESTAMPTZ(3),
    "revoke_reason" TEXT,
    "expired_at" TIMESTAMPTZ(3),
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "certification_award_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certification_award_change" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "award_id" UUID NOT NULL,
    "cause" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "ends_on" DATE,
    "actor_id" UUID,
    "booked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "certification_award_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certification_reminder" (
    "award_id" UUID NOT NULL,
    "ends_on" DATE NOT NULL,
    "days_before" INTEGER NOT NULL,
    "reminded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "certification_reminder_pkey" PRIMARY KEY ("award_id","ends_on","days_before")
);

-- CreateTable
CREATE TABLE "implementation" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "referral_id" UUID,
    "product_id" UUID,
    "customer_name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "planned_go_live_on" DATE NOT NULL,
    "actual_go_live_on" DATE,
    "signed_off_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "implementation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "implementation_member" (
    "implementation_id" UUID NOT NULL,
    "partner_id" UUID NOT NULL,
    "membership_id" UUID NOT NULL,
    "role" TEXT NOT NULL,

    CONSTRAINT "implementation_member_pkey" PRIMARY KEY ("implementation_id","membership_id")
);

-- CreateTable
CREATE TABLE "implementation_review" (
    "implementation_id" UUID NOT NULL,
    "customer_id" UUID,
    "signed_off_by_id" UUID,
    "note" TEXT,

    CONSTRAINT "implementation_review_pkey" PRIMARY KEY ("implementation_id")
);

-- CreateTable
CREATE TABLE "satisfaction_response" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "implementation_id" UUID,
    "source" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "score" SMALLINT NOT NULL,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "satisfaction_response_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner_program" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "partner_program_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "program_version" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "program_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'DRAFT',
    "valid_from" DATE,
    "valid_to" DATE,
    "partner_types" TEXT[],
    "approval" TEXT NOT NULL,
    "review_grain" TEXT NOT NULL,
    "grace_days" INTEGER NOT NULL,
    "notice_days" INTEGER NOT NULL,
    "tier_dates" JSONB NOT NULL,
    "rates" JSONB NOT NULL,
    "stage_weights" JSONB NOT NULL,
    "published_at" TIMESTAMPTZ(3),
    "created_by_id" UUID,

    CONSTRAINT "program_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "program_tier" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "version_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "mode" TEXT NOT NULL,
    "score_needed" DECIMAL(20,6),

    CONSTRAINT "program_tier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "program_requirement" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "version_id" UUID NOT NULL,
    "tier_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "certification_program_id" UUID,
    "threshold" DECIMAL(38,6) NOT NULL,
    "level" TEXT NOT NULL,
    "window_kind" TEXT NOT NULL,
    "window_months" INTEGER,
    "is_pro_rated" BOOLEAN NOT NULL DEFAULT false,
    "points" DECIMAL(20,6),
    "floor" DECIMAL(38,6),
    "effort" DECIMAL(20,6) NOT NULL DEFAULT 1,

    CONSTRAINT "program_requirement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tier_benefit" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "version_id" UUID NOT NULL,
    "tier_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "factor" DECIMAL(12,6),
    "amount_minor" BIGINT,
    "currency" TEXT,
    "quantity" INTEGER,
    "level" TEXT,
    "due_days" INTEGER NOT NULL,

    CONSTRAINT "tier_benefit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tier_placement" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "program_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "tier_id" UUID NOT NULL,
    "cause" TEXT NOT NULL,
    "reason" TEXT,
    "effective_on" DATE NOT NULL,
    "review_id" UUID,
    "decided_by_id" UUID,
    "booked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tier_placement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "requirement_waiver" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "program_id" UUID NOT NULL,
    "requirement_code" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "granted_by_id" UUID NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_by_id" UUID,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "requirement_waiver_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "benefit_entitlement" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "program_id" UUID NOT NULL,
    "placement_id" UUID NOT NULL,
    "benefit_id" UUID NOT NULL,
    "starts_on" DATE NOT NULL,
    "due_on" DATE NOT NULL,
    "ended_on" DATE,
    "provisioned_at" TIMESTAMPTZ(3),
    "provisioned_by_id" UUID,
    "reference" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "benefit_entitlement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tier_review" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "program_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "period" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "from_tier_id" UUID,
    "to_tier_id" UUID,
    "explanation" JSONB NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "noticed_at" TIMESTAMPTZ(3),
    "effective_on" DATE,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "tier_review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner_standing" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "program_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "tier_id" UUID,
    "tier_rank" INTEGER NOT NULL,
    "tier_since" DATE,
    "attained_tier_id" UUID,
    "next_tier_id" UUID,
    "status" TEXT NOT NULL,
    "movement" TEXT,
    "moved_on" DATE,
    "is_at_risk" BOOLEAN NOT NULL,
    "next_tier_percent" DECIMAL(5,2),
    "requirements_met" INTEGER NOT NULL,
    "requirements_total" INTEGER NOT NULL,
    "period" TEXT NOT NULL,
    "period_from" DATE NOT NULL,
    "period_until" DATE NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "partner_standing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attainment" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "program_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "requirement_id" UUID NOT NULL,
    "period" TEXT NOT NULL,
    "period_from" DATE NOT NULL,
    "period_until" DATE NOT NULL,
    "actual" DECIMAL(38,6) NOT NULL,
    "target" DECIMAL(38,6) NOT NULL,
    "percent" DECIMAL(20,2) NOT NULL,
    "gap" DECIMAL(38,6) NOT NULL,
    "status" TEXT NOT NULL,
    "is_provisional" BOOLEAN NOT NULL,
    "projection" DECIMAL(38,6),
    "projection_method" TEXT,
    "waiver_id" UUID,
    "lapses_on" DATE,
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attainment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "certification_program_code_key" ON "certification_program"("code");

-- CreateIndex
CREATE INDEX "certification_program_name_id_idx" ON "certification_program"("name", "id");

-- CreateIndex
CREATE INDEX "certification_program_parent_id_idx" ON "certification_program"("parent_id");

-- CreateIndex
CREATE INDEX "certification_program_product_id_idx" ON "certification_program"("product_id");

-- CreateIndex
CREATE UNIQUE INDEX "certification_version_program_id_number_key" ON "certification_version"("program_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "certification_version_id_program_id_key" ON "certification_version"("id", "program_id");

-- CreateIndex
CREATE INDEX "certification_prerequisite_program_id_idx" ON "certification_prerequisite"("program_id");

-- CreateIndex
CREATE UNIQUE INDEX "certification_group_version_id_position_key" ON "certification_group"("version_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "certification_group_id_version_id_key" ON "certification_group"("id", "version_id");

-- CreateIndex
CREATE INDEX "certification_requirement_external_code_idx" ON "certification_requirement"("external_code");

-- CreateIndex
CREATE INDEX "certification_requirement_template_id_idx" ON "certification_requirement"("template_id");

-- CreateIndex
CREATE UNIQUE INDEX "certification_requirement_version_id_code_key" ON "certification_requirement"("version_id", "code");

-- CreateIndex
CREATE UNIQUE INDEX "certification_requirement_group_id_position_key" ON "certification_requirement"("group_id", "position");

-- CreateIndex
CREATE INDEX "enrolment_partner_id_opened_at_id_idx" ON "enrolment"("partner_id", "opened_at", "id");

-- CreateIndex
CREATE INDEX "enrolment_opened_at_id_idx" ON "enrolment"("opened_at", "id");

-- CreateIndex
CREATE INDEX "enrolment_person_id_idx" ON "enrolment"("person_id");

-- CreateIndex
CREATE INDEX "enrolment_program_id_status_opened_at_id_idx" ON "enrolment"("program_id", "status", "opened_at", "id");

-- CreateIndex
CREATE INDEX "enrolment_version_id_idx" ON "enrolment"("version_id");

-- CreateIndex
CREATE INDEX "enrolment_membership_id_idx" ON "enrolment"("membership_id");

-- CreateIndex
CREATE INDEX "enrolment_progress_partner_id_idx" ON "enrolment_progress"("partner_id");

-- CreateIndex
CREATE INDEX "enrolment_progress_requirement_id_idx" ON "enrolment_progress"("requirement_id");

-- CreateIndex
CREATE INDEX "certification_result_person_id_kind_external_code_happened__idx" ON "certification_result"("person_id", "kind", "external_code", "happened_at");

-- CreateIndex
CREATE UNIQUE INDEX "certification_result_source_source_id_key" ON "certification_result"("source", "source_id");

-- CreateIndex
CREATE UNIQUE INDEX "certification_award_enrolment_id_key" ON "certification_award"("enrolment_id");

-- CreateIndex
CREATE UNIQUE INDEX "certification_award_code_key" ON "certification_award"("code");

-- CreateIndex
CREATE UNIQUE INDEX "certification_award_renewal_of_id_key" ON "certification_award"("renewal_of_id");

-- CreateIndex
CREATE INDEX "certification_award_partner_id_awarded_on_id_idx" ON "certification_award"("partner_id", "awarded_on", "id");

-- CreateIndex
CREATE INDEX "certification_award_awarded_on_id_idx" ON "certification_award"("awarded_on", "id");

-- CreateIndex
CREATE INDEX "certification_award_person_id_program_id_valid_from_idx" ON "certification_award"("person_id", "program_id", "valid_from");

-- CreateIndex
CREATE INDEX "certification_award_program_id_ends_on_idx" ON "certification_award"("program_id", "ends_on");

-- CreateIndex
CREATE INDEX "certification_award_version_id_idx" ON "certification_award"("version_id");

-- CreateIndex
CREATE INDEX "certification_award_ends_on_id_idx" ON "certification_award"("ends_on", "id");

-- CreateIndex
CREATE INDEX "certification_award_membership_id_idx" ON "certification_award"("membership_id");

-- CreateIndex
CREATE INDEX "certification_award_change_award_id_booked_at_id_idx" ON "certification_award_change"("award_id", "booked_at", "id");

-- CreateIndex
CREATE INDEX "implementation_partner_id_created_at_id_idx" ON "implementation"("partner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "implementation_created_at_id_idx" ON "implementation"("created_at", "id");

-- CreateIndex
CREATE INDEX "implementation_status_created_at_id_idx" ON "implementation"("status", "created_at", "id");

-- CreateIndex
CREATE INDEX "implementation_referral_id_idx" ON "implementation"("referral_id");

-- CreateIndex
CREATE INDEX "implementation_product_id_idx" ON "implementation"("product_id");

-- CreateIndex
CREATE UNIQUE INDEX "implementation_id_partner_id_key" ON "implementation"("id", "partner_id");

-- CreateIndex
CREATE INDEX "implementation_member_partner_id_idx" ON "implementation_member"("partner_id");

-- CreateIndex
CREATE INDEX "implementation_member_membership_id_idx" ON "implementation_member"("membership_id");

-- CreateIndex
CREATE INDEX "implementation_review_customer_id_idx" ON "implementation_review"("customer_id");

-- CreateIndex
CREATE INDEX "satisfaction_response_partner_id_answered_at_id_idx" ON "satisfaction_response"("partner_id", "answered_at", "id");

-- CreateIndex
CREATE INDEX "satisfaction_response_implementation_id_idx" ON "satisfaction_response"("implementation_id");

-- CreateIndex
CREATE UNIQUE INDEX "satisfaction_response_source_source_id_key" ON "satisfaction_response"("source", "source_id");

-- CreateIndex
CREATE UNIQUE INDEX "partner_program_code_key" ON "partner_program"("code");

-- CreateIndex
CREATE INDEX "partner_program_name_id_idx" ON "partner_program"("name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "program_version_program_id_number_key" ON "program_version"("program_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "program_version_id_program_id_key" ON "program_version"("id", "program_id");

-- CreateIndex
CREATE UNIQUE INDEX "program_tier_version_id_code_key" ON "program_tier"("version_id", "code");

-- CreateIndex
CREATE UNIQUE INDEX "program_tier_version_id_rank_key" ON "program_tier"("version_id", "rank");

-- CreateIndex
CREATE UNIQUE INDEX "program_tier_id_version_id_key" ON "program_tier"("id", "version_id");

-- CreateIndex
CREATE INDEX "program_requirement_certification_program_id_idx" ON "program_requirement"("certification_program_id");

-- CreateIndex
CREATE UNIQUE INDEX "program_requirement_tier_id_code_key" ON "program_requirement"("tier_id", "code");

-- CreateIndex
CREATE UNIQUE INDEX "program_requirement_tier_id_position_key" ON "program_requirement"("tier_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "program_requirement_id_version_id_key" ON "program_requirement"("id", "version_id");

-- CreateIndex
CREATE UNIQUE INDEX "tier_benefit_tier_id_code_key" ON "tier_benefit"("tier_id", "code");

-- CreateIndex
CREATE UNIQUE INDEX "tier_benefit_tier_id_position_key" ON "tier_benefit"("tier_id", "position");

-- CreateIndex
CREATE INDEX "tier_placement_partner_id_program_id_effective_on_booked_at_idx" ON "tier_placement"("partner_id", "program_id", "effective_on", "booked_at");

-- CreateIndex
CREATE INDEX "tier_placement_program_id_booked_at_idx" ON "tier_placement"("program_id", "booked_at");

-- CreateIndex
CREATE INDEX "tier_placement_tier_id_idx" ON "tier_placement"("tier_id");

-- CreateIndex
CREATE INDEX "tier_placement_version_id_idx" ON "tier_placement"("version_id");

-- CreateIndex
CREATE INDEX "tier_placement_review_id_idx" ON "tier_placement"("review_id");

-- CreateIndex
CREATE UNIQUE INDEX "tier_placement_id_partner_id_key" ON "tier_placement"("id", "partner_id");

-- CreateIndex
CREATE INDEX "requirement_waiver_partner_id_program_id_valid_from_idx" ON "requirement_waiver"("partner_id", "program_id", "valid_from");

-- CreateIndex
CREATE INDEX "requirement_waiver_program_id_idx" ON "requirement_waiver"("program_id");

-- CreateIndex
CREATE UNIQUE INDEX "requirement_waiver_id_partner_id_key" ON "requirement_waiver"("id", "partner_id");

-- CreateIndex
CREATE INDEX "benefit_entitlement_partner_id_due_on_id_idx" ON "benefit_entitlement"("partner_id", "due_on", "id");

-- CreateIndex
CREATE INDEX "benefit_entitlement_due_on_id_idx" ON "benefit_entitlement"("due_on", "id");

-- CreateIndex
CREATE INDEX "benefit_entitlement_benefit_id_idx" ON "benefit_entitlement"("benefit_id");

-- CreateIndex
CREATE INDEX "benefit_entitlement_program_id_idx" ON "benefit_entitlement"("program_id");

-- CreateIndex
CREATE UNIQUE INDEX "benefit_entitlement_placement_id_benefit_id_key" ON "benefit_entitlement"("placement_id", "benefit_id");

-- CreateIndex
CREATE INDEX "tier_review_partner_id_program_id_proposed_at_idx" ON "tier_review"("partner_id", "program_id", "proposed_at");

-- CreateIndex
CREATE INDEX "tier_review_program_id_status_proposed_at_id_idx" ON "tier_review"("program_id", "status", "proposed_at", "id");

-- CreateIndex
CREATE INDEX "tier_review_proposed_at_id_idx" ON "tier_review"("proposed_at", "id");

-- CreateIndex
CREATE INDEX "tier_review_version_id_idx" ON "tier_review"("version_id");

-- CreateIndex
CREATE INDEX "tier_review_from_tier_id_idx" ON "tier_review"("from_tier_id");

-- CreateIndex
CREATE INDEX "tier_review_to_tier_id_idx" ON "tier_review"("to_tier_id");

-- CreateIndex
CREATE UNIQUE INDEX "tier_review_id_partner_id_key" ON "tier_review"("id", "partner_id");

-- CreateIndex
CREATE INDEX "partner_standing_program_id_tier_rank_id_idx" ON "partner_standing"("program_id", "tier_rank", "id");

-- CreateIndex
CREATE INDEX "partner_standing_program_id_status_tier_rank_id_idx" ON "partner_standing"("program_id", "status", "tier_rank", "id");

-- CreateIndex
CREATE INDEX "partner_standing_program_id_movement_tier_rank_id_idx" ON "partner_standing"("program_id", "movement", "tier_rank", "id");

-- CreateIndex
CREATE INDEX "partner_standing_program_id_is_at_risk_tier_rank_id_idx" ON "partner_standing"("program_id", "is_at_risk", "tier_rank", "id");

-- CreateIndex
CREATE INDEX "partner_standing_program_id_as_of_idx" ON "partner_standing"("program_id", "as_of");

-- CreateIndex
CREATE INDEX "partner_standing_tier_id_idx" ON "partner_standing"("tier_id");

-- CreateIndex
CREATE INDEX "partner_standing_attained_tier_id_idx" ON "partner_standing"("attained_tier_id");

-- CreateIndex
CREATE INDEX "partner_standing_next_tier_id_idx" ON "partner_standing"("next_tier_id");

-- CreateIndex
CREATE INDEX "partner_standing_version_id_idx" ON "partner_standing"("version_id");

-- CreateIndex
CREATE UNIQUE INDEX "partner_standing_partner_id_program_id_key" ON "partner_standing"("partner_id", "program_id");

-- CreateIndex
CREATE INDEX "attainment_program_id_period_requirement_id_status_id_idx" ON "attainment"("program_id", "period", "requirement_id", "status", "id");

-- CreateIndex
CREATE INDEX "attainment_requirement_id_idx" ON "attainment"("requirement_id");

-- CreateIndex
CREATE INDEX "attainment_version_id_idx" ON "attainment"("version_id");

-- CreateIndex
CREATE UNIQUE INDEX "attainment_partner_id_requirement_id_period_key" ON "attainment"("partner_id", "requirement_id", "period");

-- AddForeignKey
ALTER TABLE "certification_program" ADD CONSTRAINT "certification_program_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_program" ADD CONSTRAINT "certification_program_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "certification_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_version" ADD CONSTRAINT "certification_version_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "certification_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_prerequisite" ADD CONSTRAINT "certification_prerequisite_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "certification_version"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_prerequisite" ADD CONSTRAINT "certification_prerequisite_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "certification_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_group" ADD CONSTRAINT "certification_group_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "certification_version"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_requirement" ADD CONSTRAINT "certification_requirement_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "certification_version"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_requirement" ADD CONSTRAINT "certification_requirement_group_id_version_id_fkey" FOREIGN KEY ("group_id", "version_id") REFERENCES "certification_group"("id", "version_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_requirement" ADD CONSTRAINT "certification_requirement_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "agreement_template"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "certification_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_version_id_program_id_fkey" FOREIGN KEY ("version_id", "program_id") REFERENCES "certification_version"("id", "program_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_membership_id_partner_id_fkey" FOREIGN KEY ("membership_id", "partner_id") REFERENCES "membership"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "enrolment_progress" ADD CONSTRAINT "enrolment_progress_enrolment_id_fkey" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "enrolment_progress" ADD CONSTRAINT "enrolment_progress_requirement_id_fkey" FOREIGN KEY ("requirement_id") REFERENCES "certification_requirement"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_result" ADD CONSTRAINT "certification_result_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_award" ADD CONSTRAINT "certification_award_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_award" ADD CONSTRAINT "certification_award_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "certification_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_award" ADD CONSTRAINT "certification_award_version_id_program_id_fkey" FOREIGN KEY ("version_id", "program_id") REFERENCES "certification_version"("id", "program_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_award" ADD CONSTRAINT "certification_award_enrolment_id_fkey" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_award" ADD CONSTRAINT "certification_award_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_award" ADD CONSTRAINT "certification_award_membership_id_partner_id_fkey" FOREIGN KEY ("membership_id", "partner_id") REFERENCES "membership"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_award" ADD CONSTRAINT "certification_award_renewal_of_id_fkey" FOREIGN KEY ("renewal_of_id") REFERENCES "certification_award"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_award_change" ADD CONSTRAINT "certification_award_change_award_id_fkey" FOREIGN KEY ("award_id") REFERENCES "certification_award"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "certification_reminder" ADD CONSTRAINT "certification_reminder_award_id_fkey" FOREIGN KEY ("award_id") REFERENCES "certification_award"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "implementation" ADD CONSTRAINT "implementation_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "implementation" ADD CONSTRAINT "implementation_referral_id_partner_id_fkey" FOREIGN KEY ("referral_id", "partner_id") REFERENCES "referral"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "implementation" ADD CONSTRAINT "implementation_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "implementation_member" ADD CONSTRAINT "implementation_member_implementation_id_partner_id_fkey" FOREIGN KEY ("implementation_id", "partner_id") REFERENCES "implementation"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "implementation_member" ADD CONSTRAINT "implementation_member_membership_id_partner_id_fkey" FOREIGN KEY ("membership_id", "partner_id") REFERENCES "membership"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "implementation_review" ADD CONSTRAINT "implementation_review_implementation_id_fkey" FOREIGN KEY ("implementation_id") REFERENCES "implementation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "implementation_review" ADD CONSTRAINT "implementation_review_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "satisfaction_response" ADD CONSTRAINT "satisfaction_response_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "satisfaction_response" ADD CONSTRAINT "satisfaction_response_implementation_id_partner_id_fkey" FOREIGN KEY ("implementation_id", "partner_id") REFERENCES "implementation"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "program_version" ADD CONSTRAINT "program_version_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "partner_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "program_tier" ADD CONSTRAINT "program_tier_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "program_version"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "program_requirement" ADD CONSTRAINT "program_requirement_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "program_version"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "program_requirement" ADD CONSTRAINT "program_requirement_tier_id_version_id_fkey" FOREIGN KEY ("tier_id", "version_id") REFERENCES "program_tier"("id", "version_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "program_requirement" ADD CONSTRAINT "program_requirement_certification_program_id_fkey" FOREIGN KEY ("certification_program_id") REFERENCES "certification_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tier_benefit" ADD CONSTRAINT "tier_benefit_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "program_version"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tier_benefit" ADD CONSTRAINT "tier_benefit_tier_id_version_id_fkey" FOREIGN KEY ("tier_id", "version_id") REFERENCES "program_tier"("id", "version_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tier_placement" ADD CONSTRAINT "tier_placement_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tier_placement" ADD CONSTRAINT "tier_placement_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "partner_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tier_placement" ADD CONSTRAINT "tier_placement_version_id_program_id_fkey" FOREIGN KEY ("version_id", "program_id") REFERENCES "program_version"("id", "program_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tier_placement" ADD CONSTRAINT "tier_placement_tier_id_version_id_fkey" FOREIGN KEY ("tier_id", "version_id") REFERENCES "program_tier"("id", "version_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tier_placement" ADD CONSTRAINT "tier_placement_review_id_partner_id_fkey" FOREIGN KEY ("review_id", "partner_id") REFERENCES "tier_review"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "requirement_waiver" ADD CONSTRAINT "requirement_waiver_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "requirement_waiver" ADD CONSTRAINT "requirement_waiver_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "partner_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "benefit_entitlement" ADD CONSTRAINT "benefit_entitlement_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "benefit_entitlement" ADD CONSTRAINT "benefit_entitlement_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "partner_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "benefit_entitlement" ADD CONSTRAINT "benefit_entitlement_placement_id_partner_id_fkey" FOREIGN KEY ("placement_id", "partner_id") REFERENCES "tier_placement"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "benefit_entitlement" ADD CONSTRAINT "benefit_entitlement_benefit_id_fkey" FOREIGN KEY ("benefit_id") REFERENCES "tier_benefit"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tier_review" ADD CONSTRAINT "tier_review_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tier_review" ADD CONSTRAINT "tier_review_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "partner_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tier_review" ADD CONSTRAINT "tier_review_version_id_program_id_fkey" FOREIGN KEY ("version_id", "program_id") REFERENCES "program_version"("id", "program_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tier_review" ADD CONSTRAINT "tier_review_from_tier_id_fkey" FOREIGN KEY ("from_tier_id") REFERENCES "program_tier"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tier_review" ADD CONSTRAINT "tier_review_to_tier_id_fkey" FOREIGN KEY ("to_tier_id") REFERENCES "program_tier"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "partner_standing" ADD CONSTRAINT "partner_standing_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "partner_standing" ADD CONSTRAINT "partner_standing_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "partner_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "partner_standing" ADD CONSTRAINT "partner_standing_version_id_program_id_fkey" FOREIGN KEY ("version_id", "program_id") REFERENCES "program_version"("id", "program_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "partner_standing" ADD CONSTRAINT "partner_standing_tier_id_fkey" FOREIGN KEY ("tier_id") REFERENCES "program_tier"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "partner_standing" ADD CONSTRAINT "partner_standing_attained_tier_id_fkey" FOREIGN KEY ("attained_tier_id") REFERENCES "program_tier"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "partner_standing" ADD CONSTRAINT "partner_standing_next_tier_id_fkey" FOREIGN KEY ("next_tier_id") REFERENCES "program_tier"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "attainment" ADD CONSTRAINT "attainment_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "attainment" ADD CONSTRAINT "attainment_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "partner_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "attainment" ADD CONSTRAINT "attainment_version_id_program_id_fkey" FOREIGN KEY ("version_id", "program_id") REFERENCES "program_version"("id", "program_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "attainment" ADD CONSTRAINT "attainment_requirement_id_version_id_fkey" FOREIGN KEY ("requirement_id", "version_id") REFERENCES "program_requirement"("id", "version_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- Shared: what people can be certified in and what a program asks. Drafts are the vendor's alone.
CALL portal_classify('certification_program', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('certification_version', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('certification_prerequisite', 'SHARED', NULL, 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('certification_group', 'SHARED', NULL, 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('certification_requirement', 'SHARED', NULL, 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('partner_program', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('program_version', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('program_tier', 'SHARED', NULL, 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('program_requirement', 'SHARED', NULL, 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('tier_benefit', 'SHARED', NULL, 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');

CREATE POLICY no_drafts ON certification_version AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (status <> 'DRAFT');
CREATE POLICY no_drafts ON program_version AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (status <> 'DRAFT');
-- What belongs to a draft is hidden with it: the version is asked under the same role.
CREATE POLICY no_drafts ON certification_prerequisite AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (EXISTS (SELECT FROM certification_version AS v WHERE v.id = version_id));
CREATE POLICY no_drafts ON certification_group AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (EXISTS (SELECT FROM certification_version AS v WHERE v.id = version_id));
CREATE POLICY no_drafts ON certification_requirement AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (EXISTS (SELECT FROM certification_version AS v WHERE v.id = version_id));
CREATE POLICY no_drafts ON program_tier AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (EXISTS (SELECT FROM program_version AS v WHERE v.id = version_id));
CREATE POLICY no_drafts ON program_requirement AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (EXISTS (SELECT FROM program_version AS v WHERE v.id = version_id));
CREATE POLICY no_drafts ON tier_benefit AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (EXISTS (SELECT FROM program_version AS v WHERE v.id = version_id));

-- Held: what a person achieved, visible to the partner that the person belongs to.
CALL portal_classify('enrolment', 'HELD', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('enrolment_progress', 'HELD', 'partner_id', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('certification_award', 'HELD', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
-- A member sees what it is enrolled in itself; who is certified is no secret among colleagues.
ALTER POLICY portal_member ON enrolment
  USING (partner_id = ANY ((SELECT portal_partners())::uuid[]) AND membership_id = ANY ((SELECT portal_memberships())::uuid[]));
ALTER POLICY portal_member ON enrolment_progress
  USING (partner_id = ANY ((SELECT portal_partners())::uuid[]) AND membership_id = ANY ((SELECT portal_memberships())::uuid[]));

-- Partner: what a partner did, and where it stands.
CALL portal_classify('implementation', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT, UPDATE');
CALL portal_classify('implementation_member', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT');
CALL portal_classify('satisfaction_response', 'PARTNER', 'partner_id', 'SELECT, INSERT', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('tier_placement', 'PARTNER', 'partner_id', 'SELECT, INSERT', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('requirement_waiver', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('benefit_entitlement', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('partner_standing', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('attainment', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
-- Proposals are the vendor's own until they are decided.
CALL portal_classify('tier_review', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', NULL, NULL, 'SELECT');
-- Signing off is the vendor's.
CREATE POLICY no_sign_off_by_partner ON implementation AS RESTRICTIVE FOR UPDATE TO portal_partner
  USING (true) WITH CHECK (status <> 'SIGNED_OFF');
CREATE POLICY no_sign_off_by_partner_on_insert ON implementation AS RESTRICTIVE FOR INSERT TO portal_partner
  WITH CHECK (status = 'PLANNED');

-- Vendor: evidence, and what only staff decide by.
CALL portal_classify('certification_result', 'VENDOR', NULL, 'SELECT, INSERT', portfolio_may => 'SELECT');
CALL portal_classify('certification_award_change', 'VENDOR', NULL, 'SELECT, INSERT', portfolio_may => 'SELECT');
CALL portal_classify('certification_reminder', 'VENDOR', NULL, 'SELECT, INSERT');
CALL portal_classify('implementation_review', 'VENDOR', portfolio_may => 'SELECT, INSERT, UPDATE');

CALL portal_make_append_only('certification_result');
CALL portal_make_append_only('certification_award_change');
CALL portal_make_append_only('satisfaction_response');
CALL portal_make_append_only('tier_placement');

-- What is published never changes, and neither does anything that belongs to it.
CREATE FUNCTION portal_refuse_unless_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  found text;
  owner uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
BEGIN
  EXECUTE format('SELECT status FROM %I WHERE id = $1', TG_ARGV[0]) INTO found USING owner;
  IF found IS DISTINCT FROM 'DRAFT' THEN
    RAISE EXCEPTION '% belongs to what is published', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER only_in_drafts BEFORE INSERT OR UPDATE OR DELETE ON certification_prerequisite FOR EACH ROW
  EXECUTE FUNCTION portal_refuse_unless_draft('certification_version');
CREATE TRIGGER only_in_drafts BEFORE INSERT OR UPDATE OR DELETE ON certification_group FOR EACH ROW
  EXECUTE FUNCTION portal_refuse_unless_draft('certification_version');
CREATE TRIGGER only_in_drafts BEFORE INSERT OR UPDATE OR DELETE ON certification_requirement FOR EACH ROW
  EXECUTE FUNCTION portal_refuse_unless_draft('certification_version');
CREATE TRIGGER only_in_drafts BEFORE INSERT OR UPDATE OR DELETE ON program_tier FOR EACH ROW
  EXECUTE FUNCTION portal_refuse_unless_draft('program_version');
CREATE TRIGGER only_in_drafts BEFORE INSERT OR UPDATE OR DELETE ON program_requirement FOR EACH ROW
  EXECUTE FUNCTION portal_refuse_unless_draft('program_version');
CREATE TRIGGER only_in_drafts BEFORE INSERT OR UPDATE OR DELETE ON tier_benefit FOR EACH ROW
  EXECUTE FUNCTION portal_refuse_unless_draft('program_version');
CREATE TRIGGER published_never_changes BEFORE UPDATE ON certification_version FOR EACH ROW
  WHEN (OLD.status <> 'DRAFT' AND (NEW.program_id, NEW.number, NEW.validity_months, NEW.renewal_window_days, NEW.leaver_grace_days,
      NEW.partner_types, NEW.launch_on, NEW.transition, NEW.transition_until, NEW.published_at)
    IS DISTINCT FROM (OLD.program_id, OLD.number, OLD.validity_months, OLD.renewal_window_days, OLD.leaver_grace_days,
      OLD.partner_types, OLD.launch_on, OLD.transition, OLD.transition_until, OLD.published_at))
  EXECUTE FUNCTION portal_refuse_change();
-- A version ends when the next one begins; nothing else of it changes.
CREATE TRIGGER published_never_changes BEFORE UPDATE ON program_version FOR EACH ROW
  WHEN (OLD.status <> 'DRAFT' AND (NEW.program_id, NEW.number, NEW.status, NEW.valid_from, NEW.partner_types, NEW.approval,
      NEW.review_grain, NEW.grace_days, NEW.notice_days, NEW.tier_dates, NEW.rates, NEW.stage_weights, NEW.published_at)
    IS DISTINCT FROM (OLD.program_id, OLD.number, OLD.status, OLD.valid_from, OLD.partner_types, OLD.approval,
      OLD.review_grain, OLD.grace_days, OLD.notice_days, OLD.tier_dates, OLD.rates, OLD.stage_weights, OLD.published_at))
  EXECUTE FUNCTION portal_refuse_change();

ALTER TABLE certification_program
  ADD CONSTRAINT audience_known CHECK (audience IN ('SALES', 'PRESALES', 'TECHNICAL', 'DELIVERY', 'SUPPORT')),
  ADD CONSTRAINT not_its_own_parent CHECK (parent_id <> id);
ALTER TABLE certification_version
  ADD CONSTRAINT status_known CHECK (status IN ('DRAFT', 'PUBLISHED', 'RETIRED')),
  ADD CONSTRAINT validity_positive CHECK (validity_months BETWEEN 1 AND 240),
  ADD CONSTRAINT days_within_bounds CHECK (renewal_window_days BETWEEN 0 AND 1095 AND leaver_grace_days BETWEEN 0 AND 365),
  ADD CONSTRAINT published_is_complete CHECK (status = 'DRAFT' OR (published_at IS NOT NULL AND launch_on IS NOT NULL AND transition IS NOT NULL)),
  ADD CONSTRAINT retired_has_instant CHECK ((status = 'RETIRED') = (retired_at IS NOT NULL)),
  ADD CONSTRAINT transition_known CHECK (transition IN ('UNTIL_EXPIRY', 'UNTIL_DATE', 'BRIDGE')),
  ADD CONSTRAINT until_date_has_date CHECK (transition IS DISTINCT FROM 'UNTIL_DATE' OR transition_until IS NOT NULL),
  ADD CONSTRAINT transition_not_before_launch CHECK (transition_until >= launch_on);
CREATE UNIQUE INDEX certification_version_one_draft ON certification_version (program_id) WHERE status = 'DRAFT';
CREATE UNIQUE INDEX certification_version_one_launch_a_day ON certification_version (program_id, launch_on) WHERE status <> 'DRAFT';
ALTER TABLE certification_group
  ADD CONSTRAINT mode_known CHECK (mode IN ('ALL', 'ANY', 'N_OF')),
  ADD CONSTRAINT needed_goes_with_n_of CHECK ((mode = 'N_OF') = (needed IS NOT NULL) AND needed > 0);
ALTER TABLE certification_requirement
  ADD CONSTRAINT kind_known CHECK (kind IN ('COURSE', 'EXAM', 'PRACTICUM', 'IMPLEMENTATION', 'AGREEMENT')),
  ADD CONSTRAINT kind_tells_all CHECK (CASE kind
    WHEN 'EXAM' THEN external_code IS NOT NULL AND pass_mark_percent IS NOT NULL AND template_id IS NULL
    WHEN 'COURSE' THEN external_code IS NOT NULL AND num_nonnulls(pass_mark_percent, attempts_max, cool_down_days, template_id) = 0
    WHEN 'PRACTICUM' THEN external_code IS NOT NULL AND num_nonnulls(pass_mark_percent, attempts_max, cool_down_days, template_id) = 0
    WHEN 'IMPLEMENTATION' THEN num_nonnulls(external_code, pass_mark_percent, attempts_max, cool_down_days, template_id) = 0
    ELSE template_id IS NOT NULL AND num_nonnulls(external_code, pass_mark_percent, attempts_max, cool_down_days) = 0 END),
  ADD CONSTRAINT numbers_within_bounds CHECK (pass_mark_percent BETWEEN 0 AND 100 AND attempts_max BETWEEN 1 AND 100
    AND cool_down_days BETWEEN 0 AND 365);
ALTER TABLE enrolment
  ADD CONSTRAINT path_known CHECK (path IN ('FULL', 'BRIDGE', 'RENEWAL')),
  ADD CONSTRAINT status_known CHECK (status IN ('OPEN', 'COMPLETED', 'WITHDRAWN')),
  ADD CONSTRAINT ended_has_instant CHECK ((status = 'OPEN') = (ended_at IS NULL)),
  ADD CONSTRAINT member_has_partner CHECK ((membership_id IS NULL) = (partner_id IS NULL));
CREATE UNIQUE INDEX enrolment_one_open ON enrolment (person_id, program_id) WHERE status = 'OPEN';
ALTER TABLE enrolment_progress
  ADD CONSTRAINT status_known CHECK (status IN ('OPEN', 'FULFILLED', 'EXHAUSTED')),
  ADD CONSTRAINT fulfilled_has_instant CHECK ((status = 'FULFILLED') = (fulfilled_at IS NOT NULL));
ALTER TABLE certification_result
  ADD CONSTRAINT kind_known CHECK (kind IN ('COURSE', 'EXAM', 'PRACTICUM', 'IMPLEMENTATION')),
  ADD CONSTRAINT outcome_known CHECK (outcome IN ('COMPLETED', 'PASSED', 'FAILED')),
  ADD CONSTRAINT score_within_bounds CHECK (score_percent BETWEEN 0 AND 100);
ALTER TABLE certification_award
  ADD CONSTRAINT ends_after_it_starts CHECK (ends_on >= valid_from),
  ADD CONSTRAINT revoked_says_why CHECK ((revoked_at IS NULL) = (revoke_reason IS NULL)),
  ADD CONSTRAINT member_has_partner CHECK ((membership_id IS NULL) = (partner_id IS NULL));
ALTER TABLE certification_award_change
  ADD CONSTRAINT cause_known CHECK (cause IN ('AWARDED', 'RENEWED', 'REVOKED', 'TRANSITION'));

ALTER TABLE implementation
  ADD CONSTRAINT status_known CHECK (status IN ('PLANNED', 'LIVE', 'SIGNED_OFF', 'CANCELLED')),
  ADD CONSTRAINT live_has_day CHECK (status NOT IN ('LIVE', 'SIGNED_OFF') OR actual_go_live_on IS NOT NULL),
  ADD CONSTRAINT signed_off_has_instant CHECK ((status = 'SIGNED_OFF') = (signed_off_at IS NOT NULL)),
  ADD CONSTRAINT cancelled_has_instant CHECK ((status = 'CANCELLED') = (cancelled_at IS NOT NULL));
ALTER TABLE implementation_member ADD CONSTRAINT role_known CHECK (role IN ('LEAD', 'MEMBER'));
ALTER TABLE satisfaction_response ADD CONSTRAINT score_within_bounds CHECK (score BETWEEN 1 AND 5);

ALTER TABLE partner_program ADD CONSTRAINT currency_code CHECK (currency ~ '^[A-Z]{3}$');
ALTER TABLE program_version
  ADD CONSTRAINT status_known CHECK (status IN ('DRAFT', 'PUBLISHED')),
  ADD CONSTRAINT approval_known CHECK (approval IN ('MANUAL', 'AUTOMATIC')),
  ADD CONSTRAINT review_grain_known CHECK (review_grain IN ('QUARTER', 'YEAR')),
  ADD CONSTRAINT days_within_bounds CHECK (grace_days BETWEEN 0 AND 730 AND notice_days BETWEEN 0 AND 365),
  ADD CONSTRAINT published_is_complete CHECK ((status = 'DRAFT') = (published_at IS NULL) AND (status = 'DRAFT' OR valid_from IS NOT NULL)),
  ADD CONSTRAINT ends_after_it_starts CHECK (valid_to > valid_from),
  ADD CONSTRAINT program_version_one_at_a_time
    EXCLUDE USING gist (program_id WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (status = 'PUBLISHED');
CREATE UNIQUE INDEX program_version_one_draft ON program_version (program_id) WHERE status = 'DRAFT';
ALTER TABLE program_tier
  ADD CONSTRAINT mode_known CHECK (mode IN ('ALL', 'ANY', 'SCORE')),
  ADD CONSTRAINT rank_positive CHECK (rank BETWEEN 1 AND 20),
  ADD CONSTRAINT score_goes_with_mode CHECK ((mode = 'SCORE') = (score_needed IS NOT NULL) AND score_needed > 0);
ALTER TABLE program_requirement
  ADD CONSTRAINT level_known CHECK (level IN ('LOCATION', 'MASTER_ACCOUNT')),
  ADD CONSTRAINT window_known CHECK (window_kind IN ('TRAILING_MONTHS', 'FISCAL_QUARTER', 'FISCAL_YEAR', 'POINT_IN_TIME')),
  ADD CONSTRAINT months_go_with_trailing CHECK ((window_kind = 'TRAILING_MONTHS') = (window_months IS NOT NULL) AND window_months BETWEEN 1 AND 60),
  ADD CONSTRAINT threshold_positive CHECK (threshold > 0),
  ADD CONSTRAINT points_positive CHECK (points > 0),
  ADD CONSTRAINT floor_within_threshold CHECK (floor >= 0 AND floor <= threshold),
  ADD CONSTRAINT effort_positive CHECK (effort > 0);
ALTER TABLE tier_benefit
  ADD CONSTRAINT kind_known CHECK (kind IN ('COMMISSION_MODIFIER', 'MARKET_FUNDS', 'SUPPORT_LEVEL', 'LEADS', 'OTHER')),
  ADD CONSTRAINT kind_tells_all CHECK (CASE kind
    WHEN 'COMMISSION_MODIFIER' THEN factor IS NOT NULL AND num_nonnulls(amount_minor, currency, quantity, level) = 0
    WHEN 'MARKET_FUNDS' THEN num_nulls(amount_minor, currency) = 0 AND num_nonnulls(factor, quantity, level) = 0
    WHEN 'SUPPORT_LEVEL' THEN level IS NOT NULL AND num_nonnulls(factor, amount_minor, currency, quantity) = 0
    WHEN 'LEADS' THEN quantity IS NOT NULL AND num_nonnulls(factor, amount_minor, currency, level) = 0
    ELSE num_nonnulls(factor, amount_minor, currency, quantity, level) = 0 END),
  ADD CONSTRAINT numbers_within_bounds CHECK (factor BETWEEN 0 AND 100 AND amount_minor >= 0 AND quantity >= 0 AND due_days BETWEEN 0 AND 365);
ALTER TABLE tier_placement
  ADD CONSTRAINT cause_known CHECK (cause IN ('REVIEW', 'BY_HAND')),
  ADD CONSTRAINT by_hand_says_why CHECK (cause <> 'BY_HAND' OR (reason IS NOT NULL AND decided_by_id IS NOT NULL)),
  ADD CONSTRAINT review_is_named CHECK ((cause = 'REVIEW') = (review_id IS NOT NULL));
CREATE UNIQUE INDEX tier_placement_once_for_review ON tier_placement (review_id) WHERE review_id IS NOT NULL;
ALTER TABLE requirement_waiver
  ADD CONSTRAINT ends_after_it_starts CHECK (valid_to > valid_from),
  ADD CONSTRAINT revoked_by_somebody CHECK ((revoked_at IS NULL) = (revoked_by_id IS NULL)),
  ADD CONSTRAINT requirement_waiver_once_at_a_time
    EXCLUDE USING gist (partner_id WITH =, program_id WITH =, requirement_code WITH =, daterange(valid_from, valid_to) WITH &&)
    WHERE (revoked_at IS NULL);
ALTER TABLE benefit_entitlement
  ADD CONSTRAINT due_not_before_start CHECK (due_on >= starts_on),
  ADD CONSTRAINT provisioned_by_somebody CHECK ((provisioned_at IS NULL) = (provisioned_by_id IS NULL));
ALTER TABLE tier_review
  ADD CONSTRAINT outcome_known CHECK (outcome IN ('PROMOTE', 'RETAIN', 'GRACE', 'DEMOTE')),
  ADD CONSTRAINT status_known CHECK (status IN ('PROPOSED', 'APPROVED', 'DISMISSED', 'SUPERSEDED')),
  ADD CONSTRAINT decided_has_instant CHECK ((status IN ('APPROVED', 'DISMISSED')) = (decided_at IS NOT NULL)),
  ADD CONSTRAINT dismissed_says_why CHECK (status <> 'DISMISSED' OR reason IS NOT NULL),
  ADD CONSTRAINT promoted_somewhere CHECK (outcome <> 'PROMOTE' OR to_tier_id IS NOT NULL);
-- A run that is repeated, or that races another, proposes nothing twice.
CREATE UNIQUE INDEX tier_review_once ON tier_review (partner_id, program_id, period, outcome,
  coalesce(to_tier_id, '00000000-0000-0000-0000-000000000000'::uuid));
CREATE UNIQUE INDEX tier_review_one_open ON tier_review (partner_id, program_id) WHERE status = 'PROPOSED';
ALTER TABLE partner_standing
  ADD CONSTRAINT status_known CHECK (status IN ('MET', 'ON_TRACK', 'AT_RISK', 'MISSED')),
  ADD CONSTRAINT movement_known CHECK (movement IN ('UP', 'DOWN') AND (movement IS NULL) = (moved_on IS NULL));
ALTER TABLE attainment
  ADD CONSTRAINT status_known CHECK (status IN ('MET', 'ON_TRACK', 'AT_RISK', 'MISSED')),
  ADD CONSTRAINT projection_says_how CHECK (projection IS NULL OR projection_method IN ('RUN_RATE', 'PIPELINE', 'LAPSES', 'CURRENT'));

-- What anybody who was given a code may learn: the badge, and nothing else of whom it is or where they work.
CREATE POLICY check_award ON certification_award FOR SELECT TO portal_owner USING (true);
CREATE POLICY check_award ON certification_program FOR SELECT TO portal_owner USING (true);
CREATE POLICY check_award ON certification_version FOR SELECT TO portal_owner USING (true);
CREATE FUNCTION portal_check_award(award_code text, on_day date) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp RETURN (
  SELECT json_build_object(
    'code', award.code,
    'holderName', person.name,
    'programCode', program.code,
    'programName', program.name,
    'versionNumber', version.number,
    'awardedOn', award.awarded_on,
    'validFrom', award.valid_from,
    'endsOn', award.ends_on,
    'status', CASE WHEN award.revoked_at IS NOT NULL THEN 'REVOKED'
      WHEN award.ends_on <= on_day THEN 'EXPIRED' WHEN award.valid_from > on_day THEN 'PENDING' ELSE 'VALID' END)
  FROM certification_award AS award
  JOIN person ON person.id = award.person_id
  JOIN certification_program AS program ON program.id = award.program_id
  JOIN certification_version AS version ON version.id = award.version_id
  WHERE award.code = award_code
);
REVOKE EXECUTE ON FUNCTION portal_check_award FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_check_award TO portal_public, portal_member, portal_partner, portal_portfolio, portal_staff, portal_job;
