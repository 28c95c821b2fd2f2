-- A partner goes on telling about a referral while the vendor works on it, and decides nothing of it: neither where it
-- leads, nor what it is protected by, nor which deal it belongs to.
CREATE FUNCTION portal_refuse_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the vendor decides on a referral, not its partner' USING ERRCODE = 'insufficient_privilege';
END $$;
REVOKE EXECUTE ON FUNCTION portal_refuse_decision FROM PUBLIC;
CREATE TRIGGER partner_decides_nothing BEFORE UPDATE ON referral
  FOR EACH ROW WHEN (current_user IN ('portal_partner', 'portal_member') AND (
    (NEW.status <> OLD.status AND NEW.status NOT IN ('SUBMITTED', 'WITHDRAWN'))
    OR NEW.origin <> OLD.origin
    OR NEW.decided_at IS DISTINCT FROM OLD.decided_at
    OR NEW.opportunity_id IS DISTINCT FROM OLD.opportunity_id
    OR NEW.protected_from IS DISTINCT FROM OLD.protected_from
    OR NEW.protected_until IS DISTINCT FROM OLD.protected_until
    OR NEW.protection_ended_at IS DISTINCT FROM OLD.protection_ended_at))
  EXECUTE FUNCTION portal_refuse_decision();

ALTER POLICY no_decision_by_partner ON referral
  USING (true) WITH CHECK (status IN ('DRAFT', 'SUBMITTED', 'RETURNED', 'UNDER_REVIEW', 'WAITLISTED', 'ACCEPTED', 'WITHDRAWN'));
