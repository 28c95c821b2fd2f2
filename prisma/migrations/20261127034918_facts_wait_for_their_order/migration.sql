-- CreateIndex
CREATE INDEX "sales_order_external_id_idx" ON "sales_order"("external_id");
-- Facts of billing that came before their order are few, and are found by what they say of it once it comes.
CREATE INDEX billing_fact_waiting_by_order ON billing_fact (order_number) WHERE order_id IS NULL AND order_number IS NOT NULL;
CREATE INDEX billing_fact_waiting_by_account ON billing_fact (account_number, billing_code)
  WHERE order_id IS NULL AND order_number IS NULL AND kind = 'INVOICE_LINE';
CREATE INDEX sales_order_by_account ON sales_order (account_number) WHERE account_number IS NOT NULL;
