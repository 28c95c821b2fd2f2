-- AlterTable
ALTER TABLE "referral" ADD COLUMN     "lapses_at" TIMESTAMPTZ(3),
ADD COLUMN     "protected_from" TIMESTAMPTZ(3),
ADD COLUMN     "protected_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "engagement_rules" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "version" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'DRAFT',
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "auto_accept" BOOLEAN NOT NULL DEFAULT false,
    "claim_scope" TEXT NOT NULL DEFAULT 'CUSTOMER_AND_FAMILY',
    "protection_days" INTEGER NOT NULL,
    "extension_days_max" INTEGER NOT NULL,
    "attribution_tail_days" INTEGER NOT NULL,
    "returned_business_days" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "created_by_id" UUID,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "engagement_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "named_account" (
    "customer_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "named_account_pkey" PRIMARY KEY ("customer_id","valid_from")
);

-- CreateTable
CREATE TABLE "claim" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "referral_id" UUID NOT NULL,
    "product_family" TEXT NOT NULL,
    "territory" TEXT NOT NULL,
    "keys" TEXT[],
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "released_at" TIMESTAMPTZ(3),
    "release_reason" TEXT,

    CONSTRAINT "claim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "claim_key" (
    "key" TEXT NOT NULL,
    "product_family" TEXT NOT NULL,
    "territory" TEXT NOT NULL,
    "claim_id" UUID NOT NULL,

    CONSTRAINT "claim_key_pkey" PRIMARY KEY ("key","product_family","territory")
);

-- CreateTable
CREATE TABLE "waitlist_entry" (
    "referral_id" UUID NOT NULL,
    "claim_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "waitlist_entry_pkey" PRIMARY KEY ("referral_id")
);

-- CreateTable
CREATE TABLE "referral_decision" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "referral_id" UUID NOT NULL,
    "rules_id" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "inputs" JSONB NOT NULL,
    "results" JSONB NOT NULL,
    "reason" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "referral_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "appeal" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "referral_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'OPEN',
    "reason" TEXT NOT NULL,
    "opened_by_id" UUID NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "message" TEXT,

    CONSTRAINT "appeal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "protection_extension" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "referral_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'REQUESTED',
    "evidence" TEXT NOT NULL,
    "requested_days" INTEGER NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "requested_by_id" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "granted_until" TIMESTAMPTZ(3),
    "message" TEXT,

    CONSTRAINT "protection_extension_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attribution" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "referral_id" UUID NOT NULL,
    "opportunity_id" UUID NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'SOURCED',
    "status" TEXT NOT NULL,
    "because" TEXT NOT NULL,
    "share_numerator" INTEGER NOT NULL DEFAULT 1,
    "share_denominator" INTEGER NOT NULL DEFAULT 1,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "attribution_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contest" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "cause" TEXT NOT NULL,
    "customer_id" UUID,
    "merge_id" UUID,
    "opportunity_id" UUID,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "resolution" TEXT,
    "resolved_by_id" UUID,
    "reason" TEXT,

    CONSTRAINT "contest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contest_party" (
    "contest_id" UUID NOT NULL,
    "referral_id" UUID NOT NULL,
    "status_before" TEXT NOT NULL,
    "held" JSONB NOT NULL,

    CONSTRAINT "contest_party_pkey" PRIMARY KEY ("contest_id","referral_id")
);

-- CreateTable
CREATE TABLE "referral_transfer" (
    "from_referral_id" UUID NOT NULL,
    "to_referral_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "transferred_by_id" UUID NOT NULL,
    "transferred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "referral_transfer_pkey" PRIMARY KEY ("from_referral_id")
);

-- CreateTable
CREATE TABLE "referral_check_log" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "identity_hash" BYTEA NOT NULL,
    "answer" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "referral_check_log_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "engagement_rules_version_key" ON "engagement_rules"("version");

-- CreateIndex
CREATE INDEX "claim_referral_id_idx" ON "claim"("referral_id");

-- CreateIndex
CREATE INDEX "claim_key_claim_id_idx" ON "claim_key"("claim_id");

-- CreateIndex
CREATE INDEX "waitlist_entry_claim_id_since_idx" ON "waitlist_entry"("claim_id", "since");

-- CreateIndex
CREATE INDEX "referral_decision_referral_id_decided_at_idx" ON "referral_decision"("referral_id", "decided_at");

-- CreateIndex
CREATE INDEX "appeal_partner_id_referral_id_idx" ON "appeal"("partner_id", "referral_id");

-- CreateIndex
CREATE INDEX "protection_extension_partner_id_referral_id_idx" ON "protection_extension"("partner_id", "referral_id");

-- CreateIndex
CREATE INDEX "attribution_partner_id_referral_id_idx" ON "attribution"("partner_id", "referral_id");

-- CreateIndex
CREATE INDEX "attribution_opportunity_id_idx" ON "attribution"("opportunity_id");

