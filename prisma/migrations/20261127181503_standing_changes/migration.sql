-- CreateTable
CREATE TABLE "standing_change" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "program_id" UUID NOT NULL,
    "period" TEXT NOT NULL,
    "period_from" DATE NOT NULL,
    "period_until" DATE NOT NULL,
    "is_at_risk" BOOLEAN NOT NULL,
    "requirements" INTEGER NOT NULL,
    "shares" INTEGER NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "standing_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "standing_change_partner_id_program_id_period_as_of_idx" ON "standing_change"("partner_id", "program_id", "period", "as_of");

-- CreateIndex
CREATE INDEX "standing_change_program_id_idx" ON "standing_change"("program_id");

-- CreateIndex
CREATE INDEX "standing_change_as_of_idx" ON "standing_change"("as_of");

-- AddForeignKey
ALTER TABLE "standing_change" ADD CONSTRAINT "standing_change_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "standing_change" ADD CONSTRAINT "standing_change_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "partner_program"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

CALL portal_classify('standing_change', 'PARTNER', 'partner_id', 'SELECT, INSERT');
CALL portal_make_append_only('standing_change');
ALTER TABLE standing_change
  ADD CONSTRAINT ends_after_start CHECK (period_until > period_from),
  ADD CONSTRAINT at_most_whole CHECK (requirements >= 0 AND shares BETWEEN 0 AND requirements * 10000);

-- What is kept of periods by now, as it was evaluated last.
INSERT INTO standing_change (partner_id, program_id, period, period_from, period_until, is_at_risk, requirements, shares, as_of)
SELECT standing.partner_id, standing.program_id, attainment.period, attainment.period_from, attainment.period_until,
  standing.is_at_risk AND standing.period = attainment.period, count(*),
  sum(CASE WHEN attainment.waiver_id IS NULL THEN round(greatest(least(attainment.percent, 100), 0) * 100) ELSE 10000 END),
  max(attainment.as_of)
FROM partner_standing AS standing
JOIN attainment ON attainment.partner_id = standing.partner_id AND attainment.program_id = standing.program_id
JOIN program_requirement AS requirement ON requirement.id = attainment.requirement_id
  AND requirement.tier_id = coalesce(standing.next_tier_id, standing.tier_id)
GROUP BY standing.id, attainment.period, attainment.period_from, attainment.period_until;
