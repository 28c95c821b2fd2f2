-- A deal that changes is copied to its own referrals, which an index finds. As one statement for all changed deals, each
-- change of one deal read every referral that there is, once the planner had met a time with few of them.
DROP TRIGGER copy_deal_to_referrals ON opportunity;
CREATE OR REPLACE FUNCTION portal_copy_deal_to_referrals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE referral SET sales_stage = NEW.stage, deal_amount_minor = NEW.amount_minor, deal_currency = NEW.currency,
    deal_close_on = NEW.close_on
  WHERE opportunity_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER copy_deal_to_referrals AFTER UPDATE ON opportunity
  FOR EACH ROW
  WHEN ((OLD.stage, OLD.amount_minor, OLD.currency, OLD.close_on)
    IS DISTINCT FROM (NEW.stage, NEW.amount_minor, NEW.currency, NEW.close_on))
  EXECUTE FUNCTION portal_copy_deal_to_referrals();
