-- The guard against overdrafts finds an earning's entries by the earning, however many its partner has; what is of no
-- earning, as an adjustment for a missing commission, is found by an index of its own.
CREATE INDEX ledger_entry_of_no_earning ON ledger_entry (partner_id, currency) WHERE earning_id IS NULL;

CREATE OR REPLACE FUNCTION portal_refuse_overdraft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  overdrawn record;
BEGIN
  SELECT t.account, t.currency, t.balance INTO overdrawn
  FROM (
    SELECT m.account, e.currency, sum(m.amount) AS balance
    FROM (SELECT DISTINCT earning_id, currency FROM added WHERE earning_id IS NOT NULL) AS a
    JOIN ledger_entry AS e ON e.earning_id = a.earning_id AND e.currency = a.currency
    CROSS JOIN LATERAL (VALUES (e.to_account, e.amount_minor), (e.from_account, -e.amount_minor)) AS m (account, amount)
    GROUP BY a.earning_id, e.currency, m.account
    UNION ALL
    SELECT m.account, e.currency, sum(m.amount)
    FROM (SELECT DISTINCT partner_id, currency FROM added WHERE earning_id IS NULL) AS a
    JOIN ledger_entry AS e ON e.partner_id = a.partner_id AND e.currency = a.currency AND e.earning_id IS NULL
    CROSS JOIN LATERAL (VALUES (e.to_account, e.amount_minor), (e.from_account, -e.amount_minor)) AS m (account, amount)
    GROUP BY a.partner_id, e.currency, m.account
  ) AS t
  WHERE (t.account IN ('ACCRUED', 'PAYABLE', 'HELD', 'IN_TRANSIT', 'PAID', 'WITHHOLDING') AND t.balance < 0)
    OR (t.account IN ('EXPENSE', 'SPIFF_BUDGET') AND t.balance > 0)
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'account % in % would stand at %', overdrawn.account, overdrawn.currency, overdrawn.balance
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_not_overdrawn';
  END IF;
  RETURN NULL;
END $$;
