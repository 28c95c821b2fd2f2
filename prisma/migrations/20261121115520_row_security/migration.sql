-- Row security, table classes and the rules that Prisma's schema cannot express.
--
-- Every table has a class in its comment, which a test reads:
--   PARTNER  rows of one partner; the column after the colon holds it and never changes
--   HELD     the vendor's record, visible to the partner that the row names at the moment
--   VENDOR   never visible to a partner
--   SHARED   read by everybody who is signed in
--   SYSTEM   the machinery's own

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Whom the transaction speaks for. Set once, by the transaction's first statement.
CREATE FUNCTION portal_partners() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN string_to_array(current_setting('app.partners', true), ',')::uuid[];
CREATE FUNCTION portal_memberships() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN string_to_array(current_setting('app.memberships', true), ',')::uuid[];
CREATE FUNCTION portal_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN NULLIF(current_setting('app.actor', true), '')::uuid;

CREATE FUNCTION portal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION portal_refuse_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a row of % never moves to another partner', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- Gives a table its class, its forced row security, the policies of that class and the rights that they allow.
-- `partner_may` and `member_may` list what partner admins and partner members may do within their policies.
CREATE PROCEDURE portal_classify(
  target regclass, class text, key text DEFAULT NULL,
  staff_may text DEFAULT 'SELECT, INSERT, UPDATE', partner_may text DEFAULT NULL,
  member_may text DEFAULT NULL, portfolio_may text DEFAULT NULL
) LANGUAGE plpgsql AS $$
DECLARE
  own text := CASE WHEN key IS NOT NULL THEN format('%I = ANY ((SELECT portal_partners())::uuid[])', key) END;
  grantee text;
  rights text;
  condition text;
BEGIN
  EXECUTE format('COMMENT ON TABLE %s IS %L', target, class || coalesce(':' || key, ''));
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  FOR grantee, rights, condition IN
    SELECT r.grantee, r.rights, r.condition FROM (VALUES
      ('portal_staff', staff_may, 'true'),
      ('portal_job', staff_may, 'true'),
      ('portal_portfolio', portfolio_may, CASE WHEN class IN ('PARTNER', 'HELD') THEN own ELSE 'true' END),
      ('portal_partner', partner_may, CASE WHEN class IN ('PARTNER', 'HELD') THEN own ELSE 'true' END),
      ('portal_member', member_may, CASE WHEN class IN ('PARTNER', 'HELD') THEN own ELSE 'true' END)
    ) AS r (grantee, rights, condition) WHERE r.rights IS NOT NULL
  LOOP
    EXECUTE format('GRANT %s ON %s TO %I', rights, target, grantee);
    EXECUTE format('CREATE POLICY %I ON %s TO %I USING (%s) WITH CHECK (%s)', grantee, target, grantee, condition, condition);
  END LOOP;
  IF class = 'PARTNER' AND key <> 'id' THEN
    EXECUTE format('CREATE TRIGGER never_moves BEFORE UPDATE ON %s FOR EACH ROW WHEN (NEW.%I IS DISTINCT FROM OLD.%I) '
      'EXECUTE FUNCTION portal_refuse_move()', target, key, key);
  END IF;
END $$;

CREATE PROCEDURE portal_make_append_only(target regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
    'FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change()', target);
END $$;

