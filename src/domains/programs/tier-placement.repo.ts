import type { Tx } from '../../platform/database/client.ts';
import type { PlacementCause } from './tier-placement.rules.ts';

export type Membership = Readonly<{ partnerId: string; programId: string }>;

/**
 * One change of a partner's tiers in a program at a time. What is append-only can be locked by nobody, so the two ids
 * stand for it; in one order, so that two batches do not wait for each other.
 */
export async function lockTiersOf(tx: Tx, of: readonly Membership[]): Promise<void> {
  await tx.$queryRaw`
    SELECT pg_advisory_xact_lock(key)::text FROM (
      SELECT DISTINCT hashtextextended('tiers ' || r."partnerId" || ' ' || r."programId", 0) AS key
      FROM jsonb_to_recordset(${JSON.stringify(of)}::jsonb) AS r ("partnerId" text, "programId" text) ORDER BY 1
    ) AS keys`;
}

export const findPartner = (tx: Tx, id: string) =>
  tx.partner.findUnique({ where: { id }, select: { id: true, type: true, status: true } });

export const findTier = (tx: Tx, id: string) =>
  tx.programTier.findUnique({ where: { id }, include: { programVersion: true } });

/** The version of a program that holds on a day, by what was published until an instant, with its tiers. */
export const versionOnDay = (tx: Tx, programId: string, on: Date, asOf: Date) =>
  tx.programVersion.findFirst({
    where: { programId, status: 'PUBLISHED', validFrom: { lte: on }, publishedAt: { lte: asOf } },
    orderBy: { validFrom: 'desc' },
    include: { tiers: { orderBy: { rank: 'asc' }, include: { _count: { select: { requirements: true } } } } },
  });

/** The published version that begins first after a day; null where none does. */
export const nextVersionAfter = (tx: Tx, programId: string, day: Date) =>
  tx.programVersion.findFirst({
    where: { programId, status: 'PUBLISHED', validFrom: { gt: day } },
    orderBy: { validFrom: 'asc' },
  });

/** The placement that says the tier on a day, by what was booked until an instant. */
export const placementOnDay = (tx: Tx, of: Membership, on: Date, asOf: Date) =>
  tx.tierPlacement.findFirst({
    where: { ...of, effectiveOn: { lte: on }, bookedAt: { lte: asOf } },
    orderBy: [{ effectiveOn: 'desc' }, { bookedAt: 'desc' }, { id: 'desc' }],
    include: { tier: { select: { code: true, rank: true } } },
  });

export type NewPlacement = Membership &
  Readonly<{
    tierId: string;
    cause: PlacementCause;
    reason: string | null;
    effectiveOn: Date;
    reviewId: string | null;
    decidedById: string | null;
  }>;

export type BookedPlacement = NewPlacement &
  Readonly<{ id: string; programCode: string; tierCode: string; rank: number; fromTierCode: string | null }>;

/** Books placements by one statement. Answers each with the codes of its program, its tier and that of the one before. */
export const insertPlacements = (
  tx: Tx,
  placements: readonly NewPlacement[],
  bookedAt: Date,
): Promise<BookedPlacement[]> =>
  tx.$queryRaw<BookedPlacement[]>`
    WITH given AS (
      SELECT r.*, tier.version_id AS "versionId", tier.code AS "tierCode", tier.rank, program.code AS "programCode",
        former.code AS "fromTierCode"
      FROM jsonb_to_recordset(${JSON.stringify(placements)}::jsonb) AS r ("partnerId" uuid, "programId" uuid, "tierId" uuid,
        cause text, reason text, "effectiveOn" timestamptz, "reviewId" uuid, "decidedById" uuid)
      JOIN program_tier AS tier ON tier.id = r."tierId"
      JOIN partner_program AS program ON program.id = r."programId"
      LEFT JOIN LATERAL (
        SELECT left_tier.code FROM tier_placement AS p JOIN program_tier AS left_tier ON left_tier.id = p.tier_id
        WHERE p.partner_id = r."partnerId" AND p.program_id = r."programId"
          AND p.effective_on <= (r."effectiveOn" AT TIME ZONE 'UTC')::date
        ORDER BY p.effective_on DESC, p.booked_at DESC, p.id DESC LIMIT 1
      ) AS former ON true
    ), booked AS (
      INSERT INTO tier_placement (partner_id, program_id, version_id, tier_id, cause, reason, effective_on, review_id,
        decided_by_id, booked_at)
      SELECT "partnerId", "programId", "versionId", "tierId", cause, reason, ("effectiveOn" AT TIME ZONE 'UTC')::date,
        "reviewId", "decidedById", ${bookedAt.toISOString()}::timestamptz
      FROM given
      RETURNING id, partner_id, program_id
    )
    SELECT booked.id, given.* FROM given
    JOIN booked ON booked.partner_id = given."partnerId" AND booked.program_id = given."programId"`;
