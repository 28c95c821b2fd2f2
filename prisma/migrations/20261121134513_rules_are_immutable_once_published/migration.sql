-- AlterTable
ALTER TABLE "referral" ADD COLUMN     "decision_reasons" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- What a partner may know of why the rules look at its referral: codes that concern itself only.
ALTER TABLE referral ADD CONSTRAINT reasons_known CHECK (decision_reasons <@ ARRAY['MINIMUM_INFORMATION', 'PARTNER_STANDING',
  'SELF_REFERRAL', 'TERRITORY', 'CAPACITY']);

-- Decisions name the rules that they were made by, so published rules stay as they were; only their end is set, once.
CREATE FUNCTION portal_refuse_change_of_published_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.valid_to IS NULL AND to_jsonb(NEW) - 'valid_to' = to_jsonb(OLD) - 'valid_to' THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'published rules of engagement never change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER published_stay BEFORE UPDATE ON engagement_rules FOR EACH ROW WHEN (OLD.status = 'PUBLISHED')
  EXECUTE FUNCTION portal_refuse_change_of_published_rules();
CREATE UNIQUE INDEX engagement_rules_one_draft ON engagement_rules (status) WHERE status = 'DRAFT';

ALTER TABLE named_account
  ADD CONSTRAINT ends_after_it_starts CHECK (valid_to > valid_from),
  ADD CONSTRAINT named_account_once_at_a_time EXCLUDE USING gist (customer_id WITH =, tstzrange(valid_from, valid_to) WITH &&);
