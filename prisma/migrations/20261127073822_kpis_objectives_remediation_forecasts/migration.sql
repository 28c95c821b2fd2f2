-- AlterTable
ALTER TABLE "job_run" ADD COLUMN     "asked_by_id" UUID,
ADD COLUMN     "caused_by" TEXT NOT NULL DEFAULT 'SCHEDULE',
ADD COLUMN     "period" TEXT;

-- CreateTable
CREATE TABLE "forecast" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "period" TEXT NOT NULL,
    "period_from" DATE NOT NULL,
    "period_until" DATE NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "currency" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "simulations" INTEGER NOT NULL,
    "model" JSONB NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "forecast_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "forecast_line" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "forecast_id" UUID NOT NULL,
    "scope_kind" TEXT NOT NULL,
    "scope_key" TEXT NOT NULL DEFAULT '',
    "partner_id" UUID,
    "won_minor" BIGINT NOT NULL,
    "open_minor" BIGINT NOT NULL,
    "expected_minor" BIGINT NOT NULL,
    "p10_minor" BIGINT NOT NULL,
    "p50_minor" BIGINT NOT NULL,
    "p90_minor" BIGINT NOT NULL,
    "open_count" INTEGER NOT NULL,
    "stale_count" INTEGER NOT NULL,
    "list_priced" INTEGER NOT NULL,
    "explanation" JSONB NOT NULL,

    CONSTRAINT "forecast_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "forecast_deal" (
    "forecast_id" UUID NOT NULL,
    "opportunity_id" UUID NOT NULL,
    "partner_id" UUID,
    "stage" TEXT NOT NULL,
    "age_days" INTEGER NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "is_list_priced" BOOLEAN NOT NULL,
    "is_stale" BOOLEAN NOT NULL,
    "win_probability" DECIMAL(9,8) NOT NULL,

    CONSTRAINT "forecast_deal_pkey" PRIMARY KEY ("forecast_id","opportunity_id")
);

-- CreateTable
CREATE TABLE "forecast_call" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "scope_kind" TEXT NOT NULL,
    "scope_key" TEXT NOT NULL DEFAULT '',
    "partner_id" UUID,
    "period" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "commit_minor" BIGINT NOT NULL,
    "best_case_minor" BIGINT NOT NULL,
    "note" TEXT,
    "made_by_id" UUID NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "forecast_call_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kpi_fact" (
    "source" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "measure" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "partner_id" UUID NOT NULL,
    "slice" TEXT NOT NULL DEFAULT '',
    "currency" TEXT NOT NULL DEFAULT '',
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "day" DATE NOT NULL,
    "value" BIGINT NOT NULL,
    "member_id" UUID,
    "manager_id" UUID NOT NULL,
    "tiers" TEXT NOT NULL DEFAULT '',
    "is_visible" BOOLEAN NOT NULL,

    CONSTRAINT "kpi_fact_pkey" PRIMARY KEY ("source","subject_id","measure","ordinal")
);

-- CreateTable
CREATE TABLE "kpi_cell" (
    "partner_id" UUID NOT NULL,
    "measure" TEXT NOT NULL,
    "slice" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "grain" TEXT NOT NULL,
    "starts_on" DATE NOT NULL,
    "manager_id" UUID NOT NULL,
    "tiers" TEXT NOT NULL,
    "count" BIGINT NOT NULL,
    "total" DECIMAL(38,0) NOT NULL,
    "is_visible" BOOLEAN NOT NULL,

    CONSTRAINT "kpi_cell_pkey" PRIMARY KEY ("partner_id","measure","grain","starts_on","slice","currency","manager_id","tiers")
);

-- CreateTable
CREATE TABLE "kpi_histogram" (
    "partner_id" UUID NOT NULL,
    "measure" TEXT NOT NULL,
    "slice" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "grain" TEXT NOT NULL,
    "starts_on" DATE NOT NULL,
    "manager_id" UUID NOT NULL,
    "tiers" TEXT NOT NULL,
    "bucket" INTEGER NOT NULL,
    "count" BIGINT NOT NULL,
    "is_visible" BOOLEAN NOT NULL,

    CONSTRAINT "kpi_histogram_pkey" PRIMARY KEY ("partner_id","measure","grain","starts_on","slice","currency","manager_id","tiers","bucket")
);

