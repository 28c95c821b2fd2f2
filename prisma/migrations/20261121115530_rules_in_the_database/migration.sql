-- Constraints, derived columns and the functions that see before it is known who asks.

ALTER TABLE vendor_settings
  ADD CONSTRAINT one_row CHECK (id = 1),
  ADD CONSTRAINT fiscal_kind_known CHECK (fiscal_kind IN ('MONTHS', 'WEEKS')),
  ADD CONSTRAINT fiscal_start_month_in_year CHECK (fiscal_start_month BETWEEN 1 AND 12),
  ADD CONSTRAINT fiscal_named_by_known CHECK (fiscal_year_named_by IN ('START', 'END')),
  ADD CONSTRAINT weeks_are_described CHECK (fiscal_kind = 'MONTHS' OR
    (fiscal_week_pattern IN ('4-4-5', '4-5-4', '5-4-4') AND fiscal_year_end_weekday BETWEEN 1 AND 7 AND fiscal_year_end_rule IN ('LAST', 'NEAREST')));
ALTER TABLE business_hours
  ADD CONSTRAINT weekday_known CHECK (weekday BETWEEN 1 AND 7),
  ADD CONSTRAINT within_a_day CHECK (opens_minute >= 0 AND opens_minute < closes_minute AND closes_minute <= 1440),
  ADD CONSTRAINT business_hours_intervals_apart EXCLUDE USING gist (weekday WITH =, int4range(opens_minute, closes_minute) WITH &&);
ALTER TABLE vendor_currency ADD CONSTRAINT currency_code CHECK (code ~ '^[A-Z]{3}$');
ALTER TABLE response_standard ADD CONSTRAINT warns_before_breach CHECK (warn_minutes > 0 AND warn_minutes < breach_minutes);
ALTER TABLE event_epoch ADD CONSTRAINT one_row CHECK (id = 1);

ALTER TABLE partner
  ADD CONSTRAINT type_known CHECK (type IN ('REFERRAL', 'RESELLER', 'SYSTEM_INTEGRATOR', 'TECHNOLOGY', 'CONSULTANT')),
  ADD CONSTRAINT status_known CHECK (status IN ('APPLIED', 'APPROVED', 'ONBOARDING', 'ACTIVE', 'SUSPENDED', 'TERMINATED', 'DECLINED')),
  ADD CONSTRAINT currency_code CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT not_its_own_master CHECK (master_id <> id);
ALTER TABLE partner_address
  ADD CONSTRAINT kind_known CHECK (kind IN ('HEADQUARTERS', 'BILLING', 'SHIPPING')),
  ADD CONSTRAINT country_code CHECK (country_code ~ '^[A-Z]{2}$');
ALTER TABLE assignment
  ADD CONSTRAINT function_known CHECK (function IN ('CHANNEL_MANAGER', 'CHANNEL_ACCOUNT_MANAGER', 'IMPLEMENTATION_MANAGER', 'CHANNEL_OPERATIONS')),
  ADD CONSTRAINT ends_after_it_starts CHECK (valid_to > valid_from),
  ADD CONSTRAINT backup_is_another CHECK (backup_id <> staff_id),
  ADD CONSTRAINT assignment_one_at_a_time EXCLUDE USING gist (partner_id WITH =, function WITH =, tstzrange(valid_from, valid_to) WITH &&);

ALTER TABLE person
  ADD CONSTRAINT kind_known CHECK (kind IN ('HUMAN', 'SERVICE')),
  ADD CONSTRAINT email_lower_case CHECK (email = lower(email));
ALTER TABLE staff_role
  ADD CONSTRAINT role_known CHECK (role IN ('CHANNEL_MANAGER', 'PARTNER_OPERATIONS', 'SALES_OPERATIONS', 'FINANCE', 'EXECUTIVE', 'ADMIN', 'SERVICE')),
  ADD CONSTRAINT ends_after_it_starts CHECK (valid_to > valid_from),
  ADD CONSTRAINT staff_role_one_at_a_time EXCLUDE USING gist (person_id WITH =, role WITH =, tstzrange(valid_from, valid_to) WITH &&);
