-- DropIndex
DROP INDEX "ledger_entry_period_partner_id_currency_idx";

-- A month's lines are counted and summed up from this alone, and read partner by partner. Prisma cannot say INCLUDE.
CREATE INDEX ledger_entry_of_months ON ledger_entry (period, partner_id, currency) INCLUDE (statement_minor);