-- CreateTable
CREATE TABLE "kpi_state" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "definition" TEXT NOT NULL,
    "rolled_up_to" TIMESTAMPTZ(3) NOT NULL,
    "rebuilt_at" TIMESTAMPTZ(3),

    CONSTRAINT "kpi_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kpi_set_aside" (
    "event_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "set_aside_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "kpi_set_aside_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "kpi_target" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kpi" TEXT NOT NULL,
    "scope_kind" TEXT NOT NULL,
    "scope_key" TEXT NOT NULL DEFAULT '',
    "partner_id" UUID,
    "period" TEXT NOT NULL,
    "value" DECIMAL(38,6) NOT NULL,
    "currency" TEXT,
    "set_by_id" UUID NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "kpi_target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "portal_usage" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "day" DATE NOT NULL,
    "person_id" UUID NOT NULL,
    "partner_id" UUID,
    "operation" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "portal_usage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "objective" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "title" TEXT NOT NULL,
    "description" TEXT,
    "period" TEXT NOT NULL,
    "period_from" DATE NOT NULL,
    "period_until" DATE NOT NULL,
    "owner_id" UUID NOT NULL,
    "team" TEXT,
    "parent_id" UUID,
    "partner_id" UUID,
    "status" TEXT NOT NULL DEFAULT 'OPEN',
    "closed_at" TIMESTAMPTZ(3),
    "closing_note" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "objective_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "key_result" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "objective_id" UUID NOT NULL,
    "partner_id" UUID,
    "position" INTEGER NOT NULL,
    "kpi" TEXT NOT NULL,
    "scope_kind" TEXT NOT NULL,
    "scope_key" TEXT NOT NULL DEFAULT '',
    "currency" TEXT,
    "baseline" DECIMAL(38,6) NOT NULL,
    "target" DECIMAL(38,6) NOT NULL,
    "direction" TEXT NOT NULL,
    "weight" DECIMAL(12,6) NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "key_result_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "check_in" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "key_result_id" UUID NOT NULL,
    "confidence" DECIMAL(3,2) NOT NULL,
    "value" DECIMAL(38,6),
    "note" TEXT,
    "made_by_id" UUID NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "check_in_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "remediation_rule" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "kpi" TEXT,
    "program_id" UUID,
    "requirement_code" TEXT,
    "grain" TEXT NOT NULL,
    "breaches" TEXT NOT NULL,
    "threshold" DECIMAL(38,6) NOT NULL,
    "clears_at" DECIMAL(38,6) NOT NULL,
    "currency" TEXT,
    "breach_periods" INTEGER NOT NULL,
    "clear_periods" INTEGER NOT NULL,
    "due_days" INTEGER NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_by_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "remediation_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "remediation_plan" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "rule_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PROPOSED',
    "status_since" TIMESTAMPTZ(3) NOT NULL,
    "period" TEXT NOT NULL,
    "cause" TEXT,
    "owner_id" UUID,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "activated_at" TIMESTAMPTZ(3),
    "due_on" DATE,
    "closed_at" TIMESTAMPTZ(3),
    "before" DECIMAL(38,6) NOT NULL,
    "target" DECIMAL(38,6) NOT NULL,
    "latest" DECIMAL(38,6) NOT NULL,
    "latest_period" TEXT NOT NULL,
    "after" DECIMAL(38,6),
    "escalation_level" SMALLINT NOT NULL DEFAULT 0,
    "explanation" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "remediation_plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "remediation_action" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "owner_id" UUID,
    "membership_id" UUID,
    "due_on" DATE NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "done_by_id" UUID,
    "escalation_level" SMALLINT NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "remediation_action_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "remediation_observation" (
    "partner_id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "period" TEXT NOT NULL,
    "period_from" DATE NOT NULL,
    "value" DECIMAL(38,6) NOT NULL,
    "state" TEXT NOT NULL,
    "observed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "remediation_observation_pkey" PRIMARY KEY ("plan_id","period")
);

-- CreateIndex
CREATE UNIQUE INDEX "forecast_period_as_of_key" ON "forecast"("period", "as_of");

-- CreateIndex
CREATE INDEX "forecast_line_partner_id_forecast_id_idx" ON "forecast_line"("partner_id", "forecast_id");

-- CreateIndex
CREATE UNIQUE INDEX "forecast_line_forecast_id_scope_kind_scope_key_key" ON "forecast_line"("forecast_id", "scope_kind", "scope_key");

-- CreateIndex
CREATE INDEX "forecast_deal_partner_id_forecast_id_idx" ON "forecast_deal"("partner_id", "forecast_id");

