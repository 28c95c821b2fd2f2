import type { Tx } from '../../platform/database/client.ts';
import type { HoldingRow, PlacedRow, TierRow } from './certification-status.rules.ts';

const text = (day: Date) => day.toISOString().slice(0, 10);

/** A partner with its type and status, and the ids of its whole master account, its own among them. */
export const accountOf = async (tx: Tx, partnerId: string) => {
  const [account] = await tx.$queryRaw<Readonly<{ type: string; status: string; partnerIds: string[] }>[]>`
    WITH RECURSIVE above (id, master_id) AS (
      SELECT id, master_id FROM partner WHERE id = ${partnerId}::uuid
      UNION SELECT partner.id, partner.master_id FROM above JOIN partner ON partner.id = above.master_id
    ), below (id) AS (
      SELECT id FROM above WHERE master_id IS NULL
      UNION SELECT partner.id FROM below JOIN partner ON partner.master_id = below.id
    )
    SELECT type, status, (SELECT array_agg(id::text) FROM below) AS "partnerIds" FROM partner WHERE id = ${partnerId}::uuid`;
  return account!;
};

/** Every award of whoever works or worked for these partners, through each time at one. */
export const holdingsOf = (tx: Tx, partnerIds: readonly string[]): Promise<HoldingRow[]> =>
  tx.$queryRaw<HoldingRow[]>`
    SELECT membership.partner_id AS "partnerId", membership.person_id AS "personId", membership.id AS "membershipId",
      membership.name, award.program_id AS "programId", award.valid_from AS "validFrom", award.ends_on AS "endsOn",
      award.awarded_on AS "awardedOn", membership.valid_from AS "joinedAt", membership.valid_to AS "leftAt",
      version.leaver_grace_days AS "leaverGraceDays"
    FROM membership
    JOIN certification_award AS award ON award.person_id = membership.person_id
    JOIN certification_version AS version ON version.id = award.version_id
    WHERE membership.partner_id = ANY (${partnerIds}::uuid[])`;

/** What people can be certified in, by name. */
export const programsOffered = (tx: Tx, limit: number) =>
  tx.certificationProgram.findMany({
    where: { versions: { some: { status: 'PUBLISHED' } } },
    select: { id: true, code: true, name: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit,
  });

/** The tiers of the partner programs in force on a day, each with how many certified people it asks for. */
export const tiersInForce = (tx: Tx, partnerType: string, day: Date): Promise<TierRow[]> =>
  tx.$queryRaw<TierRow[]>`
    SELECT tier.id, program.code AS "partnerProgramCode", tier.version_id AS "versionId", tier.code, tier.name, tier.rank,
      (cardinality(version.partner_types) = 0 OR ${partnerType} = ANY (version.partner_types)) AS "isForType",
      (SELECT count(*)::int FROM program_requirement WHERE tier_id = tier.id) AS "requirementCount",
      coalesce((SELECT json_agg(json_build_object('certificationProgramId', certification_program_id,
          'threshold', ceil(threshold)::int, 'level', level) ORDER BY position)
        FROM program_requirement WHERE tier_id = tier.id AND metric = 'CERTIFIED_PEOPLE' AND certification_program_id IS NOT NULL),
        '[]') AS requirements
    FROM program_version AS version
    JOIN partner_program AS program ON program.id = version.program_id
    JOIN program_tier AS tier ON tier.version_id = version.id
    WHERE version.status = 'PUBLISHED' AND version.valid_from <= ${text(day)}::date
      AND (version.valid_to IS NULL OR version.valid_to > ${text(day)}::date)
    ORDER BY program.code, tier.rank`;

/** In which tier a partner is placed in each partner program on a day, as is known now. */
export const placementsOn = (tx: Tx, partnerId: string, day: Date): Promise<PlacedRow[]> =>
  tx.$queryRaw<PlacedRow[]>`
    SELECT DISTINCT ON (placement.program_id) program.code AS "partnerProgramCode", tier.code, tier.rank
    FROM tier_placement AS placement
    JOIN partner_program AS program ON program.id = placement.program_id
    JOIN program_tier AS tier ON tier.id = placement.tier_id
    WHERE placement.partner_id = ${partnerId}::uuid AND placement.effective_on <= ${text(day)}::date
    ORDER BY placement.program_id, placement.effective_on DESC, placement.booked_at DESC, placement.id DESC`;

export type OnTheWay = Readonly<{
  id: string;
  personId: string;
  membershipId: string;
  name: string;
  programId: string;
  versionId: string;
  path: string;
  progress: readonly Readonly<{ requirementId: string; status: string; nextAttemptAt: string | null }>[];
}>;

/** The open enrolments of a partner's people, or of one of them, those opened first first. */
export const onTheWay = (tx: Tx, partnerId: string, membershipId: string | null): Promise<OnTheWay[]> =>
  tx.$queryRaw<OnTheWay[]>`
    SELECT enrolment.id, enrolment.person_id AS "personId", membership.id AS "membershipId", membership.name,
      enrolment.program_id AS "programId", enrolment.version_id AS "versionId", enrolment.path,
      coalesce((SELECT json_agg(json_build_object('requirementId', requirement_id, 'status', status,
        'nextAttemptAt', next_attempt_at)) FROM enrolment_progress WHERE enrolment_id = enrolment.id), '[]') AS progress
    FROM enrolment JOIN membership ON membership.id = enrolment.membership_id
    WHERE enrolment.partner_id = ${partnerId}::uuid AND enrolment.status = 'OPEN'
      AND (${membershipId}::uuid IS NULL OR enrolment.membership_id = ${membershipId}::uuid)
    ORDER BY enrolment.opened_at, enrolment.id`;

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