ALTER TABLE membership
  ADD CONSTRAINT role_known CHECK (role IN ('PARTNER_ADMIN', 'PARTNER_MEMBER')),
  ADD CONSTRAINT email_lower_case CHECK (email = lower(email)),
  ADD CONSTRAINT ends_after_it_starts CHECK (valid_to >= valid_from),
  ADD CONSTRAINT membership_one_partner_at_a_time EXCLUDE USING gist (person_id WITH =, tstzrange(valid_from, valid_to) WITH &&);
ALTER TABLE invitation
  ADD CONSTRAINT role_known CHECK (role IN ('PARTNER_ADMIN', 'PARTNER_MEMBER')),
  ADD CONSTRAINT email_lower_case CHECK (email = lower(email)),
  ADD CONSTRAINT ends_one_way CHECK (accepted_at IS NULL OR revoked_at IS NULL);
CREATE UNIQUE INDEX invitation_open_once ON invitation (partner_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL;

ALTER TABLE customer
  ADD CONSTRAINT country_code CHECK (country_code ~ '^[A-Z]{2}$'),
  ADD CONSTRAINT not_its_own_parent CHECK (parent_id <> id),
  ADD CONSTRAINT counts_are_positive CHECK (employees >= 0 AND annual_revenue_minor >= 0),
  ADD CONSTRAINT revenue_has_currency CHECK ((annual_revenue_minor IS NULL) = (currency IS NULL));
CREATE INDEX customer_name_key_trigram ON customer USING gin (name_key gin_trgm_ops);
CREATE INDEX partner_name_key_trigram ON partner USING gin (name_key gin_trgm_ops);
ALTER TABLE customer_key ADD CONSTRAINT kind_known CHECK (kind IN ('TAX_ID', 'DOMAIN', 'CRM_ACCOUNT'));
CREATE UNIQUE INDEX customer_key_crm_account_once ON customer_key (value) WHERE kind = 'CRM_ACCOUNT';
ALTER TABLE customer_account ADD CONSTRAINT kind_known CHECK (kind IN ('SERVICE', 'BILLING'));
ALTER TABLE customer_merge
  ADD CONSTRAINT two_customers CHECK (survivor_id <> merged_id),
  ADD CONSTRAINT undone_by_somebody CHECK ((undone_at IS NULL) = (undone_by_id IS NULL));
CREATE UNIQUE INDEX customer_merge_once ON customer_merge (merged_id) WHERE undone_at IS NULL;

ALTER TABLE product_price ADD CONSTRAINT price_not_negative CHECK (amount_minor >= 0 AND currency ~ '^[A-Z]{3}$');
ALTER TABLE opportunity
  ADD CONSTRAINT stage_known CHECK (stage IN ('PROSPECTING', 'QUALIFIED', 'PROPOSAL', 'COMMITTED', 'WON', 'LOST')),
  ADD CONSTRAINT amount_has_currency CHECK ((amount_minor IS NULL) = (currency IS NULL)),
  ADD CONSTRAINT amount_not_negative CHECK (amount_minor >= 0),
  ADD CONSTRAINT reason_only_when_lost CHECK (lost_reason IS NULL OR stage = 'LOST');
ALTER TABLE referral
  ADD CONSTRAINT status_known CHECK (status IN ('DRAFT', 'SUBMITTED', 'ACCEPTED', 'RETURNED', 'REJECTED', 'WITHDRAWN')),
  ADD CONSTRAINT origin_known CHECK (origin IN ('PORTAL', 'CRM', 'IMPORTED')),
  ADD CONSTRAINT portal_referral_has_author CHECK (origin <> 'PORTAL' OR registered_by_id IS NOT NULL),
  ADD CONSTRAINT submitted_has_instant CHECK (status IN ('DRAFT', 'WITHDRAWN') OR submitted_at IS NOT NULL),
  ADD CONSTRAINT decided_has_instant CHECK (status NOT IN ('ACCEPTED', 'REJECTED') OR decided_at IS NOT NULL),
  ADD CONSTRAINT estimate_has_currency CHECK ((estimated_amount_minor IS NULL) = (estimated_currency IS NULL)),
  ADD CONSTRAINT estimate_not_negative CHECK (estimated_amount_minor >= 0);
ALTER TABLE job_run ADD CONSTRAINT status_known CHECK (status IN ('RUNNING', 'SUCCEEDED', 'FAILED'));

-- The sales stage on a referral is the CRM's, copied by the database so that it cannot disagree.
CREATE FUNCTION portal_copy_deal_to_referrals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE referral SET sales_stage = deal.stage, deal_amount_minor = deal.amount_minor,
    deal_currency = deal.currency, deal_close_on = deal.close_on
  FROM changed AS deal
  WHERE referral.opportunity_id = deal.id
    AND (referral.sales_stage, referral.deal_amount_minor, referral.deal_currency, referral.deal_close_on)
      IS DISTINCT FROM (deal.stage, deal.amount_minor, deal.currency, deal.close_on);
  RETURN NULL;
END $$;
CREATE TRIGGER copy_deal_to_referrals AFTER UPDATE ON opportunity
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION portal_copy_deal_to_referrals();

CREATE FUNCTION portal_copy_deal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT stage, amount_minor, currency, close_on
    INTO NEW.sales_stage, NEW.deal_amount_minor, NEW.deal_currency, NEW.deal_close_on
    FROM opportunity WHERE id = NEW.opportunity_id;
  RETURN NEW;
END $$;
CREATE TRIGGER copy_deal_on_insert BEFORE INSERT ON referral
  FOR EACH ROW WHEN (NEW.opportunity_id IS NOT NULL) EXECUTE FUNCTION portal_copy_deal();
CREATE TRIGGER copy_deal_on_link BEFORE UPDATE ON referral
  FOR EACH ROW WHEN (NEW.opportunity_id IS DISTINCT FROM OLD.opportunity_id) EXECUTE FUNCTION portal_copy_deal();

-- The partner credited with a deal is the one whose accepted referral the deal came from.
CREATE FUNCTION portal_credit_partner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE opportunity SET partner_id = NEW.partner_id, referred_by_id = NEW.registered_by_id
  WHERE id = NEW.opportunity_id AND (partner_id, referred_by_id) IS DISTINCT FROM (NEW.partner_id, NEW.registered_by_id);
  RETURN NULL;
END $$;
CREATE TRIGGER credit_partner_on_insert AFTER INSERT ON referral
  FOR EACH ROW WHEN (NEW.opportunity_id IS NOT NULL AND NEW.status = 'ACCEPTED') EXECUTE FUNCTION portal_credit_partner();
CREATE TRIGGER credit_partner_on_link AFTER UPDATE ON referral
  FOR EACH ROW WHEN (NEW.opportunity_id IS DISTINCT FROM OLD.opportunity_id AND NEW.status = 'ACCEPTED')
  EXECUTE FUNCTION portal_credit_partner();

-- Who is behind a token: seen before anybody is anybody, so it runs as the owner under policies of its own.
CREATE POLICY identify ON person FOR SELECT TO portal_owner USING (true);
CREATE POLICY identify ON person_identity FOR SELECT TO portal_owner USING (true);
CREATE POLICY identify ON staff_role FOR SELECT TO portal_owner USING (true);
CREATE POLICY identify ON membership FOR SELECT TO portal_owner USING (true);
CREATE POLICY identify ON assignment FOR SELECT TO portal_owner USING (true);
CREATE POLICY identify ON partner FOR SELECT TO portal_owner USING (true);
CREATE POLICY count ON rate_counter TO portal_owner USING (true) WITH CHECK (true);

CREATE FUNCTION portal_identify(token_issuer text, token_subject text) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp RETURN (
  WITH RECURSIVE somebody AS (
    SELECT person.id, person.kind, person.name, person.deactivated_at FROM person_identity
    JOIN person ON person.id = person_identity.person_id
    WHERE person_identity.issuer = token_issuer AND person_identity.subject = token_subject
  ), current_membership AS (
    SELECT membership.id, membership.partner_id, membership.role, membership.sees_all_referrals, partner.status
    FROM membership JOIN somebody ON somebody.id = membership.person_id JOIN partner ON partner.id = membership.partner_id
    WHERE membership.valid_from <= now() AND (membership.valid_to IS NULL OR membership.valid_to > now())
  ), own_partner AS (
    SELECT partner_id AS id, 1 AS depth FROM current_membership
    UNION
    SELECT partner.id, own_partner.depth + 1 FROM own_partner
    JOIN partner ON partner.master_id = own_partner.id
    WHERE own_partner.depth < 10 AND EXISTS (SELECT FROM current_membership WHERE role = 'PARTNER_ADMIN')
  ), assigned_partner AS (
    SELECT assignment.partner_id AS id, 1 AS depth FROM assignment
    JOIN somebody ON somebody.id IN (assignment.staff_id, assignment.backup_id)
    WHERE assignment.valid_from <= now() AND (assignment.valid_to IS NULL OR assignment.valid_to > now())
    UNION
    SELECT partner.id, assigned_partner.depth + 1 FROM assigned_partner
    JOIN partner ON partner.master_id = assigned_partner.id WHERE assigned_partner.depth < 10
  )
  SELECT json_build_object(
    'personId', somebody.id,
    'kind', somebody.kind,
    'name', somebody.name,
    'active', somebody.deactivated_at IS NULL,
    'staffRoles', COALESCE((SELECT json_agg(role ORDER BY role) FROM staff_role WHERE person_id = somebody.id
      AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())), '[]'::json),
    'memberships', COALESCE((SELECT json_agg(json_build_object('id', id, 'partnerId', partner_id, 'role', role,
      'seesAllReferrals', sees_all_referrals, 'partnerStatus', status)) FROM current_membership), '[]'::json),
    'ownPartnerIds', COALESCE((SELECT json_agg(DISTINCT id) FROM own_partner), '[]'::json),
    'assignedPartnerIds', COALESCE((SELECT json_agg(DISTINCT id) FROM assigned_partner), '[]'::json)
  ) FROM somebody
);
REVOKE EXECUTE ON FUNCTION portal_identify FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_identify TO portal_app;

-- Counts one more use within a window and answers how many there were; in a statement of its own, so that a
-- refused request still counts. Windows that ended long ago are swept as new ones begin.
CREATE FUNCTION portal_count_use(counted_bucket text, counted_window timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  uses integer;
BEGIN
  INSERT INTO rate_counter (bucket, window_start, count) VALUES (counted_bucket, counted_window, 1)
  ON CONFLICT (bucket, window_start) DO UPDATE SET count = rate_counter.count + 1
  RETURNING rate_counter.count INTO uses;
  IF uses = 1 THEN
    DELETE FROM rate_counter WHERE (bucket, window_start) IN (
      SELECT old.bucket, old.window_start FROM rate_counter AS old
      WHERE old.window_start < counted_window - interval '2 days' LIMIT 20 FOR UPDATE SKIP LOCKED);
  END IF;
  RETURN uses;
END $$;
REVOKE EXECUTE ON FUNCTION portal_count_use FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_count_use TO portal_app;

SET LOCAL ROLE portal_job;
INSERT INTO event_epoch (id, epoch) VALUES (1, 1);
RESET ROLE;
