import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Queries, Terms } from '../../platform/database/queries.ts';
import { STATUS_PROGRAMS_MAX } from './partner-certification.rules.ts';

/** The day that is asked for, else the vendor's today. */
const dayAsked = ({ value }: Terms) => Prisma.sql`(
  SELECT coalesce(${value('on')}::date, (${value('now')}::timestamptz AT TIME ZONE time_zone)::date) AS day, time_zone
  FROM vendor_settings WHERE id = 1)`;

const isAsked = ({ value }: Terms) => Prisma.sql`
  enrolment.partner_id = ${value('partnerId')}::uuid AND enrolment.status = 'OPEN'
  AND enrolment.membership_id = coalesce(${value('onlyMembershipId')}::uuid, enrolment.membership_id)`;

/** What the rule of `certificationStatus` decides by. What a whole master account holds is only counted. */
export const CERTIFICATION_STATUS_QUERIES = {
  partner: (terms) => Prisma.sql`
    SELECT asked.day AS "on", asked.time_zone AS "timeZone", portal_certifications_held(partner.id) AS holdings
    FROM partner CROSS JOIN ${dayAsked(terms)} AS asked WHERE partner.id = ${terms.value('partnerId')}::uuid`,
  /** What people can be certified in, by name. */
  programs: () => Prisma.sql`
    SELECT program.id, program.code, program.name FROM certification_program AS program
    WHERE EXISTS (SELECT FROM certification_version AS version WHERE version.program_id = program.id AND version.status = 'PUBLISHED')
    ORDER BY program.name, program.id LIMIT ${Prisma.raw(`${STATUS_PROGRAMS_MAX}`)}`,
  /** The tiers of the partner programs in force on the day, each with how many certified people it asks for. */
  tiers: (terms) => Prisma.sql`
    SELECT tier.id, program.code AS "partnerProgramCode", tier.version_id AS "versionId", tier.code, tier.name, tier.rank,
      (cardinality(version.partner_types) = 0 OR partner.type = ANY (version.partner_types)) AS "isForType",
      (SELECT count(*)::int FROM program_requirement WHERE tier_id = tier.id) AS "requirementCount",
      coalesce((SELECT json_agg(json_build_object('certificationProgramId', certification_program_id,
          'threshold', ceil(threshold)::int, 'level', level) ORDER BY position)
        FROM program_requirement WHERE tier_id = tier.id AND metric = 'CERTIFIED_PEOPLE' AND certification_program_id IS NOT NULL),
        '[]') AS requirements
    FROM partner CROSS JOIN ${dayAsked(terms)} AS asked
    JOIN program_version AS version ON version.status = 'PUBLISHED' AND version.valid_from <= asked.day
      AND (version.valid_to IS NULL OR version.valid_to > asked.day)
    JOIN partner_program AS program ON program.id = version.program_id
    JOIN program_tier AS tier ON tier.version_id = version.id
    WHERE partner.id = ${terms.value('partnerId')}::uuid
    ORDER BY program.code, tier.rank`,
  /** In which tier the partner is placed in each partner program on the day, as is known now. */
  placed: (terms) => Prisma.sql`
    SELECT DISTINCT ON (placement.program_id) program.code AS "partnerProgramCode", tier.code, tier.rank
    FROM tier_placement AS placement
    JOIN ${dayAsked(terms)} AS asked ON placement.effective_on <= asked.day
    JOIN partner_program AS program ON program.id = placement.program_id
    JOIN program_tier AS tier ON tier.id = placement.tier_id
    WHERE placement.partner_id = ${terms.value('partnerId')}::uuid
    ORDER BY placement.program_id, placement.effective_on DESC, placement.booked_at DESC, placement.id DESC`,
  /** The open enrolments of the partner's people, or of one of them, those opened first first. */
  onTheWay: (terms) => Prisma.sql`
    SELECT enrolment.id, enrolment.person_id AS "personId", membership.id AS "membershipId", membership.name,
      enrolment.program_id AS "programId", enrolment.version_id AS "versionId", enrolment.path,
      coalesce((SELECT json_agg(json_build_object('requirementId', requirement_id, 'status', status,
        'nextAttemptAt', next_attempt_at)) FROM enrolment_progress WHERE enrolment_id = enrolment.id), '[]') AS progress
    FROM enrolment JOIN membership ON membership.id = enrolment.membership_id
    WHERE ${isAsked(terms)} ORDER BY enrolment.opened_at, enrolment.id`,
  /** What their versions ask for. */
  versions: (terms) => Prisma.sql`
    SELECT version.id,
      (SELECT json_agg(json_build_object('id', id, 'title', title, 'mode', mode, 'needed', needed) ORDER BY position)
        FROM certification_group WHERE version_id = version.id) AS groups,
      (SELECT json_agg(json_build_object('id', requirement.id, 'groupId', requirement.group_id, 'code', requirement.code,
          'title', requirement.title, 'kind', requirement.kind, 'externalCode', requirement.external_code,
          'isBridge', requirement.is_bridge) ORDER BY grouped.position, requirement.position)
        FROM certification_requirement AS requirement
        LEFT JOIN certification_group AS grouped ON grouped.id = requirement.group_id
        WHERE requirement.version_id = version.id) AS requirements
    FROM certification_version AS version
    WHERE version.id = ANY (ARRAY(SELECT enrolment.version_id FROM enrolment WHERE ${isAsked(terms)}))`,
} as const satisfies Queries;

/** What people can be certified in, by name. */
export const programsOffered = (tx: Tx, limit: number) =>
  tx.certificationProgram.findMany({
    where: { versions: { some: { status: 'PUBLISHED' } } },
    select: { id: true, code: true, name: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit,
  });

/** What versions ask for, by name. */
export const versionNames = (tx: Tx, versionIds: readonly string[]) =>
  tx.certificationVersion.findMany({
    where: { id: { in: [...versionIds] } },
    include: {
      groups: { orderBy: { position: 'asc' } },
      requirements: { orderBy: [{ group: { position: 'asc' } }, { position: 'asc' }] },
    },
  });

/** Every version that is published, to find the ones in effect. */
export const versionsPublished = (tx: Tx, programIds: readonly string[]) =>
  tx.certificationVersion.findMany({
    where: { programId: { in: [...programIds] }, status: { not: 'DRAFT' } },
    include: { requirements: { where: { isBridge: true }, select: { id: true }, take: 1 } },
  });
