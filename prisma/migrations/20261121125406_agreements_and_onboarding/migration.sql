-- CreateTable
CREATE TABLE "agreement_template" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agreement_template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agreement_template_version" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "template_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "text" TEXT,
    "url" TEXT,
    "sha256" TEXT NOT NULL,
    "validity_months" INTEGER,
    "published_at" TIMESTAMPTZ(3),
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "agreement_template_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "document_requirement" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_type" TEXT NOT NULL,
    "template_id" UUID NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "document_requirement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agreement" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "template_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "membership_id" UUID,
    "recorded_by_id" UUID,
    "signed_on" DATE,
    "signature_reference" TEXT,
    "file_reference" TEXT,
    "file_sha256" TEXT,
    "effective_from" DATE NOT NULL,
    "effective_to" DATE,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agreement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agreement_decision" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "agreement_id" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "effective_on" DATE NOT NULL,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agreement_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "onboarding_checklist" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_type" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "onboarding_checklist_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "onboarding_checklist_step" (
    "checklist_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "due_business_days" INTEGER NOT NULL,
    "completion" TEXT NOT NULL,
    "completion_code" TEXT,

    CONSTRAINT "onboarding_checklist_step_pkey" PRIMARY KEY ("checklist_id","code")
);

-- CreateTable
CREATE TABLE "onboarding" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "checklist_version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "started_on" DATE NOT NULL,
    "counts_from" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "onboarding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "onboarding_step" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "onboarding_id" UUID NOT NULL,
    "partner_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "completion" TEXT NOT NULL,
    "completion_code" TEXT,
    "completed_at" TIMESTAMPTZ(3),
    "completed_by_event_id" UUID,
    "completed_by_id" UUID,
    "note" TEXT,

    CONSTRAINT "onboarding_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_cursor" (
    "consumer" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "transaction_id" xid8 NOT NULL,
    "event_id" UUID NOT NULL,

    CONSTRAINT "event_cursor_pkey" PRIMARY KEY ("consumer")
);

-- CreateIndex
CREATE UNIQUE INDEX "agreement_template_code_key" ON "agreement_template"("code");

