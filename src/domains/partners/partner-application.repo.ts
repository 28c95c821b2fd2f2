import type { Tx } from '../../platform/database/client.ts';
import type { Application } from './partner-application.rules.ts';

/** `since` is a calendar day such as `2026-03-31`. */
export type Applicant = Application & Readonly<{ timeZone: string; currency: string; since: string }>;

/**
 * Writes an application and the account that it asks for. Plain statements, because the public role reads nothing
 * back, not even what it has written. Answers the new partner's id.
 */
export async function insertApplication(tx: Tx, applicant: Applicant, now: Date): Promise<string> {
  const [made] = await tx.$queryRaw<{ id: string }[]>`SELECT uuidv7() AS id`;
  const id = made!.id;
  const at = now.toISOString();
  await tx.$executeRaw`
    INSERT INTO partner (id, name, name_key, type, status, time_zone, currency, status_since, created_at, updated_at)
    VALUES (${id}::uuid, ${applicant.companyName}, ${applicant.nameKey}, ${applicant.type}, 'APPLIED',
      ${applicant.timeZone}, ${applicant.currency}, ${applicant.since}::date, ${at}::timestamptz, ${at}::timestamptz)`;
  await tx.$executeRaw`
    INSERT INTO partner_application (partner_id, company_name, name_key, domain, country_code, applicant_name,
      applicant_email, message, received_at)
    VALUES (${id}::uuid, ${applicant.companyName}, ${applicant.nameKey}, ${applicant.domain}, ${applicant.countryCode},
      ${applicant.applicantName}, ${applicant.applicantEmail}, ${applicant.message}, ${at}::timestamptz)`;
  await tx.$executeRaw`
    INSERT INTO partner_status_change (partner_id, action, to_status, reason, actor_kind, effective_on, booked_at)
    VALUES (${id}::uuid, 'APPLY', 'APPLIED', 'Applied through the portal.', 'ANONYMOUS', ${applicant.since}::date, ${at}::timestamptz)`;
  return id;
}

export type PossibleDuplicate = Readonly<{
  partnerId: string;
  /** From 0 to 1: 1 where something identifies the company, else how alike the names are by their trigrams. */
  score: number;
  matchedBy: ('EMAIL' | 'DOMAIN' | 'NAME')[];
}>;

/** Names that share less are not worth a reviewer's look. */
const NAME_SCORE_MIN = 0.5;

/** Partners that may be the applicant's company, the likeliest first. Each branch has an index of its own. */
export const possibleDuplicatesOf = (
  tx: Tx,
  applicationId: string,
  take: number,
): Promise<PossibleDuplicate[]> =>
  tx.$queryRaw<PossibleDuplicate[]>`
    WITH application AS MATERIALIZED (
      SELECT partner_id, name_key, domain, applicant_email FROM partner_application
      WHERE partner_id = ${applicationId}::uuid
    ), candidate (partner_id, score, matched_by) AS (
      SELECT partner.id, similarity(partner.name_key, application.name_key), 'NAME'
      FROM application JOIN partner ON partner.name_key % application.name_key
      WHERE similarity(partner.name_key, application.name_key) >= ${NAME_SCORE_MIN}
      UNION ALL SELECT other.partner_id, 1, 'DOMAIN'
      FROM application JOIN partner_application AS other ON other.domain = application.domain
      UNION ALL SELECT membership.partner_id, 1, 'DOMAIN'
      FROM application JOIN membership ON split_part(membership.email, '@', 2) = application.domain
      UNION ALL SELECT other.partner_id, 1, 'EMAIL'
      FROM application JOIN partner_application AS other ON other.applicant_email = application.applicant_email
      UNION ALL SELECT membership.partner_id, 1, 'EMAIL'
      FROM application JOIN membership ON membership.email = application.applicant_email
    )
    SELECT partner_id AS "partnerId", max(score)::float8 AS score, array_agg(DISTINCT matched_by) AS "matchedBy"
    FROM candidate WHERE partner_id <> ${applicationId}::uuid
    GROUP BY partner_id ORDER BY max(score) DESC, count(DISTINCT matched_by) DESC, partner_id LIMIT ${take}`;
