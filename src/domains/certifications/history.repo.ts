import type { Tx } from '../../platform/database/client.ts';

/** A published or retired version of a certification, with the courses, exams and practica that it asks for. */
export type AskingVersion = Readonly<{
  id: string;
  programId: string;
  programCode: string;
  number: number;
  status: string;
  launchOn: Date;
  asks: readonly Readonly<{ kind: string; externalCode: string }>[];
}>;

/** All versions of the certifications of which one asks for any of these. */
export const versionsAsking = (tx: Tx, externalCodes: readonly string[]): Promise<AskingVersion[]> =>
  tx.$queryRaw<AskingVersion[]>`
    SELECT version.id, program.id AS "programId", program.code AS "programCode", version.number, version.status,
      version.launch_on AS "launchOn", coalesce((
        SELECT json_agg(json_build_object('kind', kind, 'externalCode', external_code)) FROM certification_requirement
        WHERE version_id = version.id AND external_code IS NOT NULL), '[]') AS asks
    FROM certification_version AS version JOIN certification_program AS program ON program.id = version.program_id
    WHERE version.status <> 'DRAFT' AND program.id IN (
      SELECT asking.program_id FROM certification_requirement AS requirement
      JOIN certification_version AS asking ON asking.id = requirement.version_id
      WHERE requirement.external_code = ANY (${externalCodes}::text[]))`;

export type NewEnrolment = Readonly<{
  id: string;
  personId: string;
  versionId: string;
  partnerId: string | null;
  membershipId: string | null;
}>;

/**
 * Enrols people who never were enrolled in a certification, nor hold it, where it is for people of their partner. Whoever
 * works nowhere takes it with them to where they work next.
 */
export const enrolNewcomers = (
  tx: Tx,
  wanted: readonly Readonly<{ personId: string; versionId: string }>[],
  openedById: string | null,
  now: Date,
): Promise<NewEnrolment[]> =>
  tx.$queryRaw<NewEnrolment[]>`
    INSERT INTO enrolment (person_id, program_id, version_id, partner_id, membership_id, path, opened_at, opened_by_id)
    SELECT wanted."personId", version.program_id, version.id, work.partner_id, work.id, 'FULL', ${now}, ${openedById}::uuid
    FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS wanted("personId" uuid, "versionId" uuid)
    JOIN certification_version AS version ON version.id = wanted."versionId"
    LEFT JOIN LATERAL (
      SELECT membership.id, membership.partner_id, partner.type, partner.status
      FROM membership JOIN partner ON partner.id = membership.partner_id
      WHERE membership.person_id = wanted."personId" AND membership.valid_from <= ${now}
        AND (membership.valid_to IS NULL OR membership.valid_to > ${now})
      ORDER BY membership.valid_from DESC LIMIT 1
    ) AS work ON true
    WHERE (cardinality(version.partner_types) = 0 OR work.type = ANY (version.partner_types))
      AND (work.status IS NULL OR work.status NOT IN ('APPLIED', 'DECLINED', 'TERMINATED'))
      AND NOT EXISTS (SELECT FROM enrolment AS earlier
        WHERE earlier.person_id = wanted."personId" AND earlier.program_id = version.program_id)
      AND NOT EXISTS (SELECT FROM certification_award AS award
        WHERE award.person_id = wanted."personId" AND award.program_id = version.program_id)
    ON CONFLICT DO NOTHING
    RETURNING id, person_id AS "personId", version_id AS "versionId", partner_id AS "partnerId",
      membership_id AS "membershipId"`;