-- CreateIndex
CREATE INDEX "contest_customer_id_idx" ON "contest"("customer_id");

-- CreateIndex
CREATE INDEX "contest_party_referral_id_idx" ON "contest_party"("referral_id");

-- CreateIndex
CREATE UNIQUE INDEX "referral_transfer_to_referral_id_key" ON "referral_transfer"("to_referral_id");

-- CreateIndex
CREATE INDEX "referral_check_log_partner_id_checked_at_idx" ON "referral_check_log"("partner_id", "checked_at");

-- CreateIndex
CREATE INDEX "referral_status_protected_until_idx" ON "referral"("status", "protected_until");

-- CreateIndex
CREATE INDEX "referral_status_lapses_at_idx" ON "referral"("status", "lapses_at");

-- AddForeignKey
ALTER TABLE "named_account" ADD CONSTRAINT "named_account_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "claim" ADD CONSTRAINT "claim_referral_id_fkey" FOREIGN KEY ("referral_id") REFERENCES "referral"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "claim_key" ADD CONSTRAINT "claim_key_claim_id_fkey" FOREIGN KEY ("claim_id") REFERENCES "claim"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "waitlist_entry" ADD CONSTRAINT "waitlist_entry_referral_id_fkey" FOREIGN KEY ("referral_id") REFERENCES "referral"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "waitlist_entry" ADD CONSTRAINT "waitlist_entry_claim_id_fkey" FOREIGN KEY ("claim_id") REFERENCES "claim"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "referral_decision" ADD CONSTRAINT "referral_decision_referral_id_fkey" FOREIGN KEY ("referral_id") REFERENCES "referral"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "referral_decision" ADD CONSTRAINT "referral_decision_rules_id_fkey" FOREIGN KEY ("rules_id") REFERENCES "engagement_rules"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "appeal" ADD CONSTRAINT "appeal_referral_id_partner_id_fkey" FOREIGN KEY ("referral_id", "partner_id") REFERENCES "referral"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "protection_extension" ADD CONSTRAINT "protection_extension_referral_id_partner_id_fkey" FOREIGN KEY ("referral_id", "partner_id") REFERENCES "referral"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "attribution" ADD CONSTRAINT "attribution_referral_id_partner_id_fkey" FOREIGN KEY ("referral_id", "partner_id") REFERENCES "referral"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "attribution" ADD CONSTRAINT "attribution_opportunity_id_fkey" FOREIGN KEY ("opportunity_id") REFERENCES "opportunity"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "contest_party" ADD CONSTRAINT "contest_party_contest_id_fkey" FOREIGN KEY ("contest_id") REFERENCES "contest"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "contest_party" ADD CONSTRAINT "contest_party_referral_id_fkey" FOREIGN KEY ("referral_id") REFERENCES "referral"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "referral_transfer" ADD CONSTRAINT "referral_transfer_from_referral_id_fkey" FOREIGN KEY ("from_referral_id") REFERENCES "referral"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "referral_transfer" ADD CONSTRAINT "referral_transfer_to_referral_id_fkey" FOREIGN KEY ("to_referral_id") REFERENCES "referral"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- Statuses of a registration, and what each demands.
ALTER TABLE referral DROP CONSTRAINT status_known, DROP CONSTRAINT submitted_has_instant;
ALTER TABLE referral
  ADD CONSTRAINT status_known CHECK (status IN ('DRAFT', 'SUBMITTED', 'UNDER_REVIEW', 'ACCEPTED', 'RETURNED', 'REJECTED',
    'WAITLISTED', 'EXPIRED', 'WITHDRAWN', 'CLOSED', 'CONTESTED')),
  ADD CONSTRAINT submitted_has_instant CHECK (status IN ('DRAFT', 'WITHDRAWN') OR submitted_at IS NOT NULL),
  ADD CONSTRAINT protection_is_a_span CHECK ((protected_from IS NULL) = (protected_until IS NULL) AND protected_from <= protected_until);

ALTER TABLE engagement_rules
  ADD CONSTRAINT status_known CHECK (status IN ('DRAFT', 'PUBLISHED')),
  ADD CONSTRAINT scope_known CHECK (claim_scope IN ('CUSTOMER_AND_FAMILY', 'CUSTOMER_FAMILY_AND_TERRITORY')),
  ADD CONSTRAINT days_in_bounds CHECK (protection_days BETWEEN 1 AND 1095 AND extension_days_max BETWEEN 0 AND 1095
    AND attribution_tail_days BETWEEN 0 AND 1095 AND returned_business_days BETWEEN 1 AND 60),
  ADD CONSTRAINT ends_after_it_starts CHECK (valid_to > valid_from),
  ADD CONSTRAINT engagement_rules_one_at_a_time EXCLUDE USING gist (tstzrange(valid_from, valid_to) WITH &&) WHERE (status = 'PUBLISHED');