-- CreateIndex
CREATE INDEX "forecast_deal_opportunity_id_idx" ON "forecast_deal"("opportunity_id");

-- CreateIndex
CREATE INDEX "forecast_call_period_scope_kind_scope_key_made_at_id_idx" ON "forecast_call"("period", "scope_kind", "scope_key", "made_at", "id");

-- CreateIndex
CREATE INDEX "forecast_call_partner_id_idx" ON "forecast_call"("partner_id");

-- CreateIndex
CREATE INDEX "kpi_fact_partner_id_measure_day_idx" ON "kpi_fact"("partner_id", "measure", "day");

-- CreateIndex
CREATE INDEX "kpi_fact_measure_day_idx" ON "kpi_fact"("measure", "day");

-- CreateIndex
CREATE INDEX "kpi_cell_measure_grain_starts_on_idx" ON "kpi_cell"("measure", "grain", "starts_on");

-- CreateIndex
CREATE INDEX "kpi_histogram_measure_grain_starts_on_idx" ON "kpi_histogram"("measure", "grain", "starts_on");

-- CreateIndex
CREATE INDEX "kpi_set_aside_set_aside_at_event_id_idx" ON "kpi_set_aside"("set_aside_at", "event_id");

-- CreateIndex
CREATE INDEX "kpi_target_partner_id_idx" ON "kpi_target"("partner_id");

-- CreateIndex
CREATE INDEX "kpi_target_period_kpi_id_idx" ON "kpi_target"("period", "kpi", "id");

-- CreateIndex
CREATE UNIQUE INDEX "kpi_target_kpi_scope_kind_scope_key_period_key" ON "kpi_target"("kpi", "scope_kind", "scope_key", "period");

-- CreateIndex
CREATE INDEX "portal_usage_partner_id_day_idx" ON "portal_usage"("partner_id", "day");

-- CreateIndex
CREATE INDEX "portal_usage_day_idx" ON "portal_usage"("day");

-- CreateIndex
CREATE INDEX "portal_usage_person_id_day_idx" ON "portal_usage"("person_id", "day");

-- CreateIndex
CREATE INDEX "objective_period_id_idx" ON "objective"("period", "id");

-- CreateIndex
CREATE INDEX "objective_owner_id_idx" ON "objective"("owner_id");

-- CreateIndex
CREATE INDEX "objective_parent_id_idx" ON "objective"("parent_id");

-- CreateIndex
CREATE INDEX "objective_partner_id_idx" ON "objective"("partner_id");

