-- AlterTable
ALTER TABLE "referral_review" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- CreateIndex
CREATE INDEX "opportunity_partner_id_updated_at_id_idx" ON "opportunity"("partner_id", "updated_at", "id");

-- CreateIndex
CREATE INDEX "opportunity_updated_at_id_idx" ON "opportunity"("updated_at", "id");

-- What a person types into a search box is looked for within the name, whatever the case.
CREATE INDEX customer_name_trigram ON customer USING gin (name gin_trgm_ops);
CREATE INDEX opportunity_name_trigram ON opportunity USING gin (name gin_trgm_ops);
ALTER TABLE referral_review ADD CONSTRAINT match_decision_known CHECK (match_decision IN ('SAME', 'POSSIBLE', 'NONE', 'CONFIRMED'));
