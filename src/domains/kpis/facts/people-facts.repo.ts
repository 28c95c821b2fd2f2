import { EXPIRING_WITHIN_DAYS } from '../kpi-catalogue-partners.rules.ts';
import { type FactDerivation, isToldLater } from './fact-derivation.repo.ts';

/** Who is a member of a partner from when, and until when, by what is known. */
const MEMBERSHIPS = `
    SELECT membership.id, membership.person_id, membership.partner_id, membership.valid_from,
      CASE WHEN NOT ${isToldLater('membership.id', 'membership.ended')} THEN membership.valid_to END AS valid_to
    FROM asked CROSS JOIN known JOIN membership`;
const BEGUN = `NOT ${isToldLater('membership.id', 'membership.imported', 'membership.created', 'membership.started')}`;

/**
 * What a person is certified in, at each partner where they are or were. A leaver counts for the grace days of what they were
 * awarded before they left. Days on which somebody will not be certified any more are told ahead. An award was earned at the
 * partner where the person was on its day or, where at none, came to next: the award itself moves on with the person.
 */
export const personDerivation: FactDerivation = {
  source: 'PERSON',
  subjects: 'SELECT person_id, partner_id FROM membership',
  facts: `
  award AS (
    SELECT held.id, held.person_id, held.awarded_on, held.version_id, change.cause, change.valid_from,
      change.ends_on, (SELECT min(renewal.awarded_on) FROM certification_award AS renewal
        WHERE renewal.renewal_of_id = held.id AND renewal.booked_at <= known.as_of) AS renewed_on
    FROM asked CROSS JOIN known
    JOIN certification_award AS held ON held.person_id = asked.subject_id AND held.booked_at <= known.as_of
    CROSS JOIN LATERAL (
      SELECT known_change.cause, known_change.valid_from, known_change.ends_on
      FROM certification_award_change AS known_change
      WHERE known_change.award_id = held.id AND known_change.booked_at <= known.as_of
      ORDER BY known_change.booked_at DESC, known_change.id DESC LIMIT 1
    ) AS change
  ),
  belonging AS (${MEMBERSHIPS} ON membership.person_id = asked.subject_id WHERE ${BEGUN}),
  member AS (
    SELECT belonging.person_id, belonging.partner_id, (belonging.valid_from AT TIME ZONE known.time_zone)::date AS joined_on,
      (belonging.valid_to AT TIME ZONE known.time_zone)::date AS left_on
    FROM belonging CROSS JOIN known
  ),
  held AS (
    SELECT member.person_id, member.partner_id, daterange(greatest(award.valid_from, member.joined_on),
      least(award.ends_on, member.left_on + version.leaver_grace_days)) AS days
    FROM member JOIN award ON award.person_id = member.person_id
      AND (member.left_on IS NULL OR award.awarded_on < member.left_on)
    JOIN certification_version AS version ON version.id = award.version_id
    WHERE greatest(award.valid_from, member.joined_on)
      < coalesce(least(award.ends_on, member.left_on + version.leaver_grace_days), 'infinity')
  ),
  certified AS (
    SELECT person_id, partner_id, unnest(range_agg(days)) AS days FROM held GROUP BY person_id, partner_id
  ),
  earned AS (
    SELECT DISTINCT ON (award.id) award.person_id, award.awarded_on, member.partner_id
    FROM award JOIN member ON member.person_id = award.person_id
      AND (member.left_on IS NULL OR member.left_on > award.awarded_on)
    ORDER BY award.id, member.joined_on, member.partner_id
  ),
  expiring AS (
    SELECT award.person_id, member.partner_id,
      greatest(award.ends_on - ${EXPIRING_WITHIN_DAYS}, award.valid_from, member.joined_on) AS from_day,
      least(award.ends_on, award.renewed_on, member.left_on) AS until_day
    FROM award JOIN member ON member.person_id = award.person_id
    WHERE award.ends_on IS NOT NULL AND award.cause <> 'REVOKED'
  ),
  counted AS (
    SELECT 'CERTIFIED_PEOPLE' AS measure, person_id, partner_id, lower(days) AS day, 1 AS value, person_id AS member_id
      FROM certified
    UNION ALL SELECT 'CERTIFIED_PEOPLE', person_id, partner_id, upper(days), -1, person_id FROM certified
      WHERE upper(days) IS NOT NULL
    UNION ALL SELECT 'CERTIFICATIONS_EARNED', person_id, partner_id, awarded_on, 1, person_id FROM earned
    UNION ALL SELECT 'CERTIFICATIONS_EXPIRING', person_id, partner_id, from_day, 1, person_id FROM expiring
      WHERE from_day < until_day
    UNION ALL SELECT 'CERTIFICATIONS_EXPIRING', person_id, partner_id, until_day, -1, person_id FROM expiring
      WHERE from_day < until_day
  ),
  fact AS (
    SELECT person_id AS subject_id, measure, partner_id, '' AS slice, '' AS currency, NULL::timestamptz AS occurred_at, day,
      value::bigint, member_id
    FROM counted
  )`,
};

export const membershipDerivation: FactDerivation = {
  source: 'MEMBERSHIP',
  subjects: 'SELECT id, partner_id FROM membership',
  facts: `
  belonging AS (${MEMBERSHIPS} ON membership.id = asked.subject_id WHERE ${BEGUN}),
  member AS (SELECT * FROM belonging WHERE valid_to IS NULL OR valid_to > valid_from),
  delta AS (
    SELECT id, partner_id, person_id, valid_from AS occurred_at, 1 AS value FROM member
    UNION ALL SELECT id, partner_id, person_id, valid_to, -1 FROM member WHERE valid_to IS NOT NULL
  ),
  fact AS (
    SELECT id AS subject_id, 'PORTAL_MEMBERS' AS measure, partner_id, '' AS slice, '' AS currency, occurred_at,
      NULL::date AS day, value::bigint, person_id AS member_id
    FROM delta
  )`,
};

/** Who used the portal on a day, once whatever they did. */
export const usageDerivation: FactDerivation = {
  source: 'USAGE',
  subjects: 'SELECT id, partner_id FROM portal_usage',
  facts: `
  fact AS (
    SELECT used.id AS subject_id, 'PORTAL_USERS' AS measure, used.partner_id, '' AS slice, '' AS currency,
      NULL::timestamptz AS occurred_at, used.day, 1::bigint AS value, used.person_id AS member_id
    FROM asked CROSS JOIN known JOIN portal_usage AS used ON used.id = asked.subject_id AND used.partner_id IS NOT NULL
      AND used.day <= known.today
    WHERE NOT EXISTS (SELECT FROM portal_usage AS other WHERE other.person_id = used.person_id AND other.day = used.day
      AND other.partner_id = used.partner_id AND other.id < used.id)
  )`,
};
