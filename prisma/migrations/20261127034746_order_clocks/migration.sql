-- AlterTable
ALTER TABLE "sla_clock" ADD COLUMN     "order_id" UUID;

-- CreateIndex
CREATE INDEX "sla_clock_order_id_idx" ON "sla_clock"("order_id");

-- AddForeignKey
ALTER TABLE "sla_clock" ADD CONSTRAINT "sla_clock_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "sales_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- A clock of an order names it, so that the order's clock is read with it.
ALTER TABLE sla_clock ADD CONSTRAINT order_is_the_subject CHECK (
  CASE WHEN subject_type = 'SalesOrder' THEN order_id IS NOT DISTINCT FROM subject_id ELSE order_id IS NULL END);

-- What is asked for an order is hidden with the order.
CREATE POLICY of_orders_seen ON pricing_request AS RESTRICTIVE FOR ALL TO portal_portfolio
  USING (EXISTS (SELECT FROM sales_order AS o WHERE o.id = order_id));
CREATE POLICY of_requests_seen ON approval_step AS RESTRICTIVE FOR ALL TO portal_portfolio
  USING (EXISTS (SELECT FROM pricing_request AS r WHERE r.id = request_id));
