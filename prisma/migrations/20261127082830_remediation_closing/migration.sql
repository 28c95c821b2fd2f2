-- AlterTable
ALTER TABLE "remediation_plan" ADD COLUMN     "closing_code" TEXT,
ADD COLUMN     "closing_note" TEXT;

-- AlterTable
ALTER TABLE "remediation_observation" ALTER COLUMN "value" DROP NOT NULL;

-- A period in which the partner had nothing to measure is kept as such, so that a value that a correction took away does not stay.
ALTER TABLE remediation_observation
  DROP CONSTRAINT state_known,
  ADD CONSTRAINT state_known CHECK (state IN ('BREACH', 'BETWEEN', 'CLEAR', 'NO_VALUE')),
  ADD CONSTRAINT no_value_no_state CHECK ((value IS NULL) = (state = 'NO_VALUE'));
ALTER TABLE remediation_plan ADD CONSTRAINT closed_has_reason CHECK ((closed_at IS NULL) = (closing_code IS NULL));

-- A proposal that was withdrawn was never the partner's to see either.
DROP POLICY once_taken_up ON remediation_plan;
CREATE POLICY once_taken_up ON remediation_plan AS RESTRICTIVE FOR SELECT TO portal_partner USING (activated_at IS NOT NULL);

-- A partner's people complete what there is to do, and change nothing else of it.
CREATE FUNCTION portal_only_completes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'portal_partner' AND (NEW.done_at IS NULL OR OLD.done_at IS NOT NULL
    OR (to_jsonb(NEW) - '{done_at,done_by_id,version}'::text[]) <> (to_jsonb(OLD) - '{done_at,done_by_id,version}'::text[])) THEN
    RAISE EXCEPTION 'A partner completes actions, and changes nothing else of them.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_completes BEFORE UPDATE ON remediation_action FOR EACH ROW EXECUTE FUNCTION portal_only_completes();
