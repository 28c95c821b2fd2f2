-- What a person achieved and is enrolled in goes along when a time at a partner ends or begins, whoever writes that: an
-- administrator of a partner may end a membership and may not write what people achieved, so it runs as the owner, under
-- policies of its own, and writes nothing but for whom the person works. The person is locked first, so that an award that is
-- being written at this moment is found.
CREATE POLICY move_held ON person FOR UPDATE TO portal_owner USING (true) WITH CHECK (false);
CREATE POLICY move_held ON enrolment TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY move_held ON enrolment_progress TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY move_held ON certification_award FOR UPDATE TO portal_owner USING (true) WITH CHECK (true);
CREATE FUNCTION portal_move_held() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  has_begun boolean := NEW.valid_to IS NULL;
  to_partner uuid := CASE WHEN has_begun THEN NEW.partner_id END;
  to_membership uuid := CASE WHEN has_begun THEN NEW.id END;
BEGIN
  PERFORM FROM person WHERE id = NEW.person_id FOR NO KEY UPDATE;
  -- What went on to another partner meanwhile stays there when an earlier time is ended.
  UPDATE enrolment_progress AS progress SET partner_id = to_partner, membership_id = to_membership
  FROM enrolment WHERE enrolment.id = progress.enrolment_id AND enrolment.person_id = NEW.person_id
    AND (has_begun OR progress.membership_id = NEW.id);
  UPDATE enrolment SET partner_id = to_partner, membership_id = to_membership
  WHERE person_id = NEW.person_id AND (has_begun OR membership_id = NEW.id);
  UPDATE certification_award SET partner_id = to_partner, membership_id = to_membership
  WHERE person_id = NEW.person_id AND (has_begun OR membership_id = NEW.id);
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION portal_move_held FROM PUBLIC;
CREATE TRIGGER move_held_on_begin AFTER INSERT ON membership
  FOR EACH ROW WHEN (NEW.valid_to IS NULL) EXECUTE FUNCTION portal_move_held();
CREATE TRIGGER move_held_on_end AFTER UPDATE OF valid_to ON membership
  FOR EACH ROW WHEN ((NEW.valid_to IS NULL) IS DISTINCT FROM (OLD.valid_to IS NULL)) EXECUTE FUNCTION portal_move_held();
