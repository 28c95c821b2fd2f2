-- CreateIndex
CREATE INDEX "sales_order_partner_id_status_submitted_at_id_idx" ON "sales_order"("partner_id", "status", "submitted_at", "id");
