-- A certification that was never published is the vendor's alone, as its only version is a draft.
CREATE POLICY no_drafts ON certification_program AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (EXISTS (SELECT FROM certification_version AS v WHERE v.program_id = certification_program.id));

-- What belongs to a published version cannot be moved into a draft either.
CREATE OR REPLACE FUNCTION portal_refuse_unless_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_draft boolean;
  owners uuid[] := CASE TG_OP WHEN 'DELETE' THEN ARRAY[OLD.version_id] WHEN 'INSERT' THEN ARRAY[NEW.version_id]
    ELSE ARRAY[OLD.version_id, NEW.version_id] END;
BEGIN
  EXECUTE format('SELECT coalesce(bool_and(status = ''DRAFT''), false) FROM %I WHERE id = ANY ($1)', TG_ARGV[0])
    INTO is_draft USING owners;
  IF NOT is_draft THEN
    RAISE EXCEPTION '% belongs to what is published', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- Published never becomes a draft again, and retired is final.
CREATE TRIGGER never_goes_back BEFORE UPDATE ON certification_version FOR EACH ROW
  WHEN (OLD.status <> 'DRAFT' AND NEW.status IS DISTINCT FROM OLD.status AND NEW.status <> 'RETIRED'
    OR OLD.status = 'RETIRED' AND NEW.retired_at IS DISTINCT FROM OLD.retired_at)
  EXECUTE FUNCTION portal_refuse_change();
