-- CreateTable
CREATE TABLE "sla_clock" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "referral_id" UUID,
    "partner_id" UUID,
    "standard" TEXT NOT NULL,
    "warn_minutes" INTEGER NOT NULL,
    "breach_minutes" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "status_since" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "elapsed_ms" BIGINT NOT NULL DEFAULT 0,
    "level" SMALLINT NOT NULL DEFAULT 0,
    "warn_at" TIMESTAMPTZ(3) NOT NULL,
    "breach_at" TIMESTAMPTZ(3) NOT NULL,
    "next_at" TIMESTAMPTZ(3),
    "calendar" TEXT NOT NULL,

    CONSTRAINT "sla_clock_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sla_escalation" (
    "clock_id" UUID NOT NULL,
    "level" SMALLINT NOT NULL,
    "person_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sla_escalation_pkey" PRIMARY KEY ("clock_id","level","person_id")
);

-- CreateIndex
CREATE INDEX "sla_clock_standard_status_breach_at_id_idx" ON "sla_clock"("standard", "status", "breach_at", "id");

-- CreateIndex
CREATE INDEX "sla_clock_partner_id_standard_status_breach_at_id_idx" ON "sla_clock"("partner_id", "standard", "status", "breach_at", "id");

-- CreateIndex
CREATE INDEX "sla_clock_next_at_id_idx" ON "sla_clock"("next_at", "id");

-- CreateIndex
CREATE INDEX "sla_clock_referral_id_idx" ON "sla_clock"("referral_id");

-- CreateIndex
CREATE INDEX "sla_escalation_person_id_at_idx" ON "sla_escalation"("person_id", "at");

-- AddForeignKey
ALTER TABLE "sla_clock" ADD CONSTRAINT "sla_clock_referral_id_partner_id_fkey" FOREIGN KEY ("referral_id", "partner_id") REFERENCES "referral"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sla_clock" ADD CONSTRAINT "sla_clock_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sla_escalation" ADD CONSTRAINT "sla_escalation_clock_id_fkey" FOREIGN KEY ("clock_id") REFERENCES "sla_clock"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sla_escalation" ADD CONSTRAINT "sla_escalation_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "staff_member"("person_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

CALL portal_classify('sla_clock', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('sla_escalation', 'VENDOR', NULL, 'SELECT, INSERT', portfolio_may => 'SELECT');
CALL portal_make_append_only('sla_escalation');

-- A channel manager sees the clocks of the portfolio, and whom they were escalated to.
ALTER POLICY portal_portfolio ON sla_clock USING (partner_id = ANY ((SELECT portal_partners())::uuid[])) WITH CHECK (false);
ALTER POLICY portal_portfolio ON sla_escalation
  USING (EXISTS (SELECT FROM sla_clock WHERE sla_clock.id = sla_escalation.clock_id)) WITH CHECK (false);

-- One clock at a time for what waits; whoever starts it twice finds the first.
CREATE UNIQUE INDEX sla_clock_open_once ON sla_clock (subject_type, subject_id, standard) WHERE status <> 'STOPPED';

ALTER TABLE sla_clock
  ADD CONSTRAINT status_known CHECK (status IN ('RUNNING', 'PAUSED', 'STOPPED')),
  ADD CONSTRAINT warns_before_breach CHECK (warn_minutes > 0 AND warn_minutes < breach_minutes AND warn_at <= breach_at),
  ADD CONSTRAINT time_runs_forward CHECK (elapsed_ms >= 0 AND started_at <= status_since),
  ADD CONSTRAINT level_known CHECK (level BETWEEN 0 AND 3),
  ADD CONSTRAINT next_while_running CHECK ((next_at IS NOT NULL) = (status = 'RUNNING' AND level < 3)),
  ADD CONSTRAINT referral_is_the_subject CHECK (
    CASE WHEN subject_type = 'Referral' THEN referral_id IS NOT DISTINCT FROM subject_id AND partner_id IS NOT NULL
      ELSE referral_id IS NULL END);
ALTER TABLE sla_escalation ADD CONSTRAINT level_known CHECK (level BETWEEN 1 AND 3);