-- CreateIndex
CREATE INDEX "key_result_partner_id_idx" ON "key_result"("partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "key_result_objective_id_position_key" ON "key_result"("objective_id", "position");

-- CreateIndex
CREATE INDEX "check_in_key_result_id_made_at_id_idx" ON "check_in"("key_result_id", "made_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "remediation_rule_code_key" ON "remediation_rule"("code");

-- CreateIndex
CREATE INDEX "remediation_rule_created_at_id_idx" ON "remediation_rule"("created_at", "id");

-- CreateIndex
CREATE INDEX "remediation_plan_partner_id_proposed_at_id_idx" ON "remediation_plan"("partner_id", "proposed_at", "id");

-- CreateIndex
CREATE INDEX "remediation_plan_status_proposed_at_id_idx" ON "remediation_plan"("status", "proposed_at", "id");

-- CreateIndex
CREATE INDEX "remediation_plan_status_due_on_idx" ON "remediation_plan"("status", "due_on");

-- CreateIndex
CREATE INDEX "remediation_plan_rule_id_partner_id_idx" ON "remediation_plan"("rule_id", "partner_id");

-- CreateIndex
CREATE INDEX "remediation_plan_owner_id_idx" ON "remediation_plan"("owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "remediation_plan_id_partner_id_key" ON "remediation_plan"("id", "partner_id");

-- CreateIndex
CREATE INDEX "remediation_action_partner_id_plan_id_idx" ON "remediation_action"("partner_id", "plan_id");

-- CreateIndex
CREATE INDEX "remediation_action_owner_id_idx" ON "remediation_action"("owner_id");

-- CreateIndex
CREATE INDEX "remediation_action_membership_id_idx" ON "remediation_action"("membership_id");

-- CreateIndex
CREATE INDEX "remediation_action_due_on_idx" ON "remediation_action"("due_on");

-- CreateIndex
CREATE UNIQUE INDEX "remediation_action_plan_id_position_key" ON "remediation_action"("plan_id", "position");

-- CreateIndex
CREATE INDEX "remediation_observation_partner_id_plan_id_idx" ON "remediation_observation"("partner_id", "plan_id");

-- CreateIndex
CREATE INDEX "job_run_started_at_id_idx" ON "job_run"("started_at", "id");

-- CreateIndex
CREATE INDEX "job_run_status_idx" ON "job_run"("status");

-- AddForeignKey
ALTER TABLE "forecast_line" ADD CONSTRAINT "forecast_line_forecast_id_fkey" FOREIGN KEY ("forecast_id") REFERENCES "forecast"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "forecast_line" ADD CONSTRAINT "forecast_line_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "forecast_deal" ADD CONSTRAINT "forecast_deal_forecast_id_fkey" FOREIGN KEY ("forecast_id") REFERENCES "forecast"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "forecast_deal" ADD CONSTRAINT "forecast_deal_opportunity_id_fkey" FOREIGN KEY ("opportunity_id") REFERENCES "opportunity"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "forecast_deal" ADD CONSTRAINT "forecast_deal_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "forecast_call" ADD CONSTRAINT "forecast_call_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "kpi_fact" ADD CONSTRAINT "kpi_fact_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "kpi_cell" ADD CONSTRAINT "kpi_cell_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "kpi_histogram" ADD CONSTRAINT "kpi_histogram_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "kpi_target" ADD CONSTRAINT "kpi_target_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "portal_usage" ADD CONSTRAINT "portal_usage_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "objective" ADD CONSTRAINT "objective_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "staff_member"("person_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "objective" ADD CONSTRAINT "objective_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "objective" ADD CONSTRAINT "objective_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "objective"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "key_result" ADD CONSTRAINT "key_result_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "key_result" ADD CONSTRAINT "key_result_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "check_in" ADD CONSTRAINT "check_in_key_result_id_fkey" FOREIGN KEY ("key_result_id") REFERENCES "key_result"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "remediation_rule" ADD CONSTRAINT "remediation_rule_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "partner_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "remediation_plan" ADD CONSTRAINT "remediation_plan_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "remediation_plan" ADD CONSTRAINT "remediation_plan_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "remediation_rule"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "remediation_plan" ADD CONSTRAINT "remediation_plan_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "staff_member"("person_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "remediation_action" ADD CONSTRAINT "remediation_action_plan_id_partner_id_fkey" FOREIGN KEY ("plan_id", "partner_id") REFERENCES "remediation_plan"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "remediation_action" ADD CONSTRAINT "remediation_action_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "staff_member"("person_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "remediation_action" ADD CONSTRAINT "remediation_action_membership_id_partner_id_fkey" FOREIGN KEY ("membership_id", "partner_id") REFERENCES "membership"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "remediation_observation" ADD CONSTRAINT "remediation_observation_plan_id_partner_id_fkey" FOREIGN KEY ("plan_id", "partner_id") REFERENCES "remediation_plan"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

INSERT INTO kpi_state (definition, rolled_up_to) VALUES ('', '1970-01-01');

-- Partner: what is counted of it. A partner sees of its own what the catalogue shows to partners; the job alone writes.
CALL portal_classify('kpi_fact', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', NULL, 'SELECT');
CALL portal_classify('kpi_cell', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', NULL, 'SELECT');
CALL portal_classify('kpi_histogram', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', NULL, 'SELECT');
CREATE POLICY shown_to_partners ON kpi_fact AS RESTRICTIVE FOR SELECT TO portal_partner USING (is_visible);
CREATE POLICY shown_to_partners ON kpi_cell AS RESTRICTIVE FOR SELECT TO portal_partner USING (is_visible);
CREATE POLICY shown_to_partners ON kpi_histogram AS RESTRICTIVE FOR SELECT TO portal_partner USING (is_visible);
CALL portal_classify('kpi_state', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', NULL, 'SELECT');
CALL portal_classify('kpi_set_aside', 'SYSTEM', NULL, 'SELECT, INSERT, UPDATE');

-- Held: a target, an objective, a forecast is of one partner, or of many and then the vendor's alone.
CALL portal_classify('kpi_target', 'HELD', 'partner_id', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', NULL, 'SELECT');
CALL portal_classify('portal_usage', 'HELD', 'partner_id', 'SELECT, INSERT, UPDATE', NULL, NULL, 'SELECT');
CALL portal_classify('objective', 'HELD', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', NULL, 'SELECT');
CALL portal_classify('forecast_line', 'HELD', 'partner_id', 'SELECT, INSERT', 'SELECT', NULL, 'SELECT');
CALL portal_classify('forecast_deal', 'HELD', 'partner_id', 'SELECT, INSERT, DELETE', NULL, NULL, 'SELECT');
CALL portal_classify('forecast_call', 'HELD', 'partner_id', 'SELECT, INSERT', NULL, NULL, 'SELECT, INSERT');
CALL portal_classify('key_result', 'HELD', 'partner_id', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', NULL, 'SELECT');
CALL portal_classify('check_in', 'VENDOR', NULL, 'SELECT, INSERT', NULL, NULL, 'SELECT');
CREATE POLICY of_results_seen ON check_in AS RESTRICTIVE FOR SELECT TO portal_portfolio
  USING (EXISTS (SELECT FROM key_result AS k WHERE k.id = key_result_id));
CALL portal_classify('forecast', 'SHARED', NULL, 'SELECT, INSERT', 'SELECT', NULL, 'SELECT');

-- Partner: what is done about it. A proposal is the vendor's own until somebody takes it up.
CALL portal_classify('remediation_rule', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('remediation_plan', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', NULL, 'SELECT, UPDATE');
CALL portal_classify('remediation_action', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, UPDATE', NULL, 'SELECT, INSERT, UPDATE, DELETE');
CALL portal_classify('remediation_observation', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', NULL, 'SELECT');
CREATE POLICY once_taken_up ON remediation_plan AS RESTRICTIVE FOR SELECT TO portal_partner USING (status <> 'PROPOSED');
CREATE POLICY of_plans_seen ON remediation_action AS RESTRICTIVE FOR SELECT TO portal_partner
  USING (EXISTS (SELECT FROM remediation_plan AS p WHERE p.id = plan_id));
CREATE POLICY of_plans_seen ON remediation_observation AS RESTRICTIVE FOR SELECT TO portal_partner
  USING (EXISTS (SELECT FROM remediation_plan AS p WHERE p.id = plan_id));

CALL portal_make_append_only('check_in');
CALL portal_make_append_only('forecast');
CALL portal_make_append_only('forecast_line');
CALL portal_make_append_only('forecast_call');

ALTER TABLE job_run DROP CONSTRAINT status_known;
ALTER TABLE job_run
  ADD CONSTRAINT status_known CHECK (status IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'SKIPPED', 'FAILED')),
  ADD CONSTRAINT cause_known CHECK (caused_by IN ('SCHEDULE', 'COMMAND', 'PERSON')),
  ADD CONSTRAINT somebody_asked CHECK ((caused_by = 'PERSON') = (asked_by_id IS NOT NULL));
CREATE UNIQUE INDEX job_run_queued_once ON job_run (job) WHERE status = 'QUEUED';
ALTER TABLE kpi_cell
  ADD CONSTRAINT grain_known CHECK (grain IN ('DAY', 'MONTH')),
  ADD CONSTRAINT counts_something CHECK (count > 0);
ALTER TABLE kpi_histogram
  ADD CONSTRAINT grain_known CHECK (grain IN ('DAY', 'MONTH')),
  ADD CONSTRAINT counts_something CHECK (count > 0),
  ADD CONSTRAINT bucket_not_negative CHECK (bucket >= 0);
ALTER TABLE kpi_state ADD CONSTRAINT one_row CHECK (id = 1);
CREATE UNIQUE INDEX portal_usage_once ON portal_usage (day, person_id, operation, partner_id) NULLS NOT DISTINCT;
ALTER TABLE portal_usage ADD CONSTRAINT count_positive CHECK (count > 0);
ALTER TABLE kpi_target
  ADD CONSTRAINT scope_known CHECK (scope_kind IN ('ALL', 'PARTNER', 'MASTER', 'TIER', 'MANAGER', 'REGION', 'PROGRAM')),
  ADD CONSTRAINT scope_has_key CHECK ((scope_kind = 'ALL') = (scope_key = '')),
  ADD CONSTRAINT partner_named CHECK (CASE scope_kind WHEN 'PARTNER' THEN scope_key = partner_id::text ELSE partner_id IS NULL END);
ALTER TABLE objective
  ADD CONSTRAINT status_known CHECK (status IN ('OPEN', 'CLOSED', 'CANCELLED')),
  ADD CONSTRAINT closed_has_instant CHECK ((status = 'OPEN') = (closed_at IS NULL)),
  ADD CONSTRAINT ends_after_start CHECK (period_until > period_from),
  ADD CONSTRAINT not_its_own_parent CHECK (parent_id <> id);
ALTER TABLE key_result
  ADD CONSTRAINT direction_known CHECK (direction IN ('UP', 'DOWN')),
  ADD CONSTRAINT goes_somewhere CHECK (CASE direction WHEN 'UP' THEN target > baseline ELSE target < baseline END),
  ADD CONSTRAINT weight_positive CHECK (weight > 0),
  ADD CONSTRAINT scope_known CHECK (scope_kind IN ('ALL', 'PARTNER', 'MASTER', 'TIER', 'MANAGER', 'REGION', 'PROGRAM')),
  ADD CONSTRAINT scope_has_key CHECK ((scope_kind = 'ALL') = (scope_key = ''));
ALTER TABLE check_in ADD CONSTRAINT confidence_is_a_share CHECK (confidence BETWEEN 0 AND 1);

ALTER TABLE remediation_rule
  ADD CONSTRAINT kind_known CHECK (CASE kind WHEN 'KPI' THEN kpi IS NOT NULL AND program_id IS NULL AND requirement_code IS NULL
    WHEN 'REQUIREMENT' THEN kpi IS NULL AND program_id IS NOT NULL AND requirement_code IS NOT NULL ELSE false END),
  ADD CONSTRAINT grain_known CHECK (grain IN ('MONTH', 'QUARTER', 'YEAR')),
  ADD CONSTRAINT clears_on_the_good_side CHECK (CASE breaches WHEN 'BELOW' THEN clears_at >= threshold
    WHEN 'ABOVE' THEN clears_at <= threshold ELSE false END),
  ADD CONSTRAINT periods_within_bounds CHECK (breach_periods BETWEEN 1 AND 24 AND clear_periods BETWEEN 1 AND 24),
  ADD CONSTRAINT due_within_bounds CHECK (due_days BETWEEN 1 AND 730);
ALTER TABLE remediation_plan
  ADD CONSTRAINT status_known CHECK (status IN ('PROPOSED', 'ACTIVE', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  ADD CONSTRAINT active_is_owned CHECK (status IN ('PROPOSED', 'CANCELLED') OR (owner_id IS NOT NULL AND due_on IS NOT NULL AND activated_at IS NOT NULL AND cause IS NOT NULL)),
  ADD CONSTRAINT closed_has_instant CHECK ((status IN ('PROPOSED', 'ACTIVE')) = (closed_at IS NULL));
CREATE UNIQUE INDEX remediation_plan_one_open ON remediation_plan (partner_id, rule_id) WHERE status IN ('PROPOSED', 'ACTIVE');
ALTER TABLE remediation_action
  ADD CONSTRAINT done_by_somebody CHECK ((done_at IS NULL) = (done_by_id IS NULL)),
  ADD CONSTRAINT owned_by_one CHECK (num_nonnulls(owner_id, membership_id) = 1);
ALTER TABLE remediation_observation ADD CONSTRAINT state_known CHECK (state IN ('BREACH', 'BETWEEN', 'CLEAR'));

ALTER TABLE forecast
  ADD CONSTRAINT ends_after_start CHECK (period_until > period_from),
  ADD CONSTRAINT simulated CHECK (simulations BETWEEN 1 AND 100000);
ALTER TABLE forecast_line
  ADD CONSTRAINT scope_known CHECK (scope_kind IN ('ALL', 'PARTNER', 'MANAGER')),
  ADD CONSTRAINT partner_named CHECK (CASE scope_kind WHEN 'PARTNER' THEN scope_key = partner_id::text ELSE partner_id IS NULL END),
  ADD CONSTRAINT in_order CHECK (p10_minor <= p50_minor AND p50_minor <= p90_minor);
ALTER TABLE forecast_deal ADD CONSTRAINT probability_is_a_share CHECK (win_probability BETWEEN 0 AND 1);
ALTER TABLE forecast_call
  ADD CONSTRAINT scope_known CHECK (scope_kind IN ('ALL', 'PARTNER', 'MANAGER')),
  ADD CONSTRAINT partner_named CHECK (CASE scope_kind WHEN 'PARTNER' THEN scope_key = partner_id::text ELSE partner_id IS NULL END),
  ADD CONSTRAINT best_case_is_best CHECK (best_case_minor >= commit_minor AND commit_minor >= 0);
