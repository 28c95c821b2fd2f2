-- Whether an award holds is asked by the vendor's day, which nobody knows who may not read the settings.
DROP FUNCTION portal_check_award;
CREATE POLICY check_award ON vendor_settings FOR SELECT TO portal_owner USING (true);
CREATE FUNCTION portal_check_award(award_code text, at_instant timestamptz) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp RETURN (
  SELECT json_build_object(
    'code', award.code,
    'holderName', person.name,
    'programCode', program.code,
    'programName', program.name,
    'versionNumber', version.number,
    'awardedOn', award.awarded_on,
    'validFrom', award.valid_from,
    'endsOn', award.ends_on,
    'status', CASE WHEN award.revoked_at IS NOT NULL THEN 'REVOKED'
      WHEN award.ends_on <= today.day THEN 'EXPIRED' WHEN award.valid_from > today.day THEN 'PENDING' ELSE 'VALID' END)
  FROM certification_award AS award
  JOIN person ON person.id = award.person_id
  JOIN certification_program AS program ON program.id = award.program_id
  JOIN certification_version AS version ON version.id = award.version_id
  CROSS JOIN (SELECT (at_instant AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS today (day)
  WHERE award.code = award_code
);
REVOKE EXECUTE ON FUNCTION portal_check_award FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_check_award TO portal_public, portal_member, portal_partner, portal_portfolio, portal_staff, portal_job;
