-- Of what statements say only, so that it is the smallest index that finds a statement's lines, and the planner takes it.
DROP INDEX "ledger_entry_partner_id_currency_period_id_idx";
CREATE INDEX ledger_entry_of_statement ON ledger_entry (partner_id, currency, period, id) WHERE statement_minor <> 0;