ALTER TABLE claim ADD CONSTRAINT released_with_reason CHECK ((released_at IS NULL) = (release_reason IS NULL));
CREATE UNIQUE INDEX claim_live_once ON claim (referral_id) WHERE released_at IS NULL;
ALTER TABLE referral_decision ADD CONSTRAINT outcome_known CHECK (outcome IN ('ACCEPT', 'REVIEW', 'WAITLIST', 'OVERRIDE'));
ALTER TABLE appeal ADD CONSTRAINT status_known CHECK (status IN ('OPEN', 'UPHELD', 'DENIED')),
  ADD CONSTRAINT decided_has_instant CHECK ((status = 'OPEN') = (decided_at IS NULL));
CREATE UNIQUE INDEX appeal_open_once ON appeal (referral_id) WHERE status = 'OPEN';
ALTER TABLE protection_extension
  ADD CONSTRAINT status_known CHECK (status IN ('REQUESTED', 'GRANTED', 'REFUSED')),
  ADD CONSTRAINT days_positive CHECK (requested_days BETWEEN 1 AND 1095),
  ADD CONSTRAINT decided_has_instant CHECK ((status = 'REQUESTED') = (decided_at IS NULL));
CREATE UNIQUE INDEX protection_extension_open_once ON protection_extension (referral_id) WHERE status = 'REQUESTED';
ALTER TABLE attribution
  ADD CONSTRAINT kind_known CHECK (kind IN ('SOURCED', 'INFLUENCED')),
  ADD CONSTRAINT status_known CHECK (status IN ('PENDING', 'ATTRIBUTED', 'HELD', 'NOT_ATTRIBUTED', 'ENDED')),
  ADD CONSTRAINT share_is_a_part CHECK (share_numerator BETWEEN 0 AND share_denominator AND share_denominator BETWEEN 1 AND 1000000);
CREATE UNIQUE INDEX attribution_live_once ON attribution (referral_id, opportunity_id) WHERE ended_at IS NULL;
ALTER TABLE contest
  ADD CONSTRAINT cause_known CHECK (cause IN ('MERGE', 'LATE_FINDING')),
  ADD CONSTRAINT resolution_known CHECK (resolution IN ('ONE', 'SPLIT', 'SOURCED_CREDIT', 'UNDONE')),
  ADD CONSTRAINT resolved_has_resolution CHECK ((resolved_at IS NULL) = (resolution IS NULL));

CALL portal_classify('engagement_rules', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('named_account', 'VENDOR', NULL, 'SELECT, INSERT, UPDATE', portfolio_may => 'SELECT');
CALL portal_classify('claim', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('claim_key', 'VENDOR', NULL, 'SELECT, INSERT, UPDATE, DELETE', portfolio_may => 'SELECT');
CALL portal_classify('waitlist_entry', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('referral_decision', 'VENDOR', NULL, 'SELECT, INSERT', portfolio_may => 'SELECT');
CALL portal_classify('appeal', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT', 'SELECT, INSERT', 'SELECT, UPDATE');
CALL portal_classify('protection_extension', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT', 'SELECT, INSERT', 'SELECT, UPDATE');
CALL portal_classify('attribution', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('contest', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('contest_party', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('referral_transfer', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('referral_check_log', 'VENDOR', NULL, 'SELECT, INSERT');
CALL portal_make_append_only('referral_decision');

-- A vendor that has written no rules of its own works by these from the start.
SET LOCAL ROLE portal_job;
INSERT INTO engagement_rules (version, status, valid_from, auto_accept, protection_days, extension_days_max,
  attribution_tail_days, returned_business_days, rules, published_at)
VALUES (1, 'PUBLISHED', '1970-01-01T00:00:00Z', false, 90, 90, 180, 10, '[
  {"code": "MINIMUM_INFORMATION", "onMatch": "FAIL", "arguments": {"fields": ["customerName", "customerCountryCode", "contactName", "productId"]}},
  {"code": "PARTNER_STANDING", "onMatch": "FAIL", "arguments": {"agreementRequired": true}},
  {"code": "SELF_REFERRAL", "onMatch": "FAIL", "arguments": {}},
  {"code": "EXISTING_CUSTOMER", "onMatch": "WARN", "arguments": {"wonWithinDays": 730, "sameFamilyOnly": true}},
  {"code": "DIRECT_OPPORTUNITY", "onMatch": "FAIL", "arguments": {"activityWithinDays": 90}},
  {"code": "OTHER_CLAIM", "onMatch": "FAIL", "arguments": {}},
  {"code": "NAMED_ACCOUNT", "onMatch": "FAIL", "arguments": {}},
  {"code": "TERRITORY", "onMatch": "WARN", "arguments": {"countriesByRegion": {}}},
  {"code": "CAPACITY", "onMatch": "WARN", "arguments": {"openMax": 500}}
]', now());
RESET ROLE;
