/**
 * What the people of a partner are certified in today, one row for each certification, as the portal works it out of what the
 * database tells of its account: somebody counts from the day of joining, and for the grace after leaving, without a gap.
 */
export const certificationsHeldOf = (partner: string) => `
  WITH today AS MATERIALIZED (SELECT (now() AT TIME ZONE time_zone)::date AS day, time_zone FROM vendor_settings WHERE id = 1),
  spans AS (
    SELECT h.*, greatest(h."validFrom", (h."joinedAt" AT TIME ZONE time_zone)::date) AS starts_on,
      least(h."endsOn", (h."leftAt" AT TIME ZONE time_zone)::date + h."leaverGraceDays") AS ends_on
    FROM today CROSS JOIN json_to_recordset(portal_certifications_held(${partner})) AS h ("partnerId" uuid, "personId" uuid,
      "membershipId" uuid, name text, "programId" uuid, "validFrom" date, "endsOn" date, "awardedOn" date, "joinedAt" timestamptz,
      "leftAt" timestamptz, "leaverGraceDays" int)
    WHERE h."partnerId" = ${partner}
      AND (h."leftAt" IS NULL OR h."awardedOn" < (h."leftAt" AT TIME ZONE time_zone)::date)),
  holders AS (
    SELECT held.*, upper(span) AS until FROM today CROSS JOIN (
      SELECT "programId" AS program_id, "personId" AS person_id, max("membershipId"::text) FILTER (WHERE "leftAt" IS NULL) AS membership_id,
        max(name) FILTER (WHERE "leftAt" IS NULL) AS name, range_agg(daterange(starts_on, ends_on)) AS spans
      FROM spans WHERE ends_on IS NULL OR ends_on > starts_on GROUP BY 1, 2) AS held
    CROSS JOIN LATERAL unnest(held.spans) AS span WHERE span @> day)
  SELECT p.id AS program_id, p.code AS program_code, p.name AS program_name, count(h.person_id)::int AS held,
    count(*) FILTER (WHERE h.until <= day + 90)::int AS expiring_within_90_days, min(h.until) AS next_loss_on,
    coalesce(json_agg(json_build_object('membershipId', 'Membership_' || h.membership_id, 'name', h.name, 'countsUntil', h.until)
      ORDER BY h.until NULLS LAST, h.person_id) FILTER (WHERE h.person_id IS NOT NULL), '[]') AS holders
  FROM today CROSS JOIN certification_program AS p LEFT JOIN holders AS h ON h.program_id = p.id
  WHERE EXISTS (SELECT FROM certification_version AS v WHERE v.program_id = p.id AND v.status = 'PUBLISHED')
  GROUP BY p.id, day ORDER BY p.name, p.id LIMIT 100`;
