-- What a partner and its master account hold: every award of whoever works or worked for them, through each time at one.
-- Who left still counts for some days, and what a tier asks can be held by a whole master account, so it sees more than the
-- caller. It tells names and memberships of the partner's own people alone, and of no partner that the caller does not speak for.
CREATE FUNCTION portal_certifications_held(of_partner uuid) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp RETURN (
  WITH RECURSIVE above (id, master_id) AS (
    SELECT id, master_id FROM partner
    WHERE id = of_partner AND (id = ANY (portal_partners()) OR current_setting('role') IN ('portal_staff', 'portal_job'))
    UNION SELECT partner.id, partner.master_id FROM above JOIN partner ON partner.id = above.master_id
  ), account (id) AS (
    SELECT id FROM above WHERE master_id IS NULL
    UNION SELECT partner.id FROM account JOIN partner ON partner.master_id = account.id
  )
  SELECT coalesce(json_agg(json_build_object(
    'partnerId', membership.partner_id,
    'personId', membership.person_id,
    'membershipId', CASE WHEN membership.partner_id = of_partner THEN membership.id END,
    'name', CASE WHEN membership.partner_id = of_partner THEN membership.name END,
    'programId', award.program_id,
    'validFrom', award.valid_from,
    'endsOn', award.ends_on,
    'awardedOn', award.awarded_on,
    'joinedAt', membership.valid_from,
    'leftAt', membership.valid_to,
    'leaverGraceDays', version.leaver_grace_days)), '[]')
  FROM account
  JOIN membership ON membership.partner_id = account.id
  JOIN certification_award AS award ON award.person_id = membership.person_id
  JOIN certification_version AS version ON version.id = award.version_id
);
REVOKE EXECUTE ON FUNCTION portal_certifications_held FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_certifications_held TO portal_member, portal_partner, portal_portfolio, portal_staff, portal_job;
