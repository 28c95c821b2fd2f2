-- CreateIndex
CREATE INDEX "tier_placement_booked_at_id_idx" ON "tier_placement"("booked_at", "id");

-- CreateIndex
CREATE INDEX "requirement_waiver_granted_at_id_idx" ON "requirement_waiver"("granted_at", "id");