-- Shared: settings, catalogue names, staff's business cards.
CALL portal_classify('vendor_settings', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('business_hours', 'SHARED', NULL, 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('holiday', 'SHARED', NULL, 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('vendor_currency', 'SHARED', NULL, 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('response_standard', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('region', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('product', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('staff_member', 'SHARED', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');

-- Partner: what belongs to one partner.
CALL portal_classify('partner', 'PARTNER', 'id', 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('partner_address', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('partner_external_id', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('partner_status_change', 'PARTNER', 'partner_id', 'SELECT, INSERT', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('assignment', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('membership', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT, UPDATE', 'SELECT', 'SELECT');
CALL portal_classify('invitation', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE', NULL, 'SELECT');
CALL portal_classify('referral', 'PARTNER', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE',
  'SELECT, INSERT, UPDATE', 'SELECT, UPDATE');

-- Held: the CRM's deals, visible to the partner that is credited now.
CALL portal_classify('opportunity', 'HELD', 'partner_id', 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');

-- Vendor: never visible to a partner.
CALL portal_classify('partner_application', 'VENDOR');
CALL portal_classify('person', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('person_identity', 'VENDOR', NULL, 'SELECT, INSERT, UPDATE, DELETE');
CALL portal_classify('staff_role', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('customer', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('customer_key', 'VENDOR', NULL, 'SELECT, INSERT, UPDATE, DELETE', portfolio_may => 'SELECT');
CALL portal_classify('customer_contact', 'VENDOR', NULL, 'SELECT, INSERT, UPDATE, DELETE', portfolio_may => 'SELECT');
CALL portal_classify('customer_account', 'VENDOR', NULL, 'SELECT, INSERT, UPDATE, DELETE', portfolio_may => 'SELECT');
CALL portal_classify('customer_merge', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('product_price', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('opportunity_sales', 'VENDOR', portfolio_may => 'SELECT');
CALL portal_classify('opportunity_change', 'VENDOR', NULL, 'SELECT, INSERT', portfolio_may => 'SELECT');
CALL portal_classify('referral_review', 'VENDOR', portfolio_may => 'SELECT, INSERT, UPDATE');
CALL portal_classify('referral_reminder', 'VENDOR', NULL, 'SELECT, INSERT');
CALL portal_classify('source_record', 'VENDOR');

-- System: the machinery.
CALL portal_classify('event', 'SYSTEM', NULL, 'SELECT, INSERT');
CALL portal_classify('event_epoch', 'SYSTEM', NULL, 'SELECT, INSERT, UPDATE', 'SELECT', 'SELECT', 'SELECT');
CALL portal_classify('job_run', 'SYSTEM');
CALL portal_classify('idempotency_key', 'SYSTEM', NULL, NULL);
CALL portal_classify('rate_counter', 'SYSTEM', NULL, NULL);

-- A partner member works with what it registered itself, unless its admin widened that (then it runs as portal_partner).
ALTER POLICY portal_member ON referral
  USING (partner_id = ANY ((SELECT portal_partners())::uuid[]) AND registered_by_id = ANY ((SELECT portal_memberships())::uuid[]))
  WITH CHECK (partner_id = ANY ((SELECT portal_partners())::uuid[]) AND registered_by_id = ANY ((SELECT portal_memberships())::uuid[]));
ALTER POLICY portal_member ON opportunity
  USING (partner_id = ANY ((SELECT portal_partners())::uuid[]) AND referred_by_id = ANY ((SELECT portal_memberships())::uuid[]));

-- The vendor's decisions are not a partner's to take, whatever the code says.
CREATE POLICY no_decision_by_partner ON referral AS RESTRICTIVE FOR UPDATE TO portal_partner, portal_member
  USING (true) WITH CHECK (status IN ('DRAFT', 'SUBMITTED', 'WITHDRAWN'));
CREATE POLICY no_decision_by_partner_on_insert ON referral AS RESTRICTIVE FOR INSERT TO portal_partner, portal_member
  WITH CHECK (status IN ('DRAFT', 'SUBMITTED') AND origin = 'PORTAL' AND opportunity_id IS NULL);

-- Partners read the events that are theirs to read, and append events about themselves.
GRANT SELECT, INSERT ON event TO portal_partner, portal_member, portal_portfolio;
CREATE POLICY portal_partner ON event FOR SELECT TO portal_partner
  USING (partner_id = ANY ((SELECT portal_partners())::uuid[]) AND partner_visible);
CREATE POLICY portal_portfolio ON event FOR SELECT TO portal_portfolio
  USING (partner_id = ANY ((SELECT portal_partners())::uuid[]));
CREATE POLICY portal_append ON event FOR INSERT TO portal_partner, portal_member, portal_portfolio
  WITH CHECK (partner_id = ANY ((SELECT portal_partners())::uuid[]));

-- Everybody meets only their own idempotency keys.
GRANT SELECT, INSERT ON idempotency_key TO portal_staff, portal_job, portal_portfolio, portal_partner, portal_member;
CREATE POLICY own_keys ON idempotency_key TO portal_staff, portal_job, portal_portfolio, portal_partner, portal_member
  USING (actor_id = (SELECT portal_actor())) WITH CHECK (actor_id = (SELECT portal_actor()));

-- An applicant may hand in an application, and read nothing at all.
GRANT INSERT ON partner, partner_application, partner_status_change, event TO portal_public;
GRANT SELECT ON event_epoch TO portal_public;
CREATE POLICY portal_public ON event_epoch FOR SELECT TO portal_public USING (true);
CREATE POLICY portal_public ON partner FOR INSERT TO portal_public WITH CHECK (status = 'APPLIED');
CREATE POLICY portal_public ON partner_application FOR INSERT TO portal_public WITH CHECK (true);
CREATE POLICY portal_public ON partner_status_change FOR INSERT TO portal_public
  WITH CHECK (to_status = 'APPLIED' AND actor_kind = 'ANONYMOUS');
CREATE POLICY portal_public ON event FOR INSERT TO portal_public
  WITH CHECK (type = 'partner.applied' AND actor_kind = 'ANONYMOUS');

CALL portal_make_append_only('event');
CALL portal_make_append_only('partner_status_change');
CALL portal_make_append_only('opportunity_change');