-- CreateIndex
CREATE UNIQUE INDEX "agreement_template_version_template_id_number_key" ON "agreement_template_version"("template_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "agreement_template_version_id_template_id_key" ON "agreement_template_version"("id", "template_id");

-- CreateIndex
CREATE INDEX "document_requirement_partner_type_valid_from_idx" ON "document_requirement"("partner_type", "valid_from");

-- CreateIndex
CREATE INDEX "document_requirement_template_id_idx" ON "document_requirement"("template_id");

-- CreateIndex
CREATE INDEX "agreement_partner_id_template_id_effective_from_idx" ON "agreement"("partner_id", "template_id", "effective_from");

-- CreateIndex
CREATE INDEX "agreement_partner_id_recorded_at_id_idx" ON "agreement"("partner_id", "recorded_at", "id");

-- CreateIndex
CREATE INDEX "agreement_version_id_idx" ON "agreement"("version_id");

-- CreateIndex
CREATE UNIQUE INDEX "agreement_id_partner_id_key" ON "agreement"("id", "partner_id");

-- CreateIndex
CREATE INDEX "agreement_decision_partner_id_agreement_id_idx" ON "agreement_decision"("partner_id", "agreement_id");

-- CreateIndex
CREATE UNIQUE INDEX "agreement_decision_agreement_id_outcome_key" ON "agreement_decision"("agreement_id", "outcome");

-- CreateIndex
CREATE UNIQUE INDEX "onboarding_checklist_partner_type_key" ON "onboarding_checklist"("partner_type");

-- CreateIndex
CREATE INDEX "onboarding_partner_id_started_at_idx" ON "onboarding"("partner_id", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "onboarding_id_partner_id_key" ON "onboarding"("id", "partner_id");

-- CreateIndex
CREATE INDEX "onboarding_step_partner_id_due_on_id_idx" ON "onboarding_step"("partner_id", "due_on", "id");

-- CreateIndex
CREATE UNIQUE INDEX "onboarding_step_onboarding_id_code_key" ON "onboarding_step"("onboarding_id", "code");

-- AddForeignKey
ALTER TABLE "agreement_template_version" ADD CONSTRAINT "agreement_template_version_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "agreement_template"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "document_requirement" ADD CONSTRAINT "document_requirement_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "agreement_template"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "agreement" ADD CONSTRAINT "agreement_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "agreement" ADD CONSTRAINT "agreement_version_id_template_id_fkey" FOREIGN KEY ("version_id", "template_id") REFERENCES "agreement_template_version"("id", "template_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "agreement" ADD CONSTRAINT "agreement_membership_id_partner_id_fkey" FOREIGN KEY ("membership_id", "partner_id") REFERENCES "membership"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "agreement_decision" ADD CONSTRAINT "agreement_decision_agreement_id_partner_id_fkey" FOREIGN KEY ("agreement_id", "partner_id") REFERENCES "agreement"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "onboarding_checklist_step" ADD CONSTRAINT "onboarding_checklist_step_checklist_id_fkey" FOREIGN KEY ("checklist_id") REFERENCES "onboarding_checklist"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "onboarding" ADD CONSTRAINT "onboarding_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "onboarding_step" ADD CONSTRAINT "onboarding_step_onboarding_id_partner_id_fkey" FOREIGN KEY ("onboarding_id", "partner_id") REFERENCES "onboarding"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "onboarding_step" ADD CONSTRAINT "onboarding_step_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- Shared: what is asked of partners. Drafts are the vendor's alone.
CALL portal_classify('agreement_template', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('agreement_template_version', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('document_requirement', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('onboarding_checklist', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('onboarding_checklist_step', 'SHARED', NULL, 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CREATE POLICY no_drafts ON agreement_template_version AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (status <> 'DRAFT');

-- Partner: what it agreed to and handed in, what was decided on it, and how far it has come.
CALL portal_classify('agreement', 'PARTNER', 'partner_id', 'SELECT, INSERT', 'SELECT, INSERT', 'SELECT', 'SELECT');
CALL portal_classify('agreement_decision', 'PARTNER', 'partner_id', 'SELECT, INSERT', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('onboarding', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT, UPDATE');
CALL portal_classify('onboarding_step', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT, UPDATE');
CALL portal_make_append_only('agreement');
CALL portal_make_append_only('agreement_decision');
CREATE POLICY no_signature_by_partner ON agreement AS RESTRICTIVE FOR INSERT TO portal_partner
  WITH CHECK (method IN ('ACCEPTED', 'SUBMITTED'));

-- System: only scheduled work follows the log.
CALL portal_classify('event_cursor', 'SYSTEM', NULL, NULL);
GRANT SELECT, INSERT, UPDATE ON event_cursor TO portal_job;
CREATE POLICY portal_job ON event_cursor TO portal_job USING (true) WITH CHECK (true);

ALTER TABLE agreement_template ADD CONSTRAINT kind_known CHECK (kind IN ('AGREEMENT', 'DOCUMENT'));
ALTER TABLE agreement_template_version
  ADD CONSTRAINT status_known CHECK (status IN ('DRAFT', 'PUBLISHED', 'RETIRED')),
  ADD CONSTRAINT text_or_url CHECK ((text IS NULL) <> (url IS NULL)),
  ADD CONSTRAINT sha256_is_hex CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT validity_positive CHECK (validity_months > 0),
  ADD CONSTRAINT published_has_instant CHECK ((status = 'DRAFT') = (published_at IS NULL)),
  ADD CONSTRAINT retired_has_instant CHECK ((status = 'RETIRED') = (retired_at IS NOT NULL));
CREATE UNIQUE INDEX agreement_template_one_draft ON agreement_template_version (template_id) WHERE status = 'DRAFT';
CREATE UNIQUE INDEX agreement_template_one_published ON agreement_template_version (template_id) WHERE status = 'PUBLISHED';

-- What was published is what was agreed to: from then on it only retires.
CREATE TRIGGER published_never_changes BEFORE UPDATE ON agreement_template_version FOR EACH ROW
  WHEN (OLD.status <> 'DRAFT' AND (NEW.template_id, NEW.number, NEW.text, NEW.url, NEW.sha256, NEW.validity_months, NEW.published_at)
    IS DISTINCT FROM (OLD.template_id, OLD.number, OLD.text, OLD.url, OLD.sha256, OLD.validity_months, OLD.published_at))
  EXECUTE FUNCTION portal_refuse_change();

ALTER TABLE document_requirement
  ADD CONSTRAINT partner_type_known CHECK (partner_type IN ('REFERRAL', 'RESELLER', 'SYSTEM_INTEGRATOR', 'TECHNOLOGY', 'CONSULTANT')),
  ADD CONSTRAINT never_ends_before_it_starts CHECK (valid_to >= valid_from),
  ADD CONSTRAINT document_requirement_once_at_a_time
    EXCLUDE USING gist (partner_type WITH =, template_id WITH =, daterange(valid_from, valid_to) WITH &&);
ALTER TABLE agreement
  ADD CONSTRAINT method_tells_all CHECK (CASE method
    WHEN 'ACCEPTED' THEN membership_id IS NOT NULL AND num_nonnulls(signed_on, signature_reference, file_reference, file_sha256) = 0
    WHEN 'SIGNED' THEN signed_on IS NOT NULL AND signature_reference IS NOT NULL AND num_nonnulls(membership_id, file_reference, file_sha256) = 0
    WHEN 'SUBMITTED' THEN num_nulls(membership_id, file_reference, file_sha256) = 0 AND num_nonnulls(signed_on, signature_reference) = 0
    ELSE false END),
  ADD CONSTRAINT file_sha256_is_hex CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT ends_after_it_starts CHECK (effective_to > effective_from);
ALTER TABLE agreement_decision
  ADD CONSTRAINT outcome_known CHECK (outcome IN ('VERIFIED', 'REFUSED', 'REVOKED')),
  ADD CONSTRAINT refusal_says_why CHECK (outcome = 'VERIFIED' OR reason IS NOT NULL);
CREATE UNIQUE INDEX agreement_verified_or_refused ON agreement_decision (agreement_id) WHERE outcome IN ('VERIFIED', 'REFUSED');

ALTER TABLE onboarding_checklist
  ADD CONSTRAINT partner_type_known CHECK (partner_type IN ('REFERRAL', 'RESELLER', 'SYSTEM_INTEGRATOR', 'TECHNOLOGY', 'CONSULTANT'));
ALTER TABLE onboarding_checklist_step ADD CONSTRAINT due_not_before_start CHECK (due_business_days >= 0);
ALTER TABLE onboarding
  ADD CONSTRAINT status_known CHECK (status IN ('OPEN', 'COMPLETED', 'CANCELLED')),
  ADD CONSTRAINT ended_has_instant CHECK ((status = 'OPEN') = (ended_at IS NULL));
CREATE UNIQUE INDEX onboarding_one_open ON onboarding (partner_id) WHERE status = 'OPEN';
ALTER TABLE onboarding_step
  ADD CONSTRAINT completed_by_one CHECK (num_nonnulls(completed_by_event_id, completed_by_id) = num_nonnulls(completed_at)),
  ADD CONSTRAINT note_is_by_hand CHECK (note IS NULL OR completed_by_id IS NOT NULL);
CREATE INDEX onboarding_step_open ON onboarding_step (due_on, id) WHERE completed_at IS NULL;
CREATE TRIGGER completed_once BEFORE UPDATE ON onboarding_step FOR EACH ROW
  WHEN (OLD.completed_at IS NOT NULL) EXECUTE FUNCTION portal_refuse_change();
