-- AlterTable
ALTER TABLE "person" ADD COLUMN     "erased_at" TIMESTAMPTZ(3);

-- Nobody is behind an erased person's id, and nobody comes back to it.
ALTER TABLE person ADD CONSTRAINT erased_is_nobody
  CHECK (erased_at IS NULL OR (email IS NULL AND deactivated_at IS NOT NULL));

-- Whom a mention was of is taken out of free text wherever it stands, in history that nothing else changes too. The
-- owner's rows are its own by these policies alone, and only while the function below runs.
CREATE FUNCTION portal_redacts() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.redacts', true), '') = 'on';
REVOKE EXECUTE ON FUNCTION portal_redacts FROM PUBLIC;

DO $$ DECLARE target regclass; BEGIN
  FOR target IN SELECT oid FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'
  LOOP
    EXECUTE format('CREATE POLICY redact ON %s TO portal_owner USING (portal_redacts())', target);
  END LOOP;
END $$;

-- As before, and tables that come later can be redacted as well.
CREATE OR REPLACE PROCEDURE portal_classify(
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
  EXECUTE format('CREATE POLICY redact ON %s TO portal_owner USING (portal_redacts())', target);
  IF class = 'PARTNER' AND key <> 'id' THEN
    EXECUTE format('CREATE TRIGGER never_moves BEFORE UPDATE ON %s FOR EACH ROW WHEN (NEW.%I IS DISTINCT FROM OLD.%I) '
      'EXECUTE FUNCTION portal_refuse_move()', target, key, key);
  END IF;
END $$;

CREATE FUNCTION portal_redacted(said text, pattern text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN regexp_replace(said, pattern, '[erased]', 'g');
CREATE FUNCTION portal_redacted(said text[], pattern text) RETURNS text[] LANGUAGE sql IMMUTABLE
  RETURN (SELECT coalesce(array_agg(portal_redacted(one, pattern) ORDER BY place), '{}')
    FROM unnest(said) WITH ORDINALITY AS each (one, place));
-- Only what is said: keys, numbers and the order of things stay.
CREATE FUNCTION portal_redacted(said jsonb, pattern text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN CASE jsonb_typeof(said)
    WHEN 'string' THEN to_jsonb(portal_redacted(said #>> '{}', pattern))
    WHEN 'array' THEN (SELECT coalesce(jsonb_agg(portal_redacted(one, pattern) ORDER BY place), '[]')
      FROM jsonb_array_elements(said) WITH ORDINALITY AS each (one, place))
    WHEN 'object' THEN (SELECT coalesce(jsonb_object_agg(key, portal_redacted(value, pattern)), '{}') FROM jsonb_each(said))
    ELSE said END;
END $$;

-- Takes what matches out of columns, given as {table: [column]}. It can put nothing in but [erased]. What refuses a
-- change because it is history lets this one through; whoever else writes there meanwhile waits.
CREATE FUNCTION portal_redact(targets jsonb, pattern text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  target record;
  changes text;
  matches text;
  has_any boolean;
  changed integer;
  total integer := 0;
BEGIN
  PERFORM set_config('app.redacts', 'on', true);
  FOR target IN SELECT key AS name, value AS columns FROM jsonb_each(targets) ORDER BY key LOOP
    SELECT string_agg(format('%1$I = portal_redacted(%1$I, $1)', name), ', '), string_agg(format('%I::text ~ $1', name), ' OR ')
      INTO changes, matches FROM jsonb_array_elements_text(target.columns) AS each (name);
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %s)', target.name, matches) INTO has_any USING pattern;
    CONTINUE WHEN NOT has_any;
    changes := format('UPDATE %I SET %s WHERE %s', target.name, changes, matches);
    BEGIN
      EXECUTE changes USING pattern;
      GET DIAGNOSTICS changed = ROW_COUNT;
    EXCEPTION WHEN restrict_violation THEN
      EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', target.name);
      EXECUTE changes USING pattern;
      GET DIAGNOSTICS changed = ROW_COUNT;
      EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', target.name);
    END;
    total := total + changed;
  END LOOP;
  PERFORM set_config('app.redacts', '', true);
  RETURN total;
END $$;
REVOKE EXECUTE ON FUNCTION portal_redacted(text, text), portal_redacted(text[], text), portal_redacted(jsonb, text) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION portal_redact FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_redact TO portal_job;

-- Bank details never change, but those of an erased person are emptied, together and for good.
ALTER TABLE payee_account ADD CONSTRAINT emptied_whole CHECK (octet_length(cipher) > 0
  OR (revoked_at IS NOT NULL AND masked = '' AND holder_masked = '' AND octet_length(fingerprint) = 0));
DROP TRIGGER details_never_change ON payee_account;
CREATE TRIGGER details_never_change BEFORE UPDATE ON payee_account FOR EACH ROW
  WHEN ((NEW.partner_id, NEW.membership_id, NEW.country_code, NEW.currency, NEW.entered_by_id, NEW.entered_at)
      IS DISTINCT FROM (OLD.partner_id, OLD.membership_id, OLD.country_code, OLD.currency, OLD.entered_by_id, OLD.entered_at)
    OR (NEW.masked, NEW.holder_masked, NEW.fingerprint) IS DISTINCT FROM (OLD.masked, OLD.holder_masked, OLD.fingerprint)
      AND octet_length(NEW.cipher) > 0
    OR octet_length(OLD.cipher) = 0 AND octet_length(NEW.cipher) > 0)
  EXECUTE FUNCTION portal_refuse_change();
